//! Which correlation of normals gives two inputs the rank correlation that is asked for.
//!
//! Spearman's correlation is that of the grades, F(x) or, where values tie, the middle of the stretch that they share.
//! Where an input is drawn as the quantile at Φ(Z), its grade is a rising function of Z: Φ(Z) itself for a continuous
//! family, a staircase for a choice. A rise of J at z in one and of K at w in the other bring to the covariance
//! J K (Φ₂(z, w; r) − Φ(z) Φ(w)), which is an integral over the correlation (Plackett 1954):
//!
//! 1/2π ∫ exp(−(z² + w² − 2 z w sin θ) / 2 cos² θ) dθ from 0 to arcsin r.
//!
//! Φ(Z) is the probability that Z exceeds an independent normal, so a continuous grade brings what one rise of 1 at 0
//! brings at a correlation smaller by √2; with two of them that is Pearson's r = 2 sin(πs/6).

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use crate::normal::{self, Level};

/// Greatest correlation of two normals that differ.
const MOST: f64 = 1.0 - 1e-6;
/// Steps that stand for the whole of a continuous stretch beside values that tie.
const STEPS: f64 = 64.0;
/// Pieces of the integral, each by the rule of four points.
const PIECES: usize = 24;
/// Halvings of the piece in which the correlation lies.
const HALVINGS: usize = 24;
/// Gauss and Legendre's points and weights on −1 to 1.
const POINTS: [(f64, f64); 4] = [
    (-0.861_136_311_594_052_6, 0.347_854_845_137_453_85),
    (-0.339_981_043_584_856_26, 0.652_145_154_862_546_1),
    (0.339_981_043_584_856_26, 0.652_145_154_862_546_1),
    (0.861_136_311_594_052_6, 0.347_854_845_137_453_85),
];

/// How the grade of an input rises with the normal that it is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Grade {
    /// Where it rises, and by how much.
    rises: Vec<(f64, f64)>,
    /// By what a correlation with it is smaller.
    attenuation: f64,
    variance: f64,
    is_continuous: bool,
}

/// A correlation of normals, and the rank correlation that it gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attained {
    /// Correlation of the normals.
    pub normal: f64,
    /// Spearman's correlation of what is drawn from them.
    pub rank: f64,
}

impl Grade {
    /// That of an input whose quantile has one value over each of these stretches of probability and is continuous
    /// elsewhere.
    pub fn new(flat: &[[f64; 2]]) -> Self {
        if flat.is_empty() {
            let rises = vec![(0.0, 1.0)];
            return Self { rises, attenuation: FRAC_1_SQRT_2, variance: 1.0 / 12.0, is_continuous: true };
        }
        let mut ends = vec![0.0];
        let fill = |ends: &mut Vec<f64>, to: f64| {
            let from = ends.last().copied().unwrap_or(0.0);
            let steps = libm::ceil((to - from) * STEPS - 1e-9).max(0.0);
            (1..=steps as usize).for_each(|step| ends.push(from + (to - from) * step as f64 / steps));
        };
        for &[from, to] in flat {
            fill(&mut ends, from);
            ends.push(to);
        }
        fill(&mut ends, 1.0);
        let widths: Vec<f64> = ends.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let rise = |i: usize| (normal::quantile(Level::new(ends[i + 1])), 0.5 * (widths[i] + widths[i + 1]));
        Self {
            rises: (0..widths.len() - 1).map(rise).collect(),
            attenuation: 1.0,
            variance: (1.0 - widths.iter().map(|width| width.powi(3)).sum::<f64>()) / 12.0,
            is_continuous: false,
        }
    }

    /// The rank correlation with another grade that normals of correlation `normal` give.
    pub fn rank(&self, other: &Self, normal: f64) -> f64 {
        if self.is_continuous && other.is_continuous {
            return 6.0 / PI * libm::asin(0.5 * normal);
        }
        let Some(integral) = Integral::new(self, other, normal) else { return 0.0 };
        let most = integral.end(normal.abs());
        let sum: f64 = (0..PIECES).map(|piece| integral.over(ends_of_piece(most, piece))).sum();
        sum * integral.scale
    }

    /// The correlation of normals that gives `rank` with another grade; where none does, the greatest, with what it gives.
    pub fn find_normal_correlation(&self, other: &Self, rank: f64) -> Attained {
        if self.is_continuous && other.is_continuous {
            return Attained { normal: 2.0 * libm::sin(PI * rank / 6.0), rank };
        }
        if rank == 0.0 {
            return Attained { normal: 0.0, rank };
        }
        let Some(integral) = Integral::new(self, other, rank) else { return Attained { normal: 0.0, rank: 0.0 } };
        let signed = |size: f64| if rank < 0.0 { -size } else { size };
        let (most, mut sum) = (integral.end(MOST), 0.0);
        let wanted = rank / integral.scale;
        for piece in 0..PIECES {
            let [mut low, mut high] = ends_of_piece(most, piece);
            let whole = integral.over([low, high]);
            if sum + whole < wanted {
                sum += whole;
                continue;
            }
            let start = low;
            for _ in 0..HALVINGS {
                let middle = f64::midpoint(low, high);
                if sum + integral.over([start, middle]) < wanted { low = middle } else { high = middle }
            }
            let normal = signed((libm::sin(f64::midpoint(low, high)) / integral.attenuation).min(MOST));
            return Attained { normal, rank };
        }
        Attained { normal: signed(MOST), rank: sum * integral.scale }
    }
}

/// The covariance of two grades as an integral over θ from 0 on.
struct Integral {
    /// Products of rises, each with z² + w² and 2 z w, the latter with the sign of the correlation.
    pairs: Vec<[f64; 3]>,
    attenuation: f64,
    /// From the integral to the correlation, with its sign.
    scale: f64,
}

impl Integral {
    /// That of correlations with the sign of `sign`; none where one of the grades does not rise.
    fn new(a: &Grade, b: &Grade, sign: f64) -> Option<Self> {
        let sign = if sign < 0.0 { -1.0 } else { 1.0 };
        let pair = |&(z, j): &(f64, f64), &(w, k): &(f64, f64)| [j * k, z * z + w * w, 2.0 * sign * z * w];
        let pairs: Vec<[f64; 3]> =
            a.rises.iter().flat_map(|rise| b.rises.iter().map(move |other| pair(rise, other))).collect();
        let spread = (a.variance * b.variance).sqrt();
        let scale = sign / (2.0 * PI * spread);
        (!pairs.is_empty() && spread > 0.0).then_some(Self { pairs, attenuation: a.attenuation * b.attenuation, scale })
    }

    /// θ at a correlation of the normals.
    fn end(&self, normal: f64) -> f64 {
        libm::asin((normal.min(MOST)) * self.attenuation)
    }

    fn over(&self, [from, to]: [f64; 2]) -> f64 {
        let (middle, half) = (f64::midpoint(from, to), 0.5 * (to - from));
        POINTS.iter().map(|(point, weight)| half * weight * self.evaluate_integrand(middle + half * point)).sum()
    }

    fn evaluate_integrand(&self, angle: f64) -> f64 {
        let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
        let over = -0.5 / (cosine * cosine);
        self.pairs.iter().map(|&[rises, squares, product]| rises * libm::exp((squares - product * sine) * over)).sum()
    }
}

/// The ends of a piece of the way from 0 to `most`.
fn ends_of_piece(most: f64, piece: usize) -> [f64; 2] {
    [piece, piece + 1].map(|end| most * end as f64 / PIECES as f64)
}
