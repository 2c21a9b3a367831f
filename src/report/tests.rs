//! Tests of the page and of what lies on the disk.

use super::*;
use crate::analysis::rows_of;
use crate::charts::sample;

fn row(path: &str, written: &str) -> InputRow {
    InputRow {
        path: path.to_owned(),
        written: written.to_owned(),
        family: "log-normal".to_owned(),
        p5: "$6".to_owned(),
        p50: "$7.55".to_owned(),
        p95: "$9.5".to_owned(),
        origin: "forced-sale.toml:31".to_owned(),
        source: "S012".to_owned(),
        confidence: "found-in-source".to_owned(),
        note: "analyst back-cast, 2020".to_owned(),
        idle: String::new(),
    }
}

fn made(summary: &Summary, inputs: &[InputRow]) -> String {
    let board = Board { summary, inputs, decision: None, remark: None };
    page::page(&board, None, RowFiles::BOTH, &charts::render(summary).unwrap()).render()
}

fn views(formats: &[Format]) -> Views {
    Views { board: true, ..Views::new(formats) }
}

#[test]
fn the_page_is_whole_and_asks_nothing_of_any_other_place() {
    let summary = sample::summary();
    let assumed = InputRow { source: "assumption".to_owned(), ..row("markets.us.arpu", "$6 to $9.5") };
    let html = made(&summary, &[assumed]);
    for id in
        ["answer", "outcomes", "markets", "stories", "drivers", "limits", "tables", "precision", "inputs", "provenance"]
    {
        assert!(html.contains(&format!("<section id=\"{id}\"")), "{id}");
    }
    // All charts, but for that of inputs, which were all drawn as asked for, and that of all markets, which are shown one at a time.
    assert_eq!(html.matches("<figure").count(), charts::render(&summary).unwrap().len() - 2);
    assert_eq!(html.matches("<h1").count(), 1);
    assert!(html.contains("markets.<wbr>us.<wbr>arpu<wbr>") && html.contains("found in the source"));
    let elsewhere = ["src=\"", "@import", "<link", "<img", "<iframe", "xlink"];
    assert!(elsewhere.iter().all(|s| !html.contains(s)));
    let addresses: Vec<&str> = html.match_indices("http").map(|(i, _)| &html[i..(i + 26).min(html.len())]).collect();
    let names_only = |a: &&str| a.starts_with("http://www.w3.org/2000/svg") || a.starts_with("http-equiv");
    assert!(addresses.iter().all(names_only), "{addresses:?}");
    // The address of a source is a link that a reader may follow, and nothing that the page fetches.
    let cited = made(&summary, &[InputRow { source: "U001".to_owned(), ..row("markets.us.arpu", "$6 to $9.5") }]);
    assert!(cited.contains("<a href=\"https://www.cnbc.com/") && cited.contains("rel=\"noreferrer\""));
    assert!(html.match_indices("url(").all(|(i, _)| html[i..].starts_with("url(data:")));
}

#[test]
fn links_within_the_page_lead_somewhere() {
    let html = made(&sample::summary(), &[row("markets.us.arpu", "$6 to $9.5")]);
    let targets: Vec<&str> =
        html.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect();
    assert!(targets.len() > 9);
    for target in targets {
        assert_eq!(html.matches(&format!(" id=\"{target}\"")).count(), 1, "{target}");
    }
}

/// The page without its script, and the script.
fn apart(html: &str) -> (String, String) {
    let (before, rest) = html.split_once("<script>").unwrap();
    let (script, after) = rest.split_once("</script>").unwrap();
    (format!("{before}{after}"), script.to_owned())
}

