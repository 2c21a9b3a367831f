//! Rows of a run: which files hold them, that all hold the same, and that what reads them needs one alone.

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use marketgate::{
    Format, RowFiles, RunError, Scenario, Settings, SimulationError, Views, Watch, describe_rows, simulate_watched,
};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

use crate::common::files;
use crate::study::{Desk, risky};

/// Bytes of the files below a folder, by their names in it.
fn contents(desk: &Desk, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let root = desk.path(folder);
    let name = |file: &std::path::Path| file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    files(&root).iter().map(|file| (name(file), std::fs::read(file).unwrap())).collect()
}

/// Runs `s.toml` with these rows into `folder`.
fn run(desk: &Desk, n: &str, rows: &str, folder: &str) {
    desk.run(&["run", "s.toml", "-n", n, "-q", "--format", "svg", "--rows", rows, "-o", folder]);
}

#[test]
fn each_choice_leaves_its_files_and_changes_no_other() {
    let desk = Desk::new(&risky());
    desk.run(&["run", "s.toml", "-n", "1500", "-q", "--format", "svg", "-o", "usual"]);
    let mut usual = contents(&desk, "usual/s");
    let page = usual.remove("report.html").unwrap();
    let names = ["outcomes.csv", "outcomes.parquet"];
    for (rows, kept, again) in [
        ("csv,parquet", &names[..], "marketgate run run.toml<"),
        ("parquet", &names[1..], "marketgate run run.toml --rows parquet<"),
        ("csv", &names[..1], "marketgate run run.toml --rows csv<"),
        ("none", &[], "marketgate run run.toml --rows none<"),
    ] {
        run(&desk, "1500", rows, rows);
        let mut found = contents(&desk, &format!("{rows}/s"));
        let page = String::from_utf8(found.remove("report.html").unwrap()).unwrap();
        let expected = usual.iter().filter(|(name, _)| !names.contains(&&***name) || kept.contains(&&***name));
        assert!(found.iter().eq(expected), "--rows {rows} leaves {:?}", found.keys());
        for name in names {
            assert_eq!(page.contains(name), kept.contains(&name), "the page of --rows {rows} and {name}");
        }
        assert!(page.contains(again), "the page of --rows {rows} says how to repeat it");
        desk.rebuilds(&format!("{rows}/s"));
    }
    assert!(desk.bytes("csv,parquet/s/report.html") == page);
    desk.refused(&["run", "s.toml", "--rows", "xlsx"], &["csv, parquet", "`xlsx`"]);
}

#[test]
fn rows_in_parts_are_those_of_the_single_file() {
    let desk = Desk::new(&risky());
    run(&desk, "1500", "parquet,parquet-partitioned", "both");
    // One part holds them all, and is written as the single file is.
    assert!(desk.bytes("both/s/outcomes/part-00000.parquet") == desk.bytes("both/s/outcomes.parquet"));
    assert_eq!(std::fs::read_dir(desk.path("both/s/outcomes")).unwrap().count(), 1);
    let page = String::from_utf8(desk.bytes("both/s/report.html")).unwrap();
    assert!(page.contains("marketgate run run.toml --rows parquet,parquet-partitioned<"));
    desk.rebuilds("both/s");
    run(&desk, "1500", "parquet-partitioned", "parts");
    assert!(desk.bytes("parts/s/outcomes/part-00000.parquet") == desk.bytes("both/s/outcomes.parquet"));
    desk.refused(&["stress", "parts/s", "--reverse", "us.banned"], &["no outcomes.parquet"]);
}

#[test]
fn the_library_hands_on_the_rows_and_writes_them_as_the_command_does() {
    let desk = Desk::new(&risky());
    desk.run(&["run", "s.toml", "-n", "1500", "-q", "--format", "svg", "-o", "command"]);
    // As the command names it: where each input is set stands in the results.
    let text = std::fs::read_to_string(desk.path("s.toml")).unwrap();
    let scenario = Scenario::parse("s.toml", &text, &[]).unwrap();
    let settings = Settings { replications: 1500, ..Settings::default() };
    let (mut rows, done) = (Vec::new(), AtomicU64::new(0));
    let progress = |so_far: u64, all: u64| {
        assert_eq!(all, 1500);
        assert!(done.swap(so_far, Ordering::Relaxed) < so_far);
    };
    let watch = Watch { stop: &AtomicBool::new(false), progress: &progress };
    let results = simulate_watched(&scenario, &settings, watch, |block| rows.push(block.clone())).unwrap();
    assert_eq!(done.into_inner(), 1500);
    assert_eq!(rows.iter().map(|block| block.rows).sum::<usize>(), 1500);
    assert!(rows.iter().all(|block| block.columns.len() == describe_rows(&scenario).len()));
    let views = Views::new(&[Format::Svg]);
    results.write_with_rows(&desk.path("library"), &views, RowFiles::BOTH, rows).unwrap();
    assert!(contents(&desk, "library/s") == contents(&desk, "command/s"));
}

#[test]
fn a_run_that_is_told_to_stop_stops() {
    let desk = Desk::new(&risky());
    let scenario = Scenario::load(&desk.path("s.toml"), &[]).unwrap();
    let stop = AtomicBool::new(false);
    let progress = |_, _| stop.store(true, Ordering::Relaxed);
    let settings = Settings { replications: 1_000_000, ..Settings::default() };
    let error = simulate_watched(&scenario, &settings, Watch { stop: &stop, progress: &progress }, |_| ()).unwrap_err();
    assert!(matches!(error, RunError::Simulation(SimulationError::Interrupted)), "{error}");
}

