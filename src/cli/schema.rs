//! `schema`: print the JSON Schema of the scenario format.

use super::Failure;
use super::say::say;

/// Prints the schema on standard output.
pub(super) fn schema() -> Result<(), Failure> {
    say(format_args!("{:#}", crate::scenario::schema()))
}
