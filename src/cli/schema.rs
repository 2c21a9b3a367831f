//! `schema`: print the JSON Schema of the scenario format.

use super::{Failure, print};

/// Prints the schema on standard output.
///
/// # Errors
/// Where standard output cannot be written to.
pub(super) fn schema() -> Result<(), Failure> {
    print::line(&format!("{:#}", crate::scenario::schema()))
}
