//! `schema`: print the JSON Schema of the scenario format.

use super::error::CliError;
use super::print::print_text;

/// Prints the schema on standard output.
pub(super) fn schema() -> Result<(), CliError> {
    print_text(format_args!("{:#}", crate::scenario::schema()))
}
