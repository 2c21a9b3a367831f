//! Every limit that `docs/limits.md` names is hit: what lies at it is taken, where that is cheap, and what lies beyond is
//! refused in words that say it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use marketgate::analysis::sweep::{Choice, Points};
use marketgate::expression::{Expression, Vocabulary};
use marketgate::quantity::{Dimension, parse};
use marketgate::report::check_name;
use marketgate::scenario::Scenario;

use crate::common::BASE;
use crate::hostile::{SMALL, broken_rows};
use crate::study::Desk;

/// What is told where a limit is passed; none where it is not.
type Told = Option<String>;

/// A limit, and what is told at it and beyond it; at it nothing is told.
type Case = (&'static str, fn() -> Told, fn() -> Told);

/// Nothing cheap lies at the limit.
fn dear() -> Told {
    None
}

fn of_file(text: &str) -> Told {
    Scenario::parse("s.toml", text, &[]).err().map(|error| error.to_string())
}

/// The base with more behind it, and before.
fn around(before: &str, after: &str) -> Told {
    of_file(&format!("{before}\n{BASE}{after}"))
}

fn set(settings: usize, length: usize) -> Told {
    let one = format!("markets.us.name={}", "x".repeat(length - "markets.us.name=".len()));
    Scenario::parse("s.toml", BASE, &vec![one; settings]).err().map(|error| error.to_string())
}

fn horizon(horizon: &str, step: &str) -> Told {
    of_file(&format!("step = '{step}'\n{}", BASE.replace("5 years", horizon)))
}

fn quantity(text: &str) -> Told {
    parse(text, Dimension::Duration).err().map(|fault| fault.message)
}

fn markets(count: usize) -> Told {
    let market = BASE.split("[markets.us]").nth(1).unwrap();
    let text = (1..count).fold(BASE.to_owned(), |text, i| format!("{text}\n[markets.m{i}]{market}"));
    of_file(&text)
}

fn rules(count: usize) -> Told {
    let rules = vec!["{ when = 'us.bans > 0', start = 'exit' }"; count].join(", ");
    around("", &format!("[strategies.s]\nrules = [{rules}]\n"))
}

fn events(count: usize) -> Told {
    let mut text = String::new();
    for i in 0..count {
        let _ = writeln!(text, "[events.e{i}]\non = 2021-01-01\nmarket = 'us'\nkind = 'ban'");
    }
    around("", &text)
}

/// So many inputs, each with each.
fn correlations(inputs: usize) -> Told {
    let market = BASE.split("[markets.us]").nth(1).unwrap();
    let text = (0..inputs).fold(BASE.to_owned(), |text, i| format!("{text}\n[markets.m{i}]{market}"));
    let names: Vec<String> = (0..inputs).map(|i| format!("'markets.m{i}.arpu'")).collect();
    of_file(&format!("{text}[[correlations]]\nbetween = [{}]\nrank = 0.1\n", names.join(", ")))
}

fn choice(parts: usize) -> Told {
    let days: Vec<String> = (1..parts).map(|i| format!("1%: {i} days")).collect();
    quantity(&format!("choice({}, rest: 500 days)", days.join(", ")))
}

fn nested(depth: usize) -> Told {
    quantity(&format!("{}1 to 2 days{}", "mixture(50%: 1 day, rest: ".repeat(depth), ")".repeat(depth)))
}

fn record(count: usize) -> Told {
    let days: Vec<String> = (1..=count).map(|i| format!("'{i} days'")).collect();
    around(&format!("record = [{}]", days.join(", ")), "")
}

fn condition(text: &str) -> Told {
    Expression::parse(text, &Vocabulary::new("name", jiff::civil::Date::constant(2020, 1, 1)))
        .err()
        .map(|error| error.to_string())
}

fn sweep_text(spec: &str) -> String {
    format!("[sweep.vary]\n\"markets.us.arpu\" = \"{spec}\"\n")
}

fn sweeps(count: usize) -> Told {
    let one = |i| format!("[[sweep]]\nname = 's{i}'\n{}", sweep_text("$1,$2"));
    around("", &(0..count).map(one).collect::<String>())
}

fn swept(count: usize) -> Told {
    let keys: Vec<String> = marketgate::scenario::inputs::fields()
        .filter(|field| field.dimension == Dimension::Share && !field.path.contains('*'))
        .map(|field| field.path.to_owned())
        .collect();
    let other = |i: usize| format!("deal.bidders.b{i}.interest");
    let line = |i| format!("\"{}\" = \"10%,20%\"\n", keys.get(i).cloned().unwrap_or_else(|| other(i)));
    around("", &format!("[[sweep]]\ndesign = 'lhs:2'\n[sweep.vary]\n{}", (0..count).map(line).collect::<String>()))
}

fn points(specs: &[(&str, &str)], choice: Choice) -> Told {
    let vary: Vec<(String, String)> =
        specs.iter().map(|(path, spec)| ((*path).to_owned(), (*spec).to_owned())).collect();
    Points::plan(&vary, choice, 1).err().map(|error| error.to_string())
}

const ARPU: &str = "markets.us.arpu";
const MARGIN: &str = "markets.us.margin";

/// A command in a folder with `s.toml`, and `files`; what it tells where it refuses.
fn command(text: &str, files: &[(&str, &str)], arguments: &[&str]) -> Told {
    let desk = Desk::new(text);
    files.iter().for_each(|(name, text)| desk.write(name, text));
    let (code, _, errors) = desk.tell(arguments);
    assert!(code == 0 || code == 2 || errors.contains("pressure feeds"), "{code}: {errors}");
    (code != 0).then_some(errors)
}

fn data(table: &str) -> Told {
    let text = BASE.replace("\"$6 to $9\"", "{ csv = 'd.csv', column = 'x' }");
    command(&text, &[("d.csv", table)], &["check", "s.toml"])
}

fn chain(files: usize) -> Told {
    let names: Vec<String> = (1..files).map(|i| format!("f{i}.toml")).collect();
    let next = |i: usize| if i + 1 < files { format!("extends = 'f{}.toml'\n", i + 1) } else { String::new() };
    let texts: Vec<String> = (1..files).map(next).collect();
    let files: Vec<(&str, &str)> =
        names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    command(&format!("{}{BASE}", next(0)), &files, &["check", "s.toml"])
}

fn grown(growth: &str) -> Told {
    around("", &format!("arpu_growth = \"{growth}\"\narpu_growth_fade = \"100 years\"\n"))
}

fn fallen(growth: &str) -> Told {
    horizon("30 years", "7 days").or_else(|| {
        let text = BASE.replace("5 years", "30 years").replace("\"20% to 60%\"", &format!("\"{growth}\""));
        of_file(&text)
    })
}

fn reweighted(count: usize) -> Told {
    let desk = Desk::new(&format!("{SMALL}arpu = '$6 to $9'\n"));
    desk.run(&["run", "s.toml", "-n", "100", "--format", "svg", "--quiet"]);
    let stated = (0..count).flat_map(|i| ["--probability".to_owned(), format!("value < ${}B=50%", 100 + i)]);
    let arguments: Vec<String> = ["reweight".to_owned(), "output/s".to_owned()].into_iter().chain(stated).collect();
    let (code, _, errors) = desk.tell(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    (code != 0).then_some(errors)
}

fn differing(count: usize) -> Told {
    let one = |i| format!("[events.e{i}]\non = 2021-01-01\nmarket = 'us'\nkind = 'review'\n");
    let other = format!("{BASE}{}", (0..count).map(one).collect::<String>());
    command(BASE, &[("t.toml", &other)], &["diff", "s.toml", "t.toml", "-n", "1"])
}

fn strategies(count: usize) -> Told {
    let text: String = (0..count).map(|i| format!("[strategies.s{i}]\non_order = ['refuse']\n")).collect();
    command(
        &format!("strategy = 's0'\n{BASE}{text}"),
        &[],
        &["sensitivity", "s.toml", "--method", "evppi", "-n", "100"],
    )
}

/// A search over so many inputs of a strategy.
fn searched(inputs: usize) -> Told {
    let names = ["reserve", "keep", "visibility", "visibility_cost"];
    let ranges: Vec<String> =
        names.iter().take(inputs).flat_map(|name| ["--optimise".to_owned(), format!("{name}=10%..20%")]).collect();
    let text = format!("strategy = 'a'\n{BASE}[strategies.a]\n[strategies.b]\n");
    let arguments: Vec<&str> =
        ["decide", "s.toml", "-n", "2"].into_iter().chain(ranges.iter().map(String::as_str)).collect();
    command(&text, &[], &arguments)
}

fn one_at_a_time(simulations: &str) -> Told {
    command(BASE, &[], &["sensitivity", "s.toml", "-n", simulations])
}

fn saved(summary: impl Fn(&Desk)) -> Told {
    let desk = Desk::new(BASE);
    desk.run(&["run", "s.toml", "-n", "100", "--format", "svg", "--quiet"]);
    summary(&desk);
    let (code, _, errors) = desk.tell(&["report", "output/s", "--format", "svg"]);
    (code != 0).then_some(errors)
}

fn figure(value: f64) -> Told {
    saved(|desk| {
        let text = String::from_utf8(desk.bytes("output/s/summary.json")).unwrap();
        let mut summary: serde_json::Value = serde_json::from_str(&text).unwrap();
        summary["terminal_share"] = serde_json::json!(value);
        desk.write("output/s/summary.json", &summary.to_string());
    })
}

/// What a file `i` of a chain says of the next.
fn extend(i: usize, last: usize) -> String {
    if i < last { format!("extends = 'f{}.toml'\n", i + 1) } else { String::new() }
}

fn planned(arguments: &[&str], change: impl Fn(&Desk)) -> Told {
    planned_with(BASE, &[], arguments, change)
}

/// What a command tells of a plan that was changed, by default one that runs it; or what is told when it is planned.
fn planned_with(text: &str, files: &[(&str, &str)], arguments: &[&str], change: impl Fn(&Desk)) -> Told {
    let desk = Desk::new(text);
    files.iter().for_each(|(name, text)| desk.write(name, text));
    let sweep = ["sweep", "s.toml", "--vary", "markets.us.arpu=$6,$7", "-n", "2", "--plan", "plan.json"];
    let (code, _, errors) = desk.tell(&sweep);
    if code != 0 {
        return Some(errors);
    }
    change(&desk);
    let usual = ["sweep", "--plan", "plan.json", "--shard", "1/2"];
    let (code, _, errors) = desk.tell(if arguments.is_empty() { &usual } else { arguments });
    (code != 0).then_some(errors)
}

/// In the order of the document.
const CASES: &[Case] = &[
    ("size of a file", dear, || command(&format!("{BASE}#{}", "x".repeat(4 << 20)), &[], &["check", "s.toml"])),
    ("files in one chain of `extends`", || chain(16), || chain(17)),
    ("tables and lists within one another", dear, || around(&format!("x = {}{}", "[".repeat(17), "]".repeat(17)), "")),
    ("`--set` on one command line", || set(1_000, 20), || set(1_001, 20)),
    ("characters of one `--set`", dear, || set(1, 65_537)),
    (
        "bytes of a title, note or other text",
        || around(&format!("title = '{}'", "x".repeat(10_000)), ""),
        || around(&format!("title = '{}'", "x".repeat(10_001)), ""),
    ),
    (
        "characters of a chosen name",
        || around("", &format!("[events.{}]\non = 2021-01-01\nmarket = 'us'\nkind = 'ban'", "x".repeat(64))),
        || around("", &format!("[events.{}]\non = 2021-01-01\nmarket = 'us'\nkind = 'ban'", "x".repeat(65))),
    ),
    ("markets; bidders; strategies", || markets(64), || markets(65)),
    ("rules of a strategy", || rules(16), || rules(17)),
    ("scheduled events", || events(1_000), || events(1_001)),
    ("correlated pairs", || correlations(45), || correlations(46)),
    (
        "bytes of a quantity",
        || quantity(&format!("5 days{}", " ".repeat(1_994))),
        || quantity(&format!("5 days{}", " ".repeat(1_995))),
    ),
    ("parts of a `choice` or `mixture`", || choice(64), || choice(65)),
    ("mixtures within mixtures", || nested(3), || nested(4)),
    ("horizon", || horizon("100 years", "7 days"), || horizon("36526 days", "7 days")),
    ("step", || horizon("5 years", "31 days"), || horizon("5 years", "31.1 days")),
    ("steps of a history", || horizon("5000 days", "0.25 days"), || horizon("5001 days", "0.25 days")),
    ("times in `record`", || record(100), || record(101)),
    (
        "`replications`",
        || around("", "[run]\nreplications = 1000000000\n"),
        || around("", "[run]\nreplications = 1000000001\n"),
    ),
    ("rows that a file may ask for by itself", dear, || {
        command(&format!("{BASE}[run]\nreplications = 1000000000\n"), &[], &["run", "s.toml"])
    }),
    (
        "growth of revenue per user until the horizon, but for one draw in a thousand",
        || grown("400%"),
        || grown("1000%"),
    ),
    ("fall of undisturbed users until the horizon, as a power of e", || fallen("-500%"), || fallen("-700%")),
    ("events in one history", dear, || {
        let storm = "links = { us = 10 }\n[policy.review]\nrate = '1000 per year'\njump = '1000 per year'\nlength = '0 days'\n[pressure]\nhalf_life = '100 years'\n";
        command(&format!("{BASE}{storm}"), &[], &["run", "s.toml", "-n", "1"])
            .map(|told| told.replace("200000", "200,000"))
    }),
    ("size of a data file", dear, || data(&format!("x\n{}", "6,".repeat(33 << 20)))),
    ("rows of a data file", dear, || data(&format!("x\n{}", "6\n".repeat(1_000_001)))),
    (
        "columns of a data file",
        || data(&format!("x{}\n6{}\n", ",y".repeat(999), ",6".repeat(999))),
        || data(&format!("x{}\n6{}\n", ",y".repeat(1_000), ",6".repeat(1_000))),
    ),
    (
        "bytes of a condition",
        || condition(&format!("1 < 2{}", " ".repeat(4_091))),
        || condition(&format!("1 < 2{}", " ".repeat(4_092))),
    ),
    ("parts of a condition within one another", dear, || {
        condition(&format!("{}1 < 2{}", "(".repeat(70), ")".repeat(70)))
    }),
    ("sweeps in a file", || sweeps(64), || sweeps(65)),
    ("inputs of a sweep", dear, || swept(65)),
    ("values of one varied input", dear, || points(&[(ARPU, "$1..$2:1000001")], Choice::Grid)),
    ("points of a sweep", dear, || points(&[(ARPU, "$1..$2")], Choice::Lhs(10_000_001))),
    ("values of a sweep, points times inputs", dear, || {
        points(&[(ARPU, "$1..$2"), (MARGIN, "1%..2%"), ("markets.us.growth", "1%..2%")], Choice::Sobol(10_000_000))
    }),
    ("probabilities stated at once", dear, || reweighted(7)),
    ("things that `diff` tells apart", dear, || differing(129)),
    ("simulations with inputs moved one at a time", dear, || one_at_a_time("1000001")),
    ("strategies held against one another by `evppi` and `decide`", || strategies(16), || strategies(17)),
    ("inputs that `decide --optimise` searches at once", dear, || searched(4)),
    (
        "bytes of the name of a results folder",
        || check_name(&"x".repeat(100)).err().map(|e| e.to_string()),
        || check_name(&"x".repeat(101)).err().map(|e| e.to_string()),
    ),
    ("size of a saved text file", dear, || {
        saved(|desk| {
            let file = std::fs::File::options().write(true).open(desk.path("output/s/summary.json")).unwrap();
            file.set_len((1 << 30) + 1).unwrap();
        })
    }),
    ("size of `page-rows.json`", dear, || {
        saved(|desk| {
            let file = std::fs::File::options().write(true).open(desk.path("output/s/page-rows.json")).unwrap();
            file.set_len((4 << 20) + 1).unwrap();
        })
    }),
    ("size of a plan", dear, || {
        planned(&[], |desk| {
            let file = std::fs::File::options().write(true).open(desk.path("plan.json")).unwrap();
            file.set_len((128 << 20) + 1).unwrap();
        })
    }),
    ("size of a scenario with all that it reads, in a plan", dear, || {
        let names: Vec<String> = (1..=13).map(|i| format!("f{i}.toml")).collect();
        let texts: Vec<String> = (1..=13).map(|i| format!("{}#{}\n", extend(i, 13), "x".repeat(4_000_000))).collect();
        let files: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
        planned_with(&format!("{}{BASE}", extend(0, 13)), &files, &[], |_| ())
    }),
    ("size of a line in a shard", dear, || {
        planned(&["gather", "output"], |desk| {
            desk.run(&["sweep", "--plan", "plan.json", "--shard", "1/1", "--quiet"]);
            desk.write("output/s-sweep.shard-001-of-001.jsonl", &"x".repeat((16 << 20) + 1));
        })
    }),
    ("size of a figure", || figure(1e60), || figure(1e61)),
    ("rows of a group in `outcomes.parquet`", dear, || Some(broken_rows::with_too_many_rows())),
    ("bytes of a page in `outcomes.parquet`", dear, || Some(broken_rows::with_too_large_a_page())),
];

/// The rows of the document: what, and its limit.
fn documented() -> Vec<(String, String)> {
    let text = include_str!("../../docs/limits.md");
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what |")).map(cells);
    rows.map(|row| (row[0].clone(), row[1].clone())).collect()
}

#[test]
fn every_limit_of_the_document_is_hit_where_it_says() {
    let cases: BTreeMap<&str, _> = CASES.iter().map(|(what, at, beyond)| (*what, (at, beyond))).collect();
    let rows = documented();
    let named: Vec<&str> = rows.iter().map(|(what, _)| what.as_str()).collect();
    let tested: Vec<&str> = CASES.iter().map(|(what, ..)| *what).collect();
    assert_eq!(named, tested, "rows of the document and tests");
    let mut wrong = Vec::new();
    for (what, limit) in &rows {
        let (at, beyond) = cases[what.as_str()];
        if let Some(told) = at() {
            wrong.push(format!("{what}: refused at the limit: {told}"));
        }
        // The number, as a message writes it; with thousands apart or not.
        let whole = limit.ends_with('B');
        let number = if whole { limit } else { limit.split(' ').next().unwrap() };
        match beyond() {
            None => wrong.push(format!("{what}: taken beyond the limit")),
            Some(told) if told.contains(number) || told.contains(&number.replace(',', "")) => {}
            Some(told) => wrong.push(format!("{what}: `{number}` is not in: {told}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_sweeps_of_a_file_together_have_a_limit() {
    let sweep = |name: &str| {
        format!("[[sweep]]\nname = '{name}'\n[sweep.vary]\n\"{ARPU}\" = '$1..$2:1000'\n\"{MARGIN}\" = '1%..2%:9000'\n")
    };
    let of = |names: &[&str]| format!("{BASE}{}", names.iter().map(|name| sweep(name)).collect::<String>());
    assert_eq!(command(&of(&["a"]), &[], &["check", "s.toml"]), None);
    let told = command(&of(&["a", "b"]), &[], &["check", "s.toml"]).unwrap();
    assert!(told.contains("have at most 20000000 values") && told.contains("in the sweep `b`"), "{told}");
}

/// As many as a file of 4 MiB may hold.
#[test]
fn a_long_list_of_values_is_read_at_once() {
    let words: Vec<String> = (0..300_000).map(|i| format!("w{i}")).collect();
    let axis = |words: &[String]| marketgate::scenario::Axis::parse("strategy", &words.join(","), false);
    assert!(axis(&words).is_ok());
    let twice = axis(&[words.as_slice(), &words[7..8]].concat()).unwrap_err();
    assert_eq!(twice.message, "`w7` is listed twice");
}
