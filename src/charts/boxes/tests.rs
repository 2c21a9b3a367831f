//! Charts of discoveries read back.
