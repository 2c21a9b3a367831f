//! Charts of sensitivity analyses read back.
