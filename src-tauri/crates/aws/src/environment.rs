//! The environment variables of AWS, of which an empty one counts as not set.

use std::path::PathBuf;

use aws_types::os_shim_internal::Env;

/// The value of a variable that is set, and not to nothing.
pub(crate) fn set(env: &Env, name: &str) -> Option<String> {
    env.get(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Whether a variable says yes.
pub(crate) fn is_true(env: &Env, name: &str) -> bool {
    set(env, name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// This user's home folder.
pub(crate) fn home(env: &Env) -> Option<PathBuf> {
    let drive = || Some(format!("{}{}", set(env, "HOMEDRIVE")?, set(env, "HOMEPATH")?));
    set(env, "HOME").or_else(|| set(env, "USERPROFILE")).or_else(drive).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_value_is_none() {
        let env = Env::from_slice(&[("A", ""), ("B", " x "), ("C", "TRUE")]);
        assert_eq!((set(&env, "A"), set(&env, "B").as_deref(), set(&env, "D")), (None, Some("x"), None));
        assert!(is_true(&env, "C") && !is_true(&env, "B"));
    }
}
