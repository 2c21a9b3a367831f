//! The drawings read back: whether words fit, and whether marks stand where the figures say.

use roxmltree::{Document, Node};

use crate::analysis::{EventInfo, Summary};

use super::font::{self, Weight};
use super::{Chart, render, sample, style};

const LONG: &str = "The United Federated Republics of Somewhere and Elsewhere";

/// Tenths of a pixel, as drawings have them, to pixels.
fn number(node: &Node, name: &str) -> f64 {
    node.attribute(name).unwrap().parse::<f64>().unwrap() / 10.0
}

#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

pub(super) fn words(document: &Document) -> Vec<Word> {
    document
        .descendants()
        .filter(|n| n.has_tag_name("text"))
        .map(|n| {
            let text = n.text().unwrap().trim().to_owned();
            let size = number(&n, "font-size");
            let weight = if n.attribute("font-weight").is_some() { Weight::Bold } else { Weight::Regular };
            let width = font::width(&text, size, weight);
            let x = number(&n, "x");
            let left = match n.attribute("text-anchor").unwrap() {
                "start" => x,
                "middle" => x - width / 2.0,
                _ => x - width,
            };
            let baseline = number(&n, "y") + 0.76 * size;
            Word { text, left, right: left + width, top: baseline - 0.73 * size, bottom: baseline + 0.2 * size }
        })
        .collect()
}

pub(super) fn assert_readable(chart: &Chart) {
    let document = Document::parse(&chart.svg).unwrap();
    let root = document.root_element();
    let size = |name: &str| root.attribute(name).unwrap().parse::<f64>().unwrap();
    let (width, height) = (size("width"), size("height"));
    let words = words(&document);
    assert!(words.len() > 5);
    for (i, a) in words.iter().enumerate() {
        let inside = a.left >= 0.0 && a.right <= width && a.top >= 0.0 && a.bottom <= height;
        assert!(inside, "{}: {a:?} outside {width} by {height}", chart.name);
        for b in &words[..i] {
            let apart = a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom;
            assert!(apart, "{}: {a:?} on {b:?}", chart.name);
        }
    }
}

/// Runs that stress the layout in different ways.
fn stressful() -> Vec<(&'static str, Summary)> {
    let mut wild = sample::with_markets(2, "Brazil");
    for market in wild.markets.values_mut() {
        for fan in market.fans.values_mut() {
            fan.p95.iter_mut().for_each(|v| *v *= 37.0);
        }
    }
    let mut uneven = sample::with_markets(8, "China (with the other apps)");
    for fan in uneven.markets[3].fans.values_mut() {
        fan.p95.iter_mut().for_each(|v| *v *= 9.0);
    }
    let mut flat = sample::with_markets(3, "Japan");
    for figure in [&mut flat.value_abroad, &mut flat.value] {
        (figure.p5, figure.p95) = (figure.mean, figure.mean);
    }
    for market in flat.markets.values_mut() {
        for fan in market.fans.values_mut() {
            for q in [&mut fan.p5, &mut fan.p25, &mut fan.p75, &mut fan.p95] {
                q.clone_from(&fan.p50);
            }
        }
    }
    let mut crowded = sample::with_markets(1, "United States");
    let again: Vec<EventInfo> = crowded.events.iter().flat_map(|e| vec![e.clone(); 4]).collect();
    crowded.events = again;
    let mut wordy = sample::summary();
    wordy.scenario.name = LONG.repeat(3);
    wordy.events.iter_mut().for_each(|e| e.label = LONG.repeat(3));
    let mut certain = sample::summary();
    certain.bridge.values_mut().for_each(|v| *v = 0.0);
    certain.loss = crate::analysis::Estimate { unit: "USD".to_owned(), ..Default::default() };
    vec![
        ("as is", sample::summary()),
        ("one", sample::with_markets(1, LONG)),
        ("two", sample::with_markets(2, "中华人民共和国的一个非常长的市场名称中华人民共和国")),
        ("five", sample::with_markets(5, LONG)),
        ("twelve", sample::with_markets(12, LONG)),
        ("thirty", sample::with_markets(30, "UK")),
        ("wild", wild),
        ("uneven", uneven),
        ("flat", flat),
        ("crowded", crowded),
        ("wordy", wordy),
        ("certain", certain),
    ]
}

