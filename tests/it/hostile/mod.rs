//! What strangers may send: every door by which text and files come in takes anything without a panic, a wait or a figure that
//! is none. Here mutations of valid inputs go through the doors at each test; the crate in `fuzz/` pushes at the same doors for as long
//! as one likes.

pub(crate) mod broken_rows;
mod doors;
mod edits;

use std::fs;
use std::path::{Path, PathBuf};

use marketgate::report::{ColumnKind, ColumnSpec, RowBlock, RowFiles, RowWriter};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::study::Desk;
pub(crate) use doors::SMALL;

/// Where inputs are kept that once did harm, a folder a door.
const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/hostile/kept");

/// Pieces that mean something somewhere.
const PIECES: &[&str] = &[
    "",
    " ",
    "0",
    "1",
    "-1",
    "9",
    ".",
    "..",
    ",",
    ":",
    "=",
    "%",
    "$",
    "@",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\n",
    "\0",
    "\r",
    "\u{1b}[2J",
    "\u{202e}",
    "é",
    "1e308",
    "1e-308",
    "nan",
    "inf",
    "999999999999",
    "to",
    "min",
    "max",
    "rest",
    "days",
    "years",
    "per year",
    "B",
    "choice(",
    "normal(",
    "mixture(",
    "beta(",
    "and",
    "or",
    "not",
    "<",
    "==",
    "value",
    "us.banned",
    "#",
    "a.b",
    "log",
    "1e",
];

/// A text of `seeds` with a few changes, each a place, what is done there, and with which piece.
fn mutated(seeds: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<u16>(), 0..5_u8, 0..PIECES.len(), 1..12_usize);
    (0..seeds.len(), proptest::collection::vec(change, 0..5)).prop_map(move |(seed, changes)| {
        let mut bytes = seeds[seed].as_bytes().to_vec();
        for (at, how, piece, length) in changes {
            let from = (usize::from(at) * (bytes.len() + 1)) >> 16;
            let to = (from + length).min(bytes.len());
            let piece = PIECES[piece].as_bytes();
            match how {
                0 => drop(bytes.splice(from..to, [])),
                1 => drop(bytes.splice(from..from, piece.iter().copied())),
                2 => drop(bytes.splice(from..to, piece.iter().copied())),
                3 => {
                    let twice = bytes[from..to].to_vec();
                    drop(bytes.splice(from..from, twice));
                }
                _ => bytes.extend_from_slice(piece),
            }
        }
        bytes
    })
}

/// Pushes mutations at a door, the same at each test.
fn push<T: std::fmt::Debug>(cases: u32, inputs: impl Strategy<Value = T>, door: impl Fn(T)) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
        .run(&inputs, |input| {
            door(input);
            Ok(())
        })
        .unwrap();
}

/// Inputs that once did harm at a door.
fn kept(door: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let Ok(folder) = fs::read_dir(Path::new(KEPT).join(door)) else { return Vec::new() };
    folder.map(|entry| entry.unwrap().path()).map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn push_texts(name: &str, cases: u32, seeds: &'static [&'static str], door: impl Fn(&[u8])) {
    kept(name).iter().for_each(|(_, bytes)| door(bytes));
    seeds.iter().for_each(|seed| door(seed.as_bytes()));
    push(cases, mutated(seeds), |bytes| door(&bytes));
}

#[test]
fn quantities() {
    const SEEDS: &[&str] = &[
        "\u{0}100M to 200M",
        "\u{1}$3.2bn",
        "\u{2}$6 to $9.5 @80, min $5, max $20",
        "\u{3}beta(2, 5)",
        "\u{4}0.3 per year",
        "\u{5}normal(12%, 2%)",
        "\u{6}triangular(5%, 10%, 30%)",
        "\u{7}mixture(30%: 10 days to 40 days, rest: 1 year to 6 years)",
        "\u{8}lognormal(0.5, 0.3)",
        "\u{9}choice(60%: 1, rest: 3)",
        "\u{7}weibull(1.5, 90 days), min 1 day",
        "\u{8}gamma(2, 3), max 9",
        "\u{1}uniform($1M, $2M)",
        "\u{7}exponential(3 months)",
        "\u{3}pert(10%, 20%, 60%), max 50%",
    ];
    push_texts("quantity", 6_000, SEEDS, doors::quantity);
}

