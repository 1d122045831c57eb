//! Ctrl-C: the first ends the work in an orderly way, the second ends the program at once.

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
            if tokio::signal::ctrl_c().await.is_err() {
                return;
            }
            tell(format_args!("\n{told}"));
            cancel.cancel();
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(GIVEN_UP);
            }
        });
    });
}
