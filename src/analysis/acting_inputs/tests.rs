//! What is said of inputs, held against simulation.

use std::path::PathBuf;

use super::*;
use crate::model::{Plan, World};
use crate::quantity::Distribution;
use crate::scenario::fields::Timing;
use crate::scenario::{BUNDLED, Quantity};

/// Replications of each scenario.
const REPLICATIONS: u64 = 10;

const BASE: &str = "start = 2020-08-03\nhorizon = '3 years'\n[company]\ndiscount_rate = '12%'\n[markets.us]\nusers = '100M'\n\
                    ceiling = '200M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4 to $9'\nmargin = '10% to 20%'\n";

fn parse(more: &str) -> Scenario {
    Scenario::parse("t.toml", &format!("{BASE}{more}"), &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn shipped() -> impl Iterator<Item = (PathBuf, Scenario)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"));
    let files = BUNDLED.iter().map(move |(name, _)| folder.join(name));
    files.filter(|path| path.extension().is_some_and(|end| end == "toml")).map(|path| {
        let scenario = Scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}"));
        (path, scenario)
    })
}

fn can_act(scenario: &Scenario, path: &str) -> bool {
    let number = scenario.inputs.iter().position(|input| input.path == path);
    ActingInputs::find(scenario).can_act(number.unwrap_or_else(|| panic!("no {path}")))
}

/// A number from 0 to 1 for an input in a replication.
fn uniform(input: usize, replication: u64) -> f64 {
    ((input as f64 + 1.0) * 0.618_034 + replication as f64 * 0.754_878).fract() * 0.98 + 0.01
}

/// Every result of some replications, to the bit, with the inputs in `moved` at other values.
fn simulate(scenario: &Scenario, moved: &[usize]) -> String {
    let mut other = scenario.clone();
    for &number in moved {
        let input = &mut other.inputs[number];
        if input.field.timing == Timing::EachUse {
            let value = move_value(input, input.quantity.distribution().map_or(1.0, |law| law.quantile(0.7)));
            input.quantity = Quantity::Distribution(Distribution::fixed(value));
        }
    }
    let plan = Plan::new(&other, 1, Vec::new());
    let mut world = World::new(&plan, true);
    let mut told = String::new();
    for replication in 0..REPLICATIONS {
        let draw = |number: usize| {
            let value = scenario.value(number, uniform(number, replication));
            if moved.contains(&number) { move_value(&scenario.inputs[number], value) } else { value }
        };
        let values: Vec<f64> = (0..scenario.inputs.len()).map(draw).collect();
        if world.start_replication(replication, &values).is_err() {
            continue;
        }
        world.run(|_, _| ()).unwrap_or_else(|error| panic!("{error}"));
        // How much pressure there is at home is no result, but what comes of it.
        let home = &world.home;
        let home = (home.peak_anger, home.calm, home.retaliations, home.controlled_until, home.ever_controlled);
        told += &format!("{:?} {home:?}", world.log);
        for (m, market) in world.markets.iter().enumerate() {
            told += &format!("{:?} {:?} {:?}", market.cash, world.stocks_now(m), market.sale);
        }
    }
    told
}

/// Another value of an input within its range; what is 0 stays 0 where the scenario says that it is.
fn move_value(input: &Input, value: f64) -> f64 {
    let (least, most) = (input.field.min, input.field.max);
    let other = if value == 0.0 { 0.3 } else { value * 0.83 };
    if (least..=most).contains(&other) { other } else { (value * 1.1).clamp(least, most) }
}

fn assert_idle_inputs_change_nothing(name: &str, scenario: &Scenario) -> usize {
    let acting = ActingInputs::find(scenario);
    let idle: Vec<usize> = (0..scenario.inputs.len()).filter(|input| !acting.can_act(*input)).collect();
    let before = simulate(scenario, &[]);
    if simulate(scenario, &idle) != before {
        // One by one, to name those that do.
        let wrong: Vec<String> = idle
            .iter()
            .filter(|input| simulate(scenario, &[**input]) != before)
            .map(|&input| format!("{} ({:?})", scenario.inputs[input].path, acting.why_idle(input)))
            .collect();
        panic!("{name}: these act: {wrong:#?}");
    }
    idle.len()
}

#[test]
fn moving_an_idle_input_of_a_shipped_scenario_changes_no_result() {
    let mut idle = 0;
    for (path, scenario) in shipped() {
        idle += assert_idle_inputs_change_nothing(&path.display().to_string(), &scenario);
    }
    assert!(idle > 100, "the test moves inputs: {idle}");
}

