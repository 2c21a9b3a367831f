//! Sweeps: points that are runs, designs that visit what they say, and journals that survive being killed.

use std::time::{Duration, Instant};

use crate::sample::{STILL, close};
use crate::study::{Desk, Table, risky};

const SVG: &[&str] = &["--quiet", "--format", "svg"];

fn sweep(desk: &Desk, arguments: &[&str]) -> Table {
    desk.run(&[&["sweep", "s.toml"], arguments, SVG].concat());
    desk.table("output/s-sweep/sweep.csv")
}

fn refused(desk: &Desk, arguments: &[&str], parts: &[&str]) -> String {
    desk.refused(&[&["sweep", "s.toml", "-n", "50"], arguments].concat(), parts)
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|x| x.to_bits()).collect()
}

/// The risky market under an order that somebody may buy out of.
fn ordered() -> String {
    "strategy = 'sell'\n".to_owned()
        + &risky().replace("[policy.order]", "[policy.order]\nextension = { probability = '10%' }")
        + "[events.o]\non = 2021-01-01\nmarket = 'us'\nkind = 'forced-sale'\ndeadline = '90 days'\n\
           [strategies.sell]\non_order = 'sell'\n[strategies.refuse]\non_order = 'refuse'\n\
           [deal.bidders.ant]\ninterest = '70%'\nmultiple = '0.4 to 1.2'\nhost_approval = '60%'\n"
}

// ---- figures -------------------------------------------------------------------------------------

/// Figures, where they stand in `summary.json`, and where their standard error or interval does.
const FIGURES: &[(&str, &str, &str)] = &[
    ("value.mean", "value/mean", "value/se"),
    ("value.p5", "value/p5", "value/intervals/p5"),
    ("value.p95", "value/p95", "value/intervals/p95"),
    ("value.es5", "value/es5", "value/es5_se"),
    ("loss.mean", "loss/mean", "loss/se"),
    ("bridge.blocked", "bridge/blocked", "bridge_se/blocked"),
    ("terminal_share", "terminal_share", "terminal_share_se"),
    ("markets.us.outcomes.banned", "markets/us/outcomes/banned", "markets/us/outcomes_interval/banned"),
    ("markets.us.retention.p25", "markets/us/retention/p25", "markets/us/retention/intervals/p25"),
    ("markets.us.sale_price.mean", "markets/us/sale_price/mean", "markets/us/sale_price/se"),
    ("markets.us.measures.bans.mean", "markets/us/measures/bans/mean", "markets/us/measures/bans/se"),
    ("markets.us.ever_blocked", "markets/us/ever_blocked/probability", "markets/us/ever_blocked/interval"),
];

#[test]
fn a_point_is_the_run_with_its_settings_to_the_bit() {
    let desk = Desk::new(&ordered());
    let figures: Vec<&str> = FIGURES.iter().map(|(path, ..)| *path).collect();
    let grid = ["--vary", "events.o.deadline=30 days,400 days", "--vary", "markets.us.margin=20%,60%"];
    // More than a block of a thousand, and not a multiple of it.
    let table = sweep(&desk, &[&grid[..], &["--metric", &figures.join(","), "-n", "1300", "--seed", "3"]].concat());
    assert_eq!(table.numbers("point"), [0.0, 1.0, 2.0, 3.0]);
    assert_eq!(table.numbers("replications"), [1300.0; 4]);
    for (point, (deadline, margin)) in
        [("30 days", "20%"), ("30 days", "60%"), ("400 days", "20%"), ("400 days", "60%")].into_iter().enumerate()
    {
        let set = [format!("events.o.deadline={deadline}"), format!("markets.us.margin={margin}")];
        let run = ["run", "s.toml", "-n", "1300", "--seed", "3", "--set", &set[0], "--set", &set[1], "-o", "runs"];
        let summary: serde_json::Value = desk.json(&run);
        let at = |place: &str| summary.pointer(&format!("/{place}")).unwrap_or_else(|| panic!("{place}"));
        for (path, value, error) in FIGURES {
            let found = |end: &str| table.numbers(&format!("{path}{end}"))[point];
            assert_eq!(found("").to_bits(), at(value).as_f64().unwrap().to_bits(), "{path} at point {point}");
            match at(error) {
                serde_json::Value::Array(ends) => {
                    let ends: Vec<f64> = ends.iter().map(|end| end.as_f64().unwrap()).collect();
                    assert_eq!([found(".low"), found(".high")].as_slice(), ends, "{path} at point {point}");
                }
                se => {
                    assert_eq!(found(".se").to_bits(), se.as_f64().unwrap().to_bits(), "{path} at point {point}");
                    // 95% is 1.959964 standard errors; to the digits written here.
                    close(found(".high") - found(""), 1.959_964 * found(".se"), 1e-6);
                    close(found("") - found(".low"), 1.959_964 * found(".se"), 1e-6);
                }
            }
        }
        // The error of a probability is that of independent histories.
        let p = table.numbers("markets.us.outcomes.banned")[point];
        close(table.numbers("markets.us.outcomes.banned.se")[point], (p * (1.0 - p) / 1300.0).sqrt(), 1e-12);
    }
    // What decides something shows in the figures.
    assert!(table.numbers("markets.us.outcomes.banned")[0] > table.numbers("markets.us.outcomes.banned")[2]);
    desk.rebuilds("output/s-sweep");
}

