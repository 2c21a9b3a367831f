//! Long work: it runs beside Python, which goes on, heeds Ctrl-C and tells how far it is.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use pyo3::prelude::*;

/// How often Python is asked whether a signal has come.
const PATIENCE: Duration = Duration::from_millis(50);

/// How work tells how far it is, and hears that it is to end.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    /// Set where the work is to end.
    pub(crate) stop: AtomicBool,
    /// Simulations done.
    pub(crate) done: AtomicU64,
    finished: AtomicBool,
}

impl Watched {
    /// Adds simulations to those done.
    pub(crate) fn add(&self, done: u64) {
        self.done.fetch_add(done, Ordering::Relaxed);
    }
}

/// Carries out `work` on a thread of its own while Python goes on. An exception that a signal raises (Ctrl-C) or that `progress`, which is
/// called with the number of simulations done and `total`, raises ends the work, and is raised once that has ended.
pub(crate) fn wait_for<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    total: u64,
    work: impl FnOnce(&Watched) -> T + Send,
) -> PyResult<T> {
    let (watched, waiting) = (&Watched::default(), std::thread::current());
    let (told, worked) = std::thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(watched)));
            watched.finished.store(true, Ordering::Release);
            waiting.unpark();
            result
        });
        let told = watch(py, progress, total, watched);
        watched.stop.store(told.is_err(), Ordering::Relaxed);
        (told, py.detach(|| worker.join()).and_then(|result| result))
    });
    told?;
    worked.or_else(|panic| std::panic::resume_unwind(panic))
}

/// Waits until the work is finished or an exception comes.
fn watch(py: Python<'_>, progress: Option<&Bound<'_, PyAny>>, total: u64, watched: &Watched) -> PyResult<()> {
    let mut last = None;
    loop {
        let is_finished = py.detach(|| {
            if !watched.finished.load(Ordering::Acquire) {
                std::thread::park_timeout(PATIENCE);
            }
            watched.finished.load(Ordering::Acquire)
        });
        py.check_signals()?;
        let done = watched.done.load(Ordering::Relaxed);
        if let Some(progress) = progress.filter(|_| last != Some(done)) {
            progress.call1((done, total))?;
            last = Some(done);
        }
        if is_finished {
            return Ok(());
        }
    }
}
