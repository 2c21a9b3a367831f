//! `schema`: print the JSON Schema of the scenario format.

/// Prints the schema on standard output.
pub(super) fn schema() {
    println!("{:#}", crate::scenario::schema());
}
