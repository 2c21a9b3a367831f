//! Conditions as commands read them: dates against days, and mistakes before anything is simulated.

use marketgate::analysis::Outcomes;
use marketgate::analysis::shift::{Shift, ShiftedBy};
use marketgate::expression::{Expression, Meaning, Unit};
use marketgate::quantity::Dimension;
use marketgate::scenario::Scenario;
use marketgate::simulation::catalogue;

use crate::common::bundled;
use crate::sample::{STILL, sample};
use crate::study::{Desk, risky};

const MANUAL: &str = include_str!("../../docs/studies.md");

/// Bans come at any time of two years, which begin on 1 January 2021.
const BANS: &[&str] = &["policy.ban.rate=0.7 per year", "policy.ban.permanent=100%", "markets.us.arpu=$8 to $12"];

/// Days from 1 January 2021 to a date of that year or the next, counted by hand.
fn days(month: usize, day: u32) -> f64 {
    const BEFORE: [u32; 14] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
    f64::from(BEFORE[month] + day - 1)
}

#[test]
fn dates_are_held_against_days() {
    let bans = sample(STILL, BANS, 2000);
    let column = bans.column("us.first_ban_day");
    let outcomes = Outcomes::new(&bans.scenario);
    let place = outcomes.column_index("us.first_ban_day").unwrap();
    let count = |text: &str| {
        let condition = Expression::parse(text, outcomes.vocabulary()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(condition.columns(), [place]);
        column.iter().filter(|day| condition.holds(|_| **day)).count()
    };
    let known = |holds: &dyn Fn(f64) -> bool| column.iter().filter(|day| holds(**day)).count();
    for (date, day) in [("2021-01-20", days(1, 20)), ("2021-12-07", days(12, 7)), ("2022-01-01", days(13, 1))] {
        let before = known(&|x| x < day);
        assert!(before > 20 && before < 1500, "{date}: {before}");
        assert_eq!(count(&format!("us.first_ban_day < {date}")), before);
        assert_eq!(count(&format!("us.first_ban_day >= {date}")), known(&|x| x >= day));
        assert_eq!(count(&format!("us.first_ban_day <= {date}")), known(&|x| x < day + 1.0));
        assert_eq!(count(&format!("{date} < us.first_ban_day")), known(&|x| x >= day + 1.0));
        assert_eq!(count(&format!("us.first_ban_day == {date}")), known(&|x| x >= day && x < day + 1.0));
        assert_eq!(count(&format!("us.first_ban_day < {day} days")), before);
        assert_eq!(count(&format!("us.first_ban_day - {date} < 0 days")), before);
    }
}

#[test]
fn the_share_before_a_date_is_that_of_the_rows() {
    let desk = Desk::new(&risky());
    desk.run(&["run", "s.toml", "-n", "3000", "-q", "--format", "svg"]);
    let rows = desk.table("output/s/outcomes.csv");
    let before = rows.numbers("us.first_ban_day").iter().filter(|day| **day < days(7, 20)).count() as u64;
    assert!(before > 100, "{before}");
    let known = 1.0 - before as f64 / 3000.0;
    assert!(known > 0.1);
    let told = |event: &str| {
        let shift: Shift = desk.json(&["reweight", "output/s", "--probability", event]);
        let ShiftedBy::Probabilities(stated) = shift.by else { panic!() };
        (stated[0].count, stated[0].before)
    };
    let expected = (before, before as f64 / 3000.0);
    assert_eq!(told("us.first_ban_day < 2021-07-20=40%"), expected);
    assert_eq!(told("us.first_ban_day < 200 days=40%"), expected);
    let found: marketgate::analysis::discovery::Discovered =
        desk.json(&["discover", "output/s", "--where", "us.first_ban_day < 2021-07-20"]);
    assert_eq!(found.hits, before);
    let shift: Shift = desk.json(&["stress", "output/s", "--reverse", "us.first_ban_day < 2021-07-20"]);
    assert!(shift.by != ShiftedBy::Bands(Vec::new()));
}

#[test]
fn mistakes_are_told_before_anything_is_simulated() {
    let desk = Desk::new(&risky());
    let condition = "us.bans > 50%";
    let probability = format!("{condition}=35%");
    for command in [
        &["discover", "s.toml", "--where", condition][..],
        &["stress", "s.toml", "--reverse", condition],
        &["reweight", "s.toml", "--probability", &probability],
        &["run", "s.toml", "--focus", condition],
    ] {
        let told = ["\n  us.bans > 50%\n            ^^^\n", "compares a number with a share", "such as 3"];
        desk.refused(command, &told);
        assert!(!desk.path("output").exists(), "{command:?}");
    }
    let swept = ["sweep", "s.toml", "--vary", "markets.us.arpu=$1,$2", "--where", "markets.us.arpu > 50%"];
    desk.refused(&swept, &["dollars per user and year", "^^^"]);
    desk.refused(&["stress", "s.toml", "--set-band", "markets.us.arpuu=p0..p5"], &["`markets.us.arpu`"]);
    desk.refused(&["discover", "s.toml", "--where", "us.banned", "--by", "valu"], &["`value`"]);
    desk.refused(&["reweight", "s.toml", "--probability", "us.final_state=banned=35%"], &["^", "did you mean `==`?"]);
    assert!(!desk.path("output").exists());
}

#[test]
fn a_sweep_keeps_points_by_their_dates() {
    let text = format!("{STILL}\n[events.o]\non = 2021-03-01\nmarket = \"us\"\nkind = \"ban\"\n");
    let desk = Desk::new(&text);
    let vary = ["sweep", "s.toml", "--vary", "events.o.on=2021-03-01..2021-03-31:7", "-n", "10", "-q"];
    desk.run(&[&vary[..], &["--where", "events.o.on <= 2021-03-10 or events.o.on > 2021-03-01 + 4 weeks"]].concat());
    let kept = desk.table("output/s-sweep/sweep.csv").words("events.o.on").to_vec();
    assert_eq!(kept, ["2021-03-01", "2021-03-06", "2021-03-31"]);
    desk.refused(
        &[&vary[..], &["--where", "events.o.on < 30 days"]].concat(),
        &["a date with a length of time", "^^^^^^^"],
    );
}

#[test]
fn what_is_sold_is_divested() {
    let scenario = Scenario::parse("s.toml", STILL, &[]).unwrap();
    let outcomes = Outcomes::new(&scenario);
    let parsed = |text: &str| Expression::parse(text, outcomes.vocabulary()).unwrap();
    let code = marketgate::analysis::STATES.iter().position(|state| *state == "divested").unwrap();
    for text in ["us.sold", "us.divested", "us.final_state == sold", "us.final_state == divested"] {
        for state in 0..marketgate::analysis::STATES.len() {
            assert_eq!(parsed(text).holds(|_| state as f64), state == code, "{text}: {state}");
        }
    }
}

/// The rows of the manual's table under this heading: its first cell's names in backticks, and its second.
fn table(heads: &str) -> Vec<(Vec<String>, String)> {
    let rows = MANUAL.split(heads).nth(1).unwrap().lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let names = cells[0].split('`').skip(1).step_by(2).map(str::to_owned).collect();
        (names, cells[1].to_owned())
    })
    .collect()
}

