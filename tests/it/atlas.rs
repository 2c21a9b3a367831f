//! Markets of the atlas in scenarios, and the command that shows them.

use crate::common::{BASE, Files};
use crate::study::{Desk, unwrapped};
use marketgate::atlas::list_markets;
use marketgate::scenario::{Input, Origin, Quantity, Scenario};

/// A scenario after all figures of the atlas, but for its markets.
const WORLD: &str =
    "start = 2026-04-01\nhorizon = '2 years'\nstep = '31 days'\nrecord = []\n[company]\ndiscount_rate = '12%'\n";

/// A market without what the atlas gives.
fn market(key: &str, atlas: &str) -> String {
    format!(
        "[markets.{key}]\natlas = '{atlas}'\nusers = '1M'\ngrowth = '0% to 20%'\nchurn = '0.3 per year'\nmargin = '10%'\n"
    )
}

#[track_caller]
fn parse(text: &str) -> Scenario {
    Scenario::parse("a.toml", text, &[]).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn input<'s>(scenario: &'s Scenario, path: &str) -> &'s Input {
    scenario.input(path).unwrap_or_else(|| panic!("no {path}"))
}

#[track_caller]
fn refused(text: &str, parts: &[&str]) {
    let error = Scenario::parse("a.toml", text, &[]).unwrap_err().to_string();
    parts.iter().for_each(|part| assert!(error.contains(part), "no `{part}` in\n{error}"));
}

#[test]
fn a_market_has_from_the_atlas_what_is_not_written() {
    let scenario = parse(&(WORLD.to_owned() + &market("canada", "CA")));
    assert!(scenario.warnings().is_empty(), "{:?}", scenario.warnings());
    assert_eq!(scenario.markets()[0].name(), "Canada");
    let ceiling = input(&scenario, "markets.canada.ceiling");
    assert_eq!((ceiling.written(), ceiling.origin()), ("28.4M to 36.6M", &Origin::Atlas("CA")));
    assert_eq!((ceiling.source(), ceiling.confidence()), (Some("A0064, A2396"), Some("derived")));
    let rate = input(&scenario, "markets.canada.policy.review.rate");
    assert_eq!((rate.written(), rate.confidence()), ("0.02 per year to 0.2 per year", Some("assumption")));
    // Without a home market of the atlas nothing is known of leverage.
    assert_eq!(*input(&scenario, "markets.canada.leverage").origin(), Origin::Default);
}

#[test]
fn what_is_written_wins_market_then_policy_then_atlas_then_default() {
    let world = WORLD.to_owned() + &market("canada", "CA") + &market("brazil", "BR");
    let policy = "[policy.ban]\nrate = '0.7 per year'\n[markets.brazil.policy.ban]\nrate = '0.9 per year'\n";
    let scenario = parse(&(world + policy));
    assert_eq!(input(&scenario, "markets.brazil.policy.ban.rate").written(), "0.9 per year");
    // Canada has what is shared.
    assert!(scenario.input("markets.canada.policy.ban.rate").is_none());
    assert_eq!(input(&scenario, "policy.ban.rate").written(), "0.7 per year");
    assert_eq!(*input(&scenario, "markets.canada.policy.ban.permanent").origin(), Origin::Atlas("CA"));
    // Nothing of the atlas is about the length of reviews, and no law of Brazil's screens investment.
    assert!(scenario.input("markets.canada.policy.review.length").is_none());
    assert!(scenario.input("markets.brazil.policy.review.rate").is_none());
    assert_eq!(*input(&scenario, "policy.review.length").origin(), Origin::Default);
    let arpu = parse(&(WORLD.to_owned() + &market("canada", "CA") + "arpu = '$4'\n"));
    assert_eq!(input(&arpu, "markets.canada.arpu").written(), "$4");
}

#[test]
fn every_market_of_the_atlas_loads() {
    for atlas in list_markets() {
        let home = if atlas.code == "CN" { "US" } else { "CN" };
        let world = WORLD.replace("[company]", "[company]\nhome = 'home'");
        let scenario = parse(&(world + &market("home", home) + &market("m", &atlas.code)));
        assert_eq!(*input(&scenario, "markets.m.arpu").origin(), Origin::Atlas(&atlas.code));
        assert!(scenario.input("markets.home.policy.ban.rate").is_none(), "the record is of foreign apps");
    }
}

