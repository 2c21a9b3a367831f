//! Statistics of what happened: lengths of time some of which have not ended, rates of events, shares of outcomes, and how good forecasts
//! of them are. In portable arithmetic, so that fits have the same bytes on every machine.
//!
//! - [`survival`]: right-censored times, Kaplan–Meier and Aalen–Johansen estimates, laws of a length, their fit by maximum likelihood and
//!   by Bayesian posterior, comparison on held-out clusters.
//! - [`scoring`]: how well forecasts of a length agree with what happened, and intervals of shares.
//! - [`rates`]: events per year by group with partial pooling.
//! - [`shares`]: shares of outcomes that exclude each other.
//! - [`sampling`]: the slice sampler under the posteriors and the check of its convergence.

pub mod rates;
pub mod sampling;
pub mod scoring;
pub mod shares;
pub mod survival;

mod quadrature;