#[test]
fn threads_change_no_byte() {
    let desk = Desk::new(&ordered());
    let mut found = Vec::new();
    // With five points one thread, two with points of their own, and four that share every point.
    for threads in ["1", "2", "4"] {
        sweep(&desk, &["--vary", "markets.us.arpu=$5..$15:5", "-n", "2100", "--threads", threads]);
        found.push(
            ["sweep.csv", "sweep.parquet", "summary.json"].map(|name| desk.bytes(&format!("output/s-sweep/{name}"))),
        );
    }
    assert!(found[0] == found[1] && found[0] == found[2]);
}

#[test]
fn value_follows_the_formula() {
    // Nothing happens: value is users × ARPU × margin / discount rate.
    let desk = Desk::new(STILL);
    let table = sweep(
        &desk,
        &[
            "--vary",
            "markets.us.arpu=$2..$20:4",
            "--vary",
            "markets.us.margin=90%..10%:3",
            "-n",
            "3",
            "--metric",
            "value.mean,value.p50",
        ],
    );
    assert_eq!(table.numbers("markets.us.margin"), [0.9, 0.5, 0.1].repeat(4));
    let (arpu, margin) = (table.numbers("markets.us.arpu"), table.numbers("markets.us.margin"));
    assert_eq!(arpu, [2.0, 8.0, 14.0, 20.0].iter().flat_map(|&x| [x; 3]).collect::<Vec<_>>());
    for (point, value) in table.numbers("value.mean").into_iter().enumerate() {
        // Cash is integrated exactly; rounding only.
        close(value, 100e6 * arpu[point] * margin[point] / 0.1, 1e-12);
        // All histories are one but for the rounding of their mean, and quantiles lie in bins 0.1% wide.
        assert!(table.numbers("value.mean.se")[point] <= 1e-12 * value);
        close(table.numbers("value.p50")[point], value, 1e-3);
    }
    let table = sweep(&desk, &["--vary", "markets.us.arpu=$1..$100:5 log", "-n", "1", "--metric", "value.mean"]);
    for (value, known) in
        table.numbers("value.mean").into_iter().zip([1.0, 10_f64.sqrt(), 10.0, 1000_f64.sqrt(), 100.0])
    {
        // Values between the ends are rounded to twelve decimal places.
        close(value, 5e8 * known, 1e-11);
    }
}

#[test]
fn one_value_more_leaves_the_others_as_they_were() {
    let desk = Desk::new(&ordered());
    let of = |table: &Table, rate: f64| -> Vec<u64> {
        let row = table.numbers("policy.ban.rate").iter().position(|x| *x == rate).unwrap();
        let figures = table.names.iter().filter(|name| name.starts_with("value"));
        figures.map(|name| table.numbers(name)[row].to_bits()).collect()
    };
    let few = sweep(&desk, &["--vary", "policy.ban.rate=0.1 per year,0.4 per year", "-n", "700"]);
    let vary = "policy.ban.rate=0.7 per year,0.4 per year,0.2 per year,0.1 per year";
    let many = sweep(&desk, &["--vary", vary, "-n", "700"]);
    for rate in [0.1, 0.4] {
        assert_eq!(of(&few, rate), of(&many, rate));
    }
    assert_ne!(of(&many, 0.2), of(&many, 0.1));
}