#[test]
fn no_words_are_clipped_or_overlap() {
    for (name, summary) in stressful() {
        for chart in render(&summary).unwrap() {
            eprintln!("{name}");
            assert_readable(&chart);
        }
    }
}

#[test]
fn there_is_a_chart_for_each_question_and_each_market() {
    let charts = render(&sample::summary()).unwrap();
    let names: Vec<&str> = charts.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names[..7], ["value", "bridge", "outcomes", "sale-prices", "access", "retention", "vs-baseline"]);
    assert_eq!(names.len(), 17);
    assert!(names.contains(&"retention-southeast-asia"));
    let mut unsold = sample::summary();
    unsold.markets.values_mut().for_each(|m| m.sale_price = crate::analysis::Estimate::default());
    assert!(render(&unsold).unwrap().iter().all(|c| c.name != "sale-prices"));
}

fn chart(summary: &Summary, name: &str) -> Chart {
    render(summary).unwrap().into_iter().find(|c| c.name == name).unwrap()
}

/// Boxes of a colour: left, top, width, height in pixels.
pub(super) fn boxes(document: &Document, colour: style::Colour) -> Vec<[f64; 4]> {
    document
        .descendants()
        .filter(|n| n.has_tag_name("rect") && n.attribute("fill") == Some(&colour.hex()))
        .map(|n| ["x", "y", "width", "height"].map(|a| number(&n, a)))
        .collect()
}

/// Lines of a colour, each as its points in pixels.
pub(super) fn lines(document: &Document, colour: style::Colour) -> Vec<Vec<(f64, f64)>> {
    let points = |text: &str| -> Vec<(f64, f64)> {
        let pairs = text.split_whitespace().map(|pair| pair.split_once(',').unwrap());
        pairs.map(|(x, y)| (x.parse::<f64>().unwrap() / 10.0, y.parse::<f64>().unwrap() / 10.0)).collect()
    };
    document
        .descendants()
        .filter(|n| n.has_tag_name("polyline") && n.attribute("stroke") == Some(&colour.hex()))
        .map(|n| points(n.attribute("points").unwrap()))
        .collect()
}

pub(super) fn place(words: &[Word], text: &str) -> Word {
    words.iter().find(|w| w.text == text).unwrap_or_else(|| panic!("no {text:?} in {words:?}")).clone()
}

#[test]
fn bridge_bars_stand_where_the_figures_say() {
    let summary = sample::summary();
    let drawn = chart(&summary, "bridge");
    let document = Document::parse(&drawn.svg).unwrap();
    let words = words(&document);
    let middle = |text: &str| {
        let w = place(&words, text);
        f64::midpoint(w.left, w.right)
    };
    let (zero, minus_ten) = (middle("baseline"), middle("−$10bn"));
    let billion = (zero - minus_ten) / 10.0;
    let losses = boxes(&document, style::LOSS);
    let expected = [(-14.2, 14.2), (-20.3, 6.1), (-23.7, 3.4)];
    for (bar, (from, long)) in losses.iter().zip(expected) {
        assert!((bar[0] - (zero + from * billion)).abs() < 0.3, "{bar:?}");
        assert!((bar[2] - long * billion).abs() < 0.3, "{bar:?}");
    }
    assert_eq!((losses.len(), boxes(&document, style::GAIN).len()), (7, 1), "parts that are nothing are left out");
    let total = boxes(&document, style::INK);
    assert!((total[0][2] - 24.9 * billion).abs() < 0.3);
}

#[test]
fn histogram_bars_have_the_height_of_their_share() {
    let summary = sample::summary();
    let drawn = chart(&summary, "value");
    let document = Document::parse(&drawn.svg).unwrap();
    let words = words(&document);
    let middle = |text: &str| {
        let w = place(&words, text);
        w.top + (w.bottom - w.top) * 0.5
    };
    let percent = (middle("0%") - middle("8%")) / 8.0;
    let total: u64 = summary.value_histogram.counts.values().flatten().sum();
    for state in style::STATES {
        let Some(counts) = summary.value_histogram.counts.get(state.key) else { continue };
        // The first box of the colour is its swatch in the key.
        let drawn: f64 = boxes(&document, state.colour).iter().skip(1).map(|b| b[3]).sum();
        let share = counts.iter().sum::<u64>() as f64 / total as f64 * 100.0;
        // Each box is rounded to a tenth of a pixel.
        let rounding = 0.1 * counts.iter().filter(|c| **c > 0).count() as f64;
        assert!((drawn - share * percent).abs() < rounding, "{}: {drawn} for {share}%", state.key);
    }
}

