//! What can be done: pointing, tapping, keys, sorting, choosing, filtering; and the page without scripts.

use serde_json::{Value, json};

use super::chrome::{Chrome, Look, Page};
use super::reports;

const FIGURES: &str = "[...document.querySelectorAll('figure')].filter(f => f.querySelector('.zones') && f.getClientRects().length).map(f => f.id)";

fn charts_with_places(page: &Page) -> Vec<String> {
    let found: Vec<String> =
        page.js(FIGURES).as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    assert!(!found.is_empty(), "no chart can be read by a pointer");
    found
}

/// Headings and cells that belong to place `n` of a chart, from its table as it was made.
fn row(page: &Page, id: &str, n: usize) -> Vec<String> {
    let cells = page.js(&format!(
        "(f => [...f.querySelector('tbody').rows[f.querySelectorAll('.wide .zones rect')[{n}].dataset.row].cells].map(c => c.textContent))\
         (document.getElementById('{id}'))"
    ));
    cells.as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect()
}

fn tip(page: &Page) -> Vec<String> {
    let shown = page.js("document.getElementById('tip').hidden ? [] : [...document.querySelectorAll('#tip b, #tip dd')].map(e => e.textContent)");
    shown.as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect()
}

fn place(id: &str, n: usize) -> String {
    format!("document.querySelectorAll('#{id} .wide .zones rect')[{n}]")
}

#[test]
fn a_pointer_reads_the_figures_of_every_chart() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::forced_sale(), Look::WIDE);
    for id in charts_with_places(&page) {
        let count =
            page.js(&format!("document.querySelectorAll('#{id} .wide .zones rect').length")).as_u64().unwrap() as usize;
        for n in [0, count / 2, count - 1] {
            page.point(page.middle(&place(&id, n)));
            page.wait("!document.getElementById('tip').hidden");
            assert_eq!(tip(&page), row(&page, &id, n), "{id}, place {n}");
            let fits = "(b => b.left >= 0 && b.right <= innerWidth && b.top >= 0 && b.bottom <= innerHeight)(document.getElementById('tip').getBoundingClientRect())";
            assert_eq!(page.js(fits), Value::Bool(true), "{id}, place {n}");
        }
    }
    page.point((2.0, 2.0));
    page.wait("document.getElementById('tip').hidden");
}

#[test]
fn a_place_in_the_bridge_is_that_of_its_part_and_holds_the_figure_of_the_run() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::forced_sale(), Look::WIDE);
    let folder = reports::forced_sale().parent().unwrap();
    let summary: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("summary.json")).unwrap()).unwrap();
    // India was blocked before the start, which is told apart.
    let part = |of: &Value| of["bridge"]["blocked"].as_f64().unwrap();
    let blocked = part(&summary) - part(&summary["markets"]["india"]);
    let label = "[...document.querySelectorAll('#chart-bridge svg text')].find(t => t.textContent.trim() === 'Blocked markets')";
    page.point(page.middle(label));
    page.wait("!document.getElementById('tip').hidden");
    let shown = tip(&page);
    assert_eq!(shown[0], "Blocked markets");
    let billions: f64 = shown[1].trim_start_matches("−$").split("bn").next().unwrap().parse().unwrap();
    assert!((billions * 1e9 + blocked).abs() < 0.06e9 * billions, "{shown:?} is not {blocked}");
}

#[test]
fn sorting_a_table_leaves_a_chart_its_figures() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::forced_sale(), Look::WIDE);
    let before = row(&page, "chart-bridge", 0);
    page.js("document.querySelectorAll('#chart-bridge details').forEach(d => { d.open = true; })");
    page.click("document.querySelectorAll('#chart-bridge thead button')[1]");
    assert_ne!(row(&page, "chart-bridge", 0), before, "the table is in another order");
    page.point(page.middle(&place("chart-bridge", 0)));
    page.wait("!document.getElementById('tip').hidden");
    assert_eq!(tip(&page), before);
}

#[test]
fn the_arrow_keys_read_a_chart_aloud() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::forced_sale(), Look::WIDE);
    page.press("Tab");
    assert_eq!(page.text("document.activeElement.className"), "skip");
    page.js("document.querySelector('#chart-bridge .plot').focus()");
    for n in 0..3 {
        page.press("ArrowRight");
        assert_eq!(tip(&page), row(&page, "chart-bridge", n));
        let cells = row(&page, "chart-bridge", n);
        let said = page.text("document.getElementById('live').textContent");
        assert!(said.starts_with(&cells[0]) && said.ends_with(&cells[1]), "{said}");
    }
    page.press("ArrowLeft");
    assert_eq!(tip(&page), row(&page, "chart-bridge", 1));
    page.press("Home");
    assert_eq!(tip(&page), row(&page, "chart-bridge", 0));
    page.press("Escape");
    assert_eq!(tip(&page), Vec::<String>::new());
}

#[test]
fn a_finger_reads_a_chart_on_a_phone() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::forced_sale(), Look::PHONE);
    page.tap(page.middle("document.querySelectorAll('#chart-bridge .narrow .zones rect')[1]"));
    page.wait("!document.getElementById('tip').hidden");
    assert_eq!(tip(&page), row(&page, "chart-bridge", 1));
}

/// Values of a column as they stand, missing ones as null.
fn column(page: &Page, table: &str, n: usize) -> Vec<Option<f64>> {
    let cells = page.js(&format!(
        "[...{table}.tBodies[0].rows].map(r => r.cells[{n}].dataset.value ?? null).map(v => v === null ? null : Number(v))"
    ));
    cells.as_array().unwrap().iter().map(Value::as_f64).collect()
}

