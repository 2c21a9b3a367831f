//! A distribution in pieces: what quantiles, shares below a level and expected shortfalls are read from.

/// A weight spread evenly between two values, or held by one value where both are the same (an atom).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// Least value.
    pub low: f64,
    /// Greatest value.
    pub high: f64,
    /// Weight; of counts how many.
    pub weight: f64,
}

/// Pieces that do not overlap, ascending.
#[derive(Debug, Clone, Default)]
pub struct Pieces {
    rising: Vec<Piece>,
    /// Weight before each piece.
    before: Vec<f64>,
    total: f64,
}

/// The mean of one end of a distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::analysis) struct Tail {
    /// Mean of the values in it.
    pub(in crate::analysis) mean: f64,
    /// Its standard error.
    pub(in crate::analysis) se: f64,
}

impl Piece {
    /// The weight at or below a level.
    fn below(&self, level: f64) -> f64 {
        if self.high <= level {
            self.weight
        } else if self.low >= level {
            0.0
        } else {
            self.weight * (level - self.low) / (self.high - self.low)
        }
    }

    /// The value below which this weight of the piece lies.
    fn at(&self, weight: f64) -> f64 {
        let share = (weight / self.weight).clamp(0.0, 1.0);
        (self.low + (self.high - self.low) * share).clamp(self.low, self.high)
    }

    /// As seen from the other end.
    fn turned(&self) -> Self {
        Self { low: -self.high, high: -self.low, weight: self.weight }
    }
}

impl Pieces {
    /// Of pieces in ascending order that do not overlap; those without weight are left out.
    pub(super) fn new(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let pieces: Vec<Piece> = pieces.into_iter().filter(|piece| piece.weight > 0.0).collect();
        let mut total = 0.0;
        let mut before = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            before.push(total);
            total += piece.weight;
        }
        Self { rising: pieces, before, total }
    }

    /// Of any pieces: those that overlap are cut where others begin or end, so that quantiles never fall.
    pub(in crate::analysis) fn of(mut pieces: Vec<Piece>) -> Self {
        pieces.retain(|piece| piece.weight > 0.0);
        let mut cuts: Vec<f64> = pieces.iter().flat_map(|piece| [piece.low, piece.high]).collect();
        cuts.sort_unstable_by(f64::total_cmp);
        cuts.dedup();
        let mut cut: Vec<Piece> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let first = cuts.partition_point(|&cut| cut <= piece.low);
            let mut low = piece.low;
            for &high in cuts[first..].iter().take_while(|&&cut| cut <= piece.high) {
                let weight = piece.weight * (high - low) / (piece.high - piece.low);
                cut.push(Piece { low, high, weight });
                low = high;
            }
            if piece.low == piece.high {
                cut.push(piece);
            }
        }
        cut.sort_unstable_by(|a, b| a.low.total_cmp(&b.low).then(a.high.total_cmp(&b.high)));
        cut.dedup_by(|next, kept| {
            let same = next.low == kept.low && next.high == kept.high;
            kept.weight += if same { next.weight } else { 0.0 };
            same
        });
        Self::new(cut)
    }

    /// All of them.
    pub(in crate::analysis) fn all(&self) -> &[Piece] {
        &self.rising
    }

    /// The sum of their weights.
    pub(in crate::analysis) fn total(&self) -> f64 {
        self.total
    }

    /// The value below which this weight lies; `None` without pieces.
    pub(in crate::analysis) fn at(&self, weight: f64) -> Option<f64> {
        let place = self.before.partition_point(|&before| before < weight).saturating_sub(1);
        self.rising.get(place).map(|piece| piece.at(weight - self.before[place]))
    }

    /// The value below which the share `p` of the weight lies.
    pub(in crate::analysis) fn quantile(&self, p: f64) -> Option<f64> {
        self.at(p.clamp(0.0, 1.0) * self.total)
    }

    /// Of counts: the value of this rank, from 0 to one less than all, as if half of it were below itself.
    pub(super) fn at_rank(&self, rank: f64) -> Option<f64> {
        let rank = rank.clamp(0.0, (self.total - 1.0).max(0.0));
        self.at((rank + 0.5).min(rank.floor() + 1.0))
    }

    /// The share of the weight at or below a level.
    pub(in crate::analysis) fn share_below(&self, level: f64) -> f64 {
        let first = self.rising.partition_point(|piece| piece.high <= level);
        let before = self.before.get(first).copied().unwrap_or(self.total);
        let part = self.rising.get(first).map_or(0.0, |piece| piece.below(level));
        ((before + part) / self.total).clamp(0.0, 1.0)
    }

    /// Of counts: mean of the lowest share `p` of the values, and its standard error.
    pub(in crate::analysis) fn lowest(&self, p: f64) -> Option<Tail> {
        tail(self.rising.iter().copied(), p, self.total)
    }

    /// Of counts: mean of the highest share `p` of the values, and its standard error.
    pub(in crate::analysis) fn highest(&self, p: f64) -> Option<Tail> {
        let found = tail(self.rising.iter().rev().map(Piece::turned), p, self.total)?;
        Some(Tail { mean: -found.mean, ..found })
    }
}

/// Of the first share `p` of `count` values (a whole number of them or not).
///
/// The variance of an expected shortfall is (Var(X | tail) + (1 − p)(q − mean)²) / (n p), where q is the quantile that
/// the tail ends at (Chen 2008, Journal of Financial Econometrics 6).
fn tail(pieces: impl Iterator<Item = Piece>, p: f64, count: f64) -> Option<Tail> {
    let target = p * count;
    let (mut left, mut sum, mut squares, mut origin) = (target, 0.0, 0.0, None);
    for piece in pieces {
        let taken = left.min(piece.weight);
        let end = piece.at(taken);
        let middle = f64::midpoint(piece.low, end);
        // Counted from the first, so that an atom alone has its own mean and no variance.
        let gap = middle - *origin.get_or_insert(middle);
        let width = end - piece.low;
        sum += gap * taken;
        squares += (gap * gap + width * width / 12.0) * taken;
        left -= taken;
        if left <= 0.0 {
            let (mean, origin) = (sum / target, origin.unwrap_or_default());
            let variance = (squares / target - mean * mean).max(0.0) + (1.0 - p) * (end - origin - mean).powi(2);
            return Some(Tail { mean: (mean + origin).min(end), se: (variance / target).sqrt() });
        }
    }
    None
}
