//! From one scenario's mean value to another's: what each of their differences brings, as a waterfall.

use crate::analysis::{Change, Contribution, Difference, DifferenceGroup, MeanEstimate};
use crate::charts::canvas::Type;
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{INK, LABEL, MUTED, SMALL};
use crate::charts::waterfall::{Part, waterfall};
use crate::charts::{Cell, Chart, Table};
use crate::scenario::ABSENT;
use crate::text::clean::clean;
use crate::text::names::{capitalize, name_in_title, shorten_name};
use crate::text::numbers::{self, count, last_place, money, money_with_error};
use crate::text::paths::name_difference;

/// Space of names.
const NAMES: f64 = 250.0;
/// Most items of a group of which the chart tells what A and B say.
const NOTED: usize = 3;
/// Most rows, the sum among them.
const ROWS: usize = 12;

/// The chart of a difference; none where nothing differs.
pub fn difference(difference: &Difference) -> Option<Chart> {
    let change = difference.change()?;
    let parts = parts(difference, change);
    let rows = parts.iter().map(|part| {
        let note = part.note.as_ref().map_or(Cell::MISSING, Cell::text);
        vec![Cell::text(&*part.word), note, Cell::figure(part.written(), part.to - part.from)]
    });
    let caption = "What each difference brings to the change in mean value (Shapley value), dollars, ± standard error";
    let (a, b) = (&difference.a.name, &difference.b.name);
    let written = |figure: MeanEstimate| money_with_error(figure.mean, figure.se);
    let sheet = Sheet {
        name: "difference".to_owned(),
        title: clean(&finding(difference, change)),
        subtitle: subtitle(difference, change),
        kind: format!("Waterfall from {} in {a} to {} in {b}", written(change.a), written(change.b)),
        spoken: parts.iter().map(Part::spoken).collect(),
        table: Table::new(caption, ["Difference", "From A to B", "Brings"], rows),
        origin: Origin::of_several(
            format!("{}; {}", difference.a.title, difference.b.title),
            difference.seed,
            difference.replications,
            &difference.version,
        ),
    };
    Some(waterfall(&parts, "A", NAMES).chart(sheet))
}

/// What each group brings, the greatest first and the least together, and then all of them.
fn parts(difference: &Difference, change: &Change) -> Vec<Part> {
    let groups = &difference.groups;
    let shown = if groups.len() < ROWS { groups.len() } else { ROWS - 2 };
    let (mut at, mut out) = (0.0, Vec::new());
    let mut push = |word: String, note: Option<String>, contribution: Contribution| {
        out.push(Part { word, note, from: at, to: at + contribution.mean, error: contribution.se });
        at += contribution.mean;
    };
    for group in &groups[..shown] {
        let space = NAMES - 12.0;
        let note = (group.items.len() <= NOTED).then(|| note(group, space));
        push(label(difference, group, space), note, group.contribution(&difference.headline));
    }
    let rest: Vec<Contribution> =
        groups[shown..].iter().map(|group| group.contribution(&difference.headline)).collect();
    if !rest.is_empty() {
        // Parts of one sum lean on each other; the sum of their errors is the most that theirs can be.
        let se = rest.iter().map(|contribution| contribution.se).sum();
        let mean = rest.iter().map(|contribution| contribution.mean).sum();
        push(format!("{} others", rest.len()), None, Contribution { mean, se, share: None });
    }
    out.push(Part {
        word: "All together".to_owned(),
        note: None,
        from: 0.0,
        to: change.change.mean,
        error: change.change.se,
    });
    out
}

/// Name of a group in `space` pixels.
fn label(of: &Difference, group: &DifferenceGroup, space: f64) -> String {
    Type::new(LABEL, INK).fit(&capitalize(&name_difference(group, of)), space)
}

/// What A and B say, in `space` pixels.
fn note(group: &DifferenceGroup, space: f64) -> String {
    let [a, b] = group.written_values().map(|said| clean(&said));
    let style = Type::new(SMALL, MUTED);
    match [a.as_str(), b.as_str()] {
        [ABSENT, b] => format!("only in B: {b}"),
        [a, ABSENT] => format!("only in A: {a}"),
        [a, b] => {
            // Where both do not fit, each has half of the space, and what one leaves of it the other takes.
            let free = space - style.width(" → ");
            let half = [b, a].map(|other| (free - style.width(other)).max(0.5 * free));
            format!("{} → {}", style.fit(a, half[0]), style.fit(b, half[1]))
        }
    }
}

/// `outside China` where that is what is explained.
fn outside(difference: &Difference) -> Option<String> {
    let abroad = difference.headline == "value_abroad";
    abroad.then(|| format!("outside {}", difference.home.as_deref().map_or("home".to_owned(), name_in_title)))
}

fn finding(difference: &Difference, change: &Change) -> String {
    let place = outside(difference).map(|outside| capitalize(&format!("{outside}, "))).unwrap_or_default();
    let size = change.change.mean.abs();
    let written = money(size, last_place(size, change.change.se).max(last_place(size, None)));
    if change.within_noise {
        let histories = count(difference.replications);
        let error = money_with_error(change.change.mean, change.change.se);
        return format!("{place}B and A are worth the same as far as {histories} simulations can tell ({error})");
    }
    let more = if change.change.mean > 0.0 { "more" } else { "less" };
    let part = largest(difference).map(|part| format!("; {part}")).unwrap_or_default();
    format!("{place}B is worth {written} {more} than A{part}")
}

