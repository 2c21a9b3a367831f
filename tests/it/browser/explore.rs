//! The section that answers: sliders, boxes and the threshold, held against the program's own figures.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::chrome::{Chrome, Look, Page};
use super::reports;

/// What a command of the program prints as JSON.
fn figures(arguments: &[&str]) -> Value {
    let program = Command::new(env!("CARGO_BIN_EXE_marketgate"))
        .args(arguments)
        .args(["--json", "--quiet", "--format", "svg", "-o"])
        .arg(tempfile::tempdir().unwrap().path())
        .output()
        .unwrap();
    assert!(program.status.success(), "{}", String::from_utf8_lossy(&program.stderr));
    serde_json::from_slice(&program.stdout).unwrap()
}

fn folder() -> &'static Path {
    reports::weighed().parent().unwrap()
}

/// Sets a control as a hand would.
fn set(page: &Page, id: &str, value: &str) {
    page.js(&format!(
        "(e => {{ e.value = '{value}'; e.dispatchEvent(new Event('input', {{ bubbles: true }})); \
         e.dispatchEvent(new Event('change', {{ bubbles: true }})); }})(document.getElementById('explore-{id}'))"
    ));
}

fn text(page: &Page, id: &str) -> String {
    page.text(&format!("document.getElementById('explore-{id}').textContent"))
}

/// An amount as it is written.
fn amount(written: &str) -> f64 {
    let scale = [("tn", 1e12), ("bn", 1e9), ("m", 1e6), ("k", 1e3)];
    let plain = written.replace('−', "-").replace('$', "");
    let (digits, scale) = scale
        .iter()
        .find_map(|(word, scale)| Some((plain.strip_suffix(word)?, *scale)))
        .unwrap_or((plain.as_str(), 1.0));
    digits.parse::<f64>().unwrap_or_else(|_| panic!("{written}")) * scale
}

/// One unit of the last digit of all amounts that stand beside one another: the greatest has three.
fn last_digit(page: &Page) -> f64 {
    let shown = page.js("[...document.querySelectorAll('.quantiles b, .quantiles small')].map(e => e.textContent.replace('simulated ', ''))");
    let shown = shown.as_array().unwrap().iter().filter_map(Value::as_str).filter(|text| !text.is_empty());
    10_f64.powf(shown.map(|text| amount(text).abs()).fold(0.0, f64::max).log10().floor()) / 100.0
}

/// Holds what is written against a figure: to the digit shown, but for a part of it by which either is known.
#[track_caller]
fn assert_shown(page: &Page, id: &str, figure: f64, known: f64) {
    let written = text(page, id);
    let most = 0.5 * last_digit(page) * (1.0 + 1e-6) + known * figure.abs();
    assert!((amount(&written) - figure).abs() <= most, "{id}: {written}, not {figure}");
}

#[test]
fn another_probability_is_what_reweight_gives() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::weighed(), Look::WIDE);
    let run = folder().to_string_lossy();
    for (probability, state) in [("20", "banned"), ("65", "banned"), ("75", "open")] {
        let shift = figures(&["reweight", &run, "--probability", &format!("us.{state}={probability}%")]);
        set(&page, "outcome", state);
        set(&page, "probability", probability);
        let after = |path: &str| shift["figures"][path]["after"]["value"].as_f64().unwrap();
        assert_shown(&page, "mean", after("value.mean"), 1e-6);
        // The program reads quantiles from bins of 0.1%.
        for quantile in ["p5", "p50", "p95"] {
            assert_shown(&page, quantile, after(&format!("value.{quantile}")), 0.001);
        }
        let worth = shift["effective"].as_f64().unwrap().round() as u64;
        let told = text(&page, "worth").replace(',', "");
        assert!(told.contains(&format!("say as much as {worth} that count alike")), "{worth}: {told}");
        let (levels, below) = (shift["grid"].as_array().unwrap(), shift["below_after"].as_array().unwrap());
        for place in [20, 50, 80] {
            let level = levels[place].as_f64().unwrap();
            let unit = amount(&format!("$1{}", text(&page, "unit")));
            set(&page, "amount", &(level / unit).to_string());
            let chance: f64 = text(&page, "chance").trim_end_matches('%').parse().unwrap();
            let expected = 100.0 * below[place].as_f64().unwrap();
            assert!((chance - expected).abs() < 0.6, "below {level}: {chance}, not {expected}");
        }
    }
    page.click("document.getElementById('explore-reset')");
    let summary: Value = serde_json::from_slice(&std::fs::read(folder().join("summary.json")).unwrap()).unwrap();
    assert_shown(&page, "mean", summary["value"]["mean"].as_f64().unwrap(), 1e-6);
    assert_eq!(text(&page, "worth"), "All 3,000 simulations count alike.");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// Mean of value over the rows of the run in which the market ends so.
