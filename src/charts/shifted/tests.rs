//! Charts of shifted runs read back.