#[test]
fn every_table_sorts_by_every_column() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::forced_sale(), Look::WIDE);
    page.js("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    let tables = page.js("document.querySelectorAll('table:not(.bars, .heat)').length").as_u64().unwrap();
    assert!(tables >= 10);
    assert_eq!(page.js("document.querySelectorAll('table[data-sort]').length").as_u64(), Some(tables));
    // With the mouse, on the table of markets; then all others by their buttons.
    let markets =
        "[...document.querySelectorAll('#tables table')].find(t => t.closest('.scroll').ariaLabel === 'Markets')";
    page.click(&format!("{markets}.querySelectorAll('thead button')[1]"));
    let sorted = column(&page, markets, 1);
    assert!(sorted.len() == 10 && sorted.is_sorted_by(|a, b| a <= b), "{sorted:?}");
    assert_eq!(page.text(&format!("{markets}.querySelectorAll('th')[1].ariaSort")), "ascending");
    page.click(&format!("{markets}.querySelectorAll('thead button')[1]"));
    assert!(column(&page, markets, 1).is_sorted_by(|a, b| a >= b));
    // What sums up the others stays below them.
    assert_eq!(page.text(&format!("[...{markets}.rows].at(-1).cells[0].textContent")), "All markets");
    let wrong = page.js(
        "[...document.querySelectorAll('table')].flatMap(table => [...table.querySelectorAll('thead button')].map(button => {
            const column = button.parentElement.cellIndex;
            const read = () => [...table.tBodies[0].rows].map(row => row.cells[column]);
            const before = read().length;
            const sorted = turn => {
                button.click();
                const cells = read();
                const values = cells.map(cell => cell.dataset.value).filter(value => value !== undefined).map(Number);
                const texts = cells.map(cell => cell.textContent.trim()).filter(Boolean);
                const ordered = values.length
                    ? values.every((value, i) => !i || turn * (value - values[i - 1]) >= 0)
                    : texts.every((text, i) => !i || turn * text.localeCompare(texts[i - 1], 'en') >= 0);
                const last = values.length
                    ? cells.slice(values.length).every(cell => cell.dataset.value === undefined)
                    : cells.slice(texts.length).every(cell => !cell.textContent.trim());
                return ordered && last && cells.length === before;
            };
            return sorted(1) && sorted(-1) ? null : `${table.caption.textContent}: ${button.textContent}`;
        })).filter(Boolean)",
    );
    assert_eq!(wrong, json!([]));
}

const SHOWN: &str = "[...document.querySelectorAll('.switch figure')].filter(f => f.getClientRects().length).map(f => [f.dataset.market, f.dataset.measure])";

#[test]
fn one_market_is_shown_at_a_time_and_chosen() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::forced_sale(), Look::WIDE);
    assert_eq!(page.js(SHOWN), json!([["0", "retention-"]]));
    page.js("document.querySelector('[data-pick=market]').focus()");
    page.press("ArrowDown");
    page.press("ArrowDown");
    assert_eq!(page.js(SHOWN), json!([["2", "retention-"]]));
    assert_eq!(page.js("document.querySelectorAll('[data-pick=market] option').length"), json!(10));
    // A link to a chart that is switched off, or a story that is folded away, brings it out.
    page.js("location.hash = '#chart-retention-india'");
    page.wait("document.getElementById('chart-retention-india').getClientRects().length > 0");
    assert_eq!(page.js(&format!("{SHOWN}.length")), json!(1));
    page.js("location.hash = '#story-3'");
    page.wait("document.getElementById('story-3').open");
}

#[test]
fn every_chart_of_a_comparison_has_places_to_read() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::comparison(), Look::WIDE);
    let places = "[...document.querySelectorAll('figure')].map(f => f.querySelectorAll('[data-row]').length)";
    assert!(page.js(places).as_array().unwrap().iter().all(|n| n.as_u64() > Some(1)), "every chart has places to read");
}

#[test]
fn the_filter_keeps_the_inputs_that_hold_every_word() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::forced_sale(), Look::WIDE);
    let rows = "[...document.querySelectorAll('#inputs-groups tbody tr')]";
    let all = page.js(&format!("{rows}.length")).as_u64().unwrap();
    page.js("document.getElementById('filter-inputs').focus()");
    page.type_in("US arpu");
    let kept = page.js(&format!("{rows}.filter(r => r.getClientRects().length).map(r => r.textContent.toLowerCase())"));
    let kept: Vec<&str> = kept.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!((1..100).contains(&kept.len()) && kept.iter().all(|r| r.contains("us") && r.contains("arpu")), "{kept:?}");
    assert_eq!(page.text("document.querySelector('.filter output').textContent"), format!("{} of {all}", kept.len()));
}

#[test]
fn without_scripts_every_market_is_there_and_nothing_is_offered_that_does_not_work() {
    let chrome = Chrome::launch();
    let page = chrome.open_without_scripts(reports::forced_sale(), Look::WIDE);
    let shown = page.js(SHOWN);
    let shown = shown.as_array().unwrap();
    assert_eq!(shown.len(), 10);
    assert!(shown.iter().all(|figure| figure[1] == "retention-"), "{shown:?}");
    let controls =
        "[...document.querySelectorAll('button, select, input')].filter(e => e.getClientRects().length).length";
    assert_eq!(page.js(controls), json!(0));
}