fn mean_of(state: &str) -> f64 {
    let mut rows = csv::Reader::from_path(folder().join("outcomes.csv")).unwrap();
    let heads = rows.headers().unwrap().clone();
    let [value, end] = ["value", "us.final_state"].map(|name| heads.iter().position(|head| head == name).unwrap());
    let all: Vec<f64> = rows
        .records()
        .map(Result::unwrap)
        .filter(|row| &row[end] == state)
        .map(|row| row[value].parse().unwrap())
        .collect();
    all.iter().sum::<f64>() / all.len() as f64
}

#[test]
fn an_outcome_chosen_is_all_that_is_shown() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::weighed(), Look::WIDE);
    let bars = "[...document.querySelectorAll('#explore-values svg path')].map(path => path.getAttribute('fill'))";
    let both = page.js(bars);
    page.click("document.querySelector('.explore [name=only][value=open]')");
    assert_eq!((both.as_array().unwrap().len(), page.js(bars)), (2, json!([both[1]])));
    assert_shown(&page, "mean", mean_of("banned"), 1e-6);
    let market = page.text("document.querySelector('#explore-markets li span:nth-child(2)').textContent");
    assert!((amount(&market) / mean_of("banned") - 1.0).abs() < 0.02, "{market}");
    assert!(text(&page, "told").starts_with("Where the United States ends banned ("), "{}", text(&page, "told"));
    // The last box stays: of nothing there is nothing to show.
    page.click("document.querySelector('.explore [name=only][value=banned]')");
    assert_eq!(page.js("document.querySelector('.explore [name=only][value=banned]').checked"), json!(true));
    page.click("document.querySelector('.explore [name=only][value=open]')");
    page.click("document.querySelector('.explore [name=only][value=banned]')");
    assert_shown(&page, "mean", mean_of("open"), 1e-6);
}

#[test]
fn other_rates_are_those_of_a_run_with_other_inputs() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::weighed(), Look::WIDE);
    let file = folder().with_extension("toml");
    let (rate, growth) = ("company.discount_rate=uniform(11%, 15%)", "markets.us.terminal_growth=1.5% to 3.5%");
    let other = figures(&["run", &file.to_string_lossy(), "-n", "3000", "--set", rate, "--set", growth]);
    set(&page, "rate", "1");
    set(&page, "growth", "-0.5");
    assert_shown(&page, "mean", other["value"]["mean"].as_f64().unwrap(), 0.001);
    let market = page.text("document.querySelector('#explore-markets li span:nth-child(2)').textContent");
    assert_eq!(market, text(&page, "mean"), "the one market is all of it");
    // No shift brings growth after the horizon to the discount rate.
    set(&page, "rate", "-3");
    set(&page, "growth", "3");
    assert_eq!(page.js("document.getElementById('explore-held').hidden"), json!(false));
    assert!(page.js("Number(document.getElementById('explore-growth').value)").as_f64() < Some(3.0));
    assert!(amount(&text(&page, "mean")) > 0.0);
}

