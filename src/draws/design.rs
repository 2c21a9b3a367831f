//! How the uncertain parameters are sampled: Latin hypercube, scrambled Sobol', or plain random.

use super::copula::Copula;
use super::sobol::{self, Sobol};
use super::streams::{Key, Purpose, Stream, Streams};

/// Replications in a block. A run may stop at any block, and any block can be drawn alone.
pub const BLOCK: u64 = 1_000;

const SIZE: usize = BLOCK as usize;

/// Kind of design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// In each block and dimension exactly one draw in each of 1,000 equal strata, in random order.
    LatinHypercube,
    /// A Sobol' sequence with Owen scrambling.
    ///
    /// A dimension's Sobol' number is its place in the list, for low numbers are the good ones: a dimension added at
    /// the end leaves the others' draws as they were, one added before them does not ([`Key::NONE`] may hold a place).
    /// Dimensions beyond the 2,048th are Latin hypercubes. Points begin to repeat after 2³².
    Sobol,
    /// Independent uniforms.
    Random,
}

/// A sampling design: for every block of replications, a uniform number for each dimension and replication.
///
/// Except where [`Kind::Sobol`] says otherwise, the draws of a dimension depend on the seed, its key and the block
/// alone, so that adding, removing or reordering dimensions leaves those of all others bit for bit.
#[derive(Debug, Clone)]
pub struct Design {
    kind: Kind,
    seed: u64,
    dimensions: Vec<Key>,
    sobol: Vec<Sobol>,
    dependence: Option<Copula>,
}

impl Design {
    /// A design over `dimensions`, each with a key of its own.
    ///
    /// # Panics
    /// When `dependence` was made for another number of dimensions.
    pub fn new(kind: Kind, seed: u64, dimensions: Vec<Key>, dependence: Option<Copula>) -> Self {
        if let Some(copula) = &dependence {
            assert_eq!(copula.dimensions(), dimensions.len(), "the copula is made for these dimensions");
        }
        let sobol = if kind == Kind::Sobol {
            let scrambles: Vec<u32> = dimensions
                .iter()
                .take(sobol::MOST_DIMENSIONS)
                .map(|&key| Streams::new(seed, 0).stream(Purpose::SobolScramble, key).draw_bits())
                .collect();
            sobol::build_dimensions(&scrambles)
        } else {
            Vec::new()
        };
        Self { kind, seed, dimensions, sobol, dependence }
    }

    /// Fills `out` with the numbers of a block, all in (0, 1): that of dimension `d` for the block's `i`-th replication,
    /// number `block * 1000 + i`, is `out[d * 1000 + i]`.
    pub fn block(&self, block: u64, out: &mut Vec<f64>) {
        self.fill_independent(block, out);
        if let Some(copula) = &self.dependence {
            match self.kind {
                Kind::LatinHypercube => copula.reorder_by_rank(out, SIZE),
                Kind::Sobol | Kind::Random => copula.correlate_all(out, SIZE),
            }
        }
    }

    /// The same before dimensions are made dependent.
    pub fn fill_independent(&self, block: u64, out: &mut Vec<f64>) {
        out.clear();
        out.resize(self.dimensions.len() * SIZE, 0.0);
        for (d, column) in out.chunks_exact_mut(SIZE).enumerate() {
            let mut stream = Streams::new(self.seed, block).stream(Purpose::Parameters, self.dimensions[d]);
            match (self.kind, self.sobol.get(d)) {
                (Kind::Random, _) => column.fill_with(|| stream.uniform()),
                (Kind::Sobol, Some(sobol)) => {
                    for (i, u) in (0..).zip(column) {
                        // The sequence repeats after 2³² points.
                        *u = sobol.point(block.wrapping_mul(BLOCK).wrapping_add(i) as u32);
                    }
                }
                (Kind::LatinHypercube | Kind::Sobol, _) => stratify(column, &mut stream),
            }
        }
    }

    /// Number of dimensions.
    pub fn dimensions(&self) -> usize {
        self.dimensions.len()
    }

    /// What makes the dimensions dependent, if anything does.
    pub fn dependence(&self) -> Option<&Copula> {
        self.dependence.as_ref()
    }
}

/// One draw in each of as many equal strata as there are places, in random order.
pub fn stratify(column: &mut [f64], stream: &mut Stream) {
    let size = column.len();
    for (stratum, u) in column.iter_mut().enumerate() {
        *u = stratum as f64;
    }
    stream.shuffle_strata(column);
    for u in column {
        let top = (*u + 1.0) / size as f64;
        // Rounding must not carry a draw into the next stratum.
        *u = ((*u + stream.uniform()) / size as f64).min(top.next_down());
    }
}