#[test]
fn conditions() {
    const SEEDS: &[&str] = &[
        "value < $20B and us.final_state == banned",
        "not (us.banned or us.retention < 40%)",
        "value / baseline_value > 0.5",
        "us.first_ban_day < 90 days",
        "markets.us.arpu >= $7",
        "us.bans * 2 - 1 == 3",
    ];
    push_texts("condition", 6_000, SEEDS, doors::condition);
}

#[test]
fn scenarios() {
    const SEEDS: &[&str] = &[
        concat!(
            "title = 'x'\nstart = 2021-01-01\nhorizon = '1 year'\ncompany.discount_rate = '10% to 14%'\n[markets.us]\nusers = '100M'\n",
            "ceiling = '200M'\ngrowth = '20%'\nchurn = { day1 = '45%', day7 = '25%' }\narpu = '$6 to $9'\nmargin = 0.2\n"
        ),
        concat!(
            "start = 2021-01-01\nhorizon = '2 years'\nstrategy = 's'\ncompany = { home = 'cn', discount_rate = 0.1 }\n[markets.us]\n",
            "users = 1e8\nceiling = 2e8\ngrowth = 0.2\nchurn = 0.3\narpu = 8\nmargin = 0.2\nlinks = { cn = 0.5 }\n[markets.cn]\nusers = 1e8\n",
            "ceiling = 2e8\ngrowth = 0.2\nchurn = 0.3\narpu = 8\nmargin = 0.2\n[strategies.s]\non_order = ['sell', 'litigate']\nperimeter = ['us']\n",
            "rules = [{ when = 'us.state == ordered and us.time_to_deadline < 30 days', start = ['exit'], market = 'us' }]\n",
            "[deal.bidders.b]\ninterest = '50%'\nmultiple = '0.5 to 1.2'\nhost_approval = '60%'\n[events.e]\non = 2021-03-01\nmarket = 'us'\n",
            "kind = 'forced-sale'\ndeadline = '90 days'\n[[correlations]]\nbetween = ['deal.bidders.b.interest', 'markets.us.arpu']\nrank = 0.4\n",
            "[[sweep]]\nname = 'a'\n[sweep.vary]\n'markets.us.arpu' = '$5..$9:3'\n[run]\nseed = 7\nreplications = 100\n"
        ),
    ];
    push_texts("scenario", 2_500, SEEDS, doors::scenario);
}

#[test]
fn simulations() {
    const SEEDS: &[&str] = &[
        concat!(
            "start = 2021-01-01\nhorizon = '3 years'\nstep = '31 days'\ncompany.discount_rate = 0.1\n[policy.ban]\nrate = '2 per year'\n",
            "after = '30 days'\n[markets.us]\nusers = 1e8\nceiling = 2e8\ngrowth = '-9'\nvolatility = 1.5\nchurn = 0.3\narpu = 8\narpu_growth = 2\nmargin = 0.2\n"
        ),
        concat!(
            "start = 2021-01-01\nhorizon = '300 days'\nstep = '9 days'\ncompany.discount_rate = 0.1\n[policy.order]\nenforcement = 1\n",
            "[strategies.s]\non_order = ['restructure', 'sell']\nrules = [{ when = 'us.offers > 0 and us.users < 120M', start = 'litigate' }]\n[deal.bidders.b]\ninterest = 1\nmultiple = '0.5 to 1.2'\nhost_approval = 1\n[markets.us]\n",
            "users = 1e8\nceiling = 2e8\ngrowth = '20%'\nchurn = 0.3\narpu = 8\nmargin = '-20% to 10%'\n[events.e]\non = 2021-02-01\nmarket = 'us'\nkind = 'forced-sale'\n"
        ),
    ];
    push_texts("simulated", 250, SEEDS, doors::simulated);
}

