use super::*;
use crate::calibration::records::read_records;
use crate::inference::survival::Forecast as _;

const HEADER: &str = "iso3,start,end,ongoing_last_count_year,extent,cause,services\n";

/// Twelve blocks in as many years, each of so many days.
fn records(days: [i32; 12]) -> Records {
    let row = |(year, days): (i16, i32)| {
        let start = jiff::civil::date(year, 1, 10);
        let end = start.saturating_add(jiff::Span::new().days(days));
        format!("TUR,{start},{end},,Service-based,Other,Twitter\n")
    };
    let rows: String = (2001..).zip(days).map(row).collect();
    read_records("own.csv", &format!("{HEADER}{rows}")).unwrap()
}

fn set(records: &Records) -> TimeSet {
    TimeSet::collect(&records.episodes)
}

const DAYS: [i32; 12] = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233];

/// The forecast of a decision is the same whatever became of it: a forecast that had seen it would move.
#[test]
fn no_decision_foretells_itself() {
    let mut planted = DAYS;
    planted[4] = 20_000;
    let [plain, leaky] = [DAYS, planted].map(|days| foretell_by_others("t", &set(&records(days))));
    let at = |rows: &[Foretold], cluster: usize, days: f64| {
        rows.iter().find(|row| row.time.cluster == cluster).unwrap().model.survival(days)
    };
    for days in [1.0, 30.0, 365.0] {
        assert_eq!(at(&plain, 4, days).to_bits(), at(&leaky, 4, days).to_bits());
    }
    // The others do learn from it.
    assert!(at(&leaky, 5, 3_650.0) > at(&plain, 5, 3_650.0));
    // Five of the other eleven lasted more than thirty days.
    for rows in [&plain, &leaky] {
        assert!((rows[4].base.surviving(30.0) - 5.0 / 11.0).abs() < 1e-12);
    }
}

#[test]
fn rows_of_the_scored_file_are_left_out_of_the_fit() {
    let fitted = records(DAYS);
    let (scored, not_scored) = score_across(std::slice::from_ref(&fitted), std::slice::from_ref(&fitted));
    // All rows are shared, so that nothing is left to fit.
    assert!(scored.is_empty());
    assert_eq!(not_scored, ["own.csv: blocks of 12, of 12 independent decisions; ten are needed on either side"]);
    let elsewhere = read_records(
        "other.csv",
        &format!(
            "{HEADER}{}",
            (2001..2013)
                .map(|year| format!("IRN,{year}-03-01,{year}-03-09,,Service-based,Other,X\n"))
                .collect::<String>()
        ),
    )
    .unwrap();
    let (scored, _) = score_across(&[fitted, elsewhere.clone()], std::slice::from_ref(&elsewhere));
    assert_eq!((scored[0].rows, scored[0].shared), (12, 12));
}

#[test]
fn too_few_decisions_are_not_scored() {
    let mut few = records(DAYS);
    few.episodes.truncate(9);
    let (scored, not_scored) = score_files(std::slice::from_ref(&few));
    assert!(scored.is_empty() && not_scored[0].contains("9 independent decisions"), "{not_scored:?}");
}

/// Decisions that are all alike are foretold well, and better than by one constant hazard.
#[test]
fn alike_decisions_are_foretold_within_ranges() {
    let alike = records([20, 21, 22, 23, 24, 25, 20, 21, 22, 23, 24, 25]);
    let (scored, _) = score_files(std::slice::from_ref(&alike));
    let [model, constant, gain] = scored[0].log_score;
    assert!(model.estimate > constant.estimate && gain.low > 0.0, "{:?}", scored[0].log_score);
    let [(_, held, ..)] = scored[0].coverage.iter().filter(|(level, ..)| *level > 0.9).collect::<Vec<_>>()[..] else {
        panic!("no 95% range")
    };
    assert!(*held > 0.8, "{held}");
    // By a week none has ended: the chance given to that is near 1.
    assert!(scored[0].brier[0].model.estimate < 0.02, "{:?}", scored[0].brier[0]);
}
