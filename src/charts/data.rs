//! The places in a drawing that stand for rows of the table behind it.

/// A part of the drawing that stands for a row of the table: what a pointer over it is told. Pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zone {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
    /// Number of the row.
    pub row: usize,
}