#[test]
fn moving_an_idle_input_changes_no_result_under_any_strategy() {
    for (path, scenario) in
        shipped().filter(|(path, _)| path.ends_with("forced-sale.toml") || path.ends_with("social.toml"))
    {
        for strategy in 0..scenario.strategies.len() {
            let other = Scenario { strategy, ..scenario.clone() };
            assert_idle_inputs_change_nothing(&format!("{} {}", path.display(), other.strategy()), &other);
        }
    }
}

#[test]
fn deals_act_where_somebody_sells_to_somebody() {
    let order = "[events.o]\non = 2020-09-01\nmarket = 'us'\nkind = 'forced-sale'\n";
    let bidder = "[deal.bidders.x]\ninterest = '50%'\nmultiple = 1\nhost_approval = '50%'\n";
    let sell = "[strategies.s]\non_order = ['sell']\n";
    let power = "deal.bargaining_power";
    assert!(can_act(&parse(&format!("{order}{bidder}{sell}")), power));
    for idle in [format!("{order}{bidder}"), format!("{order}{sell}"), format!("{bidder}{sell}")] {
        assert!(!can_act(&parse(&idle), power), "{idle}");
    }
    let seeks = "[strategies.s]\nseek_buyer = '30 days'\n";
    let talks = "[events.t]\non = 2020-09-01\nkind = 'acquisition-talks'\n";
    assert!(can_act(&parse(&format!("{bidder}{seeks}")), power) && can_act(&parse(&format!("{bidder}{talks}")), power));
}

#[test]
fn pauses_act_where_the_app_can_leave_the_stores_or_change_its_owner() {
    let restriction = "[events.r]\non = 2020-09-01\nmarket = 'us'\nkind = 'restriction'\n";
    let ban = restriction.replace("restriction", "ban");
    let seeks = "[deal.bidders.x]\ninterest = '50%'\nmultiple = 1\nhost_approval = '50%'\n[strategies.s]\nseek_buyer = '30 days'\n";
    let acting = |text: &str| {
        let text = format!("{text}[response]\ntransition_pause = '5%'\n");
        ["response.removal_pause", "response.transition_pause", "response.return_time"]
            .map(|input| can_act(&parse(&text), input))
    };
    assert_eq!(acting(""), [false, false, false]);
    assert_eq!(acting(restriction), [true, false, true]);
    assert_eq!(acting(&ban), [false, false, true]);
    assert_eq!(acting(seeks), [false, true, true]);
    assert!(!can_act(&parse(seeks), "response.return_time"));
}

#[test]
fn courts_structures_reviews_and_home_act_where_something_brings_them() {
    let order = "[events.o]\non = 2020-09-01\nmarket = 'us'\nkind = 'forced-sale'\n";
    let with = |answer: &str| parse(&format!("{order}[strategies.s]\non_order = ['{answer}']\n"));
    assert!(can_act(&with("litigate"), "policy.court.upheld") && !can_act(&with("refuse"), "policy.court.upheld"));
    let stay = "[events.s]\non = 2020-10-01\nmarket = 'us'\nkind = 'injunction'\n";
    assert!(can_act(&parse(&format!("{order}{stay}")), "policy.court.upheld"));
    assert!(can_act(&with("restructure"), "structure.stake") && !can_act(&with("sell"), "structure.stake"));
    assert!(can_act(&parse(&format!("{order}[policy.order]\nimposed_structure = '10%'\n")), "structure.stake"));
    assert!(!can_act(&parse(order), "policy.review.length"));
    assert!(can_act(&parse("[policy.review]\nrate = '0.1 per year'\n"), "policy.review.length"));
    assert!(!can_act(&parse(order), "retaliation.rate") && !can_act(&parse(order), "deal.home_approval"));
    assert!(can_act(&parse(order), "policy.order.enforcement") && !can_act(&parse(""), "policy.order.enforcement"));
}

#[test]
fn an_input_of_another_strategy_acts_under_that_one() {
    let two = "[strategies.a]\nvisibility = '50%'\nvisibility_cost = '1%'\n[strategies.b]\nvisibility = '60%'\n";
    let scenario = Scenario::parse("t.toml", &format!("strategy = 'b'\n{BASE}{two}"), &[]).unwrap();
    assert!(!can_act(&scenario, "strategies.a.visibility") && can_act(&scenario, "strategies.b.visibility"));
    let number = scenario.inputs.iter().position(|input| input.path == "strategies.a.visibility").unwrap();
    assert!(ActingInputs::find_under_any_strategy(&scenario).can_act(number));
    assert_eq!(ActingInputs::find(&scenario).why_idle(number), Some(Idle::OtherStrategy));
}
