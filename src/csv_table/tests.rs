//! What a table holds, what is refused, and where.

use proptest::prelude::*;

use super::*;

fn cells(text: &str) -> Vec<Vec<String>> {
    let table = CsvTable::read(text.to_owned()).unwrap_or_else(|fault| panic!("{text:?}: {fault}"));
    let header = table.header().map(Cow::into_owned).collect();
    let row = |row| (0..table.header().len()).map(|column| table.cell(row, column).into_owned()).collect();
    std::iter::once(header).chain((0..table.rows()).map(row)).collect()
}

#[test]
fn cells_may_hold_commas_breaks_and_quotes_in_quotes() {
    for (text, expected) in [
        ("a,b\n1,2\n", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("\u{feff}a , b\r\n 1 ,\t2", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("a,b\r1,2\r", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("a,b\n1,\n\n  \r\n", vec![vec!["a", "b"], vec!["1", ""]]),
        (
            "a,b\n\"x,\ny\" , \"he said \"\"no\"\"\"\n,",
            vec![vec!["a", "b"], vec!["x,\ny", "he said \"no\""], vec!["", ""]],
        ),
        ("\"a\"\n\"\"\"\"\n", vec![vec!["a"], vec!["\""]]),
        ("a\n'=1+1\n'quoted'\n''x", vec![vec!["a"], vec!["=1+1"], vec!["'quoted'"], vec!["'x"]]),
        ("\"'=é\"\né\n", vec![vec!["=é"], vec!["é"]]),
        ("a", vec![vec!["a"]]),
    ] {
        assert_eq!(cells(text), expected, "{text:?}");
    }
}

#[test]
fn what_would_lose_a_row_is_refused_at_the_line_on_which_the_row_begins() {
    for (text, line, message) in [
        ("", 1, "no header"),
        ("\u{feff} \n", 1, "no header"),
        // Four rows, of which a lenient reader keeps two.
        ("a,b\n1,x\n2,\"second\n3,y\n4,z\n", 3, "never closed"),
        ("a,b\n1,\"x\ny\",3\n", 2, "3 cells where the header has 2"),
        ("a,b\n\"x\ny\",1\n2,\"z\n", 4, "never closed"),
        ("a,b\r\"x\ry\",1\r2\r", 4, "1 cell where the header has 2"),
        ("a,b\n1,\"x\"y\n", 2, "follows a closing quote"),
        ("a,b\n1,5\" disc\n", 2, "has a quote in it"),
        ("a,b\n1,2,3\n", 2, "3 cells where the header has 2"),
        ("a,b\n1,2\n\n3,4\n", 3, "an empty line"),
        ("a\n1\n\n2\n", 3, "an empty line"),
        ("a\n1\n \n2\n", 3, "an empty line"),
    ] {
        let fault = CsvTable::read(text.to_owned()).expect_err(text);
        assert!(fault.line == line && fault.message.contains(message), "{text:?}: {fault}");
        assert_eq!(
            fault.quoted,
            text.trim_start_matches('\u{feff}').split(['\r', '\n']).nth(line - 1).unwrap(),
            "{text:?}"
        );
    }
}

#[test]
fn a_cell_is_marked_where_it_stands() {
    let table = CsvTable::read("a,b,c\n5, 15 ,\"5\n6\"\n".to_owned()).unwrap();
    let marked = |column| {
        let (line, mark) = table.quote(0, column);
        &line[mark]
    };
    assert_eq!((marked(0), marked(1), marked(2), table.line(0)), ("5", "15", "5, 15 ,\"5", 2));
}

#[test]
fn a_formula_is_guarded_and_comes_back() {
    for text in ["=1", "+1", "-1", "@x", "\tx", "'", "'=1", "''", "＝1", "x=1", "", "it's"] {
        let guarded = guard_formula(text);
        assert!(!guarded.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']), "{text}");
        assert_eq!(unguard_formula(&guarded), text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a writer of CSV writes is read back, cell by cell, with spaces round cells trimmed.
    #[test]
    fn what_was_written_is_read(rows in prop::collection::vec(prop::collection::vec("[a\", \n\r='é]{0,5}", 3), 1..6)) {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let trimmed: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| unguard_formula(cell.trim()).to_owned()).collect()).collect();
        prop_assert_eq!(cells(&text), trimmed);
    }

    /// No text is lost: what is read, written again, is read as the same; and nothing panics.
    #[test]
    fn what_is_read_is_all_there_is(text in "[ab1\", \n\r\u{feff}é]{0,40}") {
        if let Ok(table) = CsvTable::read(text.clone()) {
            let kept: usize = cells(&text).concat().concat().chars().filter(|c| c.is_alphanumeric()).count();
            prop_assert_eq!(kept, text.chars().filter(|c| c.is_alphanumeric()).count(), "{:?}", text);
            prop_assert!((0..table.rows()).all(|row| table.line(row) > 0 && table.quote(row, 0).1.end <= table.quote(row, 0).0.len()));
        }
    }
}
