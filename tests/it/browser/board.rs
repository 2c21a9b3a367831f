//! What a board gets: the first page, and the report on four sheets.

use super::chrome::{Chrome, Look};
use super::reports;

/// Height of a screen that is 1280 wide.
const SCREEN: f64 = 800.0;

#[test]
fn the_report_of_a_board_prints_on_four_sheets() {
    let chrome = Chrome::launch();
    let page = chrome.open(reports::board(), Look::WIDE);
    page.look_as_paper();
    let pdf = page.pdf();
    let text = String::from_utf8_lossy(&pdf);
    assert_eq!(text.matches("/MediaBox [").count(), 4);
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn a_board_finds_answer_and_choices_on_the_first_page() {
    let chrome = Chrome::launch();
    for file in [reports::board().to_owned(), reports::board().with_file_name("report.html")] {
        let page = chrome.open(&file, Look::WIDE);
        let lines = page.js("document.querySelectorAll('#answer ol.answer > li').length");
        // The outcome that carries the risk is no line where so few simulations do not tell it from the others.
        assert!((4..=5).contains(&lines.as_u64().unwrap()), "{lines} in {}", file.display());
        // Strategies against worlds, from the decision that lies beside the run.
        let choices = page.js("document.querySelectorAll('#answer table.heat tbody tr').length").as_u64().unwrap();
        assert!(choices >= 6, "{choices} in {}", file.display());
        let here = page.text("document.querySelector('#answer table.heat thead small').textContent");
        assert_eq!(here, "this report");
    }
}

#[test]
fn what_stands_before_the_annexes_is_short_and_the_page_light() {
    let chrome = Chrome::launch();
    let file = reports::board().with_file_name("report.html");
    let page = chrome.open(&file, Look::WIDE);
    let top = page.js("document.getElementById('explore').getBoundingClientRect().top + scrollY").as_f64().unwrap();
    assert!(top <= 15.0 * SCREEN, "{} screens before the annexes", top / SCREEN);
    let size = std::fs::metadata(&file).unwrap().len();
    assert!(size <= 1_500_000, "{size} bytes");
}
