//! Charts on a page: the drawing with its title as a heading, places that a pointer reads, and the figures behind it.

use maud::{Markup, PreEscaped, html};

use crate::charts::{Chart, Zone};

use super::tables::render_table;

/// Tables of no more rows are printed under their chart.
const ON_PAPER: usize = 12;

/// Charts one after the other.
pub(in crate::report) fn render_charts<'a>(charts: impl IntoIterator<Item = &'a Chart>) -> Markup {
    html! { @for chart in charts { (render_chart(chart, None)) } }
}

/// Charts of which one is shown at a time, chosen by market, where there are several, and by figure. Each stem comes with what
/// people call it and its charts, one a market. Without a script, and on paper, every market stands there by the first figure.
pub(in crate::report) fn render_switch(markets: &[String], figures: &[(&str, &str, Vec<&Chart>)]) -> Markup {
    html! {
        div.switch data-switch {
            div.pick {
                @if !markets.is_empty() {
                    label { "Market " select data-pick="market" autocomplete="off" {
                        @for (i, name) in markets.iter().enumerate() { option value=(i) { (name) } }
                    } }
                }
                @if figures.len() > 1 {
                    label { "Figure " select data-pick="measure" autocomplete="off" {
                        @for (stem, word, _) in figures { option value=(stem) { (word) } }
                    } }
                }
            }
            @for (i, (stem, _, charts)) in figures.iter().enumerate() {
                @for (market, chart) in charts.iter().enumerate() {
                    (render_chart(chart, Some(&SwitchPosition { market, measure: stem, later: i > 0 })))
                }
            }
        }
    }
}

/// Where a chart stands among those of which one is shown at a time.
struct SwitchPosition<'a> {
    /// Value of the first list.
    market: usize,
    /// Value of the second.
    measure: &'a str,
    /// Whether it is left out where nothing can be chosen: on paper, and without a script.
    later: bool,
}

/// A chart. Its text was escaped when it was drawn.
fn render_chart(chart: &Chart, position: Option<&SwitchPosition<'_>>) -> Markup {
    let id = format!("chart-{}", chart.name);
    let title = format!("{id}-title");
    let drawing = Drawing::of(&chart.svg);
    let class = position.filter(|p| p.later).map(|_| "later");
    html! {
        figure id=(id) class=[class] data-market=[position.map(|p| p.market)] data-measure=[position.map(|p| p.measure)] {
            figcaption { h3 id=(title) dir="auto" { (chart.title) } }
            div.plot tabindex="0" role="group" aria-labelledby=(title)
                aria-describedby=[(!chart.zones.is_empty()).then_some("chart-keys")] {
                svg xmlns="http://www.w3.org/2000/svg" viewBox=(drawing.view) role="img" aria-label=(chart.alt) {
                    (PreEscaped(drawing.marks))
                    (zones(&chart.zones))
                }
            }
            p.swipe aria-hidden="true" { "Swipe sideways to see all of the drawing." }
            @if !chart.table.rows.is_empty() {
                details.data.paper[chart.table.rows.len() <= ON_PAPER] {
                    summary { "Figures" span.unseen { ": " (chart.title) } }
                    (render_table(&format!("Figures: {}", chart.title), &chart.table))
                }
            }
        }
    }
}

/// Invisible places over the drawing, in its own units: tenths of a pixel.
fn zones(zones: &[Zone]) -> Markup {
    let units = |pixels: f64| (pixels * 10.0).round() as i64;
    html! { @if !zones.is_empty() { g.zones {
        @for z in zones {
            rect data-row=(z.row) x=(units(z.left)) y=(units(z.top))
                width=(units(z.right) - units(z.left)) height=(units(z.bottom) - units(z.top)) {}
        }
    } } }
}

/// A drawing taken out of its file.
struct Drawing<'a> {
    /// The part of it that is shown.
    view: String,
    /// What is drawn.
    marks: std::borrow::Cow<'a, str>,
}

impl<'a> Drawing<'a> {
    /// Everything but the header, and without the title that the drawing begins with: on a page that is a heading.
    fn of(svg: &'a str) -> Self {
        let body = svg.split_once("</desc>").map_or(svg, |(_, body)| body);
        let body = body.trim_end().strip_suffix("</svg>").unwrap_or(body);
        let size = attribute(svg, "viewBox=\"0 0 ").unwrap_or("8000 5000");
        let (width, height) = size.split_once(' ').unwrap_or(("8000", "5000"));
        let height: f64 = height.parse().unwrap_or(5000.0);
        let below = title_end(body).unwrap_or(0.0);
        Self { view: format!("0 {below} {width} {}", height - below), marks: slim(body) }
    }
}

fn attribute<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once('"').map(|(value, _)| value)
}

/// Where the title ends: the first texts of a drawing, bold and of one size, are its lines.
fn title_end(body: &str) -> Option<f64> {
    let mut end = None;
    for text in body.split("<text ").skip(1) {
        let (tag, _) = text.split_once('>')?;
        let bold = tag.contains("font-weight=\"bold\"") && tag.contains("font-size=\"200\"");
        let top: f64 = attribute(tag, "y=\"").and_then(|y| y.parse().ok())?;
        match end {
            _ if bold => end = Some(top + 220.0),
            found => return found,
        }
    }
    end
}

/// The drawing without what the style sheet of the page says once for all.
fn slim(body: &str) -> std::borrow::Cow<'_, str> {
    let Some(family) = attribute(body, "font-family=\"") else { return body.into() };
    let family = format!(" font-family=\"{family}\"");
    body.replace(&family, "").replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", "").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{render, sample};

    #[test]
    fn every_drawing_gives_up_its_title_and_keeps_all_else() {
        for chart in render(&sample::summary()).unwrap() {
            let drawing = Drawing::of(&chart.svg);
            let numbers: Vec<f64> = drawing.view.split(' ').map(|n| n.parse().unwrap()).collect();
            let below = numbers[1];
            assert!((400.0..1200.0).contains(&below), "{}: {}", chart.name, drawing.view);
            assert!(!drawing.marks.contains("<title") && !drawing.marks.contains("svg"), "{}", chart.name);
            let hidden = drawing.marks.split("<text ").skip(1).filter(|t| {
                let y: f64 = attribute(t, "y=\"").unwrap().parse().unwrap();
                y + 100.0 < below
            });
            let words: String =
                hidden.map(|t| t.split('>').nth(1).unwrap().split('<').next().unwrap().trim()).collect();
            let squeezed = |text: &str| text.replace([' ', '\n'], "").replace("&lt;", "<").replace("&gt;", ">");
            assert_eq!(squeezed(&words.replace("&amp;", "&")), squeezed(&chart.title), "{}", chart.name);
        }
    }

    #[test]
    fn places_lie_in_the_units_of_the_drawing() {
        let zone = Zone { left: 1.0, top: 2.25, right: 11.0, bottom: 4.0, row: 3 };
        let markup = zones(&[zone]).into_string();
        assert!(markup.contains("<rect data-row=\"3\" x=\"10\" y=\"23\" width=\"100\" height=\"17\">"), "{markup}");
    }
}
