//! What a run leaves is made again by its own `run.toml`, byte by byte, as the README promises.

use std::collections::BTreeMap;
use std::path::Path;

use crate::common::files;
use crate::sample::STILL;
use crate::study::Desk;

/// All files below a folder, by their path in it.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
    // The hidden mark says which scenario file may replace the results, and so names another file.
    let shown = files(folder).into_iter().filter(|path| !path.ends_with(".marketgate"));
    shown.map(|path| (name(&path), std::fs::read(&path).unwrap())).collect()
}

/// Files that say where each input was set, and so name `run.toml` once it is run itself.
const SAY_WHERE: [&str; 3] = ["inputs.csv", "report.html", "workbook.xlsx"];

fn differing(first: &BTreeMap<String, Vec<u8>>, again: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    assert_eq!(first.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
    first.iter().filter(|(name, bytes)| again[*name] != **bytes).map(|(name, _)| name.clone()).collect()
}

#[test]
fn running_the_resolved_scenario_gives_the_same_bytes() {
    let child = "extends = 's.toml'\nrecord = ['100 days']\n\
                 [markets.us]\narpu = { csv = 'data/x.csv', column = 'arpu' }\ngrowth = { csv = 'data/x.csv', column = 'growth' }\n\
                 margin = '30% to 50%'\n\
                 [events.us-ban]\non = 2021-03-01\nmarket = 'us'\nkind = 'ban'\nprobability = 0.4\n";
    let desk = Desk::new(STILL);
    desk.write("data/x.csv", "arpu,growth\n$5,1%\n$6,2%\n$9,7%\n");
    desk.write("child.toml", child);
    desk.run(&["run", "child.toml", "-n", "1100", "--seed", "7", "--set", "company.discount_rate=8% to 12%", "-q"]);
    // Another folder, another number of threads.
    desk.run(&["run", "output/child/run.toml", "-o", "again", "--threads", "1", "-q"]);
    let [first, again] = ["output/child", "again/child"].map(|folder| contents(&desk.path(folder)));
    assert!(
        ["outcomes.csv", "outcomes.parquet", "summary.json", "fans.csv", "markets.csv", "run.toml", "inputs/x.csv"]
            .iter()
            .all(|name| first.contains_key(*name))
    );
    assert_eq!(differing(&first, &again), SAY_WHERE);
    // And so on.
    desk.run(&["run", "again/child/run.toml", "-o", "third", "-q"]);
    let third = differing(&again, &contents(&desk.path("third/child")));
    assert!(third.iter().all(|name| SAY_WHERE.contains(&name.as_str())), "{third:?}");
}

#[test]
fn only_where_inputs_were_set_differs() {
    let desk = Desk::new(STILL);
    desk.run(&["run", "s.toml", "-n", "50", "--format", "svg", "-q"]);
    desk.run(&["run", "output/s/run.toml", "-o", "again", "--format", "svg", "-q"]);
    let rows = |folder: &str| -> Vec<Vec<String>> {
        let text = std::fs::read_to_string(desk.path(folder).join("inputs.csv")).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let kept = |name: &str| !["origin", "written"].contains(&name);
        let columns: Vec<usize> =
            reader.headers().unwrap().iter().enumerate().filter(|(_, name)| kept(name)).map(|(i, _)| i).collect();
        reader
            .records()
            .map(|row| row.unwrap())
            .map(|row| columns.iter().map(|&i| row[i].to_owned()).collect())
            .collect()
    };
    assert_eq!(rows("output/s"), rows("again/s"));
}