#[test]
fn the_address_keeps_what_is_set() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::weighed(), Look::WIDE);
    set(&page, "outcome", "banned");
    set(&page, "probability", "20");
    set(&page, "rate", "1.5");
    set(&page, "amount", "2");
    page.click("document.querySelector('.explore [name=only][value=open]')");
    page.wait("location.hash.includes('only=banned')");
    let (hash, mean, chance) = (page.text("location.hash"), text(&page, "mean"), text(&page, "chance"));
    assert!(hash.starts_with("#explore?") && hash.contains("p=banned:20") && hash.contains("rate=1.5"), "{hash}");
    page.run("window.left = true; location.reload()");
    page.wait(&format!(
        "!window.left && document.readyState === 'complete' && document.getElementById('explore-mean')?.textContent === '{mean}'"
    ));
    assert_eq!((text(&page, "chance"), page.text("location.hash")), (chance, hash));
    assert_eq!(page.js("document.querySelector('.explore [name=only][value=open]').checked"), json!(false));
    assert_eq!(page.js("document.getElementById('explore-rate').value"), json!("1.5"));
    page.click("document.getElementById('explore-reset')");
    page.wait("location.hash === '#explore'");
    // What a stranger writes there is taken where it makes sense, and a link to a section is still one.
    page.js("location.hash = '#explore?p=nonsense:20&rate=99&only=,&less=x'");
    page.js("new Promise(done => setTimeout(done, 50))");
    assert_eq!(text(&page, "rate-text"), "as drawn");
    page.js("location.hash = '#limits'");
    page.wait("document.getElementById('limits').getBoundingClientRect().top < innerHeight");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn keys_and_a_pointer_set_it() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::weighed(), Look::WIDE);
    page.js("document.getElementById('explore-rate').focus()");
    page.press("ArrowRight");
    assert_eq!(text(&page, "rate-text"), "+0.25 points");
    page.js("document.getElementById('explore-threshold').focus()");
    let before = text(&page, "chance");
    page.press("End");
    let end = text(&page, "chance");
    assert!(["100%", "more than 99%"].contains(&end.as_str()) && end != before, "{end}, {before}");
    page.click("document.querySelector('#explore-values svg')");
    let middle = text(&page, "chance");
    assert!(middle != end && middle != before, "{middle}");
    let unnamed = page.js(
        "[...document.querySelectorAll('.explore input, .explore select')].filter(e => !e.labels?.length && !e.ariaLabel && !e.getAttribute('aria-label')).length",
    );
    assert_eq!(unnamed, json!(0));
}

#[test]
fn it_answers_at_once_and_fits_a_small_phone() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::forced_sale(), Look { width: 360, dark: false });
    assert_eq!(page.js("document.documentElement.scrollWidth <= 360"), json!(true));
    let times = page.js("['probability', 'rate', 'growth', 'threshold'].flatMap(id => {
            const control = document.getElementById(`explore-${id}`);
            return [...Array(20)].map((_, i) => {
                control.value = Number(control.min) + (Number(control.max) - Number(control.min)) * (i + 1) / 21;
                const begun = performance.now();
                control.dispatchEvent(new Event('input', { bubbles: true }));
                document.body.getBoundingClientRect();
                return performance.now() - begun;
            });
        }).sort((a, b) => a - b)");
    let times: Vec<f64> = times.as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    assert!(times.len() == 80 && times[40] < 50.0, "milliseconds: {times:?}");
}

#[test]
fn without_scripts_one_sentence_is_there_and_on_paper_nothing() {
    let chrome = Chrome::launch();
    let page = chrome.open_without_scripts(reports::weighed(), Look::WIDE);
    assert_eq!(
        page.text("document.getElementById('explore').innerText.split('\\n').filter(Boolean).join('|')"),
        "Annex: explore|This section needs scripts, which are blocked or switched off here."
    );
    let page = chrome.open(reports::weighed(), Look::WIDE);
    page.look_as_paper();
    assert_eq!(page.js("document.getElementById('explore').getClientRects().length"), json!(0));
}
