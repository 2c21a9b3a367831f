//! Records of the past, and forecasts held against what happened.

use marketgate::analysis::calibration::Calibration;
use marketgate::analysis::hindcast::Hindcasts;

use crate::study::Desk;

/// Blocked today for sixty days and no longer; users only.
const BLOCKED: &str = "start = 2021-06-08\nas_of = 2021-06-08\nhorizon = '2 years'\n\
    [company]\ndiscount_rate = '10%'\n\
    [markets.ng]\nname = 'Nigeria'\nusers = '3M'\nceiling = '40M'\ngrowth = '5%'\nchurn = 0.3\n\
    [policy.ban]\npermanent = '0%'\nafter = '60 days'\n\
    [events.block]\non = 2021-06-08\nmarket = 'ng'\nkind = 'ban'\n";

fn ask(name: &str, kind: &str, by: &str, outcome: bool) -> String {
    format!("[questions.{name}]\nmarket = 'ng'\nkind = '{kind}'\nby = {by}\noutcome = {outcome}\n")
}

fn blocked(questions: &[String]) -> String {
    format!("{BLOCKED}{}", questions.concat())
}

#[test]
fn questions_are_answered_from_the_states_of_their_day() {
    let questions = [
        ask("in-a-month", "access", "2021-07-08", true),
        ask("in-three", "access", "2021-09-08", true),
        ask("order", "legal", "2021-07-08", true),
        ask("stores", "store", "2021-07-08", true),
        ask("sold", "sale_closed", "2022-07-08", false),
        ask("signed", "sale_announced", "2022-07-08", false),
    ];
    let desk = Desk::new(&blocked(&questions));
    let found: Hindcasts = desk.json(&["backtest", "s.toml", "-n", "50"]);
    let shares: Vec<f64> = found.cases[0].questions.iter().map(|question| question.probability).collect();
    assert_eq!(shares, [1.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
}

/// Whatever the file says of what happened: no simulation reads it.
#[test]
fn outcomes_move_no_forecast() {
    let [yes, no] = [true, false].map(|outcome| {
        let text = blocked(&[ask("q", "access", "2021-07-20", outcome)]).replace("'60 days'", "'20 to 80 days'");
        let desk = Desk::new(&text);
        let found: Hindcasts = desk.json(&["backtest", "s.toml", "-n", "300"]);
        desk.run(&["run", "s.toml", "-n", "20"]);
        let digest = desk.bytes("output/s/summary.json");
        (found.cases[0].questions[0].probability, digest)
    });
    assert!(yes.0 > 0.1 && yes.0 < 0.9, "{}", yes.0);
    assert!(yes == no);
}

#[test]
fn a_prior_knows_only_what_was_known() {
    let with = |prior: &str, as_of: &str| {
        blocked(&[ask("q", "access", "2021-07-20", true)])
            .replace("permanent = '0%'", prior)
            .replace("as_of = 2021-06-08", as_of)
    };
    let block = "permanent = { prior = 'block', column = 'permanent' }";
    let desk = Desk::new(&with(block, "as_of = 2021-06-08\ncase = 'twitter_ng_2021'"));
    desk.run(&["run", "s.toml", "-n", "20"]);
    // The resolved scenario holds the draws, and is the same.
    desk.run(&["run", "output/s/run.toml", "-n", "20", "-o", "again"]);
    assert!(desk.bytes("output/s/outcomes.csv") == desk.bytes("again/s/outcomes.csv"));
    let early = Desk::new(&with(block, "as_of = 2012-01-01"));
    early.refused(&["check", "s.toml"], &["too little was known for the prior `block`", "mark it as an assumption"]);
    let unknown = Desk::new(&with("permanent = { prior = 'blocks', column = 'permanent' }", ""));
    unknown.refused(&["check", "s.toml"], &["there is no prior `blocks`", "block, ban-rate"]);
    let column = Desk::new(&with("permanent = { prior = 'block', column = 'permanant' }", ""));
    column.refused(&["check", "s.toml"], &["no column `permanant`", "did you mean `permanent`?"]);
    let case = Desk::new(&with(block, "case = 'nobody'"));
    case.refused(&["check", "s.toml"], &["the episodes have none with this id"]);
}

#[test]
fn what_nobody_knew_then_is_refused() {
    let cites = |source: &str| {
        let text = blocked(&[ask("q", "access", "2021-07-20", true)]);
        Desk::new(&text.replace("users = '3M'", &format!("users = {{ value = '3M', source = '{source}' }}")))
    };
    // A fact of August 2020 was known in June 2021, one of 2026 was not; nor is a figure of the atlas of 2024.
    cites("U001").run(&["check", "s.toml"]);
    cites("P028").refused(&["check", "s.toml"], &["`markets.ng.users` rests on P028", "`as_of` is 2021-06-08"]);
    let atlas = Desk::new(
        &blocked(&[]).replace("name = 'Nigeria'\nusers", "atlas = 'NG'\nusers").replace("ceiling = '40M'\n", ""),
    );
    atlas.refused(&["check", "s.toml"], &["`markets.ng.ceiling` rests on A", "`as_of` is 2021-06-08"]);
    let before = Desk::new(&blocked(&[ask("q", "access", "2021-06-01", true)]));
    before.refused(&["check", "s.toml"], &["a question is about a day after the start"]);
    let beyond = Desk::new(&blocked(&[ask("q", "access", "2031-06-01", true)]));
    beyond.refused(&["check", "s.toml"], &["after the horizon"]);
}

#[test]
fn records_and_scenarios_are_not_mixed_and_something_must_be_asked() {
    let desk = Desk::new(&blocked(&[]));
    desk.write(
        "a.csv",
        "iso3,start,end,ongoing_last_count_year,extent,cause\nTUR,2020-01-01,2020-01-02,,Service-based,Other\n",
    );
    desk.refused(&["backtest", "s.toml", "a.csv"], &["scored in different ways"]);
    desk.refused(&["backtest", "s.toml"], &["none of the scenarios has questions"]);
    desk.refused(&["backtest", "a.csv", "-n", "10"], &["these are records"]);
    desk.refused(&["calibrate", "nowhere.csv"], &["nowhere.csv"]);
    desk.refused(&["validate", "v.md"], &["output/calibration is not there", "marketgate calibrate"]);
}

/// A file that the program has never seen, with the columns of another: fitted and scored as it comes, its bad row named.
#[test]
fn an_unseen_file_is_fitted_and_scored() {
    let desk = Desk::new(&blocked(&[]));
    let row = |i: u32| {
        let (year, days) = (2004 + i, 1 + 7 * i);
        format!("TUR,{year}-02-01,{year}-{:02}-{:02},,Service-based,Other\n", 2 + days / 28, 1 + days % 28)
    };
    let rows: String = (0..14).map(row).collect();
    let header = "iso3,start,end,ongoing_last_count_year,extent,cause\n";
    desk.write("own.csv", &format!("{header}{rows}TUR,yesterday,,,Service-based,Other\n"));
    let found: Calibration = desk.json(&["calibrate", "own.csv"]);
    assert_eq!((found.files[0].rows, found.files[0].left_out[0].line, found.lengths[0].decisions), (15, 16, 14));
    assert!(found.lengths[0].posterior.is_some());
    let told = desk.run(&["calibrate", "own.csv", "--format", "svg"]);
    assert!(told.contains("1 of 15 rows is left out: line 16: `start` is `yesterday`"), "{told}");
    desk.rebuilds("output/calibration");
    // A scenario takes the draws.
    let text = blocked(&[])
        .replace("permanent = '0%'", "permanent = { csv = 'output/calibration/block.csv', column = 'permanent' }");
    desk.write("t.toml", &text);
    desk.run(&["run", "t.toml", "-n", "10"]);
    let told = desk.run(&["backtest", "own.csv", "--format", "svg"]);
    assert!(told.contains("14 decisions are few"), "{told}");
    desk.rebuilds("output/backtest");
}

#[test]
fn forecasts_by_others_are_laid_beside() {
    let questions = [ask("q", "access", "2021-07-20", true), ask("later", "access", "2021-08-20", true)];
    let desk = Desk::new(&blocked(&questions).replace("'60 days'", "'20 to 120 days'"));
    desk.write("others.csv", "question,date,probability,source,kind\ns.q,2021-06-20,0.4,a panel,panel\n");
    let found: Hindcasts = desk.json(&["backtest", "s.toml", "-n", "400", "--forecasts", "others.csv"]);
    assert_eq!((found.others.len(), found.others[0].probability), (1, 0.4));
    // Whoever holds the block for less likely in July holds it for less likely in August, in proportion: it stands then only where it stood.
    let [july, august] = [0, 1].map(|question| &found.cases[0].questions[question]);
    assert!((july.reweighted.unwrap() - 0.4).abs() < 1e-9);
    let expected = august.probability * 0.4 / july.probability;
    assert!((august.reweighted.unwrap() - expected).abs() < 1e-9, "{august:?} {july:?}");
    assert!(found.cases[0].effective.unwrap() < 400.0);
    desk.write("lost.csv", "question,date,probability,source,kind\ns.p,2021-06-20,0.4,a panel,panel\n");
    desk.refused(&["backtest", "s.toml", "--forecasts", "lost.csv"], &["`s.p`"]);
    desk.write("wrong.csv", "question,date,probability,source,kind\ns.q,2021-06-20,40,a panel,panel\n");
    desk.refused(&["backtest", "s.toml", "--forecasts", "wrong.csv"], &["line 2", "from 0 to 1"]);
}
