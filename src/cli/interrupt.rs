//! Signals: the program ends soon, whatever it does, and leaves nothing half-written.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::error::CliError;
use crate::disk;

/// What a simulation has to end by itself, which is the gentler way: with whatever it has finished.
const GRACE: Duration = Duration::from_millis(500);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Set by a signal; simulations look at it all the time.
pub(super) fn interrupted() -> &'static AtomicBool {
    &INTERRUPTED
}

/// Whether a signal has come.
pub(super) fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Watches for Ctrl-C, and for being told to end in other ways, until the program ends, however often it is called. Where no handler can
/// be set, a signal ends the program at once, which leaves earlier results as they are.
pub(super) fn watch() {
    static WATCHED: Once = Once::new();
    let end = || {
        INTERRUPTED.store(true, Ordering::Relaxed);
        std::thread::sleep(GRACE);
        disk::abandon();
        CliError::Interrupted.print_once();
        std::process::exit(CliError::Interrupted.exit_code().into());
    };
    WATCHED.call_once(|| drop(signals::each(end)));
}

#[cfg(unix)]
mod signals {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;

    /// Calls `end` in a thread of its own when a signal comes.
    pub(super) fn each(end: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
        // A file that may not grow is an error of writing it, as a full disk is, and no reason to be killed.
        signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
        // A program started by `nohup` outlives its terminal.
        let wanted = if ignores_hangup() { vec![SIGINT, SIGTERM] } else { vec![SIGINT, SIGTERM, SIGHUP] };
        let mut signals = Signals::new(wanted)?;
        let wait = move || {
            if signals.forever().next().is_some() {
                end();
            }
        };
        std::thread::Builder::new().name("signals".to_owned()).spawn(wait).map(drop)
    }

    /// Whether the program was started with hangups ignored; taken for true where the system does not say, so that a hangup does
    /// there what it did before.
    fn ignores_hangup() -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        mask.is_none_or(|mask| mask >> (SIGHUP - 1) & 1 == 1)
    }
}

#[cfg(not(unix))]
mod signals {
    /// Calls `end` in a thread of its own when the program is told to end.
    pub(super) fn each(end: impl FnOnce() + Send + 'static) -> Result<(), ctrlc::Error> {
        let mut end = Some(end);
        ctrlc::set_handler(move || {
            if let Some(end) = end.take() {
                end()
            }
        })
    }
}