#[test]
fn with_a_precision_each_point_has_it_or_took_all() {
    let desk = Desk::new(&ordered());
    let vary = ["--vary", "policy.ban.rate=0 per year,2 per year", "--vary", "markets.us.margin=10%,uniform(0%, 80%)"];
    let most = 6000;
    let asked = ["--precision", "2%", "-n", "6000", "--metric", "value.mean,value.p50"];
    let table = sweep(&desk, &[&vary[..], &asked].concat());
    let took = table.numbers("replications");
    for point in 0..4 {
        let precise = ["value.mean", "value.p50"]
            .iter()
            .all(|path| table.numbers(&format!("{path}.se"))[point] <= 0.02 * table.numbers(path)[point].abs());
        assert!(precise || took[point] == f64::from(most), "point {point}");
        assert!([2000.0, 3000.0, 4000.0, 5000.0, 6000.0].contains(&took[point]), "{took:?}");
    }
    assert!(took.iter().any(|n| *n < f64::from(most)) && took.iter().any(|n| *n > 2000.0), "{took:?}");
    // What was stopped early is the run of that many histories.
    let point = took.iter().position(|n| *n < f64::from(most)).unwrap();
    let few = sweep(&desk, &[&vary[..], &["-n", &took[point].to_string(), "--metric", "value.mean"]].concat());
    assert_eq!(few.numbers("value.mean")[point].to_bits(), table.numbers("value.mean")[point].to_bits());
}

// ---- designs -------------------------------------------------------------------------------------

#[test]
fn pairs_conditions_and_dates_visit_what_they_say() {
    let desk = Desk::new(&ordered());
    let zip = ["--zip", "--vary", "events.o.on=2021-01-01..2021-03-02:3", "--vary", "strategy=sell,refuse,sell"];
    refused(&desk, &zip, &["`sell` is listed twice"]);
    let zip = ["--zip", "--vary", "events.o.on=2021-01-01..2021-01-31:2", "--vary", "strategy=sell,refuse"];
    let table = sweep(&desk, &[&zip[..], &["--vary", "markets.us.margin=40%", "-n", "20"]].concat());
    assert_eq!(table.words("events.o.on"), ["2021-01-01", "2021-01-31"]);
    assert_eq!(table.words("strategy"), ["sell", "refuse"]);
    assert_eq!(table.numbers("markets.us.margin"), [0.4, 0.4]);
    let grid = ["--vary", "events.o.deadline=30 days..120 days:4", "--vary", "strategy=sell,refuse"];
    let filter = "strategy == sell and events.o.deadline > 2 months or events.o.deadline == 30 days";
    let table = sweep(&desk, &[&grid[..], &["--where", filter, "-n", "20"]].concat());
    let points: Vec<(f64, String)> =
        table.numbers("events.o.deadline").into_iter().zip(table.words("strategy").iter().cloned()).collect();
    let known = [(30.0, "sell"), (30.0, "refuse"), (90.0, "sell"), (120.0, "sell")];
    assert_eq!(points, known.map(|(days, word)| (days, word.to_owned())));
    assert_eq!(table.numbers("point"), [0.0, 1.0, 2.0, 3.0]);
    refused(&desk, &[&grid[..], &["--where", "events.o.deadline < 1 day"]].concat(), &["no point fulfils"]);
    refused(&desk, &[&grid[..], &["--where", "events.o.deadlin < 1 day"]].concat(), &["^^^", "`events.o.deadline`"]);
    let odd = ["--zip", "--vary", "markets.us.arpu=$1,$2,$3", "--vary", "strategy=sell,refuse"];
    refused(&desk, &odd, &["`strategy` has 2 of 3 values"]);
}

