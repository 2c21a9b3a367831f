//! From tokens to a checked tree: which operand belongs to which operator.

use std::ops::Range;

use super::check::{Checker, Typed};
use super::lexer::{Kind, Token};
use super::{Arithmetic, Comparison, Node, Vocabulary};
use crate::quantity::Fault;

/// Brackets and signs nest at most so deep.
const DEPTH: usize = 64;

type Result<T> = std::result::Result<T, Fault>;

/// Reads the whole of `tokens`, which are those of `text`.
pub(super) fn parse(tokens: &[Token], text: &str, vocabulary: &Vocabulary) -> Result<Node> {
    let mut parser = Parser { tokens, at: 0, checker: Checker { text, vocabulary }, depth: 0 };
    let whole = parser.parse_or()?;
    if parser.at < tokens.len() {
        return Err(parser.explain_rest());
    }
    parser.checker.check_truth(whole)
}

struct Parser<'p, 't> {
    tokens: &'p [Token<'t>],
    at: usize,
    checker: Checker<'p>,
    depth: usize,
}

impl Parser<'_, '_> {
    fn parse_or(&mut self) -> Result<Typed> {
        let mut left = self.parse_and()?;
        while self.accept(&["or", "||"]) {
            let right = self.parse_and()?;
            left = self.checker.join(left, right, Node::Or)?;
        }
        Ok(left)
    }

    fn parse_and(&mut self) -> Result<Typed> {
        let mut left = self.parse_not()?;
        while self.accept(&["and", "&&"]) {
            let right = self.parse_not()?;
            left = self.checker.join(left, right, Node::And)?;
        }
        Ok(left)
    }

    fn parse_not(&mut self) -> Result<Typed> {
        let start = self.at;
        if !self.accept(&["not", "!"]) {
            return self.parse_comparison();
        }
        let inner = self.nest(Self::parse_not)?;
        let span = self.tokens[start].span.start..inner.span.end;
        Ok(Typed::truth(Node::Not(Box::new(self.checker.check_truth(inner)?)), span))
    }

    fn parse_comparison(&mut self) -> Result<Typed> {
        let left = self.parse_sum()?;
        let Some(comparison) = self.parse_comparison_sign()? else { return Ok(left) };
        let right = self.parse_sum()?;
        let compared = self.checker.compare(comparison, left, right)?;
        if self.parse_comparison_sign()?.is_some() {
            self.at -= 1;
            return Err(self.fault_here("comparisons do not chain").help("write `a < b and b < c`"));
        }
        Ok(compared)
    }

    fn parse_sum(&mut self) -> Result<Typed> {
        let mut left = self.parse_product()?;
        loop {
            let operation = if self.accept(&["+"]) {
                Arithmetic::Add
            } else if self.accept(&["-", "−"]) {
                Arithmetic::Subtract
            } else {
                return Ok(left);
            };
            let right = self.parse_product()?;
            left = self.checker.calculate(operation, left, right)?;
        }
    }

    fn parse_product(&mut self) -> Result<Typed> {
        let mut left = self.parse_factor()?;
        loop {
            let operation = if self.accept(&["*"]) {
                Arithmetic::Multiply
            } else if self.accept(&["/"]) {
                Arithmetic::Divide
            } else {
                return Ok(left);
            };
            let right = self.parse_factor()?;
            left = self.checker.calculate(operation, left, right)?;
        }
    }

    fn parse_factor(&mut self) -> Result<Typed> {
        let start = self.at;
        if self.accept(&["-", "−"]) {
            let inner = self.nest(Self::parse_factor)?;
            let span = self.tokens[start].span.start..inner.span.end;
            return self.checker.negate(inner, span);
        }
        if self.accept(&["("]) {
            let mut inner = self.nest(Self::parse_or)?;
            if !self.accept(&[")"]) {
                return Err(self.fault_here("a `)` is missing here"));
            }
            inner.span = self.tokens[start].span.start..self.tokens[self.at - 1].span.end;
            return Ok(inner);
        }
        let Some(token) = self.tokens.get(self.at).filter(|token| token.kind != Kind::Sign) else {
            return Err(self.fault_here("a name or a number is missing here"));
        };
        self.at += 1;
        self.checker.check_leaf(token)
    }

    /// The comparison that comes next, if one does.
    fn parse_comparison_sign(&mut self) -> Result<Option<Comparison>> {
        let Some(token) = self.tokens.get(self.at).filter(|token| token.kind == Kind::Sign) else { return Ok(None) };
        let meant = |sign: &str| {
            let fault = Fault::new(token.span.clone(), format!("`{}` is no comparison", token.text));
            Err(fault.help(format!("did you mean `{sign}`?")))
        };
        let found = match token.text {
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">" => Comparison::Greater,
            ">=" => Comparison::AtLeast,
            "==" => Comparison::Equal,
            "!=" => Comparison::Unequal,
            "=" => return meant("=="),
            "=<" | "≤" => return meant("<="),
            "=>" | "≥" => return meant(">="),
            "<>" | "=!" | "≠" => return meant("!="),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(found))
    }

    /// Steps over the next token if it is one of these.
    fn accept(&mut self, texts: &[&str]) -> bool {
        let next = self.tokens.get(self.at);
        let found = next.is_some_and(|token| token.kind != Kind::Quoted && texts.contains(&token.text));
        self.at += usize::from(found);
        found
    }

    fn nest<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= DEPTH {
            return Err(self.fault_here(format!("nested more than {DEPTH} deep")));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// What stands behind a whole condition.
    fn explain_rest(&self) -> Fault {
        let fault = self.fault_here("this does not belong here");
        let text = self.tokens.get(self.at).map_or("", |token| token.text).to_lowercase();
        match text.as_str() {
            "&" | "and" => fault.help("did you mean `and`?"),
            "|" | "or" => fault.help("did you mean `or`?"),
            "is" => fault.help("did you mean `==`?"),
            _ => fault.help("conditions are joined by `and` or `or`"),
        }
    }

    /// An error at the next token, or at the end.
    fn fault_here(&self, message: impl Into<String>) -> Fault {
        let end = self.checker.text.len();
        let span: Range<usize> = self.tokens.get(self.at).map_or(end..end, |token| token.span.clone());
        Fault::new(span, message)
    }
}
