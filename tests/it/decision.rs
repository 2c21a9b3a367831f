//! `decide`: strategies in the same worlds, worlds and choices, rules of evidence.

use std::path::Path;

use marketgate::analysis::decision::{Decision, Threshold, World};
use marketgate::analysis::{Dominance, Order, Summary};

use crate::common::{BASE, Files, marketgate};

/// A case with a choice: an order that comes for sure, courts that change nothing but cost.
const CHOICES: &str = r#"
title = "A case"
strategy = "refuse"

[markets.us.policy.order]
enforcement = "50%"

[markets.us.policy.court]
injunction = "0%"
upheld = "100%"
cost = "$100M"
filing = "10 days"
ruling_delay = "1 year"

[events.order]
on = 2020-09-01
market = "us"
kind = "forced-sale"
deadline = "180 days"

[strategies.refuse]
name = "Refuse"
on_order = ["refuse"]
[strategies.refuse-too]
name = "Refuse too"
on_order = ["refuse"]
[strategies.sue]
name = "Sue in vain"
on_order = ["litigate"]
then = ["refuse"]
[strategies.leave]
name = "Leave"
on_order = ["exit"]
"#;

fn case(more: &str) -> String {
    let (top, tables) = CHOICES.split_once("\n[markets").unwrap();
    format!("{top}\n{BASE}\n[markets{tables}\n{more}")
}

fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = marketgate(&[&["decide"], arguments].concat());
    command.arg("-o").arg(folder);
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), text)
}

fn read(folder: &Path) -> Decision {
    serde_json::from_str(&std::fs::read_to_string(folder.join("decision.json")).unwrap()).unwrap()
}

fn decide(text: &str, more: &[&str]) -> (Decision, String) {
    let files = Files::new();
    let path = files.write("case.toml", text);
    let out = files.path().join("out");
    let usual: &[&str] = if more.contains(&"-n") { &[] } else { &["-n", "400"] };
    let (ended, printed) = run(&out, &[&[path.to_str().unwrap()], usual, more].concat());
    assert!(ended, "{printed}");
    (read(&out.join("case-decision")), printed)
}

fn number(decision: &Decision, key: &str) -> usize {
    decision.choices.get_index_of(key).unwrap()
}

fn pair<'d>(
    decision: &Decision,
    world: &'d World,
    first: &str,
    second: &str,
) -> &'d marketgate::analysis::decision::ChoicePair {
    let (first, second) = (number(decision, first), number(decision, second));
    assert!(first < second);
    world.pair(first, second).unwrap().0
}

#[test]
fn two_identical_strategies_are_equal_and_one_that_only_costs_is_dominated() {
    let (decision, printed) = decide(&case(""), &[]);
    let world = &decision.worlds[0];
    let same = pair(&decision, world, "refuse", "refuse-too");
    assert_eq!((same.difference.mean, same.difference.se, same.same.probability), (Some(0.0), Some(0.0), 1.0));
    assert_eq!(same.dominance, Dominance::Alike);
    let costs = pair(&decision, world, "refuse", "sue");
    assert_eq!((costs.dominance, costs.first_better.probability), (Dominance::First(Order::Stochastic), 1.0));
    // $100M, paid ten days after the order of 1 September, discounted at 10% to 14%.
    let (mean, days) = (-costs.difference.mean.unwrap(), 29.0 + 10.0);
    let range = [0.14, 0.10].map(|rate: f64| 100e6 * (-rate * days / 365.25).exp());
    assert!((range[0]..range[1]).contains(&mean), "{mean} within {range:?}");
    assert_eq!(world.figures(number(&decision, "sue")).unwrap().dominated_by, Some(0));
    // The recommended strategy is told with what is the same.
    assert_eq!((world.recommendation.best, world.recommendation.same.as_slice()), (0, [1].as_slice()));
    assert!(printed.contains("“Refuse” is worth the most on average"), "{printed}");
    assert!(printed.contains("“Refuse too” and “Refuse” are worth the same in every simulation"), "{printed}");
    assert!(
        !printed.contains("±0") && printed.lines().all(|line| line.chars().count() <= 80 || line.contains('/')),
        "{printed}"
    );
}

