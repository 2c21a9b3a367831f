//! What is printed.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::chrome::{Chrome, Look};
use super::reports;

/// Height of a page within its margins, in the units of style sheets: 297 mm less 15 and 17.
const HEIGHT: f64 = (297.0 - 15.0 - 17.0) / 25.4 * 96.0;

#[test]
fn every_chart_stands_whole_on_a_page() {
    let chrome = Chrome::launch();
    for file in [reports::forced_sale(), reports::twelve_markets()] {
        let page = chrome.open(file, Look::WIDE);
        page.look_as_paper();
        let figures = page.js(
            "[...document.querySelectorAll('figure')].filter(f => f.getClientRects().length).map(f => {
                const box = f.getBoundingClientRect();
                const svg = f.querySelector('svg').getBoundingClientRect();
                return { id: f.id, height: box.height, right: box.right, wide: svg.right, kept: getComputedStyle(f).breakInside };
            })",
        );
        let figures = figures.as_array().unwrap();
        assert!(figures.len() >= 16, "{}", figures.len());
        for figure in figures {
            assert!(figure["height"].as_f64().unwrap() < HEIGHT, "taller than a page: {figure}");
            assert!(figure["wide"].as_f64().unwrap() < 689.0, "wider than a page: {figure}");
            assert_eq!(figure["kept"], "avoid", "{figure}");
        }
        let by_market =
            page.js("[...document.querySelectorAll('.switch figure')].filter(f => f.getClientRects().length).length");
        let markets = page.js("document.querySelectorAll('[data-pick=market] option').length");
        assert_eq!(by_market, markets, "every market is printed once");
        let controls = "[...document.querySelectorAll('nav, select, input, .data > summary')].filter(e => e.getClientRects().length).length";
        assert_eq!(page.js(controls), json!(0));
        let wide = "[...document.querySelectorAll('table')].filter(t => t.getBoundingClientRect().right > 688).map(t => t.parentElement.ariaLabel ?? t.className)";
        assert_eq!(page.js(wide), json!([]), "tables fit the paper");
        assert_eq!(page.js("document.documentElement.scrollWidth <= 688"), Value::Bool(true), "{}", file.display());
    }
}

#[test]
fn charts_of_a_comparison_stand_whole_on_a_page() {
    let chrome = Chrome::launch();
    let made = [reports::comparison(), reports::difference()];
    for file in made.into_iter().chain(reports::studies().iter().map(PathBuf::as_path)) {
        let page = chrome.open(file, Look::WIDE);
        page.look_as_paper();
        let heights = page.js(
            "[...document.querySelectorAll('figure')].filter(f => f.getClientRects().length).map(f => f.getBoundingClientRect().height)",
        );
        let heights: Vec<f64> = heights.as_array().unwrap().iter().map(|h| h.as_f64().unwrap()).collect();
        assert!(!heights.is_empty() && heights.iter().all(|h| *h < HEIGHT), "{}: {heights:?}", file.display());
        assert_eq!(page.js("document.documentElement.scrollWidth <= 688"), Value::Bool(true), "{}", file.display());
    }
}

#[test]
fn it_prints_on_a4_with_its_stories_told() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::forced_sale(), Look::WIDE);
    let pdf = page.pdf();
    let text = String::from_utf8_lossy(&pdf);
    let sizes: Vec<&str> = text.split("/MediaBox [").skip(1).filter_map(|rest| rest.split(']').next()).collect();
    assert!((10..60).contains(&sizes.len()), "{} pages", sizes.len());
    assert!(sizes.iter().all(|size| size.starts_with("0 0 594.9") || size.starts_with("0 0 595")), "{sizes:?}");
    page.look_as_paper();
    let told = "[...document.querySelectorAll('.told')].map(list => list.checkVisibility() && list.getBoundingClientRect().height > 40)";
    assert_eq!(page.js(told), json!([true, true, true]));
}

#[test]
fn headings_are_plain_on_paper_and_sort_again_afterwards() {
    // Chromium repeats the headings of a long table on every page only where they hold no control.
    let chrome = Chrome::launch();
    let page = chrome.open(reports::forced_sale(), Look::WIDE);
    let buttons = "document.querySelectorAll('thead button').length";
    let before = page.js(buttons);
    assert!(before.as_u64() > Some(20));
    let words = "[...document.querySelectorAll('thead th')].map(th => th.textContent)";
    let said = page.js(words);
    page.js("window.dispatchEvent(new Event('beforeprint'))");
    assert_eq!((page.js(buttons), page.js(words)), (json!(0), said.clone()));
    page.js("window.dispatchEvent(new Event('afterprint'))");
    assert_eq!((page.js(buttons), page.js(words)), (before, said));
}
