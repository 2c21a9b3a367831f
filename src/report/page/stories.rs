//! Simulated histories, told day by day: a bad one, a middle one, a good one.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::analysis::{Ending, Line, Story, Summary};
use crate::table::{Cell, Table};
use crate::text::clean::clean;
use crate::text::numbers::{day, is_constant, is_nothing, last_place, money, whole_percent, write_often};
use crate::text::states::{describe_ending, state_word};

use super::super::amounts::AmountUnit;
use super::super::narrative::{ends, place_in_names};
use super::super::words::{capitalize, describe_users_before, name_market, share_less};
use super::tables::render_table;
use crate::charts::style::{AXIS, FAN_MEDIAN};

/// All of them; the first stands open.
pub(super) fn stories(summary: &Summary) -> Markup {
    html! {
        p { "Each of these is one simulation, with the draws of its number; none is an average. They are near three places in "
            "the order of values, each with a loss near to what is usual there; single markets may fare as they rarely do. Standalone value is what a business would be worth on its own, unsold; valuations follow it until a deal is signed. It, offers and "
            "prices are in dollars of their day, and the value of the business in dollars of the start." }
        @for (i, story) in summary.stories.iter().enumerate() { (render_story(summary, story, i)) }
    }
}

/// Words for a place among the values; where all are one there is no better and no worse.
fn describe_rank(summary: &Summary, story: &Story, alike: bool) -> String {
    let at = whole_percent(story.quantile);
    match story.quantile {
        _ if alike => "A simulated history: all are worth the same".to_owned(),
        q if q < 0.35 => format!("A bad simulated history: near the {at} quantile of value"),
        q if q > 0.65 => format!("A good simulated history: near the {at} quantile of value"),
        _ => describe_typical(summary, story)
            .unwrap_or_else(|| "A middling simulated history: near the median of value".to_owned()),
    }
}

/// In what the middle history is typical: how its main market ends, where that is the likeliest.
fn describe_typical(summary: &Summary, story: &Story) -> Option<String> {
    let main = summary.markets.get(&summary.main_market)?;
    let state = &story.endings.get(&summary.main_market)?.state;
    let own = ends(main, state).probability;
    let is_likeliest = main.outcomes.values().all(|other| *other <= own);
    is_likeliest.then(|| {
        format!(
            "A simulated history in the middle: near the median of value, and {} ends {}, as in {}",
            name_market(&main.name),
            describe_ending(state),
            write_often(own)
        )
    })
}

fn render_story(summary: &Summary, story: &Story, number: usize) -> Markup {
    let value = super::super::narrative::leading(summary).0;
    let kind = describe_rank(summary, story, value.count < 2 || is_constant(value));
    let title = format!("{}: how each market ends", kind.split(':').next().unwrap_or_default());
    html! {
        details.story.paper id=(format!("story-{}", number + 1)) open[number == 0] {
            summary { h3 { (kind) } }
            div {
                p { (describe_worth(summary, story)) }
                (render_users(summary, story))
                @if story.lines.is_empty() { p { "Nothing happens: no government acts, and nothing is sold." } }
                ol.told { @for line in &story.lines { (render_line(line)) } }
                details.data.paper.bare { summary { "How each market ends" } (render_table(&title, &endings(summary, story))) }
                p.note { "To replay it, in the folder of this report: " code { "marketgate trace run.toml --replication " (story.replication) } }
            }
        }
    }
}

/// Users of the main market over the years, as a small line.
fn render_users(summary: &Summary, story: &Story) -> Markup {
    const SIZE: (f64, f64) = (600.0, 60.0);
    let Some(main) = summary.markets.get(&summary.main_market).filter(|_| story.users.len() > 1) else {
        return html! {};
    };
    let most = story.users.iter().copied().fold(1.0, f64::max);
    let point = |(i, users): (usize, &f64)| {
        let x = SIZE.0 * i as f64 / (story.users.len() - 1) as f64;
        format!("{:.0},{:.0}", x, SIZE.1 - (SIZE.1 - 6.0) * users.max(0.0) / most - 3.0)
    };
    let points: Vec<String> = story.users.iter().enumerate().map(point).collect();
    let kept = |users: Option<&f64>| whole_percent(users.copied().unwrap_or_default());
    let highest = story.users.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    html! {
        p.note { "Users in " (name_market(&main.name)) ", of those at the start: " (kept(Some(&highest))) " at their peak, " (kept(story.users.last())) " at the end." }
        svg.line viewBox=(format!("0 0 {} {}", SIZE.0, SIZE.1)) preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            path d=(format!("M0,{0}H{1}", SIZE.1 - 3.0, SIZE.0)) fill="none" stroke=(AXIS.hex()) stroke-width="1" {}
            polyline points=(points.join(" ")) fill="none" stroke=(FAN_MEDIAN.hex()) stroke-width="2" vector-effect="non-scaling-stroke" {}
        }
    }
}

