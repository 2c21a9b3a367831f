//! How well mean value is known, what it takes to know it better, and what was asked for.

use crate::analysis::{Asked, Summary, needed, significant};
use crate::text::numbers::{count, last_place, percent};

use super::super::words::join_list;
use super::leading;
use super::worth::relative_error;

/// Histories that make one block: fewer are not told apart.
const FEW: f64 = 1000.0;

/// Such as `Mean value outside China is known to ± 0.33% (one standard error). An error of 1% takes about 1,100 simulations, one of 0.1% about 110,000.`
pub(in crate::report) fn describe_precision(summary: &Summary) -> Option<String> {
    let noise = relative_error(summary)?;
    let known = percent(noise, last_place(noise, Some(noise)) / 10.0);
    if noise <= 0.0 {
        return Some(match summary.replications {
            1 => return None,
            n => format!("All {} simulations give the same value.", count(n)),
        });
    }
    // The round share that is just reached, or the first that is not out of reach, and a tenth of it.
    let round = libm::pow(10.0, libm::ceil(libm::log10(noise) - 1e-9)).min(0.01);
    let takes = |share: f64| match needed(summary.replications, noise, share) {
        n if n < FEW => format!("fewer than {}", count(FEW as u64)),
        n => format!("about {}", count(significant(n, 2) as u64)),
    };
    let share = |share: f64| format!("{}%", significant(100.0 * share, 2));
    let outside = super::place_of_value(summary);
    Some(format!(
        "Mean value{outside} is known to ± {known} (one standard error). An error of {} takes {} simulations, one of {} {}.",
        share(round),
        takes(round),
        share(round / 10.0),
        takes(round / 10.0)
    ))
}

/// What the even spread of the inputs is worth, where blocks show it.
pub(in crate::report) fn describe_gain(summary: &Summary) -> Option<String> {
    let gain = leading(summary).0.gain?;
    let n = summary.replications;
    Some(format!(
        "The even spread of the inputs makes these {} simulations worth {} independent ones for mean value.",
        count(n),
        count(significant(gain * n as f64, 2) as u64)
    ))
}

/// What precision was asked for and reached, such as `value.mean to 1% (reached: 0.8%)`.
pub(in crate::report) fn describe_goal(summary: &Summary) -> Option<String> {
    let asked = summary.precision.as_ref()?;
    let one = |(path, Asked { asked, reached, met }): (&String, &Asked)| {
        let reached = match reached {
            Some(share) => format!("reached: {}%", significant(100.0 * share, 2)),
            None if *met => "it is 0 in so many simulations that this is near enough".to_owned(),
            None => "it is 0, or exists in no simulation".to_owned(),
        };
        format!("{path} to {}% ({reached})", significant(100.0 * asked, 2))
    };
    Some(join_list(&asked.figures.iter().map(one).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn precision_costs_its_square() {
        let mut summary = sample::summary();
        summary.scenario.home = None;
        let mut told = |mean: f64, se: f64| {
            (summary.value.mean, summary.value.se) = (Some(mean), Some(se));
            describe_precision(&summary).unwrap_or_default()
        };
        // 10,000 histories: (0.33 / 1)² of them is 1,089, (0.33 / 0.1)² 108,900.
        let text = "Mean value is known to ± 0.33% (one standard error). An error of 1% takes about 1,100 simulations, one of 0.1% about 110,000.";
        assert_eq!(told(-100.0, 0.33), text);
        assert!(
            told(100.0, 3.3).ends_with("An error of 1% takes about 110,000 simulations, one of 0.1% about 11,000,000.")
        );
        assert!(
            told(100.0, 0.02)
                .ends_with("An error of 0.1% takes fewer than 1,000 simulations, one of 0.01% about 40,000.")
        );
        assert!(
            told(100.0, 0.1)
                .ends_with("An error of 0.1% takes about 10,000 simulations, one of 0.01% about 1,000,000.")
        );
        assert!(told(100.0, 0.0).ends_with("All 10,000 simulations give the same value."));
        assert_eq!(told(0.0, 1.0), "");
    }

    #[test]
    fn a_gain_is_told_where_there_is_one() {
        let mut summary = sample::summary();
        assert_eq!(describe_gain(&summary), None);
        summary.value_abroad.gain = Some(9.87);
        assert!(
            describe_gain(&summary)
                .is_some_and(|text| text.contains("these 10,000 simulations worth 99,000 independent"))
        );
    }
}
