//! Charts of the spreadsheet itself: they draw on cells, so that they can be changed there.
//!
//! No words of the scenario are given to a chart, only the cells that hold them: a name that begins
//! like a formula would be taken for a range.

use jiff::civil::Date;
use rust_xlsxwriter::{
    Chart, ChartAxis, ChartAxisCrossing, ChartAxisDateUnitType, ChartAxisLabelPosition, ChartErrorBars,
    ChartErrorBarsType, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker,
    ChartPoint, ChartSolidFill, ChartType, IntoChartRange,
};

use crate::charts::style::{AXIS, Colour, GAIN, GRID, INK, LOSS, MUTED};
use crate::text::states::State;

use super::cells::{Scale, colour};
use super::room::Area;

/// Colours of lines that stand for markets: Okabe and Ito (2008), told apart by the colour-blind.
const LINES: [Colour; 6] = [
    Colour([0x00, 0x72, 0xB2]),
    Colour([0xE6, 0x9F, 0x00]),
    Colour([0x00, 0x9E, 0x73]),
    Colour([0xCC, 0x79, 0xA7]),
    Colour([0x56, 0xB4, 0xE9]),
    Colour([0xD5, 0x5E, 0x00]),
];

fn fill(with: Colour) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(colour(with))).set_no_border();
    format
}

fn line(with: Colour, width: f64) -> ChartLine {
    let mut line = ChartLine::new();
    line.set_color(colour(with)).set_width(width);
    line
}

fn font(size: f64) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_size(size).set_color(colour(INK)).unset_bold();
    font
}

fn quiet(axis: &mut ChartAxis, name: &str) {
    axis.set_font(&font(9.0)).set_major_gridlines(false).set_format(&mut line(AXIS, 0.75));
    if !name.is_empty() {
        axis.set_name(name).set_name_font(font(9.0).set_color(colour(MUTED)));
    }
}

/// The frame of a chart of columns or lines: a quiet title, grid lines on the axis of values only.
fn frame(chart: &mut Chart, title: &str, across: &str, up: &str) {
    heading(chart, title);
    quiet(chart.x_axis(), across);
    quiet(chart.y_axis(), up);
    chart.y_axis().set_major_gridlines(true).set_major_gridlines_line(&line(GRID, 0.75));
}

/// The frame of a chart of bars, whose categories run down the vertical axis, the first at the top.
fn downward(chart: &mut Chart, title: &str) {
    heading(chart, title);
    quiet(chart.x_axis(), "");
    quiet(chart.y_axis(), "");
    chart.x_axis().set_major_gridlines(true).set_major_gridlines_line(&line(GRID, 0.75));
    // The axis of values stays at the bottom all the same.
    chart.y_axis().set_reverse().set_crossing(ChartAxisCrossing::Max).set_label_position(ChartAxisLabelPosition::Low);
}

fn heading(chart: &mut Chart, title: &str) {
    chart.title().set_name(title).set_font(font(12.0).set_bold());
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9.0));
}

/// Parts of a table's column as horizontal bars with their standard errors, coloured by whether they
/// take or add. `values` are those of the column, from the row `first` on.
pub(super) fn bridge(area: &Area, first: u32, values: &[f64]) -> Chart {
    let title = "What government action takes from the baseline, or adds: mean ± standard error";
    let mut chart = bars(area, [0, 1, 2], first, values, title);
    chart.set_alt_text("Bars of each part of the difference between the baseline and value");
    chart
}

/// Means of a table's first rows with their standard errors; `columns` hold names, means and errors.
pub(super) fn means(area: &Area, columns: [u16; 3], values: &[f64], title: &str) -> Chart {
    let mut chart = bars(area, columns, 0, values, title);
    chart.set_alt_text("Bars of means with their standard errors, one a scenario");
    chart
}

/// Horizontal bars with their standard errors, coloured by their sign.
fn bars(area: &Area, [names, means, errors]: [u16; 3], first: u32, values: &[f64], title: &str) -> Chart {
    let last = first + (values.len() as u32).saturating_sub(1);
    let mut chart = Chart::new(ChartType::Bar);
    downward(&mut chart, title);
    let errors = || area.rows(errors, first, last).new_chart_range();
    let mut whiskers = ChartErrorBars::new();
    whiskers.set_type(ChartErrorBarsType::Custom(errors(), errors())).set_format(&mut line(INK, 1.0));
    let points: Vec<ChartPoint> = values
        .iter()
        .map(|value| ChartPoint::new().set_format(&mut fill(if *value < 0.0 { LOSS } else { GAIN })))
        .collect();
    chart
        .add_series()
        .set_name(area.head(means))
        .set_categories(area.rows(names, first, last))
        .set_values(area.rows(means, first, last))
        .set_points(&points)
        .set_x_error_bars(&whiskers)
        .set_gap(45);
    let greatest = values.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
    // Ticks are about four: they are shown in a unit in which they are whole.
    chart.x_axis().set_num_format(Scale::of(greatest / 4.0).format(0));
    // Bars are read by their length, which must begin at nothing.
    if values.iter().all(|value| *value >= 0.0) {
        chart.x_axis().set_min(0);
    } else if values.iter().all(|value| *value <= 0.0) {
        chart.x_axis().set_max(0);
    }
    chart.legend().set_hidden();
    chart
}