fn describe_worth(summary: &Summary, story: &Story) -> String {
    let dollars = |v: f64| money(v, last_place(v, None));
    let place = place_in_names(summary)
        .map_or_else(|| "The business".to_owned(), |place| format!("{} the business", capitalize(&place)));
    format!(
        "{place} is worth {} in it, {}.",
        dollars(story.value),
        share_less(story.value, story.baseline_value, &dollars(story.baseline_value))
    )
}

fn render_line(line: &Line) -> Markup {
    let date: Option<Date> = line.date.parse().ok();
    html! { li {
        time datetime=(clean(&line.date)) { (date.map_or_else(|| clean(&line.date), day)) }
        span dir="auto" { @if !line.place.is_empty() { b { bdi { (clean(&line.place)) } } ". " } (spoken_dates(&clean(&line.sentence))) }
    } }
}

/// Dates as people write them, where a sentence has them as computers do.
fn spoken_dates(sentence: &str) -> String {
    let date = |word: &str| {
        let bare = word.trim_end_matches(['.', ',', ';', ':']);
        let found: Date = (bare.len() == 10).then(|| bare.parse().ok()).flatten()?;
        Some(format!("{}{}", day(found), &word[bare.len()..]))
    };
    let words: Vec<String> = sentence.split(' ').map(|word| date(word).unwrap_or_else(|| word.to_owned())).collect();
    words.join(" ")
}

fn endings(summary: &Summary, story: &Story) -> Table {
    let amounts = || story.endings.values().flat_map(|ending| [ending.value, ending.baseline_value]);
    let unit = AmountUnit::of_values(amounts());
    // Where one unit leaves hardly a digit of an amount, each has its own.
    let is_too_coarse = amounts().any(|amount| !is_nothing(amount) && !unit.tells(amount));
    let write = |v: f64| if is_too_coarse { money(v, last_place(v, None)) } else { unit.write_dollars(v) };
    let dollars = |v: f64| Cell::money(v).with_text(write(v));
    let row = |(key, ending): (&String, &Ending)| {
        let name = summary.markets.get(key).map_or(key.as_str(), |m| m.name.as_str());
        let state = state_word(&ending.state);
        vec![
            Cell::text(name),
            Cell::text(state),
            Cell::share(ending.retention).with_text(whole_percent(ending.retention)),
            dollars(ending.value),
            dollars(ending.baseline_value),
        ]
    };
    Table::new(
        format!(
            "How each market ends; users kept: of those at the start{}; dollars at the start",
            describe_users_before(summary)
        ),
        ["Market", "Ends", "Users kept", "Value", "With no government action"],
        story.endings.iter().map(row),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn dates_in_sentences_are_spoken() {
        assert_eq!(spoken_dates("A sale is ordered by 2020-11-12."), "A sale is ordered by 12 Nov 2020.");
        assert_eq!(spoken_dates("It will end on never, 2020-13-45."), "It will end on never, 2020-13-45.");
    }

    #[test]
    fn a_story_gives_its_value_its_endings_and_the_command() {
        let html = stories(&sample::summary()).into_string();
        for part in [
            "A bad simulated history: near the 5% quantile",
            "A good simulated history: near the 95% quantile",
            "run.toml --replication 4999",
            "12 Nov 2020",
        ] {
            assert!(html.contains(part), "{part}");
        }
        assert_eq!(html.matches("<details class=\"story").count(), 3);
        assert_eq!(html.matches(" open>").count(), 1);
    }
}