fn fits(pattern: &str, name: &str, scenario: &Scenario) -> bool {
    let keys: Vec<&str> = scenario.markets().iter().map(marketgate::scenario::Market::key).collect();
    let rest = match pattern.strip_prefix("MARKET.") {
        Some(rest) => keys.iter().find_map(|key| Some((rest, name.strip_prefix(key)?.strip_prefix('.')?))),
        None => Some((pattern, name)),
    };
    let Some((pattern, name)) = rest else { return false };
    match pattern.rsplit_once('.') {
        Some((head, "PART" | "DATE")) => name.rsplit_once('.').is_some_and(|(own, _)| own == head),
        _ if pattern == "STATE" => name == "sold" || marketgate::analysis::STATES.contains(&name),
        _ => pattern == name,
    }
}

#[test]
fn the_manual_says_of_every_figure_what_it_is() {
    let has_row = |names: &str, meaning: &str| {
        MANUAL
            .lines()
            .any(|line| line.starts_with(&format!("| {names} | ")) && line.ends_with(&format!(" | {meaning} |")))
    };
    for (figures, owner) in [(catalogue::company().collect::<Vec<_>>(), ""), (catalogue::market().collect(), "MARKET.")]
    {
        for figure in figures {
            let name = format!("{owner}{}", figure.name);
            let dated = catalogue::user_metrics().any(|known| known == figure);
            let names = if dated { format!("`{name}` · `{name}.DATE`") } else { format!("`{name}`") };
            assert!(
                has_row(&names, figure.meaning),
                "docs/studies.md has no row `| {names} | … | {} |`",
                figure.meaning
            );
        }
    }
}

#[test]
fn every_name_has_the_type_that_the_manual_tells() {
    let types = table("| type | written | |");
    let rows = table("| name | type | what it is |");
    let mut used = vec![false; rows.iter().map(|(names, _)| names.len()).sum()];
    for path in bundled() {
        let Ok(scenario) = Scenario::load(&path, &[]) else { continue };
        let outcomes = Outcomes::new(&scenario);
        for (name, meaning) in outcomes.vocabulary().names() {
            if let Some(input) = scenario.input(name) {
                let Meaning::Number(_, unit) = meaning else { panic!("{name}") };
                assert_eq!(*unit, Unit::from_dimension(input.field().dimension), "{name}");
                continue;
            }
            let patterns = rows.iter().flat_map(|(names, kind)| names.iter().map(move |name| (name, kind)));
            let (number, (pattern, kind)) = patterns
                .enumerate()
                .find(|(_, (pattern, _))| fits(pattern, name, &scenario))
                .unwrap_or_else(|| panic!("`{name}` is not told"));
            assert_eq!(kind, meaning.name(), "{name} by {pattern}");
            used[number] = true;
        }
    }
    assert!(used.iter().all(|used| *used), "the manual tells names that are none: {used:?}");
    let told: Vec<&str> = MANUAL.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()).collect();
    assert!(Unit::ALL.iter().all(|unit| told.contains(&unit.name())), "{told:?}");
    assert!(rows.iter().all(|(_, kind)| told.contains(&kind.as_str())) && types.len() == 11);
    // Nothing else is written for an input.
    assert_eq!(Unit::from_dimension(Dimension::Margin), Unit::Share);
}
