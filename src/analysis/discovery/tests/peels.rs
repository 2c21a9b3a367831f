//! Single peels against their definition.

use super::super::cut::{Cut, Peel, quota};
use super::super::ends::{Ends, between};
use super::super::inside::{Inside, Rows};
use super::super::levels::Levels;
use super::super::region::{Count, End};
use crate::draws::{Key, Purpose, Streams};

/// By definition: sort, take the quantile between two neighbours, widened until they differ; cut in their middle.
fn by_definition(values: &[f64], inside: &Inside, share: f64, end: End) -> Option<Peel> {
    let value = |row: &u32| values[*row as usize];
    let mut sorted: Vec<f64> = inside.rows.iter().map(value).collect();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len() - 1;
    let place = last as f64 * if end == End::Low { share } else { 1.0 - share };
    let (mut low, mut high) = (place.floor() as usize, place.ceil() as usize);
    while sorted[low] == sorted[high] {
        if end == End::Low {
            high = Some(high + 1).filter(|high| *high <= last)?;
        } else {
            low = low.checked_sub(1)?;
        }
    }
    let limit = f64::midpoint(sorted[low], sorted[high]);
    let gone = |row: &&u32| if end == End::Low { value(row) < limit } else { value(row) > limit };
    let mut taken = Count::default();
    inside.rows.iter().filter(gone).for_each(|row| taken.add(inside.hits.has(*row)));
    Some(Peel { cut: if end == End::Low { Cut::Low(limit) } else { Cut::High(limit) }, taken })
}

/// Columns without ties, with few and many of them, with a great part at one value, of one value.
fn shapes() -> [fn(f64) -> f64; 6] {
    [
        |u| u - 0.5,
        |u| (u * 50.0).floor(),
        |u| (u * 3.0).floor(),
        |u| (u - 0.6).max(0.0),
        |u| (u - 0.6).min(0.0),
        |_| 1.5,
    ]
}

#[test]
fn peels_are_those_of_the_definition_while_rows_leave() {
    for (number, shape) in (0..).zip(shapes()) {
        let mut stream = Streams::new(9, number).stream(Purpose::Resampling, Key::NONE);
        let rows = 3000;
        let values: Vec<f64> = (0..rows).map(|_| shape(stream.uniform())).collect();
        let hits: Vec<bool> = (0..rows).map(|_| stream.uniform() < 0.3).collect();
        let hits = Rows::from(&hits[..]);
        for share in [0.05, 0.1, 0.3] {
            let mut inside = Inside::new((0..rows as u32).collect(), rows, &hits);
            let mut ends = Ends::new(&values, &inside, share).within(&inside);
            let mut levels = Levels::of_numbers(&values, &inside);
            assert_eq!(levels.is_some(), number != 0 && number != 3 && number != 4);
            while inside.count.rows > 3 {
                for end in [End::Low, End::High] {
                    let quota = quota(end, inside.count.rows, share);
                    let known = by_definition(&values, &inside, share, end);
                    assert_eq!(ends.peel(end, quota, &inside, share), known, "shape {number}");
                }
                if let Some(levels) = &levels {
                    let known = [End::High, End::Low].map(|end| by_definition(&values, &inside, share, end));
                    let found = levels.peels(|end| quota(end, inside.count.rows, share));
                    assert_eq!(found, known.into_iter().flatten().collect::<Vec<_>>(), "shape {number}");
                }
                // Some leave by chance and some from one end, so that a tail runs out.
                let least = inside.rows.iter().map(|&row| values[row as usize]).fold(f64::INFINITY, f64::min);
                let luck: Vec<bool> =
                    (0..rows).map(|row| stream.uniform() < 0.1 || values[row] < least + 0.02).collect();
                let gone = inside.remove(|row| luck[row]);
                ends.forget(&inside);
                levels.iter_mut().for_each(|levels| levels.forget(&gone, &inside));
            }
        }
    }
}

#[test]
fn a_limit_lies_between() {
    assert_eq!(between(1.0, 2.0), 1.5);
    // Of neighbours the one that is kept.
    assert_eq!(between(1.0, 1.0_f64.next_up()), 1.0);
    assert_eq!(between(1.0_f64.next_up(), 1.0), 1.0_f64.next_up());
    assert_eq!(between(3.0, f64::NEG_INFINITY), 3.0);
}

#[test]
fn zeros_of_either_sign_are_tied() {
    let values: Vec<f64> = (0..200).map(|row| if row < 100 { [0.0, -0.0][row % 2] } else { row as f64 }).collect();
    let hits = Rows::from(&[false; 200][..]);
    let inside = Inside::new((0..200).collect(), 200, &hits);
    let known = Some(Peel { cut: Cut::Low(50.0), taken: Count { rows: 100, hits: 0 } });
    assert_eq!(Ends::new(&values, &inside, 0.05).peel(End::Low, 10, &inside, 0.05), known);
}
