//! `schema`: print the JSON Schema of the scenario format.

use super::Failure;
use crate::scenario;

/// Prints the schema on standard output.
///
/// # Errors
/// None; the signature is that of every command.
pub(super) fn schema() -> Result<(), Failure> {
    println!("{:#}", scenario::schema());
    Ok(())
}
