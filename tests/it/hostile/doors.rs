//! The doors by which what others wrote comes in. Each takes any bytes, does with them what the program does, and fails
//! where what comes out breaks a promise: a panic, a number that is none, an error that steers the terminal.
//!
//! The crate in `fuzz/` pushes at the same doors.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use marketgate::analysis::sweep::{Choice, Points};
use marketgate::analysis::{Gatherer, Outcomes, Summary};
use marketgate::expression::Expression;
use marketgate::quantity::{self, Dimension};
use marketgate::report::{self, Plan, RowBlock, RowReader};
use marketgate::scenario::{Axis, Scenario, Template, split};
use marketgate::simulation::{Block, Layout, Settings, simulate_block};

/// What a quantity may measure.
const DIMENSIONS: [Dimension; 10] = [
    Dimension::Users,
    Dimension::Money,
    Dimension::MoneyPerUserYear,
    Dimension::Share,
    Dimension::Rate,
    Dimension::Growth,
    Dimension::Margin,
    Dimension::Duration,
    Dimension::Factor,
    Dimension::Count,
];

/// A scenario small enough to be read, drawn from and simulated thousands of times a minute; ends in `[markets.us]`.
pub(crate) const SMALL: &str = r#"
start = 2021-01-01
horizon = "1 year"
step = "31 days"
company.discount_rate = "10% to 14%"
[policy.ban]
rate = "0.3 per year"
permanent = "70%"
[events.us-order]
on = 2021-02-01
market = "us"
kind = "forced-sale"
deadline = "90 days"
[markets.us]
users = "100M"
ceiling = "140M to 200M"
growth = "20% to 60%"
churn = "0.3 per year"
margin = "20% to 30%"
"#;

/// [`SMALL`], whole.
pub(crate) static TEMPLATE: LazyLock<Template> =
    LazyLock::new(|| Template::parse("small.toml", &format!("{SMALL}arpu = '$6 to $9'\n"), &[]).unwrap());

static OUTCOMES: LazyLock<Outcomes> = LazyLock::new(|| Outcomes::new(TEMPLATE.scenario()));

/// What is told of a mistake neither steers a terminal nor turns the line round.
#[track_caller]
fn assert_harmless(told: &str) {
    let steers =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    assert!(!told.is_empty() && !told.contains(steers), "{told:?}");
}

/// A text, as far as the bytes are one; the first byte is apart.
fn head_and_text(bytes: &[u8]) -> Option<(usize, &str)> {
    let (head, rest) = bytes.split_first()?;
    Some((usize::from(*head), std::str::from_utf8(rest).ok()?))
}

/// The first byte says what is measured.
pub(crate) fn quantity(bytes: &[u8]) {
    let Some((head, text)) = head_and_text(bytes) else { return };
    let dimension = DIMENSIONS[head % DIMENSIONS.len()];
    match quantity::parse(text, dimension) {
        Ok(distribution) => {
            let values = [1e-12, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0 - 1e-12].map(|u| distribution.quantile(u));
            assert!(values.iter().all(|value| value.is_finite()), "{dimension:?} {text:?}: {values:?}");
            let slack = 1e-6 * (values[6] - values[0]).abs();
            assert!(values.windows(2).all(|two| two[0] <= two[1] + slack), "{dimension:?} {text:?}: {values:?}");
            for value in values {
                assert_harmless(&quantity::format(value, dimension));
                let written = quantity::format_exact(value, dimension);
                let whole = dimension != Dimension::Count || value.fract() == 0.0;
                if whole {
                    assert_eq!(
                        quantity::parse_scalar(&written, dimension),
                        Ok(value),
                        "{dimension:?} {text:?}: {written}"
                    );
                }
            }
        }
        Err(fault) => {
            assert!(fault.span.start <= fault.span.end && fault.span.end <= text.len(), "{text:?}: {fault:?}");
            assert_harmless(&fault.shown(text));
        }
    }
}

