//! The places in a drawing that stand for rows of the table behind it.

/// A part of the drawing that stands for a row of the table: what a pointer over it is told. Pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Zone {
    /// Left edge.
    pub(crate) left: f64,
    /// Upper edge.
    pub(crate) top: f64,
    /// Right edge.
    pub(crate) right: f64,
    /// Lower edge.
    pub(crate) bottom: f64,
    /// Number of the row.
    pub(crate) row: usize,
}
