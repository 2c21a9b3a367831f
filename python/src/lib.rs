//! marketgate for Python: scenarios, runs and studies as objects, with tables that data-frame libraries take as they are.
//!
//! What a scenario is and what is computed of it stands in the crate `marketgate`; here it is handed to Python and back.

mod command;
mod display;
mod errors;
mod results;
mod scenario;
mod studies;
mod study;
mod sweep;
mod table;
mod wait;

/// The part of the package `marketgate` that is compiled.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use super::command::run_command_line;
    #[pymodule_export]
    use super::results::{Results, run};
    #[pymodule_export]
    use super::scenario::{Scenario, load};
    #[pymodule_export]
    use super::studies::{compare, decide, sensitivity};
    #[pymodule_export]
    use super::study::Study;
    #[pymodule_export]
    use super::sweep::sweep;
    #[pymodule_export]
    use super::table::Table;

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