/// A condition over the outcomes of a run.
pub(crate) fn condition(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Expression::parse(text, OUTCOMES.vocabulary()) {
        Ok(condition) => {
            assert!(condition.columns().iter().all(|&column| column < OUTCOMES.columns.len()), "{text:?}");
            for figure in [f64::NAN, 0.0, 1.0, -1e300, 1e300] {
                let holds = condition.holds(|_| figure);
                let gap = condition.violation(|_| figure, |_, gap| gap);
                assert!(gap >= 0.0 && (!holds || gap == 0.0), "{text:?} of {figure}: {holds}, {gap}");
            }
        }
        Err(error) => assert_harmless(&error.to_string()),
    }
}

/// A scenario; what is right comes back the same from what a run would write.
pub(crate) fn scenario(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Scenario::parse("s.toml", text, &[]) {
        Ok(scenario) => {
            let resolved = scenario.resolved();
            let again = Scenario::parse("run.toml", &resolved, &[]);
            let digest = again.as_ref().map(Scenario::digest).map_err(ToString::to_string);
            assert_eq!(digest.as_deref(), Ok(scenario.digest()), "{text}\nresolved:\n{resolved}");
            assert!(scenario.warnings().iter().all(|warning| !warning.is_empty()));
        }
        Err(error) => assert_harmless(&error.render(false)),
    }
}

/// A scenario, simulated where that is a matter of milliseconds: every figure is a number, and every view can be drawn.
pub(crate) fn simulated(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(scenario) = Scenario::parse("s.toml", text, &[]) else { return };
    let steps = scenario.horizon() / scenario.step();
    if steps > 600.0 || steps * scenario.markets().len() as f64 > 1200.0 {
        return;
    }
    let settings = Settings { replications: 8, seed: 1, threads: 1 };
    let layout = Layout::new(&scenario);
    let mut block = Block::default();
    simulate_block(&scenario, &layout, settings, &AtomicBool::new(false), 0, &mut block).unwrap();
    let mut gatherer = Gatherer::new(&scenario, &layout);
    gatherer.take(&block);
    let summary = gatherer.summary(1).unwrap();
    let saved = serde_json::to_string(&summary).unwrap();
    let read: Summary = serde_json::from_str(&saved).unwrap_or_else(|error| panic!("{error}\n{text}"));
    marketgate::charts::render(&read).unwrap_or_else(|error| panic!("{error}\n{text}"));
}

/// Lines: a path, over what it is varied, how points are chosen, which are kept.
pub(crate) fn sweep(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.split('\n');
    let (path, spec) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let choice = Choice::parse(lines.next().unwrap_or("grid"));
    if let Err(fault) = TEMPLATE.check_path(path) {
        assert_harmless(&fault.shown(path));
    }
    for part in split(spec) {
        assert!(spec.contains(part));
    }
    for sampled in [false, true] {
        match Axis::parse(path, spec, sampled) {
            Ok(axis) => {
                assert!([0.0, 0.5, 1.0].iter().all(|&place| !axis.level_at(place).written.is_empty()), "{text:?}");
            }
            Err(fault) => assert_harmless(&fault.shown(spec)),
        }
    }
    // What would make a great many points is right, and slow.
    let long = text.as_bytes().split(|byte| !byte.is_ascii_digit()).any(|digits| digits.len() > 3);
    let Ok(choice) = choice else { return };
    if !long {
        let planned = Points::plan(&[(path.to_owned(), spec.to_owned())], choice, 1);
        points(planned.map_err(|error| error.to_string()), lines.next());
    }
}

/// A design as a CSV file; after a NUL, which points are kept.
pub(crate) fn design(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (table, filter) = text.split_once('\0').map_or((text, None), |(table, filter)| (table, Some(filter)));
    let read = Points::from_table("design.csv", table.to_owned(), |name| ["point", "replications"].contains(&name));
    points(read.map_err(|error| error.to_string()), filter);
}

fn points(planned: Result<Points, String>, filter: Option<&str>) {
    match planned {
        Ok(mut points) => {
            if let Some(Err(error)) = filter.map(|filter| points.keep(filter)) {
                assert_harmless(&error.to_string());
            }
            assert!(!points.is_empty());
            for point in [0, points.len() - 1] {
                assert_eq!(points.settings(point).len(), points.inputs().len());
                let _ = TEMPLATE
                    .override_with(&points.settings(point))
                    .map_err(|error| assert_harmless(&error.render(false)));
            }
        }
        Err(told) => assert_harmless(&told),
    }
}