#[test]
fn every_strategy_has_the_figures_of_its_own_run() {
    let files = Files::new();
    let path = files.write("case.toml", &case(""));
    let out = files.path().join("out");
    let (ended, printed) = run(&out, &[path.to_str().unwrap(), "-n", "1200", "--wait", "none"]);
    assert!(ended, "{printed}");
    let decision = read(&out.join("case-decision"));
    for key in ["refuse", "sue", "leave"] {
        let alone = files.path().join(key);
        let set = format!("strategy={key}");
        let status = marketgate(&["run", path.to_str().unwrap(), "-n", "1200", "--rows", "none", "-q", "--set", &set])
            .arg("-o")
            .arg(&alone)
            .status()
            .unwrap();
        assert!(status.success());
        let summary = std::fs::read_to_string(alone.join("case/summary.json")).unwrap();
        let summary: Summary = serde_json::from_str(&summary).unwrap();
        let figures = decision.worlds[0].figures(number(&decision, key)).unwrap();
        assert_eq!(figures.value, summary.value, "{key}");
        if key == "refuse" {
            // That of the first; of another strategy its last digits differ, since cash is summed over other pieces.
            assert_eq!(decision.worlds[0].baseline_value, summary.baseline_value);
        }
    }
}

#[test]
fn a_rule_that_never_fires_is_said() {
    let rules = "[strategies.wait]\non_order = [\"refuse\"]\nrules = [{ when = \"us.time_to_deadline < 30 days\", start = \"exit\" }, \
                 { when = \"us.orders > 90 and us.state == ordered\", start = \"exit\" }]\n";
    let (decision, printed) = decide(&case(rules), &["-n", "50"]);
    let told = |text: &str| decision.warnings.iter().any(|warning| warning == text);
    assert!(
        told("Rule 1 of “wait”, by which the owner decides to leave, acts in every simulation."),
        "{:?}",
        decision.warnings
    );
    assert!(
        told("Rule 2 of “wait”, by which the owner decides to leave, never acts in 50 simulations."),
        "{:?}",
        decision.warnings
    );
    assert!(printed.contains("never acts"), "{printed}");
    // Leaving at the deadline, by either way, is the same.
    let (leave, wait) = (number(&decision, "leave"), number(&decision, "wait"));
    assert_eq!(decision.worlds[0].pair(leave, wait).unwrap().0.same.probability, 1.0);
}

#[test]
fn results_do_not_depend_on_threads() {
    let (one, _) = decide(&case(""), &["--threads", "1"]);
    let (two, _) = decide(&case(""), &["--threads", "2"]);
    assert_eq!(one, two);
}

#[test]
fn files_of_one_world_are_shown_once_and_two_definitions_of_a_strategy_are_an_error() {
    let files = Files::new();
    let first = files.write("first.toml", &case(""));
    let second = files.write("second.toml", &case("").replace("title = \"A case\"", "title = \"The same\""));
    let ban = files.write("ban.toml", &case("").replace("enforcement = \"50%\"", "enforcement = \"100%\""));
    let other = files.write("other.toml", &case("").replace("on_order = [\"exit\"]", "on_order = [\"sell\"]"));
    let paths: Vec<&str> = [&first, &second, &ban].iter().map(|path| path.to_str().unwrap()).collect();
    let out = files.path().join("out");
    let (ended, printed) = run(&out, &[paths.as_slice(), &["-n", "300"]].concat());
    assert!(ended, "{printed}");
    let decision = read(&out.join("decision"));
    assert_eq!(decision.worlds.len(), 2);
    assert_eq!(decision.worlds[0].same_as, ["The same"]);
    assert!(printed.contains("`first` and `second` are one world"), "{printed}");
    let across = decision.across.as_ref().unwrap();
    assert_eq!((across.choices.len(), across.regrets[0].len(), across.weights.is_none()), (4, 2, true));
    assert_eq!(across.find_rival_in_regret(&decision.worlds), Some(1), "two strategies that are the same");
    assert!(printed.contains("“Refuse” (") && printed.contains("is too close to call"), "{printed}");
    // Weights of the files of one world add up; what is left goes to the others.
    let weighted = [paths.as_slice(), &["-n", "300", "--weight", "first=20%", "--weight", "second.toml=30%"]].concat();
    assert!(run(&out, &weighted).0);
    let weights = read(&out.join("decision")).across.unwrap().weights.unwrap();
    assert!((weights[0] - 0.5).abs() < 1e-12 && (weights[1] - 0.5).abs() < 1e-12, "{weights:?}");
    for (arguments, wrong) in [
        (vec![paths[0], other.to_str().unwrap()], "the strategy `leave` is not the same"),
        (vec![paths[0], paths[2], "--weight", "first=70%", "--weight", "ban=70%"], "sum to 140.0%"),
        (vec![paths[0], paths[2], "--weight", "none=70%"], "`none` is none of the files"),
        (vec![paths[0], "--only", "leave,sail"], "no file has a strategy `sail`"),
        (vec![paths[0], "--only", "leave"], "one strategy only"),
        (vec![paths[0], "--optimise", "company.discount_rate=5%..9%"], "is no input of a strategy"),
        (vec![paths[0], "--optimise", "reserve"], "write PATH=FROM..TO"),
        (vec![paths[0], "--at-least", "3 days"], "--at-least"),
    ] {
        let (ended, printed) = run(&out, &arguments);
        assert!(!ended && printed.contains(wrong), "{arguments:?}: {printed}");
    }
}