#[test]
fn parquet_holds_what_the_csv_holds_cell_by_cell() {
    let desk = Desk::new("");
    let sale = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tiktok-2020/forced-sale.toml");
    desk.run(&["run", sale, "-n", "60", "-q", "--format", "svg"]);
    let table = desk.table("output/forced-sale/outcomes.csv");
    let file = File::open(desk.path("output/forced-sale/outcomes.parquet")).unwrap();
    let mut rows = 0;
    let (mut empty, mut words) = (0, 0);
    for (i, row) in SerializedFileReader::new(file).unwrap().get_row_iter(None).unwrap().enumerate() {
        let row = row.unwrap();
        assert!(row.get_column_iter().map(|(name, _)| name).eq(&table.names));
        for (name, field) in row.get_column_iter() {
            let cell = &table.words(name)[i];
            match field {
                Field::Null => empty += usize::from(cell.is_empty()),
                Field::Str(word) => words += usize::from(word == cell),
                Field::Long(number) => assert_eq!(number.to_string(), *cell, "{name} of row {i}"),
                Field::Double(number) => {
                    assert_eq!(number.to_bits(), cell.parse::<f64>().unwrap().to_bits(), "{name} of row {i}");
                }
                other => panic!("{name} holds {other:?}"),
            }
        }
        rows += 1;
    }
    let cells = || table.names.iter().flat_map(|name| table.words(name));
    assert_eq!(rows, 60);
    assert_eq!(empty, cells().filter(|cell| cell.is_empty()).count());
    let is_word = |cell: &&String| !cell.is_empty() && cell.parse::<f64>().is_err();
    assert_eq!(words, cells().filter(is_word).count());
    assert!(empty > 0 && words > 0);
}

/// What looks at the rows of a finished run; `RUN` is its folder.
const STUDIES: [&[&str]; 6] = [
    &["discover", "RUN", "--where", "us.banned"],
    &["stress", "RUN", "--set-band", "markets.us.arpu=p0..p50"],
    &["stress", "RUN", "--reverse", "us.banned"],
    &["reweight", "RUN", "--probability", "us.banned=0.4"],
    &["sensitivity", "RUN"],
    &["compare", "RUN", "other/t"],
];

fn study(arguments: &[&str], run: &str, output: &str) -> Vec<String> {
    let told = arguments.iter().map(|word| if *word == "RUN" { run } else { word });
    told.chain(["-q", "--format", "svg", "-o", output]).map(str::to_owned).collect()
}

#[test]
fn parquet_alone_is_enough_for_all_that_reads_rows() {
    let desk = Desk::new(&risky());
    desk.write("t.toml", &risky().replace("0.3 per year", "0.4 per year"));
    desk.run(&["run", "t.toml", "-n", "3000", "-q", "--format", "svg", "--rows", "parquet", "-o", "other"]);
    run(&desk, "3000", "csv,parquet", "both");
    run(&desk, "3000", "parquet", "lone");
    for (i, arguments) in STUDIES.iter().enumerate() {
        let [both, lone] = ["both", "lone"].map(|folder| {
            let output = format!("{folder}-{i}");
            let words = study(arguments, &format!("{folder}/s"), &output);
            desk.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
            contents(&desk, &output)
        });
        assert!(both.len() > 4 && both == lone, "{arguments:?}: {:?}", both.keys());
    }
}

#[test]
fn where_rows_were_left_out_the_command_that_writes_them_is_named() {
    let desk = Desk::new(&risky());
    desk.run(&["run", "s.toml", "-n", "500", "-q", "--format", "svg", "-o", "usual"]);
    run(&desk, "500", "csv", "csv");
    run(&desk, "500", "none", "none");
    desk.write("t.toml", &risky());
    desk.run(&["run", "t.toml", "-n", "500", "-q", "--format", "svg", "--rows", "parquet", "-o", "other"]);
    for folder in ["csv", "none"] {
        let command = format!("marketgate run {folder}/s/run.toml --rows parquet -o {folder}");
        for arguments in STUDIES {
            let words = study(arguments, &format!("{folder}/s"), "output");
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            desk.refused(&words, &[&format!("{folder}/s holds no outcomes.parquet"), &command]);
        }
        assert!(!desk.path("output/s-stress").exists());
        let words: Vec<&str> = command.split(' ').skip(1).chain(["-q", "--format", "svg"]).collect();
        desk.run(&words);
        let rows = |folder: &str| desk.bytes(&format!("{folder}/s/outcomes.parquet"));
        assert!(rows(folder) == rows("usual"), "the command named writes the rows that were left out");
    }
}

#[test]
fn several_files_without_parquet_are_run_and_not_compared() {
    let desk = Desk::new(&risky());
    desk.write("t.toml", &risky());
    let (code, _, errors) =
        desk.tell(&["run", "s.toml", "t.toml", "-n", "200", "-q", "--format", "svg", "--rows", "none"]);
    assert_eq!(code, 0, "{errors}");
    assert!(errors.contains("not compared: --rows leaves out outcomes.parquet"), "{errors}");
    assert!(desk.path("output/s/report.html").is_file() && desk.path("output/t/report.html").is_file());
    assert!(!desk.path("output/comparison").exists());
}