#[test]
fn outcome_bars_are_as_long_as_their_probability() {
    let summary = sample::summary();
    let drawn = chart(&summary, "outcomes");
    let document = Document::parse(&drawn.svg).unwrap();
    let open: Vec<f64> = boxes(&document, style::STATES[0].colour).iter().map(|b| b[2]).collect();
    let shares: Vec<f64> = summary.markets.values().map(|m| m.outcomes["open"]).collect();
    assert_eq!(open.len(), shares.len());
    for (long, share) in open.iter().zip(&shares) {
        assert!((long - open[0] * share / shares[0]).abs() < 0.2, "{long} for {share}");
    }
}

#[test]
fn a_title_states_its_figure() {
    let charts = render(&sample::summary()).unwrap();
    for chart in &charts {
        assert!(chart.title.bytes().any(|b| b.is_ascii_digit()), "{}", chart.title);
        assert!(chart.alt.len() > 40 && chart.alt.bytes().any(|b| b.is_ascii_digit()), "{}", chart.alt);
        let document = Document::parse(&chart.svg).unwrap();
        let told =
            |tag: &str| document.descendants().find(|n| n.has_tag_name(tag)).and_then(|n| n.text().map(str::to_owned));
        assert_eq!((told("title"), told("desc")), (Some(chart.title.clone()), Some(chart.alt.clone())));
    }
}

#[test]
fn pictures_are_the_drawing_at_twice_the_size() {
    let summary = sample::with_markets(1, "中国 and <script>");
    for chart in render(&summary).unwrap() {
        let document = Document::parse(&chart.svg).unwrap();
        let png = chart.png().unwrap();
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        let size = |name: &str| document.root_element().attribute(name).unwrap().parse::<u32>().unwrap();
        assert_eq!((side(16), side(20)), (2 * size("width"), 2 * size("height")));
        assert_eq!(chart.png().unwrap(), png, "the same drawing gives the same bytes");
    }
}

#[test]
fn hostile_names_stay_names() {
    let name = "<script>alert('x')</script>\u{202E}\u{0}\"&amp;\u{1b}[31m";
    let mut summary = sample::with_markets(2, name);
    summary.scenario.name = name.to_owned();
    summary.events.iter_mut().for_each(|e| e.label = name.to_owned());
    summary.version = name.to_owned();
    for chart in render(&summary).unwrap() {
        let document = Document::parse(&chart.svg).unwrap();
        assert!(document.descendants().all(|n| !n.has_tag_name("script")));
        assert!(!chart.svg.contains('\u{202E}') && !chart.svg.contains('\u{0}') && !chart.svg.contains('\u{1b}'));
        assert!(chart.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    }
}

#[test]
fn hostile_keys_become_plain_file_names() {
    let mut taken = Vec::new();
    assert_eq!(super::file_stem("../../etc/passwd", &mut taken), "retention-------etc-passwd");
    assert_eq!(super::file_stem("a/b", &mut taken), "retention-a-b");
    assert_eq!(super::file_stem("a\\b", &mut taken), "retention-a-b-2");
    assert!(super::file_stem(&"x".repeat(9999), &mut taken).len() < 100);
}

#[test]
fn damaged_summaries_are_refused() {
    let damaged: [fn(&mut Summary); 6] = [
        |s| s.dates.clear(),
        |s| s.dates.reverse(),
        |s| s.value_histogram.baseline.truncate(3),
        |s| s.value_histogram.edges[1] = f64::NAN,
        |s| s.markets[1].fans["retention"].p5.truncate(3),
        |s| s.markets[1].access["open"].truncate(3),
    ];
    for damage in damaged {
        let mut summary = sample::summary();
        damage(&mut summary);
        assert!(matches!(render(&summary), Err(super::ChartError::Summary(_))));
    }
}
