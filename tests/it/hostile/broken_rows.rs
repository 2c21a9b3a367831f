//! Files of rows that somebody made by hand: as small as their lies are large.

use std::fs;

use marketgate::report::{RowBlock, RowReader};

/// A field of Thrift's compact protocol: how far its number is from the last, its kind, its value.
fn field(step: u8, kind: u8, value: &[u8]) -> Vec<u8> {
    [&[step << 4 | kind], value].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 127 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

fn number(step: u8, value: u64) -> Vec<u8> {
    field(step, 6, &varint(value << 1))
}

fn text(step: u8, value: &str) -> Vec<u8> {
    field(step, 8, &[varint(value.len() as u64), value.as_bytes().to_vec()].concat())
}

fn table(fields: &[Vec<u8>]) -> Vec<u8> {
    [fields.concat(), vec![0]].concat()
}

fn list(step: u8, items: &[Vec<u8>]) -> Vec<u8> {
    field(step, 9, &[vec![(items.len() as u8) << 4 | 0x0c], items.concat()].concat())
}

/// A file of one column, `value`, with one row group of so many rows, whose pages are `pages`.
fn file(rows: u64, pages: &[u8]) -> Vec<u8> {
    const DOUBLE: u64 = 5;
    let root = table(&[text(4, "outcomes"), number(1, 1)]);
    let column = table(&[number(1, DOUBLE), number(2, 1), text(1, "value")]);
    // Kind, codec, compressed length, where the pages begin.
    let data = table(&[number(1, DOUBLE), number(3, 0), number(3, pages.len() as u64), number(2, 4)]);
    let group = table(&[list(1, &[table(&[field(3, 12, &data)])]), number(2, rows)]);
    let footer = table(&[number(1, 1), list(1, &[root, column]), number(1, rows), list(1, &[group])]);
    [b"PAR1", pages, footer.as_slice(), &u32::try_from(footer.len()).unwrap().to_le_bytes(), b"PAR1"].concat()
}

/// A page: what it says of its length, and of how many figures it has.
fn page(length: u64, figures: u64, bytes: &[u8]) -> Vec<u8> {
    const SPLIT: u64 = 9;
    let of_data = table(&[number(1, figures), number(1, SPLIT), number(1, 3), number(1, 3)]);
    let head = table(&[number(1, 0), number(1, length), number(1, bytes.len() as u64), field(2, 12, &of_data)]);
    [head, bytes.to_vec()].concat()
}

/// What is told of a file of which all rows are read.
fn told(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("outcomes.parquet"), bytes).unwrap();
    let read = RowReader::open(folder.path(), &["value".to_owned()]).and_then(|mut reader| {
        let mut block = RowBlock::default();
        let rows = usize::try_from(reader.rows()).unwrap();
        reader.read(rows, &mut block).map(|()| block.columns)
    });
    read.map_or_else(|error| error.to_string(), |columns| format!("{columns:?}"))
}

/// Levels of `count` figures that are all there, and the figures.
fn figures(values: &[f64]) -> Vec<u8> {
    let levels = [varint((values.len() as u64) << 1), vec![1]].concat();
    let length = u32::try_from(levels.len()).unwrap().to_le_bytes();
    let rank = |rank: usize| values.iter().map(move |value| value.to_le_bytes()[rank]).collect::<Vec<u8>>();
    [length.to_vec(), levels, (0..8).flat_map(rank).collect()].concat()
}

pub(crate) fn with_too_many_rows() -> String {
    told(&file((1 << 24) + 1, b"page"))
}

pub(crate) fn with_too_large_a_page() -> String {
    told(&file(2, &page((16 << 20) + 1, 2, &figures(&[1.0, 2.5]))))
}

#[test]
fn a_file_made_by_hand_is_read_where_it_tells_the_truth() {
    let bytes = figures(&[1.0, 2.5]);
    assert_eq!(told(&file(2, &page(bytes.len() as u64, 2, &bytes))), "[[1.0, 2.5]]");
}

#[test]
fn lies_about_pages_end_in_an_error() {
    let bytes = figures(&[1.0, 2.5]);
    let whole = page(bytes.len() as u64, 2, &bytes);
    // All missing: a run of a thousand million levels in five bytes.
    let run = [varint(1_000_000_000 << 1), vec![0]].concat();
    let missing = [vec![run.len() as u8, 0, 0, 0], run].concat();
    for (file, reason) in [
        (file(3, &whole), "ends within a value"),
        (file(1, &whole), "more figures than its column"),
        (file(2, &page(bytes.len() as u64, 0, &bytes)), "or none"),
        (file(2, &page(bytes.len() as u64, 2, &bytes[..bytes.len() - 1])), "has not the length"),
        (file(1 << 24, &page(10, 1_000_000_000, &missing)), "more figures than its column"),
        (file(2, &page(4, 2, &[255, 255, 255, 255])), "ends within a value"),
        (file(2, &page(5, 2, &[1, 0, 0, 0, 0])), "a run is empty"),
        (file(2, &page(5, 2, &[0; 5])), "ends within a value"),
        (file(2, &[]), "outside the file"),
    ] {
        let told = told(&file);
        assert!(told.contains(reason), "`{reason}` is not in: {told}");
    }
}