#[test]
fn hostile_text_is_shown_and_not_run() {
    let name = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>";
    let mut summary = sample::with_markets(2, name);
    let scenario = &mut summary.scenario;
    for text in
        [&mut scenario.name, &mut scenario.title, &mut scenario.question, &mut scenario.digest, &mut scenario.strategy]
    {
        name.clone_into(text);
    }
    summary.warnings = vec![name.to_owned(), "مصر \u{202E}reversed".to_owned()];
    for event in &mut summary.events {
        (event.label, event.probability) = (name.to_owned(), name.to_owned());
    }
    for story in &mut summary.stories {
        for line in &mut story.lines {
            (line.date, line.place, line.sentence) = (name.to_owned(), name.to_owned(), name.to_owned());
        }
        story.endings.values_mut().for_each(|ending| ending.state = name.to_owned());
    }
    summary.inputs = summary.inputs.into_iter().map(|(_, f)| (name.to_owned(), f)).take(1).collect();
    (summary.design, summary.version) = (name.to_owned(), name.to_owned());
    let mut input = row(name, name);
    (input.note, input.source, input.origin) = (name.to_owned(), name.to_owned(), name.to_owned());
    (input.confidence, input.family, input.p5) = (name.to_owned(), name.to_owned(), name.to_owned());
    let html = made(&summary, &[input]);
    let (page, script) = apart(&html);
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains('\u{202E}'));
    assert!(page.contains("&lt;script&gt;"));
    assert_eq!(script, apart(&made(&sample::summary(), &[])).1, "the one script holds nothing of the user's");
}

#[test]
fn a_page_explores_rows_where_there_are_some_and_their_data_cannot_leave_their_element() {
    let name = "</script><img src=x onerror=alert(1)>";
    let mut summary = sample::with_markets(2, name);
    summary.scenario.home = None;
    let charts = charts::render(&summary).unwrap();
    let board = Board { summary: &summary, inputs: &[], decision: None, remark: None };
    let made = |rows: Option<&PageRows>| page::page(&board, rows, RowFiles::BOTH, &charts).render();
    let (without, with) = (made(None), made(Some(&rows_of(&summary))));
    assert!(!without.contains("id=\"explore") && !without.contains("page-rows.json"));
    assert!(with.contains("<section id=\"explore\"") && with.contains("<code>page-rows.json</code>"));
    assert_eq!(with.matches("</script>").count(), 2);
    assert!(!with.contains("<img"));
    let (_, data) = with.split_once("id=\"explore-data\">").unwrap();
    let data: serde_json::Value = serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(data["names"][0], name);
    let few = PageRows { rows: 99, ..rows_of(&summary) };
    assert_eq!(made(Some(&few)).matches("<section id=\"explore\"").count(), 0);
}

#[test]
fn damaged_rows_are_refused_by_name_and_missing_ones_are_none() {
    let dir = tempfile::tempdir().unwrap();
    let summary = sample::summary();
    let rows = rows_of(&summary);
    assert_eq!(load_page_rows(dir.path(), &summary).unwrap(), None);
    let refused = |bytes: &[u8], reason: &str| {
        std::fs::write(dir.path().join("page-rows.json"), bytes).unwrap();
        let told = load_page_rows(dir.path(), &summary).unwrap_err().to_string();
        assert!(told.contains("page-rows.json is damaged") && told.contains(reason), "{told}");
    };
    let text = |rows: &PageRows| serde_json::to_vec(rows).unwrap();
    refused(b"{", "EOF");
    refused(&text(&rows)[..500], "EOF");
    refused(&text(&PageRows { format: "marketgate.page-rows/9".into(), ..rows.clone() }), "marketgate.page-rows/9");
    refused(&text(&PageRows { seed: 7, ..rows.clone() }), "another run");
    refused(&text(&PageRows { least_divisor: 1e99, ..rows.clone() }), "least_divisor");
    refused(&vec![b' '; (4 << 20) + 1], "larger than 4 MiB");
}