#[test]
fn sweeps() {
    const SEEDS: &[&str] = &[
        "markets.us.arpu\n$6..$9:5\ngrid\nmarkets.us.arpu > $7",
        "markets.us.margin\n10%,20%,choice(50%: 1%, rest: 2%)\ngrid",
        "events.us-order.deadline\n30 days..1 year log\nlhs:9",
        "start\n2021-01-01..2021-06-01:4",
        "strategy\nwait,sell\nsobol:4",
        "markets.us.users\n1M..1B:4 log\ngrid",
    ];
    push_texts("sweep", 4_000, SEEDS, doors::sweep);
}

#[test]
fn designs() {
    const SEEDS: &[&str] = &[
        "markets.us.arpu,markets.us.margin\n6,0.2\n$7,30%\n\u{0}markets.us.arpu < $7",
        "point,strategy\n0,wait\n",
        "\"markets.us.growth\",start\n'-10%,2021-01-01\n\"20% to 30%\",2021-02-01\n",
    ];
    push_texts("design", 1_500, SEEDS, doors::design);
}

#[test]
fn data_files() {
    const SEEDS: &[&str] = &["x,y\n6,1\n$7.5,2\n", "\u{feff}x\r\n6\r\n7\r\n", "name,x\n\"a,\nb\",$8\n\"c\",9\n"];
    let folder = tempfile::tempdir().unwrap();
    push_texts("data", 1_000, SEEDS, |bytes| doors::data(folder.path(), bytes));
}

/// Every command that leaves figures, and the folder it leaves them in.
const STUDIES: [(&[&str], &str, &str); 13] = [
    (&["run", "s.toml", "t.toml", "-n", "3000"], "s", "summary.json"),
    (&["run", "s.toml", "--focus", "us.banned", "-n", "1000"], "s-focus", "focus.json"),
    (
        &["sweep", "s.toml", "-n", "10", "--vary", "markets.us.arpu=$6..$9:3", "--vary", "markets.us.margin=10%,30%"],
        "s-sweep",
        "summary.json",
    ),
    (&["sensitivity", "s.toml", "-n", "20"], "s-one-at-a-time", "sensitivity.json"),
    (&["sensitivity", "s.toml", "--method", "tornado", "-n", "1000"], "s-tornado", "sensitivity.json"),
    (
        &["sensitivity", "s.toml", "--method", "morris", "-n", "1", "--trajectories", "2"],
        "s-morris",
        "sensitivity.json",
    ),
    (&["sensitivity", "s.toml", "--method", "sobol", "-n", "8", "--second-order"], "s-sobol", "sensitivity.json"),
    (&["sensitivity", "s.toml", "--method", "evppi", "-n", "300"], "s-evppi", "sensitivity.json"),
    (&["discover", "output/s", "--where", "us.banned"], "s-discovery", "discovery.json"),
    (&["stress", "output/s", "--reverse", "us.banned"], "s-stress", "shift.json"),
    (&["reweight", "output/s", "--probability", "us.banned=0.3"], "s-reweight", "shift.json"),
    (&["diff", "s.toml", "t.toml", "-n", "200"], "difference", "difference.json"),
    (&["compare", "output/s", "output/t"], "comparison", "comparison.json"),
];

/// A folder with results of every kind.
fn results() -> Desk {
    let text = format!("{SMALL}arpu = '$6 to $9'\n[strategies.a]\n[strategies.b]\non_order = ['refuse']\n");
    let desk = Desk::new(&format!("strategy = 'a'\n{text}"));
    desk.write("t.toml", &format!("strategy = 'b'\n{}", text.replace("70%", "60%")));
    for (arguments, ..) in STUDIES {
        desk.run(&[arguments, &["--format", "svg", "--quiet"]].concat());
    }
    desk
}

