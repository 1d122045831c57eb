//! Ctrl-C, or on Unix SIGTERM: the first ends the work in an orderly way, the second ends the program at once.

use std::thread;

use tokio_util::sync::CancellationToken;

use super::output::tell;

/// What the program ends with when it is told to end at once: it did not do what was asked.
const GIVEN_UP: i32 = 1;

/// Watches for interrupts from a thread and a runtime of its own, so that nothing the program is busy with can hold them up.
/// `told` is what the first says.
pub fn watch(cancel: CancellationToken, told: &'static str) {
    thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async {
            let Ok(mut asked) = Asked::listen() else { return };
            asked.until_asked().await;
            tell(format_args!("\n{told}"));
            cancel.cancel();
            asked.until_asked().await;
            std::process::exit(GIVEN_UP);
        });
    });
}

/// Those who ask the program to end: somebody at the keyboard, and whoever runs it for somebody.
#[cfg(unix)]
struct Asked {
    keyboard: tokio::signal::unix::Signal,
    other: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Asked {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { keyboard: signal(SignalKind::interrupt())?, other: signal(SignalKind::terminate())? })
    }

    async fn until_asked(&mut self) {
        tokio::select! {
            _ = self.keyboard.recv() => {}
            _ = self.other.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Asked;

#[cfg(not(unix))]
impl Asked {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn until_asked(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