#[test]
fn what_is_written_can_be_read_again() {
    let dir = tempfile::tempdir().unwrap();
    let summary = sample::summary();
    let inputs = [row("markets.us.arpu", "=1+1"), row("deal.stake", "-5%")];
    let rows = rows_of(&summary);
    let formats = views(&[Format::Svg, Format::Png]);
    let files = write_all(dir.path(), (&summary, &rows), &inputs, "seed = 1\n", &formats).unwrap();
    assert_eq!(files.len(), 2 * charts::render(&summary).unwrap().len() + 9);
    assert!(files.iter().all(|f| f.is_file()));
    assert_eq!(load(dir.path()).unwrap(), summary);
    assert_eq!(load_inputs(dir.path()).unwrap(), inputs);
    assert_eq!(load_page_rows(dir.path(), &summary).unwrap().as_ref(), Some(&rows));
    assert_eq!(std::fs::read_to_string(dir.path().join("run.toml")).unwrap(), "seed = 1\n");
    let json = std::fs::read_to_string(dir.path().join("summary.json")).unwrap();
    assert!(json.starts_with("{\n  \"format\": \"marketgate.summary/1\",\n  \"scenario\": {"));
    let again = tempfile::tempdir().unwrap();
    let loaded = load(dir.path()).unwrap();
    let formats = views(&[Format::Svg]);
    for file in write_all(again.path(), (&loaded, &rows), &inputs, "seed = 1\n", &formats).unwrap() {
        let twin = dir.path().join(file.strip_prefix(again.path()).unwrap());
        assert_eq!(std::fs::read(&file).unwrap(), std::fs::read(twin).unwrap(), "{}", file.display());
    }
}

#[test]
fn what_is_not_a_summary_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(load(dir.path()), Err(ReportError::Disk { .. })));
    std::fs::write(dir.path().join("summary.json"), "{\"format\": 1").unwrap();
    assert!(load(dir.path()).unwrap_err().to_string().contains("summary.json is damaged"));
    let other = Summary { format: "marketgate.summary/9".to_owned(), ..sample::summary() };
    std::fs::write(dir.path().join("summary.json"), serde_json::to_string(&other).unwrap()).unwrap();
    assert!(load(dir.path()).unwrap_err().to_string().contains("marketgate.summary/9"));
}

/// Whether everything in `before` is in `after` too, and the same.
fn is_kept(before: &serde_json::Value, after: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            before.iter().all(|(key, value)| after.get(key).is_some_and(|after| is_kept(value, after)))
        }
        (Value::Array(before), Value::Array(after)) => {
            before.len() == after.len() && before.iter().zip(after).all(|(before, after)| is_kept(before, after))
        }
        _ => before == after,
    }
}

/// Nothing that results saved before say is lost when they are read: no key has another name by now.
#[test]
fn results_saved_before_are_read_whole() {
    use crate::analysis::{Comparison, Difference, discovery, focus, sensitivity, shift, sweep};
    fn read<T: serde::Serialize + serde::de::DeserializeOwned>(name: &str) {
        let path = format!("{}/tests/it/saved/{name}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let before: serde_json::Value = serde_json::from_str(&text).unwrap();
        let after = serde_json::to_value(serde_json::from_str::<T>(&text).unwrap()).unwrap();
        assert!(is_kept(&before, &after), "{name}");
    }
    read::<Summary>("scenario/summary.json");
    read::<Comparison>("comparison/comparison.json");
    read::<Difference>("difference/difference.json");
    read::<discovery::Discovered>("scenario-discovery/discovery.json");
    read::<focus::Focus>("scenario-focus/focus.json");
    read::<shift::Shift>("scenario-stress/shift.json");
    read::<sweep::Sweep>("scenario-sweep/summary.json");
    for method in ["tornado", "morris", "sobol", "evppi"] {
        read::<sensitivity::Sensitivity>(&format!("scenario-{method}/sensitivity.json"));
    }
    assert!(!is_kept(&serde_json::json!({ "a": [1, null] }), &serde_json::json!({ "a": [1, 2], "b": 1 })));
}
