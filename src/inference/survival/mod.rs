//! Analysis of lengths of time, some of which have not ended yet.

mod bayes;
mod fit;
mod forecast;
mod grouped;
mod held_out;
mod kaplan_meier;
mod law;
mod mixture;
mod time;
mod transitions;

pub use bayes::{LawPrior, Posterior, sample_posterior, sample_posterior_with_prior};
pub use fit::{Fit, PermanentEvidence, ProfilePoint, fit_law, log_likelihood, permanent_evidence, profile_permanent};
pub use forecast::{Forecast, Predictive};
pub use grouped::{GroupedPosterior, sample_grouped_posterior};
pub use held_out::{ClusterScore, ScoreDifference, compare_scores, score_held_out};
pub use kaplan_meier::{ErrorKind, IntervalScale, KaplanMeier, Step};
pub use law::{Law, LawKind, Weibull};
pub use mixture::Mixture;
pub use time::{LESS_THAN_A_DAY, Time, geometric_mean_days, weigh_clusters_equally};
pub use transitions::{Spell, StateProbabilities, cumulative_incidence, state_probabilities};
