//! What can be seen: on wide and narrow screens, light and dark, by everyone.

use std::path::PathBuf;

use serde_json::Value;

use super::chrome::{Chrome, Look, Page};
use super::reports;

/// What looks for obstacles to readers; `tests/browser/README.md` says whose it is.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/axe.min.js");

/// Things that are wider than the screen, outside of frames that scroll.
const TOO_WIDE: &str = "[...document.querySelectorAll('main *, header *, nav *')]
    .filter(e => !e.closest('.scroll, .plot, .unseen, #tip') && e.getClientRects().length)
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(e => e.outerHTML.slice(0, 120))";

/// Charts that should be seen and are not: one of each switch, and all others.
const UNSEEN: &str = "(() => {
    const wanted = [...document.querySelectorAll('figure')].filter(f => !f.closest('.switch') || f.classList.contains('on'));
    const seen = f => {
        // Of the two widths that a chart is drawn for, the one that is shown.
        const box = [...f.querySelectorAll('svg')].find(s => s.getClientRects().length)?.getBoundingClientRect() ?? {};
        return box.width > 250 && box.height > 80 && f.querySelector('h3').getClientRects().length > 0;
    };
    return { wanted: wanted.length, unseen: wanted.filter(f => !seen(f)).map(f => f.id) };
})()";

fn check_look(page: &Page, look: Look, name: &str) {
    page.look(look);
    let on = format!("{name} at {look:?}");
    let width = page.js("[document.documentElement.scrollWidth, document.documentElement.clientWidth]");
    let [all, seen] = [0, 1].map(|i| width[i].as_u64().unwrap());
    assert!(all <= seen && seen + 20 > u64::from(look.width), "{on}: {width} {}", page.js(TOO_WIDE));
    assert_eq!(page.js(TOO_WIDE), serde_json::json!([]), "{on}");
    let charts = page.js(UNSEEN);
    assert!(charts["wanted"].as_u64() > Some(0), "{on}: {charts}");
    assert_eq!(charts["unseen"], serde_json::json!([]), "{on}");
    let paper = page.text("getComputedStyle(document.body).backgroundColor");
    let drawn = page.text("getComputedStyle(document.querySelector('figure svg path')).fill");
    assert_eq!(paper, if look.dark { "rgb(22, 25, 29)" } else { "rgb(255, 255, 255)" }, "{on}");
    assert_eq!(paper, drawn, "{on}: charts stand on the colour of the page");
}

#[test]
fn reports_fit_every_screen_and_ask_for_nothing() {
    let chrome = Chrome::launch();
    let made = [
        reports::forced_sale(),
        reports::board(),
        reports::one_market(),
        reports::twelve_markets(),
        reports::comparison(),
        reports::difference(),
    ];
    for file in made.into_iter().chain(reports::studies().iter().map(PathBuf::as_path)) {
        let page = chrome.open(file, Look::WIDE);
        let name = file.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        for width in [1280, 768, 390] {
            for dark in [false, true] {
                check_look(&page, Look { width, dark }, &name);
            }
        }
        assert_eq!(page.requests(), [format!("file://{}", file.display())], "{name}");
        assert_eq!(page.complaints(), Vec::<String>::new(), "{name}");
        assert_eq!(
            page.js("document.fonts.check('16px Inter')"),
            Value::Bool(true),
            "the typeface of the page is used"
        );
    }
}

fn violations(page: &Page) -> Vec<String> {
    page.run(&std::fs::read_to_string(AXE).unwrap());
    let found =
        page.js("axe.run().then(result => result.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))");
    found.as_array().unwrap().iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_keeps_anyone_from_reading_it() {
    let chrome = Chrome::launch();
    let looks = [Look::WIDE, Look { width: 1280, dark: true }, Look::PHONE];
    let few = &looks[1..2];
    let made = [
        (reports::forced_sale(), &looks[..]),
        (reports::twelve_markets(), few),
        (reports::comparison(), few),
        (reports::difference(), few),
    ];
    for (file, looks) in made.into_iter().chain(reports::studies().iter().map(|file| (file.as_path(), few))) {
        for look in looks {
            let page = chrome.open(file, *look);
            page.js("document.querySelectorAll('details').forEach(d => { d.open = true; })");
            assert_eq!(violations(&page), Vec::<String>::new(), "{} at {look:?}", file.display());
        }
    }
}
