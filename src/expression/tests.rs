//! What conditions mean, and how mistakes in them are told.

use proptest::prelude::*;

use super::*;

fn vocabulary() -> Vocabulary {
    let mut names = Vocabulary::new("outcome");
    names.add("value", Meaning::Number(0, Unit::Money));
    names.add("southeast-asia.retention", Meaning::Number(1, Unit::Share));
    names.add("us.first_ban_day", Meaning::Number(2, Unit::Time));
    names.add("us.final_state", Meaning::Word(3, vec!["open".into(), "banned".into()]));
    names.add("us.banned", Meaning::Is(3, 1));
    names.add("bans", Meaning::Number(4, Unit::Any));
    names
}

fn holds(text: &str, row: [f64; 5]) -> bool {
    Expression::parse(text, &vocabulary()).unwrap_or_else(|error| panic!("{error}")).holds(|column| row[column])
}

fn wrong(text: &str) -> String {
    Expression::parse(text, &vocabulary()).unwrap_err().to_string()
}

const ROW: [f64; 5] = [18e9, 0.4, 90.0, 1.0, 2.0];

#[test]
fn conditions_mean_what_they_say() {
    for text in [
        "value < 20e9",
        "value < $20B and value > $17.5bn",
        "value<20_000m",
        "not value > 20e9",
        "!(value > 20e9)",
        "southeast-asia.retention == 40%",
        "southeast-asia.retention <= 0.4 && us.banned",
        "us.first_ban_day < 4 months",
        "us.first_ban_day = 90 days",
        "us.final_state == banned",
        "us.final_state == \"banned\"",
        "'banned' == us.final_state",
        "us.final_state != open or value > 1e12",
        "value / 2 + 1e9 == $10bn",
        "2 * bans - 1 == 3",
        "-bans < -1.5",
        "bans == 1 or bans == 2 and value < $1",
        "(bans == 2 or bans == 3) and us.banned",
    ] {
        let expected = text != "bans == 1 or bans == 2 and value < $1";
        assert_eq!(holds(text, ROW), expected, "{text}");
    }
}

#[test]
fn and_binds_before_or_and_sums_before_comparisons() {
    assert!(holds("bans == 2 or bans == 3 and value < $1", ROW));
    assert!(holds("1 + 2 * 3 == 7 and 8 / 4 / 2 == 1 and 5 - 2 - 1 == 2", ROW));
    assert!(holds("not us.banned or us.banned", ROW));
}

#[test]
fn what_is_missing_compares_with_nothing() {
    let mut row = ROW;
    row[2] = f64::NAN;
    for text in [
        "us.first_ban_day < 100 days",
        "us.first_ban_day >= 0",
        "us.first_ban_day != 3",
        "us.first_ban_day == us.first_ban_day",
    ] {
        assert!(!holds(text, row), "{text}");
    }
    assert!(holds("not us.first_ban_day < 100 days", row));
}

#[test]
fn columns_are_told_once_each() {
    let expression = Expression::parse("us.banned and value < 3 and us.final_state != open", &vocabulary()).unwrap();
    assert_eq!(expression.columns(), [0, 3]);
}

#[test]
fn mistakes_are_marked_where_they_are() {
    let told = wrong("vallue < 20e9");
    assert_eq!(told, "there is no outcome `vallue`\n  vallue < 20e9\n  ^^^^^^\n  help: did you mean `value`?");
    let cases = [
        ("value < ", "        ^", "missing"),
        ("value < 3 days", "^^^^^^^^^^^^^^", "compares dollars with a length of time"),
        ("value", "^^^^^", "not a condition"),
        ("value < 3 4", "          ^", "does not belong"),
        ("(value < 3", "          ^", "`)` is missing"),
        ("us.final_state == bannd", "                  ^^^^^", "not one of its words"),
        ("us.final_state < banned", "                 ^^^^^^", "no order"),
        ("1 < bans < 3", "         ^", "do not chain"),
        ("value < 3 ; drop", "          ^", "belongs to no condition"),
        ("value < .5bn", "        ^^", "begins with a dot"),
        ("us.banned < 3", "^^^^^^^^^^^^^", "compares a condition"),
        ("value-bans < 3", "^^^^^^^^^^", "no outcome"),
        ("value + us.banned < 3", "        ^^^^^^^^^", "not a number"),
        ("", "^", "missing"),
    ];
    for (text, mark, message) in cases {
        let told = wrong(text);
        let lines: Vec<&str> = told.lines().collect();
        assert!(lines[0].contains(message), "{told}");
        assert_eq!(lines[2], format!("  {mark}"), "{told}");
    }
}

