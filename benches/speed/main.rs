//! How fast marketgate is: `cargo bench`, or `cargo bench -- kernel` for the groups of that name.
//!
//! A sweep of 1,000 points and runs of 100,000 and 1,000,000 histories take minutes: they come along where `MARKETGATE_BENCH_LARGE` is 1.

// A bench that lacks what it needs fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod files;
mod kernel;
mod reading;
mod results;
mod runs;
mod startup;

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    kernel::benches(&mut criterion);
    reading::benches(&mut criterion);
    startup::benches(&mut criterion);
    results::benches(&mut criterion);
    runs::benches(&mut criterion);
    criterion.final_summary();
}
