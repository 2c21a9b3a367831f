//! Dependence between dimensions of a design: a Gaussian copula with given rank correlations.

use std::f64::consts::PI;

use crate::normal::{self, Level};

/// Least variance that a dimension must have left, given those before it in its group.
const LEAST_PIVOT: f64 = 1e-9;

/// A Gaussian copula.
///
/// A Spearman correlation s between two continuous inputs is that of normals with correlation r = 2 sin(πs/6); for inputs
/// whose values tie see [`Grade`](super::Grade). Pairs of a
/// connected group that are not named have correlation 0. Dimensions in no pair are not touched.
#[derive(Debug, Clone, PartialEq)]
pub struct Copula {
    dimensions: usize,
    groups: Vec<Group>,
}

/// Dimensions that depend on one another, and the Cholesky factor of their correlations.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    members: Vec<usize>,
    /// Lower triangle, row by row.
    factor: Vec<Vec<f64>>,
}

/// Why rank correlations make no copula.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CopulaError {
    /// No distribution has these correlations: some contradict others.
    #[error("these rank correlations contradict each other, or are 1 or −1 (their matrix is not positive definite)")]
    NotPositiveDefinite {
        /// Dimensions of the group, ascending.
        group: Vec<usize>,
        /// The first of them whose correlations with those before it cannot be.
        dimension: usize,
    },
    /// A rank correlation outside −1 to 1, or of a dimension with itself, or of one that does not exist.
    #[error("there is no rank correlation {rank} between dimensions {i} and {j}")]
    Impossible {
        /// One dimension.
        i: usize,
        /// The other.
        j: usize,
        /// The rank correlation.
        rank: f64,
    },
    /// A pair that is given twice.
    #[error("the correlation between dimensions {i} and {j} is given twice")]
    Twice {
        /// One dimension.
        i: usize,
        /// The other.
        j: usize,
    },
}

impl Copula {
    /// The copula over `dimensions` with the Spearman correlation of each pair `(i, j, s)`.
    ///
    /// # Errors
    /// Where a pair is impossible or given twice, or the correlations contradict each other.
    pub fn new(dimensions: usize, pairs: &[(usize, usize, f64)]) -> Result<Self, CopulaError> {
        check_pairs(dimensions, pairs)?;
        let normal = |&(i, j, rank): &(usize, usize, f64)| (i, j, 2.0 * libm::sin(PI * rank / 6.0));
        Self::of_normals(dimensions, &pairs.iter().map(normal).collect::<Vec<_>>())
    }

    /// The copula over `dimensions` in which the normals of each pair `(i, j, r)` have the correlation r.
    ///
    /// # Errors
    /// Where a pair is impossible or given twice, or the correlations contradict each other.
    pub fn of_normals(dimensions: usize, pairs: &[(usize, usize, f64)]) -> Result<Self, CopulaError> {
        check_pairs(dimensions, pairs)?;
        let groups =
            connected(pairs).into_iter().map(|members| Group::new(members, pairs)).collect::<Result<_, _>>()?;
        Ok(Self { dimensions, groups })
    }

    /// Dimensions that it was made for.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The connected groups: members ascending, groups by their first member.
    pub fn groups(&self) -> impl Iterator<Item = &[usize]> {
        self.groups.iter().map(|group| group.members.as_slice())
    }

    /// Makes the independent uniforms of one draw dependent.
    pub fn correlate(&self, draw: &mut [f64]) {
        self.correlate_all(draw, 1);
    }

    /// The independent uniforms that [`Copula::correlate`] would make this draw of.
    pub fn decorrelate(&self, draw: &mut [f64]) {
        for group in &self.groups {
            let scores: Vec<f64> = group.members.iter().map(|&d| normal::quantile(Level::new(draw[d]))).collect();
            let mut free: Vec<f64> = Vec::with_capacity(scores.len());
            for (row, score) in group.factor.iter().zip(&scores) {
                let known: f64 = row.iter().zip(&free).map(|(weight, z)| weight * z).sum();
                free.push((score - known) / row[free.len()]);
            }
            for (&d, z) in group.members.iter().zip(free) {
                draw[d] = Level::new(normal::cdf(z)).below;
            }
        }
    }