#[test]
fn a_category_says_how_users_respond() {
    let world = WORLD.replace("[company]", "[company]\ncategory = 'messenger'");
    let scenario = parse(&(world.clone() + &market("canada", "CA").replace("churn = '0.3 per year'\n", "")));
    let churn = input(&scenario, "markets.canada.churn");
    assert_eq!((churn.written(), churn.origin()), ("1% to 3% per month", &Origin::Category("messenger")));
    assert_eq!(*input(&scenario, "response.habit").origin(), Origin::Category("messenger"));
    let written = parse(&(world.clone() + &market("canada", "CA") + "[response]\nhabit = '9 days'\n"));
    assert_eq!(input(&written, "response.habit").written(), "9 days");
    assert_eq!(input(&written, "markets.canada.churn").written(), "0.3 per year");
    refused(
        &(world.replace("messenger", "mesenger") + &market("canada", "CA")),
        &["did you mean `messenger`?", "a.toml:6"],
    );
}

#[test]
fn what_markets_share_moves_together() {
    let scenario = parse(&(WORLD.to_owned() + &market("india", "IN") + &market("turkey", "TR")));
    let rates = ["india", "turkey"].map(|key| input(&scenario, &format!("markets.{key}.policy.ban.rate")));
    assert!(rates.iter().all(|rate| rate.draw() == Some("atlas blocks")));
    let drawn = marketgate::simulation::Parameters::new(&scenario, 1);
    let (mut uniforms, mut values) = (Vec::new(), Vec::new());
    drawn.block(0, &mut uniforms);
    let number = |path: &str| scenario.inputs().iter().position(|input| input.path() == path).unwrap();
    let level = |values: &[f64], path: &str| {
        let Quantity::Distribution(law) = input(&scenario, path).quantity() else { panic!("{path}") };
        law.cdf(values[number(path)])
    };
    let mut growth_differs = false;
    for index in 0..50 {
        drawn.values(&uniforms, index, &mut values);
        let [india, turkey] = rates.map(|rate| level(&values, rate.path()));
        assert!((india - turkey).abs() < 1e-9, "{india} {turkey}");
        let growth = ["markets.india.growth", "markets.turkey.growth"].map(|path| level(&values, path));
        growth_differs |= (growth[0] - growth[1]).abs() > 0.1;
    }
    assert!(growth_differs);
}

#[test]
fn a_shared_draw_is_refused_where_it_means_nothing() {
    let with = |more: &str| parse_error(&format!("{BASE}{more}"));
    assert!(with("[policy.review]\nlength = { value = '9 days', draw = 'x' }\n").contains("afresh at each use"));
    let correlated = "arpu_growth = { value = '1% to 2%', draw = 'x' }\n[[correlations]]\nbetween = ['markets.us.arpu', 'markets.us.arpu_growth']\nrank = 0.5\n";
    assert!(with(correlated).contains("shares its draw with others"));
}

fn parse_error(text: &str) -> String {
    Scenario::parse("a.toml", text, &[]).unwrap_err().to_string()
}

#[test]
fn mistakes_are_told_at_their_line() {
    refused(&(WORLD.to_owned() + &market("canada", "Canada")), &["did you mean `CA` (Canada)?", "a.toml:8:9"]);
    let twice = |first: &str, second: &str| WORLD.to_owned() + &market("a", first) + &market("b", second);
    refused(&twice("EU", "FR"), &["France is part of European Union (27), which is the market `a`", "a.toml:14:9"]);
    refused(&twice("SG", "SEA"), &["Southeast Asia holds Singapore"]);
    refused(&twice("CA", "CA"), &["Canada is the market `a` already"]);
    refused(&(WORLD.to_owned() + &market("a", "CA").replace("'CA'", "3")), &["the code of a market, found a number"]);
    // Without the atlas a market must say its ARPU.
    refused(
        &(WORLD.to_owned() + &market("a", "CA").replace("atlas = 'CA'\n", "")),
        &["lacks `arpu`", "lacks `ceiling`"],
    );
}

