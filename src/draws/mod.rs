//! Random numbers: named streams, designs for the uncertain parameters, and their dependence.
//!
//! Everything here is a function of a seed and of names, so a draw never depends on how many draws something else
//! made, on the order of work, or on the number of threads.

mod copula;
mod density;
mod design;
mod rank;
mod sobol;
mod streams;

#[cfg(test)]
mod tests;

pub use copula::{Copula, CopulaError};
pub use density::Density;
pub use design::{BLOCK, Design, Kind, stratify};
pub use rank::{Attained, Grade};
pub use streams::{Key, Purpose, Stream, Streams};