    /// Makes independent uniforms dependent: Φ(L z) with z = Φ⁻¹(u). Column `d` of `draws` is `draws[d * size..][..size]`.
    pub(super) fn correlate_all(&self, draws: &mut [f64], size: usize) {
        for group in &self.groups {
            for (&d, scores) in group.members.iter().zip(group.scores(draws, size)) {
                for (u, z) in draws[d * size..][..size].iter_mut().zip(scores) {
                    *u = Level::new(normal::cdf(z)).below;
                }
            }
        }
    }

    /// The same by reordering: each column keeps its very draws, in the order of the ranks of L z, so that a stratified
    /// column stays stratified.
    pub(super) fn reorder_by_rank(&self, draws: &mut [f64], size: usize) {
        for group in &self.groups {
            for (&d, scores) in group.members.iter().zip(group.scores(draws, size)) {
                let column = &mut draws[d * size..][..size];
                let mut sorted = column.to_vec();
                sorted.sort_by(f64::total_cmp);
                let mut order: Vec<usize> = (0..size).collect();
                order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
                for (index, u) in order.into_iter().zip(sorted) {
                    column[index] = u;
                }
            }
        }
    }
}

impl Group {
    fn new(members: Vec<usize>, pairs: &[(usize, usize, f64)]) -> Result<Self, CopulaError> {
        let correlation = |a: usize, b: usize| {
            let pair = pairs.iter().find(|&&(i, j, _)| (i, j) == (a, b) || (i, j) == (b, a));
            pair.map_or(0.0, |&(_, _, normal)| normal)
        };
        let mut factor: Vec<Vec<f64>> = Vec::with_capacity(members.len());
        for (row, &a) in members.iter().enumerate() {
            let mut l: Vec<f64> = Vec::with_capacity(row + 1);
            for (column, &b) in members[..row].iter().enumerate() {
                let sum: f64 = l.iter().zip(&factor[column]).map(|(x, y)| x * y).sum();
                l.push((correlation(a, b) - sum) / factor[column][column]);
            }
            let left = 1.0 - l.iter().map(|x| x * x).sum::<f64>();
            if left < LEAST_PIVOT {
                return Err(CopulaError::NotPositiveDefinite { dimension: a, group: members });
            }
            l.push(left.sqrt());
            factor.push(l);
        }
        Ok(Self { members, factor })
    }

    /// The dependent normal scores L z of every member.
    fn scores(&self, draws: &[f64], size: usize) -> Vec<Vec<f64>> {
        let independent: Vec<Vec<f64>> = self
            .members
            .iter()
            .map(|d| draws[d * size..][..size].iter().map(|&u| normal::quantile(Level::new(u))).collect())
            .collect();
        self.factor
            .iter()
            .map(|row| {
                let mut scores = vec![0.0; size];
                for (weight, z) in row.iter().zip(&independent) {
                    for (score, z) in scores.iter_mut().zip(z) {
                        *score += weight * z;
                    }
                }
                scores
            })
            .collect()
    }
}

/// Refuses pairs that cannot be, or stand twice.
fn check_pairs(dimensions: usize, pairs: &[(usize, usize, f64)]) -> Result<(), CopulaError> {
    for (n, &(i, j, rank)) in pairs.iter().enumerate() {
        if i == j || i.max(j) >= dimensions || !(-1.0..=1.0).contains(&rank) {
            return Err(CopulaError::Impossible { i, j, rank });
        }
        if pairs[..n].iter().any(|&(a, b, _)| (a, b) == (i, j) || (a, b) == (j, i)) {
            return Err(CopulaError::Twice { i, j });
        }
    }
    Ok(())
}

/// The connected groups of the graph of pairs: members ascending, groups by their first member.
fn connected(pairs: &[(usize, usize, f64)]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &(i, j, _) in pairs {
        let (joined, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.contains(&i) || group.contains(&j));
        let mut group: Vec<usize> = joined.into_iter().flatten().chain([i, j]).collect();
        group.sort_unstable();
        group.dedup();
        groups = apart;
        groups.push(group);
    }
    groups.sort();
    groups
}
