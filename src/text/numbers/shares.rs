//! Shares and probabilities as people read them, in percent.

use super::{last_place, number};
use crate::analysis::{Proportion, error_from_interval};

/// A share as a percentage to the place given (itself a share), such as `41%`.
pub(crate) fn percent(share: f64, place: f64) -> String {
    format!("{}%", number(share * 100.0, place * 100.0))
}

/// A probability for a chart: whole percent, and never 0% or 100% of what merely is rare or common.
pub(crate) fn whole_percent(share: f64) -> String {
    match share {
        s if s <= 0.0 => "0%".to_owned(),
        s if s <= 0.005 => "<1%".to_owned(),
        s if (0.995..1.0).contains(&s) => ">99%".to_owned(),
        s => percent(s, 0.01),
    }
}

/// The same within a sentence.
pub(crate) fn spoken_percent(share: f64) -> String {
    whole_percent(share).replace('<', "less than ").replace('>', "more than ")
}

/// In how many simulations, within a sentence: `every simulation`, `12% of simulations`.
pub(crate) fn write_often(share: f64) -> String {
    match share {
        s if s >= 1.0 => "every simulation".to_owned(),
        s if s <= 0.0 => "no simulation".to_owned(),
        s => format!("{} of simulations", spoken_percent(s)),
    }
}

/// A share of a whole that noise may carry below nothing.
pub(crate) fn noisy_share(share: f64) -> String {
    if share < 0.005 { "<1%".to_owned() } else { whole_percent(share.min(1.0)) }
}

/// A share of users within a sentence: `71% of the users`, `14 times the users`.
pub(crate) fn of_the_users(share: f64, written: &str) -> String {
    if share >= 2.0 {
        format!("{} times the users", number(share, if share < 10.0 { 0.1 } else { 1.0 }))
    } else {
        format!("{written} of the users")
    }
}

/// The place that the interval of a share supports, no coarser than ten percent.
fn supported_place(share: f64, interval: [f64; 2]) -> f64 {
    last_place(share, Some(error_from_interval(interval))).min(0.1)
}

/// A share with its interval, all to the place that the interval supports, so that the interval holds the share as it
/// is written: `71.2%`, and `70.8% to 71.5%`.
pub(crate) fn share_with_interval(share: f64, interval: [f64; 2]) -> (String, String) {
    let place = supported_place(share, interval).max(0.001);
    (percent(share, place), interval.map(|end| percent(end, place)).join(" to "))
}

/// A share to the place that its 95% interval supports.
pub(crate) fn supported_share(share: f64, interval: [f64; 2]) -> String {
    percent(share, supported_place(share, interval))
}

/// A share with its 95% interval.
pub(crate) fn share_interval(estimate: f64, low: f64, high: f64) -> String {
    let place = supported_place(estimate, [low, high]);
    format!("{} ({} to {})", percent(estimate, place), percent(low, place), percent(high, place))
}

/// A probability rounded to what its interval supports.
pub(crate) fn probability(p: Proportion) -> String {
    percent(p.probability, supported_place(p.probability, p.interval))
}

/// The interval of a probability, such as `40–42%`.
pub(crate) fn interval(p: Proportion) -> String {
    let place = supported_place(p.probability, p.interval);
    format!("{}–{}", number(p.interval[0] * 100.0, place * 100.0), percent(p.interval[1], place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_holds_its_share() {
        for share in [0.000_4, 0.012_34, 0.5, 0.705_1, 0.993_7, 1.0] {
            for half in [1e-5, 3e-4, 0.02, 0.3] {
                let (written, interval) = share_with_interval(share, [share - half, share + half]);
                let read = |text: &str| text.trim_end_matches('%').replace('−', "-").parse::<f64>().unwrap();
                let (low, high) = interval.split_once(" to ").unwrap();
                assert!(read(low) <= read(&written) && read(&written) <= read(high), "{written} in {interval}");
            }
        }
        assert_eq!(
            [of_the_users(0.41, "41%"), of_the_users(14.45, "1445%")],
            ["41% of the users", "14 times the users"]
        );
    }

    #[test]
    fn rare_is_not_never() {
        assert_eq!(whole_percent(0.0), "0%");
        assert_eq!(whole_percent(0.0001), "<1%");
        assert_eq!([whole_percent(0.9999), whole_percent(0.995), whole_percent(0.005)], [">99%", ">99%", "<1%"]);
        assert_eq!(spoken_percent(0.001), "less than 1%");
        assert_eq!(whole_percent(0.414), "41%");
    }

    #[test]
    fn probabilities_are_rounded_to_their_interval() {
        let p = Proportion { probability: 0.4137, interval: [0.404, 0.4234] };
        assert_eq!((probability(p), interval(p)), ("41.4%".to_owned(), "40.4–42.3%".to_owned()));
        let few = Proportion { probability: 0.4, interval: [0.2, 0.62] };
        assert_eq!((probability(few), interval(few)), ("40%".to_owned(), "20–60%".to_owned()));
    }

    #[test]
    fn shares_are_never_less_than_nothing() {
        assert_eq!([noisy_share(-0.01), noisy_share(0.12), noisy_share(1.2)], ["<1%", "12%", "100%"]);
    }
}
