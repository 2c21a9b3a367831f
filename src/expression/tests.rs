//! What conditions mean, and how mistakes in them are told.

use jiff::civil::Date;
use proptest::prelude::*;

use super::*;

/// Days count from the start of 2020, a leap year: 90 days later is 31 March.
fn vocabulary() -> Vocabulary {
    let mut names = Vocabulary::new("outcome", Date::constant(2020, 1, 1));
    names.add("value", Meaning::Number(0, Unit::Money));
    names.add("southeast-asia.retention", Meaning::Number(1, Unit::Share));
    names.add("us.first_ban_day", Meaning::Number(2, Unit::Day));
    names.add(
        "us.final_state",
        Meaning::Word(3, Words::new(["open", "banned", "divested"]).add_alias("sold", "divested")),
    );
    names.add("us.banned", Meaning::Is(3, 1));
    names.add("us.sold", Meaning::Is(3, 2));
    names.add("bans", Meaning::Number(4, Unit::Number));
    names.add("shut", Meaning::Number(5, Unit::Duration));
    names.add("arpu", Meaning::Number(6, Unit::Revenue));
    names.add("growth", Meaning::Number(7, Unit::Rate));
    names.add("users", Meaning::Number(8, Unit::People));
    names.add("on", Meaning::Number(9, Unit::Date));
    names.add("3com.value", Meaning::Number(0, Unit::Money));
    names
}

fn holds(text: &str, row: [f64; 10]) -> bool {
    Expression::parse(text, &vocabulary()).unwrap_or_else(|error| panic!("{error}")).holds(|column| row[column])
}

fn wrong(text: &str) -> String {
    Expression::parse(text, &vocabulary()).unwrap_err().to_string()
}

const ROW: [f64; 10] = [18e9, 0.4, 90.5, 1.0, 2.0, 45.0, 8.0, 0.6, 1e8, 20.0];

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
        "us.first_ban_day == 90.5 days",
        "us.first_ban_day >= 12 weeks and not us.first_ban_day > 3 months",
        "us.final_state == banned",
        "us.final_state == \"banned\"",
        "'banned' == us.final_state",
        "us.final_state != open or value > 1e12",
        "value / 2 + 1e9 == $10bn",
        "2 * bans - 1 == 3",
        "-bans < -1.5",
        "us.banned == true and us.sold != us.banned and us.sold == false",
        "us.final_state == us.final_state and not us.final_state == sold",
        "shut / 90 days == 50% and shut + 45 days == 90 days",
        "growth > 5% and growth > 4.9% per month and growth < 5.1% per month and growth < 0.7 per year",
        "arpu == $8 and arpu < $1 per user per month and arpu > $7 per user and year",
        "users == 100M and users > 99 million users",
        "3com.value == $18bn",
        "value * southeast-asia.retention == $7.2bn and bans * 50% == 1 and bans * 50% == 100%",
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
        "us.first_ban_day >= 0 days",
        "us.first_ban_day != 2020-01-04",
        "us.first_ban_day == us.first_ban_day",
    ] {
        assert!(!holds(text, row), "{text}");
    }
    assert!(holds("not us.first_ban_day < 100 days", row));
}

