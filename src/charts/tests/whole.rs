//! Charts as wholes: which there are, what they are called, and what they do with damaged figures.

use super::*;
use crate::analysis::{Convergence, Exceedance};
use crate::charts::ChartError;

#[test]
fn there_is_a_chart_for_each_question_and_each_market_and_measure() {
    let charts = render(&sample::summary()).unwrap();
    let names: Vec<&str> = charts.iter().map(|c| c.name.as_str()).collect();
    let first = [
        "value",
        "bridge",
        "outcomes",
        "loss-exceedance",
        "sale-prices",
        "sale-terms",
        "access",
        "users-below-half",
        "retention",
    ];
    assert_eq!(names[..9], first);
    assert_eq!(names[19..], ["convergence", "inputs"]);
    for key in ["retention-southeast-asia", "retention-us", "retention-china"] {
        assert!(names[9..19].contains(&key), "{key}");
    }
    let mut unsold = sample::summary();
    unsold.deals.clear();
    unsold.markets.values_mut().for_each(|m| m.sale_price = crate::analysis::Estimate::default());
    assert!(render(&unsold).unwrap().iter().all(|c| c.name != "sale-prices"));
}

#[test]
fn charts_without_figures_are_left_out() {
    let mut old = sample::summary();
    (old.convergence, old.exceedance) = (Convergence::default(), Exceedance::default());
    old.inputs.clear();
    old.bridge_abroad.clear();
    for market in old.markets.values_mut() {
        market.sales.clear();
        market.below_half.clear();
        market.outcome_fans.clear();
    }
    let charts = render(&old).unwrap();
    let names: Vec<&str> = charts.iter().map(|c| c.name.as_str()).collect();
    for gone in ["convergence", "loss-exceedance", "inputs", "sale-terms", "users-below-half"] {
        assert!(!names.contains(&gone), "{gone}");
    }
    assert_eq!(names.len(), 6 + 10);
}

#[test]
fn the_bridge_leads_with_what_is_abroad_where_there_is_a_home() {
    let summary = sample::summary();
    let title = chart(&summary, "bridge").title;
    assert!(
        title.starts_with("Outside China, government action and sales cost $24.1bn (28%) of a baseline of $87.3bn"),
        "{title}"
    );
    let mut homeless = summary.clone();
    homeless.scenario.home = None;
    let title = chart(&homeless, "bridge").title;
    assert!(title.starts_with("Government action and sales cost $24.9bn (7%) of a baseline of $377"), "{title}");
    let mut old = summary;
    old.bridge_abroad.clear();
    assert_eq!(chart(&old, "bridge").title, title);
}

#[test]
fn a_title_states_its_figure() {
    let charts = render(&sample::summary()).unwrap();
    for chart in &charts {
        assert!(chart.title.bytes().any(|b| b.is_ascii_digit()), "{}", chart.title);
        assert!(chart.alt.len() > 40 && chart.alt.bytes().any(|b| b.is_ascii_digit()), "{}", chart.alt);
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let (svg, title, alt) = (chart.svg(), escaped(&chart.title), escaped(&chart.alt));
        assert!(svg.contains(&format!("<title>{title}</title>")) && svg.contains(&format!("<desc>{alt}</desc>")));
    }
}

#[test]
fn titles_give_names_their_articles() {
    for chart in render(&sample::summary()).unwrap() {
        for name in ["United States", "United Kingdom"] {
            let bare = chart.title.replace(&format!("the {name}"), "").replace(&format!("The {name}"), "");
            assert!(!bare.contains(name), "{}", chart.title);
        }
    }
    let mut summary = sample::with_markets(1, "Rest of the world");
    summary.markets[0].access["banned"].iter_mut().for_each(|share| *share += 0.3);
    assert!(chart(&summary, "access").title.starts_with("The rest of the world is without"));
}

#[test]
fn pictures_are_the_drawing_at_twice_the_size() {
    let summary = sample::with_markets(1, "中国 and <script>");
    for chart in render(&summary).unwrap() {
        let png = chart.png().unwrap();
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        let (width, height) = chart.drawing.size;
        assert_eq!((f64::from(side(16)), f64::from(side(20))), (2.0 * width, 2.0 * height));
        assert_eq!(chart.png().unwrap(), png, "the same drawing gives the same bytes");
    }
}

#[test]
fn names_that_pictures_cannot_show_are_told_by_their_keys() {
    let mut summary = sample::summary();
    assert!(crate::charts::spell_names(&summary).is_none());
    summary.markets["japan"].name = "日本".to_owned();
    let (spelt, warning) = crate::charts::spell_names(&summary).unwrap();
    assert_eq!([&*spelt.markets["japan"].name, &*spelt.markets["us"].name], ["japan", "United States"]);
    assert!(warning.contains("日本"), "{warning}");
    assert!(render(&spelt).unwrap().iter().all(|chart| font::has_all(&chart.svg())));
}