#[test]
fn changing_the_world_changes_the_recommendation() {
    // Leaving saves nothing while an order lapses, and much where a ban brings a fine.
    let fined = case("").replace("enforcement = \"50%\"", "enforcement = \"100%\"\nfine = \"$30B\"");
    let best =
        |decision: &Decision| decision.choices.get_index(decision.worlds[0].recommendation.best).unwrap().0.clone();
    assert_eq!(best(&decide(&case(""), &[]).0), "refuse");
    assert_eq!(best(&decide(&fined, &[]).0), "leave");
}

#[test]
fn the_input_that_decides_has_a_switching_value() {
    // A fine against leaving: refusing is better while enforcement is improbable enough.
    let text = case("").replace("enforcement = \"50%\"", "enforcement = \"0% to 100%, uniform\"\nfine = \"$6B\"");
    let text = text.replace("\"0% to 100%, uniform\"", "\"uniform(0%, 100%)\"");
    let (decision, _) = decide(&text, &["-n", "3000", "--only", "refuse,leave"]);
    let world = &decision.worlds[0];
    let switch = world.switches.iter().find(|switch| switch.path == "markets.us.policy.order.enforcement");
    let switch = switch.unwrap_or_else(|| panic!("{:?}", world.switches));
    assert_eq!((switch.below, switch.above), (number(&decision, "refuse"), number(&decision, "leave")));
    // Held against direct runs on both sides of it.
    for (share, expected) in [(switch.value - 0.12, "refuse"), (switch.value + 0.12, "leave")] {
        let set = format!("markets.us.policy.order.enforcement={share}");
        let (beside, _) = decide(&text, &["-n", "600", "--only", "refuse,leave", "--set", &set]);
        let best = beside.worlds[0].recommendation.best;
        assert_eq!(best, number(&beside, expected), "at {share}");
    }
}

#[test]
fn an_event_of_the_owners_own_is_refused_and_a_ruling_is_valued() {
    let text = case("[events.talks]\non = 2021-01-04\nkind = \"acquisition-talks\"\nprobability = \"50%\"\n")
        .replace("upheld = \"100%\"", "upheld = \"50%\"");
    let (decision, _) = decide(&text, &["-n", "800"]);
    let information = &decision.worlds[0].information;
    let talks = information.refused.iter().find(|event| event.name == "events.talks").unwrap();
    assert_eq!(talks.reason, "a choice itself brings it about");
    let ruling = information.events.iter().find(|event| event.name == "us.ruling").unwrap();
    let share: f64 = ruling.branches.iter().map(|branch| branch.probability.probability).sum();
    assert!((share - 1.0).abs() < 1e-12 && ruling.branches.len() == 2, "{ruling:?}");
    // By itself the one or the other comes: with the same choice, bringing either about evens out over both.
    let worth: f64 = ruling.branches.iter().map(|branch| branch.probability.probability * branch.control).sum();
    let errors: Vec<f64> = ruling.branches.iter().map(|branch| branch.control_se.unwrap()).collect();
    assert!(worth > -1.0 && errors.iter().all(|se| se.is_finite()), "{ruling:?}");
    // Nobody would sue where the ruling will be against it; knowing that it will not be is worth something.
    assert!(ruling.worth.estimate <= information.perfect.estimate + 3.0 * information.perfect.se);
}

/// What a choice costs where it ends badly is told in dollars beside what it gains, and no share of a net figure.
#[test]
fn where_the_recommended_choice_loses_is_told() {
    let text = case("").replace("enforcement = \"50%\"", "enforcement = \"20%\"\nfine = \"$6B\"");
    let (decision, printed) = decide(&text, &["--only", "refuse,leave"]);
    let world = &decision.worlds[0];
    let of = world.contribution.as_ref().unwrap();
    assert_eq!(of.best, number(&decision, "refuse"));
    let sum: f64 = of.parts.iter().map(|part| part.contribution).sum();
    let (lead, _) = world.measure_lead(of.best, of.next).unwrap();
    assert!((sum - lead).abs() < 1e-6 * lead && of.parts.iter().all(|part| part.se.unwrap() > 0.0), "{of:?}");
    let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    let loss = of.parts.iter().find(|part| part.best == "banned").unwrap();
    assert!(loss.difference < 0.0, "{loss:?}");
    for part in ["“Refuse” can also lose against “Leave”: in ", "ends banned under it", "Its largest gain: in "]
    {
        assert!(printed.contains(part), "{part} in {printed}");
    }
    assert!(!printed.contains("of the lead"), "{printed}");
}

