//! Ctrl-C ends a run between blocks, so that nothing half-written is left.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// Set by Ctrl-C; the simulation looks at it between blocks.
pub(super) fn interrupted() -> &'static AtomicBool {
    static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    FLAG.get_or_init(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&flag);
        // Where no handler can be set, Ctrl-C ends the program at once, which leaves earlier results as they are.
        let _ = ctrlc::set_handler(move || seen.store(true, Ordering::Relaxed));
        flag
    })
}