/// A data file that an input is drawn from; `folder` is empty or holds what this left before.
pub(crate) fn data(folder: &Path, bytes: &[u8]) {
    let file = folder.join("s.toml");
    fs::write(&file, format!("{SMALL}arpu = {{ csv = 'd.csv', column = 'x' }}\n")).unwrap();
    fs::write(folder.join("d.csv"), bytes).unwrap();
    match Scenario::load(&file, &[]) {
        Ok(scenario) => {
            let copies = scenario.data_copies();
            fs::write(folder.join("run.toml"), scenario.resolved()).unwrap();
            for (name, text) in copies {
                fs::create_dir_all(folder.join(&name).parent().unwrap()).unwrap();
                fs::write(folder.join(name), text).unwrap();
            }
            let again = Scenario::load(&folder.join("run.toml"), &[]).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(again.digest(), scenario.digest(), "{:?}", String::from_utf8_lossy(bytes));
        }
        Err(error) => assert_harmless(&error.to_string()),
    }
}

/// A plan, as it was sent and sealed anew: it is read with its scenario, or what is wrong is told.
pub(crate) fn plan(folder: &Path, bytes: &[u8]) {
    let path = folder.join("plan.json");
    fs::write(&path, bytes).unwrap();
    if let Err(error) = Plan::read(&path) {
        assert_harmless(&error.to_string());
    }
    let Ok(sent) = serde_json::from_slice::<Plan>(bytes) else { return };
    fs::write(&path, serde_json::to_vec(&sent.seal()).unwrap()).unwrap();
    match Plan::read(&path) {
        Ok(plan) => plan.scenarios.into_iter().for_each(|scenario| {
            drop(Template::unpack(scenario).map_err(|error| assert_harmless(&error.render(false))));
        }),
        Err(error) => assert_harmless(&error.to_string()),
    }
}

/// A folder whose saved results were tampered with: every view is made anew, or what is wrong is told.
pub(crate) fn saved(folder: &Path) {
    match report::rebuild(folder, &report::Views::new(&[])) {
        Ok(_) => assert_numbers(&fs::read_to_string(folder.join("report.html")).unwrap()),
        Err(error) => assert_harmless(&error.to_string()),
    }
}

/// A page shows numbers, and none that is none.
#[track_caller]
fn assert_numbers(page: &str) {
    let (before, rest) = page.split_once("<script").unwrap_or((page, ""));
    let behind = rest.split("<script").filter_map(|part| part.split_once("</script>")).map(|(_, behind)| behind);
    let text: String = std::iter::once(before).chain(behind).collect();
    for none in ["NaN", "inf"] {
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        let told = text.match_indices(none).find(|(at, _)| {
            !is_part(text[..*at].chars().next_back()) && !is_part(text[at + none.len()..].chars().next())
        });
        if let Some((at, _)) = told {
            let around = text.char_indices().map(|(i, _)| i).filter(|i| i.abs_diff(at) < 200);
            let (from, to) = (around.clone().min().unwrap_or(0), around.max().unwrap_or(0));
            panic!("a page says {none}: …{}…", &text[from..to]);
        }
    }
}

/// A file of rows that was tampered with: all of it is read, or what is wrong is told.
pub(crate) fn rows(folder: &Path, names: &[String], bytes: &[u8]) {
    fs::write(folder.join("outcomes.parquet"), bytes).unwrap();
    let read = RowReader::open(folder, names).and_then(|mut reader| {
        let mut block = RowBlock::default();
        let mut left = reader.rows();
        while left > 0 {
            let most = left.min(1000) as usize;
            reader.read(most, &mut block)?;
            assert!(block.rows == most && block.columns.iter().all(|column| column.len() == most));
            left -= most as u64;
        }
        Ok(())
    });
    if let Err(error) = read {
        assert_harmless(&error.to_string());
    }
}