#[test]
fn sampled_designs_have_a_point_in_each_stratum() {
    let desk = Desk::new(&ordered());
    // Sixteen points: a Latin hypercube and a scrambled Sobol' sequence both put one into each sixteenth of each input.
    for design in ["lhs:16", "sobol:16"] {
        let vary = [
            "--vary",
            "markets.us.margin=10%..90%",
            "--vary",
            "markets.us.arpu=$1..$100 log",
            "--vary",
            "strategy=sell,refuse",
        ];
        let table = sweep(&desk, &[&vary[..], &["--design", design, "-n", "5"]].concat());
        let places = [
            table.numbers("markets.us.margin").into_iter().map(|x| (x - 0.1) / 0.8).collect::<Vec<_>>(),
            table.numbers("markets.us.arpu").into_iter().map(|x| x.ln() / 100_f64.ln()).collect(),
        ];
        for places in &places {
            let mut strata: Vec<usize> = places.iter().map(|place| (place * 16.0) as usize).collect();
            strata.sort_unstable();
            assert_eq!(strata, (0..16).collect::<Vec<_>>(), "{design}");
        }
        assert_ne!(places[0], places[1]);
        assert_eq!(table.words("strategy").iter().filter(|word| *word == "sell").count(), 8, "{design}");
        // Another seed, other points; the same seed, the same.
        let again = sweep(&desk, &[&vary[..], &["--design", design, "-n", "5"]].concat());
        let other = sweep(&desk, &[&vary[..], &["--design", design, "-n", "5", "--seed", "2"]].concat());
        assert_eq!(again, table);
        assert_ne!(other.numbers("markets.us.margin"), table.numbers("markets.us.margin"));
    }
}

#[test]
fn a_table_of_a_sweep_replays_it() {
    let desk = Desk::new(&ordered());
    // A value of every kind, some with no short decimal form and some that a spreadsheet would take for a formula.
    let vary = [
        "markets.us.users=90M..110M:4",
        "markets.us.arpu=$1..$7:4",
        "markets.us.margin=10%..30%:4",
        "markets.us.growth=-5% to 5%,-3% to 2%,0% to 10%,-1%",
        "policy.ban.rate=0.1 per year..0.2 per year:4",
        "events.o.deadline=30 days..2 months:4",
        "events.o.on=2021-01-01..2021-02-01:4",
        "deal.bidders.ant.interest=10%..90%:4 log",
    ];
    let vary: Vec<&str> = vary.iter().flat_map(|spec| ["--vary", spec]).collect();
    let first = sweep(&desk, &[&vary[..], &["--zip", "-n", "60"]].concat());
    let rows = desk.bytes("output/s-sweep/sweep.csv");
    let file = ["sweep", "s.toml", "--design", "output/s-sweep/sweep.csv", "-n", "60", "-o", "again"];
    desk.run(&[&file[..], SVG].concat());
    let again = desk.table("again/s-sweep/sweep.csv");
    assert_eq!(again.names, first.names);
    for name in &first.names {
        assert_eq!(again.words(name), first.words(name), "{name}");
    }
    assert!(rows == desk.bytes("again/s-sweep/sweep.csv"));
    // A table that a person wrote: texts with units, numbers in canonical units, some points only.
    desk.write("points.csv", "strategy,events.o.deadline\nrefuse,45 days\nsell,45\nsell,2 months\n");
    let table = sweep(&desk, &["--design", "points.csv", "-n", "30"]);
    assert_eq!(table.words("strategy"), ["refuse", "sell", "sell"]);
    assert_eq!(table.numbers("events.o.deadline"), [45.0, 45.0, 60.875]);
    desk.write("gap.csv", "strategy,events.o.deadline\nrefuse,\n");
    refused(&desk, &["--design", "gap.csv"], &["gap.csv: line 2: there is no value for `events.o.deadline`"]);
    desk.write("empty.csv", "strategy\n");
    refused(&desk, &["--design", "empty.csv"], &["no rows"]);
    desk.write("odd.csv", "strategie\nsell\n");
    refused(&desk, &["--design", "odd.csv"], &["`strategie`"]);
    refused(&desk, &["--design", "none.csv"], &["none.csv"]);
    refused(&desk, &["--design", "points.csv", "--vary", "strategy=sell,refuse"], &["leave out --vary"]);
}

