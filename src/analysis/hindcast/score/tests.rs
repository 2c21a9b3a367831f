use super::*;

fn question(kind: QuestionKind, probability: f64, outcome: Option<bool>) -> CaseQuestion {
    CaseQuestion {
        key: "q".to_owned(),
        market: "m".to_owned(),
        kind,
        by: jiff::civil::date(2021, 1, 1),
        probability,
        interval: [probability; 2],
        outcome,
        source: String::new(),
        reweighted: None,
        base_rate: None,
    }
}

fn case(name: &str, questions: Vec<CaseQuestion>) -> HindcastCase {
    HindcastCase {
        name: name.to_owned(),
        title: name.to_owned(),
        cluster: name.to_owned(),
        story: name.to_owned(),
        as_of: jiff::civil::date(2020, 1, 1),
        episode: String::new(),
        fitted_inputs: 0,
        effective: None,
        questions,
    }
}

fn near(found: f64, known: f64) {
    assert!((found - known).abs() < 1e-9, "{found} is not {known}");
}

/// Three cases by hand. Each counts once, the second with the mean of its two questions.
#[test]
fn scores_are_those_worked_out_by_hand() {
    use QuestionKind::Access;
    let mut cases = [
        case("a", vec![question(Access, 0.8, Some(true))]),
        case("b", vec![question(Access, 0.6, Some(false)), question(Access, 0.1, Some(false))]),
        case("c", vec![question(Access, 0.3, Some(true)), question(Access, 0.5, None)]),
    ];
    // So many simulations that none of them is soft.
    let (scores, _) = score_hindcasts(&mut cases, u64::MAX / 2);
    let all = &scores[0];
    assert_eq!((all.kind, all.questions, all.cases, scores.len()), (None, 4, 3, 2));
    near(all.brier.estimate, (0.04 + f64::midpoint(0.36, 0.01) + 0.49) / 3.0);
    // Of a: the others answered yes in 0 and 1 of their cases; of b in 1 and 1; of c in 1 and 0.
    let bases = [(0.0 + 1.0 + 0.5) / 3.0, (1.0 + 1.0 + 0.5) / 3.0, (1.0 + 0.0 + 0.5) / 3.0];
    for (case, base) in cases.iter().zip(bases) {
        near(case.questions[0].base_rate.unwrap(), base);
    }
    let square = |x: f64| x * x;
    near(all.base_brier.estimate, (square(0.5) + square(2.5 / 3.0) + square(0.5)) / 3.0);
    let ln = f64::ln;
    near(all.log.estimate, -(ln(0.8) + f64::midpoint(ln(0.4), ln(0.9)) + ln(0.3)) / 3.0);
    // Of three cases no skill is told.
    assert_eq!(all.skill, None);
}

#[test]
fn what_no_simulation_showed_is_not_impossible() {
    let mut cases = [
        case("a", vec![question(QuestionKind::Store, 0.0, Some(true))]),
        case("b", vec![question(QuestionKind::Store, 1.0, Some(true))]),
    ];
    let (scores, calibration) = score_hindcasts(&mut cases, 2_000);
    // Half a simulation of 2,001.
    near(scores[0].log.estimate, -(f64::ln(0.5 / 2_001.0) + f64::ln(2_000.5 / 2_001.0)) / 2.0);
    let ends: Vec<(usize, f64)> =
        calibration.iter().map(|group| (group.questions, group.happened.probability)).collect();
    assert_eq!(ends, [(1, 1.0), (1, 1.0)]);
}

#[test]
fn a_kind_that_one_case_asks_has_no_base_rate_and_no_score() {
    let mut cases = [case("a", vec![question(QuestionKind::SaleClosed, 0.4, Some(true))])];
    let (scores, calibration) = score_hindcasts(&mut cases, 100);
    assert!(scores.is_empty() && calibration.is_empty());
}

#[test]
fn files_of_one_decision_are_one_case() {
    let mut cases = [
        case("a", vec![question(QuestionKind::Legal, 0.9, Some(true))]),
        case("a2", vec![question(QuestionKind::Legal, 0.1, Some(true))]),
        case("b", vec![question(QuestionKind::Legal, 0.5, Some(false))]),
    ];
    cases[1].cluster = "a".to_owned();
    let (scores, _) = score_hindcasts(&mut cases, u64::MAX / 2);
    assert_eq!((scores[0].questions, scores[0].cases), (3, 2));
    near(scores[0].brier.estimate, f64::midpoint(f64::midpoint(0.01, 0.81), 0.25));
    // A case does not foretell itself by its other file.
    near(cases[0].questions[0].base_rate.unwrap(), 0.5 / 2.0);
}

#[test]
fn the_skill_of_ten_cases_is_that_of_their_means() {
    let mut cases: Vec<HindcastCase> = (0..10)
        .map(|i| {
            case(&format!("case {i}"), vec![question(QuestionKind::Access, 0.9 - 0.05 * f64::from(i), Some(i < 6))])
        })
        .collect();
    let (scores, _) = score_hindcasts(&mut cases, u64::MAX / 2);
    let skill = scores[0].skill.unwrap();
    near(skill.estimate, 1.0 - scores[0].brier.estimate / scores[0].base_brier.estimate);
    assert!(skill.low < skill.estimate && skill.estimate < skill.high);
}
