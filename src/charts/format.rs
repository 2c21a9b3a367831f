//! The two widths in which every chart is drawn: for screens, pictures and paper, and for phones.

/// For which width a chart is drawn. Sizes of type are the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Screens, picture files and paper.
    Wide,
    /// Phones.
    Narrow,
}

impl Format {
    /// Pixels of the whole drawing.
    pub(crate) const fn width(self) -> f64 {
        self.pick(800.0, 360.0)
    }

    /// Where the drawing begins, and how much stays free at its right.
    pub(crate) const fn margin(self) -> f64 {
        self.pick(24.0, 12.0)
    }

    /// Where the drawing ends.
    pub(crate) const fn right(self) -> f64 {
        self.width() - self.margin()
    }

    /// Pixels between both margins.
    pub(crate) const fn space(self) -> f64 {
        self.width() - 2.0 * self.margin()
    }

    pub(crate) const fn is_narrow(self) -> bool {
        matches!(self, Self::Narrow)
    }

    /// The first of two for the wide drawing, the second for the narrow one.
    pub(crate) const fn pick<T: Copy>(self, wide: T, narrow: T) -> T {
        match self {
            Self::Wide => wide,
            Self::Narrow => narrow,
        }
    }
}
