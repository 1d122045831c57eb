//! How many connections this process may hold open.

/// The most requests under way at once that are worth having: AWS is some 100 ms away, and this makes thousands a second.
const MOST: usize = 512;
/// Files that are open for other reasons.
#[cfg(unix)]
const OTHERS: u64 = 128;

/// How many connections may be open at once. The embedded organization, in the same process, needs the other end of each too.
#[cfg(unix)]
pub(super) fn connections() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = 2 * MOST as u64 + OTHERS;
    let limit = getrlimit(Resource::Nofile);
    // Desktop systems start programs with as few as 256, and let them ask for more.
    let raised = limit.maximum.unwrap_or(u64::MAX).min(wanted);
    let current = limit.current.unwrap_or(u64::MAX);
    let ask = || setrlimit(Resource::Nofile, Rlimit { current: Some(raised), maximum: limit.maximum });
    let allowed = if current < raised && ask().is_ok() { raised } else { current };
    usize::try_from(allowed.saturating_sub(OTHERS) / 2).unwrap_or(MOST).clamp(32, MOST)
}

/// How many connections may be open at once.
#[cfg(not(unix))]
pub(super) fn connections() -> usize {
    MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_room_for_some() {
        assert!((32..=MOST).contains(&connections()));
    }
}