#[test]
fn depth_and_length_are_bounded() {
    for text in ["(".repeat(4000), "not ".repeat(1000), format!("value < {}1", "-".repeat(3000))] {
        assert!(wrong(&text).contains("nested more than"), "{}", wrong(&text).lines().next().unwrap());
    }
    assert!(wrong(&"value < 3 and ".repeat(1000)).contains("at most 4096 bytes"));
    let long = vec!["value < $20B"; 240].join(" and ");
    assert!(holds(&long, ROW));
}

proptest! {
    #[test]
    fn no_text_panics(text in "[ -~é−]{0,80}") {
        if let Err(error) = Expression::parse(&text, &vocabulary()) {
            prop_assert!(error.to_string().lines().count() >= 3);
        }
    }

    #[test]
    fn no_sequence_of_pieces_panics(pieces in prop::collection::vec(
        prop::sample::select(vec!["value", "us.banned", "us.final_state", "banned", "<", "==", "and", "or", "not", "(", ")", "-", "3", "$2B", "40 %", "5 days", "'x'", "*"]), 0..20)) {
        let text = pieces.join(" ");
        if let Ok(expression) = Expression::parse(&text, &vocabulary()) {
            let _ = expression.holds(|column| ROW[column]);
        }
    }
}

#[test]
fn the_gap_is_how_far_a_condition_is_from_holding() {
    let mut vocabulary = Vocabulary::new("outcome");
    vocabulary.add("a", Meaning::Number(0, Unit::Any));
    vocabulary.add("b", Meaning::Number(1, Unit::Any));
    vocabulary.add("shut", Meaning::Is(2, 5));
    let gap = |text: &str, values: [f64; 3]| {
        let condition = Expression::parse(text, &vocabulary).unwrap();
        let gap = condition.gap(|column| values[column], |_, gap| gap);
        assert_eq!(gap == 0.0, condition.holds(|column| values[column]), "{text} of {values:?}");
        gap
    };
    assert_eq!(gap("a < 2", [5.0, 0.0, 0.0]), 3.0);
    assert_eq!(gap("a < 2", [1.0, 0.0, 0.0]), 0.0);
    assert!(gap("a < 2", [2.0, 0.0, 0.0]) < 1e-300);
    assert_eq!(gap("shut", [0.0, 0.0, 4.0]), 1.0);
    assert_eq!(gap("a < 2 and b > 7 and shut", [5.0, 3.0, 5.0]), 7.0);
    assert_eq!(gap("a < 2 or b > 7 or shut", [5.0, 3.0, 5.0]), 0.0);
    assert_eq!(gap("a < 2 or b > 7", [5.0, 3.0, 5.0]), 3.0);
    assert_eq!(gap("not (a < 2 or b > 7)", [1.0, 9.0, 5.0]), 3.0);
    assert_eq!(gap("not (a < 2 and b > 7)", [1.0, 9.0, 5.0]), 1.0);
    assert_eq!(gap("a == 2", [5.0, 0.0, 0.0]), 3.0);
    assert_eq!(gap("a != 2", [2.0, 0.0, 0.0]), 1.0);
    assert_eq!(gap("a < 2", [f64::NAN, 0.0, 0.0]), f64::INFINITY);
    let condition = Expression::parse("a < 2 and not shut", &vocabulary).unwrap();
    let mut seen = Vec::new();
    condition.gap(
        |column| [5.0, 0.0, 5.0][column],
        |part, gap| {
            seen.push((part, gap));
            gap
        },
    );
    assert_eq!(seen, [(0, 3.0), (1, 1.0)]);
}
