//! Conditions that a user states over named figures: `value < $20B and us.final_state == banned`.
//!
//! ```text
//! or         := and { "or" and }
//! and        := not { "and" not }
//! not        := "not" not | comparison
//! comparison := sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") sum ]
//! sum        := product { ("+" | "-") product }
//! product    := factor { ("*" | "/") factor }
//! factor     := "-" factor | "(" or ")" | amount | date | name | word
//! ```
//!
//! Amounts and dates are written as in scenarios (`$20B`, `35%`, `90 days`, `2021-01-20`). A hyphen inside a name belongs to it
//! (`southeast-asia.value`); a minus stands between spaces. Nothing can be called and nothing is executed.
//!
//! Every part has a type, checked before anything is evaluated: what a number measures ([`Unit`]), one of some words, or true or
//! false. Names get theirs from a [`Vocabulary`]; what is written out takes that of what it is held against, as in a scenario file,
//! where a field says what its number measures. What a condition is held against is for the caller: a row of a table, a state of
//! the world, anything that has a number for each number of a name.

mod check;
mod lexer;
mod parser;
mod possibility;
#[cfg(test)]
mod tests;
mod unit;
mod violation;
mod vocabulary;

pub use unit::Unit;
pub use vocabulary::{Meaning, Vocabulary, Words};

use crate::quantity::Fault;

/// Most bytes of an expression.
const MOST_BYTES: usize = 4_096;

/// A condition over figures, checked: evaluating it cannot fail.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    text: String,
    root: Node,
    used: Vec<usize>,
}

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .fault.shown(.text))]
pub struct ExpressionError {
    /// The whole text.
    text: String,
    /// What is wrong in it.
    fault: Fault,
}

/// A checked expression as a tree.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Number(f64),
    Column(usize),
    Is(usize, u32),
    Minus(Box<Node>),
    /// Days without the hours of the last.
    WholeDays(Box<Node>),
    Arithmetic(Arithmetic, Box<[Node; 2]>),
    Compare(Comparison, Box<[Node; 2]>),
    Not(Box<Node>),
    And(Box<[Node; 2]>),
    Or(Box<[Node; 2]>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Less,
    AtMost,
    Greater,
    AtLeast,
    Equal,
    Unequal,
}

impl Expression {
    /// Reads a condition over the names of `vocabulary`.
    ///
    /// # Errors
    /// Where it is none, with the place of the mistake.
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, ExpressionError> {
        let wrong = |text: &str| {
            let text = text.to_owned();
            move |fault| ExpressionError { text, fault }
        };
        if text.len() > MOST_BYTES {
            return Err(wrong("…")(Fault::new(0..0, format!("a condition has at most {MOST_BYTES} bytes"))));
        }
        let tokens = lexer::read_tokens(text).map_err(wrong(text))?;
        let root = parser::parse(&tokens, text, vocabulary).map_err(wrong(text))?;
        let mut used = Vec::new();
        root.columns(&mut used);
        used.sort_unstable();
        used.dedup();
        Ok(Self { text: text.to_owned(), root, used })
    }

    /// The condition as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Numbers of the columns that it looks at, ascending.
    pub fn columns(&self) -> &[usize] {
        &self.used
    }

    /// Whether it holds where column `c` has the value `of(c)`. A missing value, NaN, compares with nothing.
    pub fn holds(&self, of: impl Fn(usize) -> f64 + Copy) -> bool {
        self.root.truth(of)
    }

    /// How far it is from holding, 0 where it holds: of parts joined by `and` the sum, of those joined by `or` the least.
    ///
    /// `scale` is told the number of each part and its own gap: 0 where the part holds, else by how much the two sides of a
    /// comparison are apart, infinity where one is missing, and 1 where there is no more or less. What it gives counts.
    pub fn violation(&self, of: impl Fn(usize) -> f64 + Copy, mut scale: impl FnMut(usize, f64) -> f64) -> f64 {
        violation::measure_violation(&self.root, of, false, &mut 0, &mut scale)
    }
}

impl Node {
    fn columns(&self, used: &mut Vec<usize>) {
        match self {
            Self::Number(_) => {}
            Self::Column(column) | Self::Is(column, _) => used.push(*column),
            Self::Minus(node) | Self::WholeDays(node) | Self::Not(node) => node.columns(used),
            Self::Arithmetic(_, both) | Self::Compare(_, both) | Self::And(both) | Self::Or(both) => {
                both.iter().for_each(|node| node.columns(used));
            }
        }
    }

    fn truth(&self, of: impl Fn(usize) -> f64 + Copy) -> bool {
        match self {
            Self::Not(node) => !node.truth(of),
            Self::And(both) => both.iter().all(|node| node.truth(of)),
            Self::Or(both) => both.iter().any(|node| node.truth(of)),
            Self::Is(column, number) => of(*column) == f64::from(*number),
            Self::Compare(comparison, both) => {
                let [a, b] = [both[0].number(of), both[1].number(of)];
                // NaN is unequal to everything in floats; here a missing value makes every comparison false.
                !a.is_nan() && !b.is_nan() && comparison.holds(a, b)
            }
            Self::Number(_) | Self::Column(_) | Self::Minus(_) | Self::WholeDays(_) | Self::Arithmetic(..) => {
                self.number(of) != 0.0
            }
        }
    }

    fn number(&self, of: impl Fn(usize) -> f64 + Copy) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Column(column) => of(*column),
            Self::Minus(node) => -node.number(of),
            Self::WholeDays(node) => libm::floor(node.number(of)),
            Self::Arithmetic(operation, both) => operation.apply(both[0].number(of), both[1].number(of)),
            condition => f64::from(u8::from(condition.truth(of))),
        }
    }
}

impl Arithmetic {
    fn apply(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
        }
    }
}

impl Comparison {
    fn holds(self, a: f64, b: f64) -> bool {
        match self {
            Self::Less => a < b,
            Self::AtMost => a <= b,
            Self::Greater => a > b,
            Self::AtLeast => a >= b,
            Self::Equal => a == b,
            Self::Unequal => a != b,
        }
    }
}

impl ExpressionError {
    /// What is wrong, in one line.
    pub fn message(&self) -> &str {
        &self.fault.message
    }

    /// What is wrong, with its place in the text.
    pub(crate) fn into_fault(self) -> Fault {
        self.fault
    }
}
