//! What each part of a condition is, and which parts go together.

use std::ops::Range;

use jiff::civil::Date;

use super::lexer::{Kind, Token};
use super::unit::Units;
use super::{Arithmetic, Comparison, Meaning, Node, Unit, Vocabulary, Words};
use crate::quantity::{self, Fault};

type Result<T> = std::result::Result<T, Fault>;

/// A tree, what it is, and the part of the text that it was read from.
#[derive(Debug)]
pub(super) struct Typed {
    what: What,
    node: Node,
    pub(super) span: Range<usize>,
    /// Whether it names nothing.
    written_out: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Truth,
    Number(Units),
    /// One of some words.
    Word(Words),
    /// A word without meaning of its own.
    Bare(String),
}

/// Knows the text of the condition and what its names stand for.
pub(super) struct Checker<'p> {
    pub(super) text: &'p str,
    pub(super) vocabulary: &'p Vocabulary,
}

impl Checker<'_> {
    /// A name, a word, a number or a date.
    pub(super) fn check_leaf(&self, token: &Token) -> Result<Typed> {
        let span = token.span.clone();
        let (what, node) = match token.kind {
            Kind::Date => (What::Number(Units::from_unit(Unit::Date)), Node::Number(self.parse_date(token)?)),
            Kind::Amount => {
                let (value, units) = Units::parse(token.text).ok_or_else(|| explain_amount(token))?;
                (What::Number(units), Node::Number(value))
            }
            Kind::Name if let Some(meaning) = self.vocabulary.find(token.text) => {
                return Ok(Typed { written_out: false, ..Typed::named(meaning, span) });
            }
            _ => (What::Bare(token.text.to_owned()), Node::Number(f64::NAN)),
        };
        Ok(Typed { what, node, span, written_out: true })
    }

    fn parse_date(&self, token: &Token) -> Result<f64> {
        let date = token.text.parse::<Date>().ok().filter(|_| token.text.len() == "2021-01-20".len());
        date.map(|date| self.vocabulary.days(date)).ok_or_else(|| {
            let fault = Fault::new(token.span.clone(), format!("`{}` is no date", token.text));
            fault.help("dates are written 2021-01-20; a minus stands between spaces")
        })
    }

    /// Both, or one of both.
    pub(super) fn join(&self, left: Typed, right: Typed, join: fn(Box<[Node; 2]>) -> Node) -> Result<Typed> {
        let span = left.span.start..right.span.end;
        Ok(Typed::truth(join(Box::new([self.check_truth(left)?, self.check_truth(right)?])), span))
    }

    /// The number with the other sign.
    pub(super) fn negate(&self, inner: Typed, span: Range<usize>) -> Result<Typed> {
        let (units, inner) = self.check_number(inner)?;
        if units.overlaps(Units::TIMES) {
            return Err(Fault::new(span, format!("{} has no negative", units.primary().name())));
        }
        let node = Node::Minus(Box::new(inner.node));
        Ok(Typed { what: What::Number(units), node, span, written_out: inner.written_out })
    }

    /// A sum, difference, product or quotient.
    pub(super) fn calculate(&self, operation: Arithmetic, left: Typed, right: Typed) -> Result<Typed> {
        let ((a, left), (b, right)) = (self.check_number(left)?, self.check_number(right)?);
        let units = match operation {
            Arithmetic::Add => a.sum(b, false),
            Arithmetic::Subtract => a.sum(b, true),
            Arithmetic::Multiply => a.product(b),
            Arithmetic::Divide => a.quotient(b),
        };
        let span = left.span.start..right.span.end;
        let Some(units) = units else {
            return Err(self.explain_calculation(operation, (a, &left), (b, &right)));
        };
        let written_out = left.written_out && right.written_out;
        let node = Node::Arithmetic(operation, Box::new([left.node, right.node]));
        Ok(Typed { what: What::Number(units), node, span, written_out })
    }

    /// A comparison of two things of one kind.
    pub(super) fn compare(&self, comparison: Comparison, left: Typed, right: Typed) -> Result<Typed> {
        let span = left.span.start..right.span.end;
        let node = match (&left.what, &right.what) {
            (What::Word(words), What::Bare(word)) => self.compare_word(&left, words, word, &right, comparison)?,
            (What::Bare(word), What::Word(words)) => self.compare_word(&right, words, word, &left, comparison)?,
            (What::Word(ours), What::Word(theirs)) if ours == theirs => {
                check_order(comparison, "words", &span)?;
                Node::Compare(comparison, Box::new([left.node, right.node]))
            }
            (What::Number(a), What::Number(b)) => self.compare_numbers(comparison, (*a, left), (*b, right))?,
            _ if left.is_truth() && right.is_truth() => {
                check_order(comparison, "conditions", &span)?;
                Node::Compare(comparison, Box::new([self.check_truth(left)?, self.check_truth(right)?]))
            }
            (What::Bare(word), _) if !left.is_truth() => return Err(self.explain_unknown(word, &left.span)),
            (_, What::Bare(word)) if !right.is_truth() => return Err(self.explain_unknown(word, &right.span)),
            _ => return Err(self.explain_mismatch("compares", &left, &right)),
        };
        Ok(Typed::truth(node, span))
    }

    fn compare_numbers(&self, comparison: Comparison, left: (Units, Typed), right: (Units, Typed)) -> Result<Node> {
        let ((a, left), (b, right)) = (left, right);
        let [days, dates] = [Unit::Day, Unit::Date].map(|unit| [a, b].map(|units| units.has(unit)));
        let lasting = [a, b].map(|units| units.has(Unit::Duration));
        let together = a.overlaps(b) || (days[0] && (dates[1] || lasting[1])) || (days[1] && (dates[0] || lasting[0]));
        if !together {
            return Err(self.explain_mismatch("compares", &left, &right));
        }
        let mut both = [left.node, right.node];
        if dates[0] || dates[1] {
            // A date is a whole day: an event at noon is on it, not after it.
            both = both.map(|node| Node::WholeDays(Box::new(node)));
        }
        Ok(Node::Compare(comparison, Box::new(both)))
    }

    /// `us.final_state == banned`.
    fn compare_word(&self, of: &Typed, words: &Words, word: &str, at: &Typed, comparison: Comparison) -> Result<Node> {
        let &Node::Column(column) = &of.node else { return Err(Fault::new(of.span.clone(), "this is no word")) };
        let Some(code) = words.code(word) else {
            let subject = self.quote(&of.span);
            let fault = Fault::new(at.span.clone(), format!("`{word}` is not one of the words of `{subject}`"));
            let near = words.nearest(word).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            return Err(fault.help(format!("{near}it is one of {}", words.list())));
        };
        let is = Node::Is(column, code);
        match comparison {
            Comparison::Unequal => Ok(Node::Not(Box::new(is))),
            _ => check_order(comparison, "words", &at.span).map(|()| is),
        }
    }

    /// What holds or does not.
    pub(super) fn check_truth(&self, typed: Typed) -> Result<Node> {
        match &typed.what {
            What::Truth => Ok(typed.node),
            What::Bare(word) if typed.is_truth() => Ok(Node::Number(f64::from(u8::from(word == "true")))),
            What::Bare(word) => Err(self.explain_unknown(word, &typed.span)),
            What::Word(words) => {
                let word = words.iter().next().map_or("", |(word, _)| word);
                let fault = Fault::new(typed.span.clone(), "this is a word, not a condition");
                Err(fault.help(format!("compare it, as in `{} == {word}`", self.quote(&typed.span))))
            }
            What::Number(units) => {
                let unit = units.primary();
                let fault = Fault::new(typed.span.clone(), format!("this is {}, not a condition", unit.name()));
                Err(fault.help(format!("compare it, as in `{} < {}`", self.quote(&typed.span), unit.example())))
            }
        }
    }

    fn check_number(&self, typed: Typed) -> Result<(Units, Typed)> {
        match &typed.what {
            What::Number(units) => Ok((*units, typed)),
            What::Bare(word) if !typed.is_truth() => Err(self.explain_unknown(word, &typed.span)),
            _ => Err(Fault::new(typed.span.clone(), format!("this is {}, not a number", typed.name()))),
        }
    }

    fn explain_unknown(&self, word: &str, at: &Range<usize>) -> Fault {
        let fault = Fault::new(at.clone(), format!("there is no {} `{word}`", self.vocabulary.kind()));
        match self.vocabulary.nearest(word) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None if word.contains('-') => fault.help("a hyphen belongs to the name; a minus stands between spaces"),
            None if word.starts_with(|c: char| c.is_ascii_digit()) => {
                fault.help("amounts are written as in scenarios: $20B, 40%, 90 days, 2021-01-20")
            }
            None => fault,
        }
    }

    /// An error where two things do not go together: at the one that was written out, else at both.
    fn explain_mismatch(&self, does: &str, left: &Typed, right: &Typed) -> Fault {
        let joint = if does == "compares" { "with" } else { "and" };
        let whole = left.span.start..right.span.end;
        let (other, odd) = match (left.written_out, right.written_out) {
            (false, true) => (left, right),
            (true, false) => (right, left),
            _ => {
                let fault = Fault::new(whole, format!("this {does} {} {joint} {}", left.name(), right.name()));
                return fault.help("both sides are to measure the same");
            }
        };
        let [subject, written] = [other, odd].map(|typed| self.quote(&typed.span));
        let message = match &odd.what {
            What::Number(units) if units.is_bare() && (other.takes(Unit::Duration) || other.takes(Unit::Day)) => {
                format!("`{written}` has no unit")
            }
            _ => format!("this {does} {} {joint} {}", left.name(), right.name()),
        };
        let fault = Fault::new(odd.span.clone(), message);
        match &other.what {
            What::Truth => fault.help(format!("`{subject}` is true or false: write `{subject}` or `not {subject}`")),
            What::Word(words) => fault.help(format!("`{subject}` is one of {}", words.list())),
            What::Number(units) => {
                let unit = units.primary();
                let write = match (unit, &odd.node) {
                    (Unit::Day, _) => {
                        "a date, such as 2021-01-20, or a length of time since the start, such as 90 days".to_owned()
                    }
                    (Unit::Duration, Node::Number(days)) if odd.is_bare() => format!("`{days} days`"),
                    _ => format!("{}, such as {}", unit.name(), unit.example()),
                };
                fault.help(format!("`{subject}` is {}: write {write}", unit.name()))
            }
            What::Bare(_) => fault,
        }
    }

    fn explain_calculation(&self, operation: Arithmetic, left: (Units, &Typed), right: (Units, &Typed)) -> Fault {
        let ((a, left), (b, right)) = (left, right);
        let span = left.span.start..right.span.end;
        let does = match operation {
            Arithmetic::Add => "adds",
            Arithmetic::Subtract => "subtracts",
            Arithmetic::Multiply => "multiplies",
            Arithmetic::Divide => "divides",
        };
        if a.overlaps(Units::TIMES) || b.overlaps(Units::TIMES) {
            let fault = Fault::new(span, format!("this {does} {} and {}", left.name(), right.name()));
            return fault
                .help("of days and dates there is `day - day` and `day - date`, lengths of time, and `day + 30 days`");
        }
        if matches!(operation, Arithmetic::Add | Arithmetic::Subtract) {
            return self.explain_mismatch(does, left, right);
        }
        let fault = Fault::new(span, format!("this {does} {} and {}", left.name(), right.name()));
        fault.help("multiply and divide by plain numbers and shares, or divide what measures the same")
    }

    fn quote(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }
}