#[test]
fn names_of_studies_that_pictures_cannot_show_are_told_by_their_keys() {
    let mut study = crate::charts::drivers::sample::tornado(40);
    assert!(crate::charts::spell_study(&study, &crate::charts::sensitivity(&study).unwrap()).is_none());
    let names = ["Соединённые Штаты 米国", "日本"];
    for (name, own) in names.iter().zip(study.scenario.markets.values_mut()) {
        (*name).clone_into(own);
    }
    study.scenario.title = "米国の売却".to_owned();
    let charts = crate::charts::sensitivity(&study).unwrap();
    let (spelt, warning) = crate::charts::spell_study(&study, &charts).unwrap();
    let keys: Vec<&String> = spelt.scenario.markets.keys().take(2).collect();
    let told: Vec<&String> = spelt.scenario.markets.values().take(2).collect();
    assert_eq!(told, keys);
    assert_eq!(spelt.scenario.title, spelt.scenario.name);
    assert!(names.iter().all(|name| warning.contains(name)), "{warning}");
    assert!(crate::charts::sensitivity(&spelt).unwrap().iter().all(|chart| font::has_all(&chart.svg())));
}

#[test]
fn hostile_names_stay_names() {
    let name = "<script>alert('x')</script>\u{202E}\u{0}\"&amp;\u{1b}[31m";
    let mut summary = sample::with_markets(2, name);
    summary.scenario.name = name.to_owned();
    summary.events.iter_mut().for_each(|e| e.label = name.to_owned());
    summary.version = name.to_owned();
    for chart in render(&summary).unwrap() {
        assert!(!chart.svg().contains("<script"));
        assert!(!chart.svg().contains(['\u{202E}', '\u{0}', '\u{1b}']));
        assert!(chart.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    }
}

#[test]
fn hostile_keys_become_plain_file_names() {
    let mut taken = Vec::new();
    assert_eq!(crate::charts::file_stem("retention", "../../etc/passwd", &mut taken), "retention-------etc-passwd");
    assert_eq!(crate::charts::file_stem("retention", "a/b", &mut taken), "retention-a-b");
    assert_eq!(crate::charts::file_stem("retention", "a\\b", &mut taken), "retention-a-b-2");
    assert!(crate::charts::file_stem("retention", &"x".repeat(9999), &mut taken).len() < 100);
}

#[test]
fn damaged_summaries_are_refused() {
    let damaged: [fn(&mut Summary); 18] = [
        |s| s.dates.clear(),
        |s| s.dates.reverse(),
        |s| s.value_histogram.baseline.truncate(3),
        |s| s.value_histogram.edges[1] = f64::NAN,
        |s| s.markets[1].fans["retention"].p5.truncate(3),
        |s| s.markets[1].access["open"].truncate(3),
        |s| s.markets[1].access["open"][2] = f64::NAN,
        |s| s.markets[0].outcome_fans[0].p50.truncate(3),
        |s| s.markets[1].below_half[2] = 1.5,
        |s| s.deals[0].price.p5 = Some(1e300),
        |s| s.convergence.mean.truncate(3),
        |s| s.convergence.se[1] = f64::INFINITY,
        |s| s.convergence.replications.reverse(),
        |s| s.exceedance.low.truncate(3),
        |s| s.exceedance.loss[4] = f64::NAN,
        |s| s.exceedance.loss.reverse(),
        |s| s.inputs[3].drawn_below[1] = f64::NAN,
        |s| s.markets["us"].sales[0].price_to_standalone[2] = f64::NAN,
    ];
    for damage in damaged {
        let mut summary = sample::summary();
        damage(&mut summary);
        assert!(matches!(render(&summary), Err(ChartError::Summary(_))));
    }
}

#[test]
fn absurd_figures_are_drawn_without_a_panic() {
    for factor in [0.0, 1e-300, 1e290, -1.0] {
        let mut summary = sample::summary();
        summary.replications = u64::MAX;
        summary.convergence.mean.iter_mut().for_each(|v| *v *= factor);
        summary.convergence.se.iter_mut().for_each(|v| *v *= factor);
        summary.convergence.replications.pop();
        summary.convergence.replications.push(u64::MAX);
        for figures in summary.inputs.values_mut() {
            figures.drawn_below = figures.drawn_below.map(|v| v * factor);
            figures.asked = figures.asked.map(|v| v * factor);
        }
        for list in [&mut summary.exceedance.loss, &mut summary.exceedance.low, &mut summary.exceedance.high] {
            list.iter_mut().for_each(|v| *v *= factor.abs());
        }
        for counts in summary.value_histogram.counts.values_mut() {
            counts.iter_mut().for_each(|n| *n = u64::MAX);
        }
        for market in summary.markets.values_mut() {
            market.sales.iter_mut().for_each(|g| {
                (g.count, g.bidders) = (u64::MAX, u32::MAX);
                g.price_to_standalone = g.price_to_standalone.map(|v| v * factor);
            });
            for fan in market.fans.values_mut() {
                let lists = [&mut fan.p5, &mut fan.p25, &mut fan.p50, &mut fan.p75, &mut fan.p95];
                lists.into_iter().flatten().for_each(|v| *v *= factor.abs());
            }
            market.access.values_mut().flatten().for_each(|v| *v *= factor.clamp(0.0, 1.0));
        }
        assert!(render(&summary).is_ok(), "{factor}");
    }
}