#[test]
fn figures_later_than_the_start_are_used_with_a_warning() {
    let world = WORLD.replace("2026-04-01", "2020-08-03") + &market("canada", "CA") + &market("india", "IN");
    let warnings = parse(&world).warnings().join("\n");
    assert!(
        warnings.contains("later than the start") && warnings.contains("`canada` (to 2024), `india` (to 2024)"),
        "{warnings}"
    );
    assert_eq!(warnings.lines().count(), 1);
}

#[test]
fn a_resolved_scenario_of_the_atlas_is_the_same_again() {
    let world = WORLD
        .replace("2026-04-01", "2021-01-01")
        .replace("[company]", "[company]\nhome = 'china'\ncategory = 'social'");
    let scenario = parse(&(world + &market("china", "CN") + &market("india", "IN") + &market("eu", "EU")));
    let text = scenario.resolved();
    assert!(!text.contains("atlas = "), "{text}");
    let again = Scenario::parse("run.toml", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((again.digest(), again.world_digest()), (scenario.digest(), scenario.world_digest()));
    assert_eq!(again.resolved(), text);
    assert_eq!(again.warnings(), scenario.warnings());
}

#[test]
fn a_run_and_the_run_of_what_it_leaves_are_the_same_bytes() {
    let text = WORLD.to_owned() + &market("canada", "CA") + &market("turkey", "TR");
    let desk = Desk::new(&text);
    desk.run(&["run", "s.toml", "-n", "200", "--quiet"]);
    desk.run(&["run", "output/s/run.toml", "-n", "200", "--quiet", "-o", "again"]);
    for file in ["run.toml", "summary.json", "outcomes.csv", "fans.csv"] {
        assert!(desk.bytes(&format!("output/s/{file}")) == desk.bytes(&format!("again/s/{file}")), "{file}");
    }
    let ledger = String::from_utf8(desk.bytes("output/s/inputs.csv")).unwrap();
    assert!(ledger.contains("A0064"), "{ledger}");
}

#[test]
fn the_command_shows_markets_and_finds_misspelt_codes() {
    let desk = Desk::new("");
    assert!(desk.run(&["atlas"]).contains("Canada"));
    let shown = unwrapped(&desk.run(&["atlas", "ca", "--home", "CN"]));
    for part in
        ["ceiling = \"28.4M to 36.6M\"", "leverage = \"5% to 11%\"", "A0064", "CIA World Factbook", "found-in-source"]
    {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let json: serde_json::Value = serde_json::from_str(&desk.run(&["atlas", "CA", "--json"])).unwrap();
    assert_eq!(json["defaults"][0]["value"], "28.4M to 36.6M");
    assert!(
        json["figures"]
            .as_array()
            .unwrap()
            .iter()
            .any(|figure| figure["address"].as_str().unwrap().starts_with("https://"))
    );
    let json: serde_json::Value = serde_json::from_str(&desk.run(&["atlas", "--json"])).unwrap();
    assert_eq!(json["markets"].as_array().unwrap().len(), 50);
    desk.refused(&["atlas", "Candaa"], &["no market `Candaa`", "did you mean `CA` (Canada)?"]);
    desk.refused(&["atlas", "CA", "--home", "XX"], &["no market `XX`"]);
}

#[test]
fn check_shows_where_a_default_comes_from() {
    let files = Files::new();
    let path = files.write("a.toml", &(WORLD.to_owned() + &market("canada", "CA")));
    let out = crate::common::marketgate(&["check", "--inputs", path.to_str().unwrap()]).output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let line = text.lines().find(|line| line.starts_with("ceiling")).unwrap_or_else(|| panic!("{text}"));
    for part in ["28.4M to 36.6M", "A0064, A2396", "atlas CA", "derived"] {
        assert!(line.contains(part), "{part} in {line}");
    }
    assert!(text.contains("dependence: none"), "{text}");
}