impl Typed {
    /// What holds or does not.
    pub(super) fn truth(node: Node, span: Range<usize>) -> Self {
        Self { what: What::Truth, node, span, written_out: false }
    }

    fn named(meaning: &Meaning, span: Range<usize>) -> Self {
        let (what, node) = match meaning {
            Meaning::Number(column, unit) => (What::Number(Units::from_unit(*unit)), Node::Column(*column)),
            Meaning::Word(column, words) => (What::Word(words.clone()), Node::Column(*column)),
            Meaning::Is(column, code) => (What::Truth, Node::Is(*column, *code)),
        };
        Self { what, node, span, written_out: false }
    }

    /// Whether it is a condition, or `true` or `false`.
    fn is_truth(&self) -> bool {
        match &self.what {
            What::Truth => true,
            What::Bare(word) => matches!(word.as_str(), "true" | "false"),
            _ => false,
        }
    }

    fn is_bare(&self) -> bool {
        matches!(self.what, What::Number(units) if units.is_bare())
    }

    fn takes(&self, unit: Unit) -> bool {
        matches!(self.what, What::Number(units) if units.has(unit))
    }

    fn name(&self) -> &'static str {
        match &self.what {
            What::Number(units) => units.primary().name(),
            _ if self.is_truth() => "a condition",
            _ => "a word",
        }
    }
}

/// Only `==` and `!=` go with what has no order.
fn check_order(comparison: Comparison, what: &str, at: &Range<usize>) -> Result<()> {
    match comparison {
        Comparison::Equal | Comparison::Unequal => Ok(()),
        _ => Err(Fault::new(at.clone(), format!("{what} have no order")).help("compare them by == or !=")),
    }
}

/// What is wrong with digits and words that make no amount.
fn explain_amount(token: &Token) -> Fault {
    let start = token.span.start;
    match quantity::parse_amount(token.text) {
        Err(fault) => Fault { span: start + fault.span.start..start + fault.span.end, ..fault },
        Ok(_) => Fault::new(token.span.clone(), format!("`{}` is no amount", token.text))
            .help("amounts are written as in scenarios: $20B, 40%, 90 days, 5% per month"),
    }
}