/// The first page of a run sets the best strategy against the best of those that differ in whether the market is kept.
#[test]
fn the_first_page_names_the_best_of_the_other_kind() {
    let files = Files::new();
    let path = files.write("case.toml", &case("").replace("enforcement = \"50%\"", "enforcement = \"20%\""));
    let (path, out) = (path.to_str().unwrap(), files.path().join("out"));
    let folder = out.to_str().unwrap();
    assert!(run(&out, &[path, "-n", "400"]).0);
    let ran = marketgate(&["run", path, "-n", "400", "--format", "svg", "-o", folder]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let world = &read(&out.join("case-decision")).worlds[0];
    let decision = read(&out.join("case-decision"));
    let (refuse, leave) = (number(&decision, "refuse"), number(&decision, "leave"));
    let keeps = |choice: usize| world.figures(choice).unwrap().kept[&world.main_market].probability;
    assert!(keeps(refuse) > 0.7 && keeps(leave) < 0.3 && world.recommendation.best == refuse);
    let (pair, _) = world.pair(refuse, leave).unwrap();
    let page = std::fs::read_to_string(out.join("case/report.html")).unwrap();
    let share = format!("{:.0}%", 100.0 * pair.second_better.probability);
    let told = page.split("Of the strategies that mostly give up ").nth(1).expect("it is told");
    let told = told.split(" of simulations.").next().unwrap();
    assert!(told.contains("“Leave” is best: ") && told.ends_with(&share), "{told} for {share}");
}

/// Learning cannot be worth less than nothing: what comes out so is not shown, and all of it stands in the tables.
#[test]
fn what_tells_nothing_is_not_shown_as_worth_less_than_nothing() {
    let text = case("").replace("enforcement = \"50%\"", "enforcement = \"20%\"\nfine = \"$6B\"");
    let files = Files::new();
    let path = files.write("case.toml", &text);
    let out = files.path().join("out");
    assert!(run(&out, &[path.to_str().unwrap(), "-n", "400"]).0);
    let folder = out.join("case-decision");
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(!page.contains("within chance</td><td>−$"), "no row below nothing");
    let rows = std::fs::read_to_string(folder.join("inputs.csv")).unwrap();
    assert_eq!(rows.lines().count(), 1 + read(&folder).worlds[0].information.inputs.len());
    assert!(folder.join("events.csv").is_file());
}

#[test]
fn thresholds_are_dollars_or_shares() {
    let (decision, printed) = decide(&case(""), &["--at-least", "$1"]);
    assert_eq!(decision.threshold, Threshold::Dollars(1.0));
    assert!(printed.contains("Reaches $1"), "{printed}");
    let figures = decision.worlds[0].figures(0).unwrap();
    assert_eq!(figures.reaches.probability, 1.0);
}

#[test]
fn a_search_finds_the_reserve_that_pays_and_checks_it_on_other_draws() {
    let bidder = "[deal.bidders.a]\ninterest = \"100%\"\nmultiple = \"0.5 to 1.5\"\nhost_approval = \"100%\"\n\
                  [strategies.sell]\non_order = [\"sell\"]\nreserve = \"100%\"\n";
    let text = case(bidder).replace("enforcement = \"50%\"", "enforcement = \"100%\"");
    let (decision, printed) = decide(&text, &["--optimise", "strategies.sell.reserve=0%..140%", "-n", "300"]);
    let search = decision.search.as_ref().unwrap();
    assert_eq!((search.points.len(), search.check_seed, search.axes.len()), (13, 2, 1));
    // Without a sale everything is banned, so that any price is better than none.
    assert!(search.best[0] < 0.8, "{:?}", search.best);
    assert!(search.gain.mean.unwrap() > 3.0 * search.gain.se.unwrap(), "{:?}", search.gain);
    assert!(printed.contains("“sell” gains"), "{printed}");
    let least = search.points.iter().find(|point| point.lag == 0.0).unwrap();
    assert!(search.points.iter().all(|point| point.mean <= least.mean));
}

#[test]
fn a_saved_decision_is_shown_again() {
    let files = Files::new();
    let path = files.write("case.toml", &case(""));
    let out = files.path().join("out");
    assert!(run(&out, &[path.to_str().unwrap(), "-n", "200"]).0);
    let folder = out.join("case-decision");
    let page = std::fs::read(folder.join("report.html")).unwrap();
    assert!(marketgate(&["report"]).arg(&folder).status().unwrap().success());
    assert_eq!(std::fs::read(folder.join("report.html")).unwrap(), page);
    for name in ["choices.csv", "pairs.csv", "charts/choices.svg"] {
        assert!(folder.join(name).is_file(), "{name}");
    }
}
