//! From one strategy's mean value to another's: price, chance of closing, cash, tax, blocked time and costs, as a waterfall.

use crate::analysis::{Change, Difference, SPLIT_PARTS, StrategySplit};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::waterfall::{Part, waterfall};
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::names::{capitalize, name_in_title, shorten_name};
use crate::text::numbers::{count, is_nothing, last_place, money, signed_money};
use crate::text::strategy_parts::describe_split_part;

/// Space of names.
const NAMES: f64 = 210.0;

/// The chart; none where the two are no strategies of one world.
pub fn strategy_split(difference: &Difference) -> Option<Chart> {
    let (Some(change), Some(split)) = (difference.change(), &difference.split) else { return None };
    let [a, b] = [&difference.a.name, &difference.b.name].map(|name| clean(name));
    let parts = parts(split, change);
    let rows = parts.iter().zip(list_shown_parts(split)).map(|(part, key)| {
        let written = Cell::figure(part.written(), part.to - part.from);
        vec![Cell::text(&*part.word), Cell::text(describe_split_part(key).1), written]
    });
    let caption = "What the change from A to B is made of, dollars at the start, ± standard error";
    let place = match (difference.headline.as_str(), &difference.home) {
        ("value_abroad", Some(home)) => format!("value outside {}", name_in_title(home)),
        _ => "value".to_owned(),
    };
    let sheet = Sheet {
        name: "strategies".to_owned(),
        title: clean(&finding(difference, split, change)),
        subtitle: format!(
            "Change in mean {place} from A ({a}) to B ({b}) in the same world, dollars at the start; {} simulations of both on the same \
             random draws",
            count(difference.replications)
        ),
        kind: format!("Waterfall of the parts of the change from {a} to {b}"),
        spoken: parts.iter().map(Part::spoken).collect(),
        table: Table::new(caption, ["Part", "What it is", "Brings"], rows.collect::<Vec<_>>()),
        origin: Origin::of_several(
            difference.a.title.clone(),
            difference.seed,
            difference.replications,
            &difference.version,
        ),
    };
    Some(waterfall(&parts, "A", NAMES).chart(sheet))
}

/// Keys of the parts that are something.
fn list_shown_parts(split: &StrategySplit) -> Vec<&'static str> {
    let is_something = |part: &&str| {
        split.parts.get(*part).is_some_and(|part| !is_nothing(part.mean) || part.se.is_some_and(|se| !is_nothing(se)))
    };
    SPLIT_PARTS.into_iter().filter(is_something).collect()
}

fn parts(split: &StrategySplit, change: &Change) -> Vec<Part> {
    let mut at = 0.0;
    let mut parts: Vec<Part> = list_shown_parts(split)
        .into_iter()
        .map(|key| {
            let (from, part) = (at, split.parts[key]);
            at += part.mean;
            Part { word: describe_split_part(key).0.to_owned(), note: None, from, to: at, error: part.se }
        })
        .collect();
    let all = change.change;
    parts.push(Part { word: "All together".to_owned(), note: None, from: 0.0, to: all.mean, error: all.se });
    parts
}

fn finding(difference: &Difference, split: &StrategySplit, change: &Change) -> String {
    let [a, b] = if difference.a.name == difference.b.name {
        ["A", "B"].map(str::to_owned)
    } else {
        [&difference.a.name, &difference.b.name].map(|name| shorten_name(name))
    };
    let size = change.change.mean.abs();
    let written = money(size, last_place(size, change.change.se).max(last_place(size, None)));
    let more = if change.change.mean > 0.0 { "more" } else { "less" };
    let head = if change.within_noise {
        format!("{} and {} are too close to call", capitalize(&b), a)
    } else {
        format!("{} is worth {written} {more} than {a}", capitalize(&b))
    };
    let leading: Vec<String> = split
        .leading_net()
        .into_iter()
        .take(2)
        .map(|(key, part)| {
            format!(
                "{} {}",
                describe_split_part(key).0.to_lowercase(),
                signed_money(part.mean, part.se).split(" ± ").next().unwrap_or_default()
            )
        })
        .collect();
    if leading.is_empty() {
        format!("{head}; no part of the change is beyond noise")
    } else {
        format!("{head}: {}", leading.join(", "))
    }
}