#[test]
fn saved_results() {
    let desk = results();
    let saved = STUDIES.map(|(_, folder, file)| (folder, file));
    for (folder, file) in saved.into_iter().chain([("s", "page-rows.json")]) {
        let path = desk.path(&format!("output/{folder}"));
        let text = fs::read(path.join(file)).unwrap();
        let whole: serde_json::Value = serde_json::from_slice(&text).unwrap();
        doors::saved(&path);
        push(30, proptest::collection::vec(any::<u8>(), 3..=6), |script| {
            let mut edited = whole.clone();
            edits::edit(&mut edited, &script);
            fs::write(path.join(file), edited.to_string()).unwrap();
            doors::saved(&path);
        });
        fs::write(path.join(file), text).unwrap();
    }
}

#[test]
fn plans() {
    let desk = Desk::new(&format!("{SMALL}arpu = '$6 to $9'\n"));
    desk.run(&["sweep", "s.toml", "--vary", "markets.us.arpu=$6..$9:3", "-n", "2", "--plan", "p.json", "--quiet"]);
    let text = desk.bytes("p.json");
    let whole: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let folder = tempfile::tempdir().unwrap();
    doors::plan(folder.path(), &text);
    kept("plan").iter().for_each(|(_, bytes)| doors::plan(folder.path(), bytes));
    push(300, proptest::collection::vec(any::<u8>(), 3..=6), |script| {
        let mut edited = whole.clone();
        edits::edit(&mut edited, &script);
        doors::plan(folder.path(), edited.to_string().as_bytes());
    });
}

/// A file of rows of each kind, and the names of its columns.
fn rows(folder: &Path) -> (Vec<u8>, Vec<String>) {
    let label = ColumnKind::Label(marketgate::analysis::STATES.map(str::to_owned).to_vec());
    let kinds = [("n", ColumnKind::Integer), ("x", ColumnKind::Number), ("end", label)];
    let specs: Vec<ColumnSpec> =
        kinds.into_iter().map(|(name, kind)| ColumnSpec { name: name.to_owned(), kind }).collect();
    let names = specs.iter().map(|spec| spec.name.clone()).collect();
    let mut writer =
        RowWriter::create(folder, "outcomes", specs, RowFiles { parquet: true, ..RowFiles::NONE }).unwrap();
    let figure = |i: usize| if i % 5 == 2 { f64::NAN } else { (i * i % 91) as f64 };
    let columns = vec![
        (0..300).map(figure).collect(),
        (0..300).map(|i| figure(i) / 3.0).collect(),
        (0..300).map(|i| f64::from(i / 40 % 9)).collect(),
    ];
    writer.write_block(&RowBlock { columns, rows: 300 }).unwrap();
    writer.finish().unwrap();
    (fs::read(folder.join("outcomes.parquet")).unwrap(), names)
}

#[test]
fn damaged_rows() {
    let folder = tempfile::tempdir().unwrap();
    let (bytes, names) = rows(folder.path());
    kept("rows").iter().for_each(|(_, bytes)| doors::rows(folder.path(), &names, bytes));
    for length in (0..bytes.len()).step_by(7) {
        doors::rows(folder.path(), &names, &bytes[..length]);
    }
    for at in 0..bytes.len() {
        for flip in [1, 128, 255] {
            let mut damaged = bytes.clone();
            damaged[at] ^= flip;
            doors::rows(folder.path(), &names, &damaged);
        }
    }
    let changes = proptest::collection::vec((any::<u16>(), any::<u8>()), 1..8);
    push(1_000, changes, |changes| {
        let mut damaged = bytes.clone();
        for (at, byte) in changes {
            damaged[(usize::from(at) * bytes.len()) >> 16] = byte;
        }
        doors::rows(folder.path(), &names, &damaged);
    });
}