#[test]
fn sweeps_of_the_file_are_those_of_the_command_line() {
    let stated = "[[sweep]]\nname = 'deadline'\nmetric = 'markets.us.value.p5'\nreplications = 70\n\
                  [sweep.vary]\n'events.o.deadline' = '30 days..90 days:3'\n\
                  [[sweep]]\nname = 'money'\nzip = true\n[sweep.vary]\n'markets.us.arpu' = '$5, $6'\n'markets.us.margin' = '30%, 40%'\n";
    let desk = Desk::new(&(ordered() + stated));
    desk.run(&[&["sweep", "s.toml", "-n", "70"], SVG].concat());
    for (name, arguments) in [
        ("deadline", &["--vary", "events.o.deadline=30 days..90 days:3", "--metric", "markets.us.value.p5"][..]),
        ("money", &["--zip", "--vary", "markets.us.arpu=$5,$6", "--vary", "markets.us.margin=30%,40%"]),
    ] {
        sweep(&desk, &[arguments, &["-n", "70"]].concat());
        let [there, here] = [format!("output/s-{name}/sweep.csv"), "output/s-sweep/sweep.csv".to_owned()];
        assert!(desk.bytes(&there) == desk.bytes(&here), "{name}");
    }
    std::fs::remove_dir_all(desk.path("output")).unwrap();
    desk.run(&[&["sweep", "s.toml", "--only", "deadline"], SVG].concat());
    assert_eq!(desk.table("output/s-deadline/sweep.csv").numbers("replications"), [70.0; 3]);
    assert!(!desk.path("output/s-money").exists());
    refused(&desk, &["--only", "deadlin"], &["no sweep `deadlin`", "deadline, money"]);
    // They decide no result of a run.
    let digest = |desk: &Desk| -> serde_json::Value {
        desk.json::<serde_json::Value>(&["run", "s.toml", "-n", "5"])["scenario"]["digest"].clone()
    };
    assert_eq!(digest(&desk), digest(&Desk::new(&ordered())));
    refused(&Desk::new(&ordered()), &[], &["nothing is varied"]);
    let both = "[[sweep]]\nzip = true\ndesign = 'sobol:8'\n[sweep.vary]\n'markets.us.arpu' = '$5..$6'\n";
    let both = Desk::new(&(ordered() + both));
    refused(&both, &[], &["in pairs (zip) or by the design `sobol:8`, not both"]);
}

// ---- mistakes ------------------------------------------------------------------------------------

#[test]
fn mistakes_are_named_before_anything_is_simulated() {
    let desk = Desk::new(&ordered());
    let arpu = ["--vary", "markets.us.arpu=$5,$6"];
    let told = refused(
        &desk,
        &[&arpu[..], &["--metric", "value.maen,markets.us.outcomes.bannd,value.p5"]].concat(),
        &["`value.maen`; did you mean `value.mean`?", "did you mean `markets.us.outcomes.banned`?"],
    );
    assert!(!told.contains("`value.p5`"), "{told}");
    for (arguments, parts) in [
        (&["--vary", "markets.usa.arpu=$5,$6"][..], &["no `usa` in `markets`", "`us`"][..]),
        (&["--vary", "deal.bidders.aunt.interest=10%,20%"], &["no `aunt` in `deal.bidders`", "`ant`"]),
        (&["--vary", "events.p.deadline=10 days,20 days"], &["no `p` in `events`", "`o`"]),
        (&["--vary", "markets.us.arpuu=$5,$6"], &["`markets.us.arpuu`"]),
        (&["--vary", "markets.us.arpu"], &["PATH=SPEC"]),
        (&["--vary", "markets.us.arpu=$5..$6"], &["$5..$6:9", "^"]),
        (&["--vary", "markets.us.arpu=5 days,$6"], &["--vary markets.us.arpu: `5 days`", "$5"]),
        (&["--vary", "markets.us.margin=10%,250%"], &["markets.us.margin=250%"]),
        (
            &["--vary", "markets.us.arpu=$5,$6", "--vary", "markets.us.arpu=$7,$8"],
            &["`markets.us.arpu` is varied twice"],
        ),
        (&["--vary", "run.seed=1,2"], &["decides no result"]),
        (&["--vary", "title=a,b"], &["decides no result"]),
        (&["--vary", "markets.us.arpu=$5,$6", "--design", "halton:7"], &["no design `halton:7`", "lhs:200"]),
        (&["--vary", "markets.us.arpu=$5..$6:3", "--design", "lhs:7"], &["leave out the number"]),
        (&["--vary", "markets.us.arpu=$5,$6", "--precision", "0%"], &["above 0%"]),
    ] {
        refused(&desk, arguments, parts);
    }
    // A fallback decides nothing where the market has its own.
    let own = Desk::new(&(ordered() + "[markets.us.policy.ban]\nrate = '1 per year'\n"));
    refused(&own, &["--vary", "policy.ban.rate=0.1 per year,0.2 per year"], &["`policy.ban.rate` decides nothing"]);
    refused(&desk, &["--vary", "markets.us.name=a,b"], &["`markets.us.name` decides nothing"]);
    assert!(!desk.path("output/s-sweep").exists() && !own.path("output/s-sweep").exists());
    assert!(!desk.path("output/.s-sweep.progress").exists(), "a journal of nothing");
    // Values that make no scenario together only: the point is named, and what was finished before stays.
    let pair = ["--vary", "markets.us.users=100M,300M", "--vary", "markets.us.ceiling=200M,400M"];
    refused(&desk, &pair, &["point 2 (markets.us.users=300M, markets.us.ceiling=200M)", "1.05 times"]);
}

