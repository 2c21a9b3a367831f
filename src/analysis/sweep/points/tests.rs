//! Points of every design, and how mistakes are told.

use super::*;

fn vary(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(path, spec)| (path.to_owned(), spec.to_owned())).collect()
}

fn plan(pairs: &[(&str, &str)], choice: Choice) -> Points {
    Points::plan(&vary(pairs), choice, 1).unwrap()
}

const DEADLINE: (&str, &str) = ("events.us-order.deadline", "30 days..90 days:3");
const INTEREST: (&str, &str) = ("deal.bidders.microsoft.interest", "0.1..0.9:2");

#[test]
fn a_grid_is_every_value_with_every_other() {
    let points = plan(&[DEADLINE, INTEREST], Choice::Grid);
    assert_eq!(points.len(), 6);
    assert_eq!(points.settings(0), ["events.us-order.deadline=30 days", "deal.bidders.microsoft.interest=0.1"]);
    assert_eq!(points.settings(1), ["events.us-order.deadline=30 days", "deal.bidders.microsoft.interest=0.9"]);
    assert_eq!(points.settings(5), ["events.us-order.deadline=90 days", "deal.bidders.microsoft.interest=0.9"]);
}

#[test]
fn pairs_are_of_one_length_or_one() {
    let points = plan(&[DEADLINE, ("strategy", "sell,refuse,litigate"), ("horizon", "5 years")], Choice::Zip);
    assert_eq!(points.len(), 3);
    assert_eq!(points.settings(1), ["events.us-order.deadline=60 days", "strategy=refuse", "horizon=5 years"]);
    let error = Points::plan(&vary(&[DEADLINE, INTEREST]), Choice::Zip, 1).unwrap_err();
    assert!(error.to_string().contains("has 2 of 3 values"), "{error}");
}

#[test]
fn a_latin_hypercube_has_a_point_in_every_stratum_and_keeps_it_when_an_input_is_added() {
    let share = ("deal.bidders.microsoft.interest", "0..1");
    let alone = plan(&[share], Choice::Lhs(50));
    let both = plan(&[("markets.us.arpu", "$1..$100 log"), share], Choice::Lhs(50));
    let mut strata: Vec<usize> = (0..50).map(|p| (alone.inputs[0].level(p).value.unwrap() * 50.0) as usize).collect();
    strata.sort_unstable();
    assert_eq!(strata, (0..50).collect::<Vec<_>>());
    assert_eq!(both.inputs[1], alone.inputs[0]);
    let below_ten = (0..50).filter(|&p| both.inputs[0].level(p).value.unwrap() < 10.0).count();
    assert_eq!(below_ten, 25);
}

#[test]
fn a_sobol_sequence_fills_the_square() {
    let points = plan(
        &[("deal.bidders.microsoft.interest", "0..1"), ("deal.bidders.oracle.interest", "0..1")],
        Choice::Sobol(2048),
    );
    let low = |p: usize| points.inputs.iter().all(|input| input.level(p).value.unwrap() < 0.5);
    assert_eq!((0..2048).filter(|&p| low(p)).count(), 512);
}

#[test]
fn a_condition_keeps_points() {
    let mut points = plan(&[DEADLINE, ("strategy", "sell,refuse")], Choice::Grid);
    points.keep("events.us-order.deadline >= 2 months or strategy == refuse").unwrap();
    assert_eq!(points.len(), 4);
    assert!(points.keep("events.us-order.deadline > 1 year").unwrap_err().to_string().contains("no point fulfils"));
    assert!(points.keep("deadline > 3").unwrap_err().to_string().contains("no varied input `deadline`"));
}

#[test]
fn a_table_is_replayed() {
    let text = "point,events.us-order.deadline,strategy,value.mean\n0,30,sell,1\n1,45 days,refuse,2\n";
    let skip = |name: &str| ["point", "value.mean"].contains(&name);
    let points = Points::from_table("a.csv", text.to_owned(), skip).unwrap();
    assert_eq!(points.settings(0), ["events.us-order.deadline=30 days", "strategy=sell"]);
    assert_eq!(points.settings(1), ["events.us-order.deadline=45 days", "strategy=refuse"]);
    for (text, message) in [
        ("point\n1\n", "no column"),
        ("strategy\n", "no rows"),
        ("strategy,horizon\nsell,\n", "line 2: there is no value for `horizon`"),
        ("stratagy\nsell\n", "has no `stratagy`"),
        ("strategy,horizon\nsell\n", "line 2: this row has 1 cell where the header has 2"),
        ("strategy,horizon\nsell,\"1 year\nrefuse,2 years\n", "line 2: a quote is opened"),
    ] {
        let error = Points::from_table("a.csv", text.to_owned(), skip).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn mistakes_name_the_input() {
    let error = |pairs: &[(&str, &str)], choice| Points::plan(&vary(pairs), choice, 1).unwrap_err().to_string();
    assert!(error(&[("strategy", "a..b:2")], Choice::Grid).starts_with("--vary strategy: "));
    assert!(error(&[DEADLINE, DEADLINE], Choice::Grid).contains("varied twice"));
    assert!(error(&[], Choice::Grid).contains("nothing is varied"));
    let many = ("markets.us.arpu", "$1..$2:100000");
    assert!(error(&[many, DEADLINE, ("markets.eu.arpu", "$1..$2:1000")], Choice::Grid).contains("at most"));
    assert!(Choice::parse("lhs:0").is_err() && Choice::parse("lhz:3").is_err());
    assert_eq!(Choice::parse("sobol: 64").unwrap(), Choice::Sobol(64));
}
