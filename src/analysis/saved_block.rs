//! A block of simulations as bytes: all that a run makes of it, column by column, so that what is alike lies together.

use super::summary::STATES;
use super::units::Packed;
use crate::draws::BLOCK;
use crate::model::Notices;
use crate::simulation::{Block, ColumnKind, Layout};

/// Bytes of what is counted in a block, at most: a number for each event and rule, of which a scenario has far fewer.
const MOST_COUNTS: usize = 16 << 20;

/// Bytes of a block, at most.
pub(crate) fn count_block_bytes(layout: &Layout, rows: usize) -> usize {
    rows * (8 * layout.row() + 4 * layout.fans() + layout.states()) + MOST_COUNTS
}

/// Writes a block as bytes.
pub(crate) fn pack_block(block: &Block, layout: &Layout) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(count_block_bytes(layout, block.rows) - MOST_COUNTS);
    pack_columns(&block.values, (block.rows, layout.row()), &mut bytes);
    pack_columns(&block.fans, (block.rows, layout.fans()), &mut bytes);
    pack_columns(&block.states, (block.rows, layout.states()), &mut bytes);
    [&block.skipped, &block.averted, &block.fired].into_iter().for_each(|counts| counts.pack(&mut bytes));
    block.notices.to_vec().pack(&mut bytes);
    bytes
}

/// Reads block `number` of a run of `replications` simulations into `block`, for a layout and as many counts as `events` and `rules` say;
/// whether the bytes hold such a block.
pub(crate) fn unpack_block(
    mut bytes: &[u8],
    layout: &Layout,
    (number, rows): (u64, usize),
    (events, rules): (usize, usize),
    block: &mut Block,
) -> bool {
    (block.first, block.rows) = (number * BLOCK, rows);
    let tables = unpack_columns(&mut bytes, (rows, layout.row()), &mut block.values)
        && unpack_columns(&mut bytes, (rows, layout.fans()), &mut block.fans)
        && unpack_columns(&mut bytes, (rows, layout.states()), &mut block.states);
    tables
        && unpack_counts(&mut bytes, (events, rules), block)
        && bytes.is_empty()
        && block.fans.iter().all(|figure| figure.is_finite())
        && has_known_states(block, layout)
}

fn unpack_counts(bytes: &mut &[u8], (events, rules): (usize, usize), block: &mut Block) -> bool {
    let mut read = |count: usize| Vec::unpack(bytes).filter(|counts: &Vec<u64>| counts.len() == count);
    let (Some(skipped), Some(averted), Some(fired), Some(notices)) =
        (read(events), read(events), read(rules), read(Notices::<u64>::default().len()))
    else {
        return false;
    };
    (block.skipped, block.averted, block.fired) = (skipped, averted, fired);
    block.notices.copy_from_slice(&notices);
    let rows = block.rows as u64;
    [&block.skipped, &block.averted, &block.fired, &notices].into_iter().flatten().all(|count| *count <= rows)
}

/// Whether every state is one.
fn has_known_states(block: &Block, layout: &Layout) -> bool {
    let is_state = |value: f64| (0.0..STATES.len() as f64).contains(&value) && value.fract() == 0.0;
    let columns = (0..layout.columns.len()).filter(|&column| layout.columns[column].kind == ColumnKind::State);
    block.states.iter().all(|&state| usize::from(state) < STATES.len())
        && columns.into_iter().all(|column| block.column(layout, column).all(is_state))
}

/// Appends a table of `rows` rows column by column.
fn pack_columns<T: Packed>(table: &[T], (rows, width): (usize, usize), into: &mut Vec<u8>) {
    for column in 0..width {
        table[column..].iter().step_by(width).take(rows).for_each(|value| value.pack(into));
    }
}

/// Reads what [`pack_columns`] has written; whether it is all there.
fn unpack_columns<T: Packed + Default + Clone>(
    bytes: &mut &[u8],
    (rows, width): (usize, usize),
    table: &mut Vec<T>,
) -> bool {
    table.clear();
    table.resize(rows * width, T::default());
    (0..width).all(|column| {
        table[column..].iter_mut().step_by(width).all(|value| {
            let read = T::unpack(bytes);
            let is_there = read.is_some();
            read.into_iter().for_each(|read| *value = read);
            is_there
        })
    })
}