// ---- going on ------------------------------------------------------------------------------------

const JOURNAL: &str = "output/.s-sweep.progress";
const RESULTS: [&str; 3] = ["output/s-sweep/sweep.csv", "output/s-sweep/summary.json", "output/s-sweep/sweep.parquet"];

/// Where whole lines end.
fn ends(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1)
}

/// A point as it stands in a journal.
fn point(line: &str) -> serde_json::Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

fn lines(desk: &Desk) -> usize {
    std::fs::read(desk.path(JOURNAL)).map_or(0, |bytes| ends(&bytes).count())
}

/// Waits until the journal has so many lines, its head among them.
fn wait_for(desk: &Desk, count: usize) {
    let begun = Instant::now();
    while lines(desk) < count {
        // Long beyond what a point takes on a busy machine.
        assert!(begun.elapsed() < Duration::from_secs(120), "the journal does not grow");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_sweep_that_is_killed_goes_on_and_ends_with_the_same_bytes() {
    // Horizons differ, so that points are simulated and saved one after the other.
    let arguments = [
        "sweep",
        "s.toml",
        "--vary",
        "horizon=800 days..1060 days:14",
        "-n",
        "6000",
        "--threads",
        "2",
        "--format",
        "svg",
    ];
    let whole = Desk::new(&ordered());
    whole.run(&arguments);
    let desk = Desk::new(&ordered());
    for (start, count) in [3, 8].into_iter().enumerate() {
        let mut child = desk.command(&arguments).spawn().unwrap();
        wait_for(&desk, count);
        if start == 0 {
            // A second one at the same time is turned away, and does no harm.
            let (code, _, told) = desk.tell(&arguments);
            assert_eq!(code, 1, "{told}");
            assert!(told.contains("another run is writing"), "{told}");
        }
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(!output.status.success(), "it was over before it was killed");
        assert_eq!(
            start > 0,
            String::from_utf8_lossy(&output.stderr).contains("points are finished already; going on")
        );
        assert!(!desk.path("output/s-sweep").exists());
    }
    let kept = lines(&desk);
    assert!((8..15).contains(&kept), "{kept} of 15 lines");
    let (code, _, told) = desk.tell(&arguments);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains(&format!("{} of 14 points are finished already", kept - 1)), "{told}");
    for name in RESULTS {
        assert!(desk.bytes(name) == whole.bytes(name), "{name}");
    }
    assert!(!desk.path(JOURNAL).exists());
}

#[test]
fn a_journal_cut_anywhere_leads_to_the_same_bytes() {
    let desk = Desk::new(&ordered());
    let arguments = [
        &[
            "sweep",
            "s.toml",
            "--vary",
            "markets.us.arpu=$5..$15:6",
            "-n",
            "40",
            "--metric",
            "value.mean,markets.us.sale_price.p50",
        ],
        SVG,
    ]
    .concat();
    // A second name for the journal keeps what it held at the end.
    std::fs::create_dir_all(desk.path("output")).unwrap();
    std::fs::write(desk.path(JOURNAL), "").unwrap();
    std::fs::hard_link(desk.path(JOURNAL), desk.path("kept")).unwrap();
    desk.run(&arguments);
    let (journal, results) = (desk.bytes("kept"), RESULTS.map(|name| desk.bytes(name)));
    assert_eq!(ends(&journal).count(), 7);
    // Every 89th byte: in the head, in numbers, at line ends and at the end.
    for length in (0..journal.len()).step_by(89).chain(ends(&journal)).collect::<std::collections::BTreeSet<_>>() {
        std::fs::remove_dir_all(desk.path("output/s-sweep")).unwrap();
        std::fs::write(desk.path(JOURNAL), &journal[..length]).unwrap();
        std::fs::remove_file(desk.path("kept")).unwrap();
        std::fs::hard_link(desk.path(JOURNAL), desk.path("kept")).unwrap();
        desk.run(&arguments);
        // Stopped once more it could be gone on with again: its head and every point stand on a line each.
        let kept = String::from_utf8(desk.bytes("kept")).unwrap();
        let mut points: Vec<u64> = kept.lines().skip(1).map(|line| point(line)["point"].as_u64().unwrap()).collect();
        points.sort_unstable();
        assert_eq!(points, [0, 1, 2, 3, 4, 5], "after {length} bytes");
        for (name, bytes) in RESULTS.iter().zip(&results) {
            assert!(desk.bytes(name) == *bytes, "{name} after {length} bytes");
        }
    }
    // Its points are taken from it, and not found again.
    let text = String::from_utf8(journal).unwrap();
    let third = text.lines().nth(3).unwrap();
    let mut other = point(third);
    other["figures"][0][0] = serde_json::json!(12345.5);
    std::fs::write(desk.path(JOURNAL), text.replace(third, &other.to_string())).unwrap();
    desk.run(&arguments);
    assert!(desk.table("output/s-sweep/sweep.csv").numbers("value.mean").contains(&12345.5));
    // A line that is no point is no reason to begin anew without being told.
    std::fs::write(desk.path(JOURNAL), text.replace(third, "{\"point\":")).unwrap();
    desk.refused(&arguments, &["damaged", "--restart"]);
    desk.run(&[&arguments[..], &["--restart"]].concat());
    assert!(desk.bytes(RESULTS[0]) == results[0]);
}

#[test]
fn another_sweep_does_not_go_on_where_one_was_stopped() {
    let desk = Desk::new(&ordered());
    let of = |seed: &'static str, n: &'static str, more: &[&'static str]| {
        let vary = [
            "sweep",
            "s.toml",
            "--vary",
            "markets.us.arpu=$5..$15:4",
            "--seed",
            seed,
            "-n",
            n,
            "--quiet",
            "--format",
            "svg",
        ];
        [&vary[..], more].concat()
    };
    std::fs::create_dir_all(desk.path("output")).unwrap();
    std::fs::write(desk.path(JOURNAL), "").unwrap();
    std::fs::hard_link(desk.path(JOURNAL), desk.path("kept")).unwrap();
    desk.run(&of("1", "40", &[]));
    let kept = String::from_utf8(desk.bytes("kept")).unwrap();
    let results = RESULTS.map(|name| desk.bytes(name));
    let stopped: String = kept.lines().take(3).map(|line| format!("{line}\n")).collect();
    std::fs::write(desk.path(JOURNAL), &stopped).unwrap();
    for (arguments, parts) in [
        (of("2", "40", &[]), &["seed: 1 there, 2 here"][..]),
        (of("2", "50", &[]), &["seed: 1 there, 2 here", "replications: 40 there, 50 here"]),
        (of("1", "40", &["--set", "markets.us.margin=50%"]), &["scenario: "]),
        (of("1", "40", &["--metric", "value.mean"]), &["figures: value.mean, value.p5 there, value.mean here"]),
        (of("1", "40", &["--precision", "1%"]), &["precision: "]),
        (of("1", "40", &["--where", "markets.us.arpu > $6"]), &["points: 4 "]),
    ] {
        let told = desk.refused(&arguments, &[parts, &["--restart"]].concat());
        // Each difference is told once, and nothing that is the same.
        assert_eq!(told.matches(" there, ").count(), parts.len(), "{told}");
        assert_eq!(desk.bytes(JOURNAL), stopped.as_bytes());
    }
    // Another folder is another matter, and the sweep itself goes on.
    desk.run(&of("2", "40", &["-o", "elsewhere"]));
    let (code, _, told) = desk.tell(&of("1", "40", &["-v"]));
    assert_eq!(code, 0, "{told}");
    for (name, bytes) in RESULTS.iter().zip(&results) {
        assert!(desk.bytes(name) == *bytes, "{name}");
    }
    std::fs::write(desk.path(JOURNAL), &stopped).unwrap();
    desk.run(&of("2", "40", &["--restart"]));
    for name in RESULTS {
        assert!(desk.bytes(name) == desk.bytes(&name.replace("output", "elsewhere")), "{name}");
    }
    assert_ne!(bits(&desk.table(RESULTS[0]).numbers("value.mean")), Vec::<u64>::new());
    assert!(desk.bytes(RESULTS[0]) != results[0]);
}
