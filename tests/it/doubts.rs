//! What is doubtful in a scenario is said wherever its results are, and text of a stranger stays text.

use std::fs;

use crate::study::{Desk, risky};

const QUIET: &[&str] = &["-n", "1000", "--format", "svg"];

/// A scenario with one doubt of each kind, and a part of what is said of each.
fn doubtful() -> (String, [&'static str; 5]) {
    let text = risky()
        .replace("\ngrowth = \"0%\"", "\ngrowth = \"450%\"")
        .replace("churn = \"0.4 per year\"", "churn = { day1 = \"90%\", day7 = \"20%\" }")
        .replace("arpu = \"$8 to $12\"", "arpu = \"$6 to $12, max $9\"")
        .replace("margin = \"uniform(30%, 70%)\"", "margin = \"choice(95%: 40%, rest: 50%)\"")
        + "[[correlations]]\nbetween = ['markets.us.arpu', 'markets.us.margin']\nrank = 0.9\n";
    let told = [
        "growth of 450% a year: it is continuous, and multiplies by 90 in a year",
        "meets the figures of `markets.us.churn`; the nearest has day 1 79.",
        "`max $9.00` contradicts the stated range, which ends at $12.00",
        "rank correlation 0.9 between `markets.us.arpu` and `markets.us.margin` cannot be attained",
        "instead of 90%",
    ];
    (text, told)
}

#[test]
fn doubts_reach_check_the_terminal_and_the_report() {
    let (text, parts) = doubtful();
    let desk = Desk::new(&text);
    let straight = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let check = straight(&[desk.run(&["check", "s.toml"]), desk.run(&["check", "s.toml", "--inputs"])].concat());
    let run = straight(&desk.run(&[&["run", "s.toml"], QUIET].concat()));
    let file = |name: &str| fs::read_to_string(desk.path(&format!("output/s/{name}"))).unwrap();
    let (summary, report) = (file("summary.json"), straight(&file("report.html")));
    for part in parts {
        assert!(check.contains(part), "{part} in\n{check}");
        assert!(run.contains(part), "{part} in\n{run}");
        assert!(summary.contains(part), "{part}");
        // The report calls inputs by their names for people.
        let plain = part.split(['`', '$']).next_back().unwrap();
        assert!(report.contains(plain), "{plain}");
    }
    assert!(
        check.contains("rank correlation 0.9 (0.38 attained) between markets.us.arpu and markets.us.margin"),
        "{check}"
    );
}

/// Headings of a data file, names and remarks that begin like formulas, in every CSV that a run leaves.
#[test]
fn no_text_becomes_a_formula() {
    let text = "title = \"=1+1\"\n".to_owned()
        + &risky().replace(
            "arpu = \"$8 to $12\"",
            "name = \"=HYPERLINK(1)\"\narpu = { csv = \"d.csv\", column = \"=A1\", note = \"@x\" }",
        );
    let desk = Desk::new(&text);
    desk.write("d.csv", "=A1,'-share\n$9,20%\n$11,30%\n");
    desk.run(&[&["run", "s.toml"], QUIET].concat());
    let copy = fs::read_to_string(desk.path("output/s/inputs/d.csv")).unwrap();
    assert_eq!(copy, "'=A1\n9\n11\n");
    let mut folders = vec![desk.path("output/s")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|ending| ending == "csv") {
                seen += 1;
                let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&entry).unwrap();
                for cell in reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
                {
                    let harmless = !cell.starts_with(['=', '+', '-', '@']) || cell.parse::<f64>().is_ok();
                    assert!(harmless, "{cell} in {}", entry.display());
                }
            }
        }
    }
    assert!(seen >= 4, "{seen}");
    // The resolved scenario reads its copy, and leaves the same.
    desk.run(&[&["run", "output/s/run.toml", "-o", "again"], QUIET].concat());
    for folder in ["output", "again"] {
        let resolved = fs::read_to_string(desk.path(&format!("{folder}/s/run.toml"))).unwrap();
        assert!(resolved.contains("column = \"=A1\""), "{resolved}");
    }
    assert_eq!(fs::read_to_string(desk.path("again/s/inputs/d.csv")).unwrap(), copy);
}