/// The base with other figures; ends in `[markets.us]`.
fn extreme(changes: &[(&str, &str)], more: &str) -> String {
    let text = changes.iter().fold(crate::common::BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    text + more
}

/// A ban that is lifted soon, so that a market whose users are all but gone is seeded again.
const BANNED: &str = "[policy.ban]\nrate = '1 per year'\npermanent = '0%'\nafter = '60 days'\n";

/// Each of these was simulated, and then nothing was kept, or what was kept could not be read.
#[test]
fn what_a_run_leaves_every_command_reads() {
    for text in [
        extreme(&[("5 years", "30 years"), ("20% to 60%", "-500%")], BANNED),
        extreme(&[], &format!("volatility = 3\n{BANNED}")),
        extreme(&[("5 years", "6 hours")], BANNED),
        extreme(&[("$6 to $9", "$0"), ("20% to 30%", "0%")], BANNED),
    ] {
        let desk = Desk::new(&format!("step = '31 days'\n{text}"));
        desk.run(&["run", "s.toml", "-n", "100", "--format", "svg", "--quiet"]);
        doors::saved(&desk.path("output/s"));
        desk.run(&["report", "output/s", "--format", "svg"]);
        let (code, _, errors) = desk.tell(&["sensitivity", "output/s", "--format", "svg"]);
        assert!(code == 0 || code == 2, "{errors}");
        desk.run(&["run", "s.toml", "-n", "100", "--format", "svg", "--quiet", "-o", "other"]);
        desk.run(&["compare", "output/s", "other/s", "--format", "svg"]);
    }
}

/// Where the baseline and what is left of it are both less than one user, nothing was lost; one user of a market that would have
/// none is one.
#[test]
fn less_than_one_user_counts_as_one() {
    let text = extreme(&[("5 years", "30 years"), ("20% to 60%", "-500%")], "[policy.ban]\nrate = '0 per year'\n");
    let desk = Desk::new(&format!("step = '31 days'\n{text}"));
    desk.run(&["run", "s.toml", "-n", "100", "--format", "svg", "--quiet"]);
    let rows = desk.table("output/s/outcomes.csv");
    assert!(rows.numbers("us.vs_baseline").iter().all(|share| *share == 1.0));
    assert!(rows.numbers("us.retention").iter().all(|share| *share < 1e-50));
}

#[test]
fn shares_over_time_are_told_day_by_day_where_steps_are_shorter() {
    let text = extreme(&[("5 years", "6 days")], BANNED);
    let desk = Desk::new(&format!("step = '6 hours'\n{text}"));
    desk.run(&["sensitivity", "s.toml", "--method", "sobol", "-n", "32", "--format", "svg"]);
    let study: serde_json::Value = serde_json::from_slice(&desk.bytes("output/s-sobol/sensitivity.json")).unwrap();
    let dates: Vec<&str> =
        study["found"]["dates"].as_array().unwrap().iter().map(|date| date.as_str().unwrap()).collect();
    assert_eq!(dates.last(), Some(&"2020-08-09"));
    assert!(dates.len() >= 5 && dates.windows(2).all(|two| two[0] < two[1]), "{dates:?}");
    desk.rebuilds("output/s-sobol");
}

#[test]
fn growth_beyond_all_measure_is_refused_at_its_line() {
    let desk = Desk::new(&extreme(&[], "arpu_growth = '1000%'\narpu_growth_fade = '100 years'\n"));
    for command in ["check", "run", "sweep", "sensitivity"] {
        let parts = ["s.toml:15", "arpu_growth = '1000%'", "more than 1e9 times", "lower one of them"];
        desk.refused(&[command, "s.toml"], &parts);
    }
    desk.write("s.toml", &extreme(&[("20% to 60%", "-5000%"), ("5 years", "30 years")], ""));
    desk.refused(&["run", "s.toml"], &["out of range"]);
    desk.write("s.toml", &extreme(&[("20% to 60%", "normal(-300%, 200%)"), ("5 years", "30 years")], ""));
    desk.refused(&["run", "s.toml"], &["s.toml:11", "e^2", "more than e^200"]);
}