/// The largest part in words.
fn largest(difference: &Difference) -> Option<String> {
    let group = difference.leading().into_iter().next()?;
    let contribution = group.contribution(&difference.headline);
    let name = Type::new(LABEL, INK).fit(&name_difference(group, difference), 300.0);
    match contribution.share? {
        _ if difference.groups.len() == 1 => Some(format!("they differ in {name} alone")),
        share if (0.0..1.0).contains(&share) => Some(format!("{} of it is {name}", numbers::spoken_percent(share))),
        _ => {
            let sign = if contribution.mean > 0.0 { "+" } else { "" };
            Some(format!(
                "the largest part is {name} ({sign}{})",
                money(
                    contribution.mean,
                    last_place(contribution.mean, contribution.se).max(last_place(contribution.mean, None))
                )
            ))
        }
    }
}

fn subtitle(difference: &Difference, change: &Change) -> String {
    let [a, b] = [&difference.a, &difference.b].map(|side| shorten_name(&difference.describe_side(side)));
    let written = |figure: MeanEstimate| money_with_error(figure.mean, figure.se);
    let place = outside(difference).map(|outside| format!(" {outside}")).unwrap_or_default();
    let orders = match difference.method.order_pairs {
        Some(pairs) => format!(", over {} sampled orders in each 1,000", 2 * pairs),
        None => String::new(),
    };
    format!(
        "Mean change in value{place} from A, {a} ({}), to B, {b} ({}), and what each difference brings (Shapley value{orders}); \
         dollars at the start, ± standard error",
        written(change.a),
        written(change.b)
    )
}

#[cfg(test)]
mod tests {
    use super::super::difference_sample::difference as sample;
    use super::super::style::{GAIN, INK, LOSS};
    use super::super::tests::boxes;
    use super::super::tests::words::assert_readable;
    use super::*;
    fn drawn(of: &Difference) -> Chart {
        let chart = difference(of).unwrap();
        assert_readable("a difference", &chart);
        chart
    }

    #[test]
    fn every_number_of_rows_is_readable() {
        for groups in 1..30 {
            let chart = drawn(&sample(groups));
            let others = chart.svg().contains(" others<") || chart.alt.contains(" others ");
            assert_eq!(others, groups >= ROWS, "{groups}");
            assert!(chart.title.contains('$'), "{}", chart.title);
        }
    }

    #[test]
    fn the_title_states_the_change_and_its_largest_part() {
        let title = |of: &Difference| drawn(of).title;
        assert_eq!(
            title(&sample(2)),
            "Outside China, B is worth $10.2bn less than A; 61% of it is “The US bans the app”"
        );
        assert_eq!(
            title(&sample(1)),
            "Outside China, B is worth $6.24bn less than A; they differ in “The US bans the app” alone"
        );
        let mut of = sample(2);
        (of.headline, of.home) = ("value".to_owned(), None);
        of.groups[0].contributions["value"].share = Some(1.7);
        assert_eq!(title(&of), "B is worth $10.2bn less than A; the largest part is “The US bans the app” (−$6.24bn)");
        for change in of.figures.values_mut() {
            change.within_noise = true;
        }
        assert!(title(&of).contains("the same as far as 10,000 simulations can tell"), "{}", title(&of));
        of.b.name = of.a.name.clone();
        assert!(title(&of).starts_with("B and A"), "{}", title(&of));
    }

    #[test]
    fn bars_are_as_long_as_what_they_stand_for_and_meet() {
        let of = sample(5);
        let chart = drawn(&of);
        let colours = [LOSS, GAIN, INK].map(|colour| boxes(&chart.drawing, colour));
        let mut boxes: Vec<[f64; 4]> = colours.concat();
        boxes.sort_by(|a, b| a[1].total_cmp(&b[1]));
        assert_eq!(boxes.len(), 6);
        let total = of.change().unwrap().change.mean.abs();
        let pixels = boxes[5][2] / total;
        for (bar, group) in boxes.iter().zip(&of.groups) {
            let mean = group.contribution("value_abroad").mean;
            assert!((bar[2] - (mean.abs() * pixels).max(1.0)).abs() < 0.4, "{bar:?} for {mean}");
        }
    }

    #[test]
    fn long_and_hostile_names_stay_names() {
        let name =
            "<script>alert('x')</script>\u{202E}\u{0}\"&amp;\u{1b}[31m a very long name that goes on and on and on";
        for groups in [1, 3, 20] {
            let mut of = sample(groups);
            for text in [&mut of.a.name, &mut of.b.name, &mut of.version] {
                name.clone_into(text);
            }
            of.home = Some(name.to_owned());
            for group in &mut of.groups {
                let item = &mut group.items[0];
                (item.path, item.a, item.b) = (name.to_owned(), name.to_owned(), name.to_owned());
                let twin = item.clone();
                group.items.extend([twin.clone(), twin]);
            }
            let chart = drawn(&of);
            assert!(!chart.svg().contains(['\u{202E}', '\u{0}', '\u{1b}']));
        }
    }

    #[test]
    fn notes_say_what_both_say_in_the_space_there_is() {
        let of = sample(6);
        let told = |path: &str, space: f64| note(of.groups.iter().find(|group| group.name() == path).unwrap(), space);
        assert_eq!(told("strategy", 240.0), "sell → refuse");
        assert_eq!(told("events.us-ban", 240.0), "only in B: ban on 2020-09-20 in us");
        assert_eq!(told("events.us-order", 240.0), "only in A: forced-sale on 2020-08-14 in us");
        let long = told("company.discount_rate", 200.0);
        assert!(long.starts_with("10% to") && long.contains("… → 12% to") && long.ends_with('…'), "{long}");
        let uneven = told("markets.us.policy.order.extension.probability", 240.0);
        assert!(uneven.starts_with("30% to 60% (as") && uneven.ends_with("… → 80%"), "{uneven}");
    }
}