#[test]
fn what_cannot_hold_is_told_whatever_is_unknown() {
    let vocabulary = vocabulary();
    // Known are the state, banned, and that there is no first ban; all else may be anything.
    let known = |column| match column {
        2 => Some(f64::NAN),
        3 => Some(1.0),
        _ => None,
    };
    for (text, may) in [
        ("us.banned", true),
        ("us.sold", false),
        ("us.final_state == open and value > 3", false),
        ("us.final_state == open or value > 3", true),
        ("not us.banned or us.sold", false),
        ("not (us.banned and value > 3)", true),
        ("not (us.banned or value > 3)", false),
        ("us.first_ban_day < 30 days", false),
        ("us.first_ban_day + shut < 30 days", false),
        ("not us.first_ban_day < 30 days", true),
        ("1 + 1 > 3 and bans > 2", false),
        ("(bans > 1) == false", true),
        ("us.banned == false", false),
        ("bans - bans > 0", true),
        ("false or us.sold", false),
    ] {
        let condition = Expression::parse(text, &vocabulary).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(condition.may_hold(known), may, "{text}");
        let row = |column: usize| known(column).unwrap_or(ROW[column]);
        assert!(may || !condition.holds(row), "{text}");
        let all = |column: usize| Some(ROW[column]);
        assert_eq!(condition.may_hold(all), condition.holds(|column| ROW[column]), "{text}");
    }
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
        ("value < 3 days", "        ^^^^^^", "compares an amount of money with a length of time"),
        ("value", "^^^^^", "not a condition"),
        ("value < 3 4", "          ^", "does not belong"),
        ("(value < 3", "          ^", "`)` is missing"),
        ("us.final_state == bannd", "                  ^^^^^", "not one of the words of `us.final_state`"),
        ("us.final_state < banned", "                 ^^^^^^", "no order"),
        ("1 < bans < 3", "         ^", "do not chain"),
        ("value < 3 ; drop", "          ^", "belongs to no condition"),
        ("value < .5bn", "        ^^", "begins with a dot"),
        ("us.banned < 3", "            ^", "compares a condition with a number"),
        ("us.banned == 1", "             ^", "compares a condition with a number"),
        ("bans > 50%", "       ^^^", "compares a number with a share"),
        ("50% < bans", "^^^", "compares a share with a number"),
        ("shut > 90", "       ^^", "`90` has no unit"),
        ("us.first_ban_day > 2 * 45", "                   ^^^^^^", "`2 * 45` has no unit"),
        ("value < shut", "^^^^^^^^^^^^", "compares an amount of money with a length of time"),
        ("value < arpu", "^^^^^^^^^^^^", "compares an amount of money with dollars per user and year"),
        ("southeast-asia.retention > $3", "                           ^^", "a share with an amount of money"),
        ("us.banned and bans = 2", "                   ^", "`=` is no comparison"),
        ("bans => 2", "     ^^", "`=>` is no comparison"),
        ("bans ≥ 2", "     ^", "`≥` is no comparison"),
        ("us.first_ban_day < 2021-02-29", "                   ^^^^^^^^^^", "`2021-02-29` is no date"),
        ("us.first_ban_day < 2021-1-20", "                   ^^^^^^^^^", "`2021-1-20` is no date"),
        ("us.first_ban_day < 20-01-2021", "                   ^^^^^^^^^^", "`20-01-2021` is no date"),
        ("value < 2021-01-20", "        ^^^^^^^^^^", "compares an amount of money with a date"),
        ("shut < 2021-01-20", "       ^^^^^^^^^^", "compares a length of time with a date"),
        ("on < 30 days", "     ^^^^^^^", "compares a date with a length of time"),
        ("us.first_ban_day * 2 > 3 days", "^^^^^^^^^^^^^^^^^^^^", "multiplies the day of an event and a number"),
        ("2021-01-20 + on > on", "^^^^^^^^^^^^^^^", "adds a date and a date"),
        ("users * arpu > $1B", "^^^^^^^^^^^^", "multiplies a number of people and dollars per user and year"),
        ("value + 3% > $1B", "        ^^", "adds an amount of money and a share"),
        ("us.final_state == 'banned", "                  ^", "quote is not closed"),
        ("value < $20Billiard", "           ^^^^^^^^", "is not a unit"),
        ("value < 20Billiard", "        ^^^^^^^^^^", "no outcome `20Billiard`"),
        ("us.final_state", "^^^^^^^^^^^^^^", "a word, not a condition"),
        ("bans == 2 AND us.banned", "          ^^^", "does not belong here"),
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

#[test]
fn help_says_how_to_write_it() {
    for (text, help) in [
        ("bans = 2", "did you mean `==`?"),
        ("bans =< 2", "did you mean `<=`?"),
        ("bans <> 2", "did you mean `!=`?"),
        ("bans == 2 AND us.banned", "did you mean `and`?"),
        ("us.final_state is banned", "did you mean `==`?"),
        ("us.final_state == bannd", "did you mean `banned`? it is one of open, banned, divested, sold"),
        ("bans > 50%", "`bans` is a number: write a number, such as 3"),
        ("shut > 90", "`shut` is a length of time: write `90 days`"),
        ("us.first_ban_day < 60", "such as 2021-01-20, or a length of time since the start, such as 90 days"),
        ("us.banned == 1", "`us.banned` is true or false: write `us.banned` or `not us.banned`"),
        ("value", "compare it, as in `value < $20B`"),
        ("us.final_state", "compare it, as in `us.final_state == open`"),
        ("us.first_bann_day < 60 days", "did you mean `us.first_ban_day`?"),
        ("us.first_ban_day < 2021-1-20", "dates are written 2021-01-20"),
    ] {
        let told = wrong(text);
        assert!(told.lines().last().unwrap().starts_with("  help: ") && told.contains(help), "{told}");
    }
}

#[test]
fn a_date_is_a_whole_day() {
    // 90.5 days after 1 January 2020 is noon of 31 March, whatever the parts of the date are.
    for (text, expected) in [
        ("us.first_ban_day == 2020-03-31", true),
        ("us.first_ban_day != 2020-03-31", false),
        ("us.first_ban_day <= 2020-03-31", true),
        ("us.first_ban_day >= 2020-03-31", true),
        ("us.first_ban_day < 2020-03-31", false),
        ("us.first_ban_day > 2020-03-31", false),
        ("us.first_ban_day < 2020-04-01", true),
        ("2020-04-01 > us.first_ban_day", true),
        ("us.first_ban_day > 2020-03-30", true),
        ("us.first_ban_day == 2020-03-30", false),
        ("us.first_ban_day < 2019-12-31", false),
        ("us.first_ban_day - 2020-03-01 == 30.5 days", true),
        ("us.first_ban_day - 30 days == 2020-03-01", true),
        ("us.first_ban_day < 2020-03-01 + 31 days", true),
        ("2020-03-31 - 2020-03-01 == 30 days", true),
        ("2020-03-31 - 2020-03-01 + us.first_ban_day > 120 days", true),
        ("on == 2020-01-21 and on + 10 days == 2020-01-31 and on < 2020-12-31", true),
        ("us.first_ban_day - on == 70.5 days", true),
        ("us.first_ban_day > on and not on >= us.first_ban_day", true),
    ] {
        assert_eq!(holds(text, ROW), expected, "{text}");
    }
}

/// Every operator between every two types: what goes together, by the rules as docs/studies.md tells them.
#[test]
fn every_operator_takes_the_types_that_it_is_for() {
    const NAMES: [(&str, &str); 12] = [
        ("bans", "number"),
        ("users", "people"),
        ("value", "money"),
        ("arpu", "revenue"),
        ("southeast-asia.retention", "share"),
        ("growth", "rate"),
        ("shut", "duration"),
        ("us.first_ban_day", "day"),
        ("on", "date"),
        ("us.final_state", "word"),
        ("us.banned", "truth"),
        ("2", "bare"),
    ];
    let is_time = |kind: &str| ["day", "date"].contains(&kind);
    let is_no_number = |kind: &str| ["word", "truth"].contains(&kind);
    let is_plain = |kind: &str| ["number", "share", "bare"].contains(&kind);
    let takes_bare = |kind: &str| ["number", "people", "money", "revenue", "share", "rate", "bare"].contains(&kind);
    let alike = |a: &str, b: &str| a == b || (a == "bare" && takes_bare(b)) || (b == "bare" && takes_bare(a));
    for (left, a) in NAMES {
        for (right, b) in NAMES {
            let numbers = !is_no_number(a) && !is_no_number(b);
            let compared = alike(a, b)
                || [[a, b], [b, a]].iter().any(|pair| pair[0] == "day" && ["date", "duration"].contains(&pair[1]));
            for sign in ["<", "<=", ">", ">=", "==", "!="] {
                let expected = compared && (numbers || ["==", "!="].contains(&sign));
                let text = format!("{left} {sign} {right}");
                assert_eq!(Expression::parse(&text, &vocabulary()).is_ok(), expected, "{text}");
            }
            let times = is_time(a) || is_time(b);
            for (sign, goes) in [
                ("+", if times { [a, b].contains(&"duration") } else { alike(a, b) }),
                ("-", if times { is_time(a) && (is_time(b) || b == "duration") } else { alike(a, b) }),
                ("*", !times && (is_plain(a) || is_plain(b))),
                ("/", !times && (is_plain(b) || alike(a, b))),
            ] {
                // A calculation goes with itself, whatever it measures.
                let text = format!("{left} {sign} {right} == {left} {sign} {right}");
                assert_eq!(Expression::parse(&text, &vocabulary()).is_ok(), numbers && goes, "{text}");
            }
            for sign in ["and", "or"] {
                let text = format!("{left} {sign} {right}");
                let truths = a == "truth" && b == "truth";
                assert_eq!(Expression::parse(&text, &vocabulary()).is_ok(), truths, "{text}");
            }
        }
        for (sign, goes) in [("not", a == "truth"), ("!", a == "truth")] {
            assert_eq!(Expression::parse(&format!("{sign} {left}"), &vocabulary()).is_ok(), goes, "{sign} {left}");
        }
        let negated = format!("-{left} == -{left}");
        let expected = !is_no_number(a) && !is_time(a);
        assert_eq!(Expression::parse(&negated, &vocabulary()).is_ok(), expected, "{negated}");
    }
}

/// A mistake lies in the text, at whole characters.
fn lies_in(text: &str) -> Result<(), TestCaseError> {
    match Expression::parse(text, &vocabulary()) {
        Ok(expression) => drop(expression.holds(|column| ROW[column])),
        Err(error) => {
            let span = error.fault.span.clone();
            prop_assert!(span.start <= span.end && text.get(span.clone()).is_some(), "{span:?} of {text:?}");
            prop_assert!(error.to_string().lines().count() >= 3);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_text_panics(text in "[ -~é−≤]{0,80}") {
        lies_in(&text)?;
    }

    #[test]
    fn no_characters_panic(text in "\\PC{0,40}") {
        lies_in(&text)?;
    }

    #[test]
    fn no_sequence_of_pieces_panics(pieces in prop::collection::vec(
        prop::sample::select(vec!["value", "us.banned", "us.final_state", "us.first_ban_day", "on", "growth", "banned",
            "<", "==", "=", "=>", "!=", "and", "or", "not", "(", ")", "-", "−", "+", "3", "$2B", "40 %", "5 days", "2021-01-20",
            "2021-13-01", "5% per month", "'x'", "'", "*", "/", "true", "é", "$", ".5", "1e400", "1_0"]), 0..20),
        joint in prop::sample::select(vec![" ", "", "\t"])) {
        lies_in(&pieces.join(joint))?;
    }
}

#[test]
fn the_gap_is_how_far_a_condition_is_from_holding() {
    let mut vocabulary = Vocabulary::new("outcome", Date::constant(2020, 1, 1));
    vocabulary.add("a", Meaning::Number(0, Unit::Number));
    vocabulary.add("b", Meaning::Number(1, Unit::Number));
    vocabulary.add("shut", Meaning::Is(2, 5));
    let gap = |text: &str, values: [f64; 3]| {
        let condition = Expression::parse(text, &vocabulary).unwrap();
        let gap = condition.violation(|column| values[column], |_, gap| gap);
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
    condition.violation(
        |column| [5.0, 0.0, 5.0][column],
        |part, gap| {
            seen.push((part, gap));
            gap
        },
    );
    assert_eq!(seen, [(0, 3.0), (1, 1.0)]);
}