/// Simulations by value, stacked by how the main market ended, with the baseline as a line. Columns of the
/// table: from, to, one for each state, the baseline.
pub(super) fn histogram(area: &Area, states: &[State], greatest: f64) -> Chart {
    let mut chart = Chart::new(ChartType::ColumnStacked);
    frame(
        &mut chart,
        "Simulations by value, and how the main market ended",
        "From, dollars at the start",
        "Simulations",
    );
    let bins = u32::MAX;
    for (column, state) in (2..).zip(states) {
        chart
            .add_series()
            .set_name(area.head(column))
            .set_categories(area.column(0, bins))
            .set_values(area.column(column, bins))
            .set_format(&mut fill(state.colour()))
            .set_gap(4)
            .set_overlap(100);
    }
    let mut outline = Chart::new(ChartType::Line);
    let baseline = 2 + states.len() as u16;
    outline
        .add_series()
        .set_name(area.head(baseline))
        .set_categories(area.column(0, bins))
        .set_values(area.column(baseline, bins))
        .set_format(&mut line(INK, 1.25))
        .set_marker(ChartMarker::new().set_none());
    if states.is_empty() {
        chart = outline;
    } else {
        chart.combine(&outline);
    }
    chart.x_axis().set_num_format(Scale::of(greatest).format(0)).set_label_interval(10).set_tick_interval(10);
    chart.x_axis().set_label_position(ChartAxisLabelPosition::Low);
    chart.y_axis().set_num_format("#,##0");
    chart.set_alt_text(
        "Columns of the number of simulations in each bin of value, coloured by outcome in the main market",
    );
    chart
}

/// The probability of each final state, a bar for each of the first `most` markets. States stand in the
/// columns from `first` on, those that occur with their place.
pub(super) fn outcomes(area: &Area, first: u16, states: &[(u16, State)], most: u32) -> Chart {
    let mut chart = Chart::new(ChartType::BarStacked);
    downward(&mut chart, "How each market ends: share of simulations");
    for (place, state) in states {
        chart
            .add_series()
            .set_name(area.head(first + place))
            .set_categories(area.column(0, most))
            .set_values(area.column(first + place, most))
            .set_format(&mut fill(state.colour()))
            .set_gap(35)
            .set_overlap(100);
    }
    chart.x_axis().set_num_format("0%").set_min(0).set_max(1);
    chart.set_alt_text("Stacked bars of the probability of each final state, one bar a market");
    chart
}

/// A line for each of the `columns` of a table whose first column holds dates.
pub(super) fn medians(area: &Area, columns: &[u16], (from, to): (Date, Date), title: &str) -> Chart {
    let mut chart = Chart::new(ChartType::Line);
    frame(&mut chart, title, "", "");
    let dates = u32::MAX;
    for (i, column) in columns.iter().enumerate() {
        let mut stroke = line(LINES[i % LINES.len()], 2.0);
        // A second round of colours is dashed.
        stroke.set_dash_type(match i / LINES.len() {
            0 => ChartLineDashType::Solid,
            1 => ChartLineDashType::Dash,
            _ => ChartLineDashType::RoundDot,
        });
        chart
            .add_series()
            .set_name(area.head(*column))
            .set_categories(area.column(0, dates))
            .set_values(area.column(*column, dates))
            .set_format(&mut stroke)
            .set_marker(ChartMarker::new().set_none());
    }
    let years = to.year() - from.year();
    let axis = chart.x_axis();
    axis.set_date_axis(true).set_num_format("mmm yyyy").set_major_unit_date_type(ChartAxisDateUnitType::Months);
    axis.set_major_unit(match years {
        ..=1 => 3,
        2 => 6,
        3..=10 => 12,
        _ => 60,
    });
    axis.set_label_position(ChartAxisLabelPosition::Low);
    chart.y_axis().set_num_format("0%").set_min(0);
    chart.legend().set_position(ChartLegendPosition::Right);
    chart.set_alt_text("Lines of the median share of users kept, by date, one line a market");
    chart
}
