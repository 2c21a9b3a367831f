use super::*;
use crate::calibration::shipped_records;

/// Fitted once for all tests.
fn shipped() -> &'static Calibration {
    static FOUND: std::sync::LazyLock<Calibration> = std::sync::LazyLock::new(|| calibrate(shipped_records()));
    &FOUND
}

fn near(found: f64, known: f64, tolerance: f64) {
    assert!((found - known).abs() < tolerance, "{found} is not {known}");
}

/// The numbers that the README of the data gives, to its digits.
#[test]
fn shipped_records_say_what_their_readme_says() {
    let found = shipped();
    let blocks = |file: &str| {
        found.lengths.iter().find(|fit| fit.file == file && fit.measure == crate::calibration::Measure::Block).unwrap()
    };
    let share = |file: &str, days: f64| {
        blocks(file).standing.iter().find(|standing| (standing.days - days).abs() < 0.5).unwrap().share
    };
    // The README counts rows alike: .36 after 30 days and .27 after a year.
    near(share("platform-blocks.csv", 30.0), 0.36, 0.005);
    near(share("platform-blocks.csv", 365.0), 0.27, 0.005);
    // .72 of famous blocks; rows of a decision are weighed here.
    near(share("episodes.csv", 30.0), 0.72, 0.04);
    let rates = found.rates.as_ref().unwrap();
    near(rates.after_block, 0.32, 0.005);
    near(rates.without_block, 0.10, 0.005);
    // A mixture with a permanent part foretells the registry better than a plain Weibull law by far more than its error.
    let laws = &blocks("platform-blocks.csv").laws;
    let weibull = laws.iter().find(|law| law.law == "Weibull").unwrap();
    let (behind, error) = weibull.behind.unwrap();
    assert!(behind > 2.0 * error, "{laws:?}");
    assert!(blocks("platform-blocks.csv").permanent.unwrap().is_supported);
    // Chains agree.
    for fit in &found.lengths {
        assert!(fit.posterior.is_none_or(|posterior| posterior.r_hat < 1.05), "{fit:?}");
    }
    assert!(rates.r_hat < 1.05, "{}", rates.r_hat);
}

#[test]
fn too_few_decisions_are_listed_and_not_fitted() {
    let found = shipped();
    let removals = found.lengths.iter().find(|fit| fit.measure == crate::calibration::Measure::StoreRemoval).unwrap();
    assert!(removals.decisions < 10 && removals.laws.is_empty() && removals.posterior.is_none());
    assert!(!removals.standing.is_empty());
    // Nine prices against values of different kinds are never pooled.
    assert_eq!((found.sales.len(), found.users.len()), (9, 10));
    let one = calibrate(&shipped_records()[2..]);
    assert!(one.lengths.is_empty() && one.threats.is_none() && one.priors[0].rows.is_empty());
    assert!(one.priors[0].missing.contains("0 independent decisions"), "{}", one.priors[0].missing);
}

#[test]
fn ends_of_threats_exclude_one_another() {
    let threats = shipped().threats.as_ref().unwrap();
    assert_eq!(threats.outcomes.iter().map(|outcome| outcome.count).sum::<usize>(), threats.rows);
    for day in 0..threats.days.len() {
        let ended: f64 = threats.outcomes.iter().map(|outcome| outcome.by_day[day]).sum();
        assert!((0.0..=1.0 + 1e-12).contains(&ended), "{ended}");
        // More have ended by a later day.
        assert!(threats.outcomes.iter().all(|o| day == 0 || o.by_day[day] >= o.by_day[day - 1]));
    }
    let find = |id: &str| threats.outcomes.iter().find(|outcome| outcome.ids.iter().any(|own| own == id)).unwrap();
    assert_eq!(find("grindr_us_2019").name, "sold");
    assert_eq!(find("tiktok_us_pafaca").name, "joint venture or trusted partner");
    assert_eq!(find("wechat_us_2020").name, "withdrawn or lapsed");
    assert_eq!(find("tiktok_us_dark_2025").name, "took effect (users cut off, or out of the stores)");
}
