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
    let whole = parser.or()?;
    if parser.at < tokens.len() {
        return Err(parser.left_over());
    }
    parser.checker.truth(whole)
}

struct Parser<'p, 't> {
    tokens: &'p [Token<'t>],
    at: usize,
    checker: Checker<'p>,
    depth: usize,
}

impl Parser<'_, '_> {
    fn or(&mut self) -> Result<Typed> {
        let mut left = self.and()?;
        while self.eat(&["or", "||"]) {
            let right = self.and()?;
            left = self.checker.joined(left, right, Node::Or)?;
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Typed> {
        let mut left = self.not()?;
        while self.eat(&["and", "&&"]) {
            let right = self.not()?;
            left = self.checker.joined(left, right, Node::And)?;
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Typed> {
        let start = self.at;
        if !self.eat(&["not", "!"]) {
            return self.comparison();
        }
        let inner = self.deeper(Self::not)?;
        let span = self.tokens[start].span.start..inner.span.end;
        Ok(Typed::truth(Node::Not(Box::new(self.checker.truth(inner)?)), span))
    }

    fn comparison(&mut self) -> Result<Typed> {
        let left = self.sum()?;
        let Some(comparison) = self.comparison_sign()? else { return Ok(left) };
        let right = self.sum()?;
        let compared = self.checker.compared(comparison, left, right)?;
        if self.comparison_sign()?.is_some() {
            self.at -= 1;
            return Err(self.here("comparisons do not chain").help("write `a < b and b < c`"));
        }
        Ok(compared)
    }

    fn sum(&mut self) -> Result<Typed> {
        let mut left = self.product()?;
        loop {
            let operation = if self.eat(&["+"]) {
                Arithmetic::Add
            } else if self.eat(&["-", "−"]) {
                Arithmetic::Subtract
            } else {
                return Ok(left);
            };
            let right = self.product()?;
            left = self.checker.calculated(operation, left, right)?;
        }
    }

    fn product(&mut self) -> Result<Typed> {
        let mut left = self.factor()?;
        loop {
            let operation = if self.eat(&["*"]) {
                Arithmetic::Multiply
            } else if self.eat(&["/"]) {
                Arithmetic::Divide
            } else {
                return Ok(left);
            };
            let right = self.factor()?;
            left = self.checker.calculated(operation, left, right)?;
        }
    }

    fn factor(&mut self) -> Result<Typed> {
        let start = self.at;
        if self.eat(&["-", "−"]) {
            let inner = self.deeper(Self::factor)?;
            let span = self.tokens[start].span.start..inner.span.end;
            return self.checker.negated(inner, span);
        }
        if self.eat(&["("]) {
            let mut inner = self.deeper(Self::or)?;
            if !self.eat(&[")"]) {
                return Err(self.here("a `)` is missing here"));
            }
            inner.span = self.tokens[start].span.start..self.tokens[self.at - 1].span.end;
            return Ok(inner);
        }
        let Some(token) = self.tokens.get(self.at).filter(|token| token.kind != Kind::Sign) else {
            return Err(self.here("a name or a number is missing here"));
        };
        self.at += 1;
        self.checker.leaf(token)
    }

    /// The comparison that comes next, if one does.
    fn comparison_sign(&mut self) -> Result<Option<Comparison>> {
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
    fn eat(&mut self, texts: &[&str]) -> bool {
        let next = self.tokens.get(self.at);
        let found = next.is_some_and(|token| token.kind != Kind::Quoted && texts.contains(&token.text));
        self.at += usize::from(found);
        found
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= DEPTH {
            return Err(self.here(format!("nested more than {DEPTH} deep")));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// What stands behind a whole condition.
    fn left_over(&self) -> Fault {
        let fault = self.here("this does not belong here");
        let text = self.tokens.get(self.at).map_or("", |token| token.text).to_lowercase();
        match text.as_str() {
            "&" | "and" => fault.help("did you mean `and`?"),
            "|" | "or" => fault.help("did you mean `or`?"),
            "is" => fault.help("did you mean `==`?"),
            _ => fault.help("conditions are joined by `and` or `or`"),
        }
    }

    /// An error at the next token, or at the end.
    fn here(&self, message: impl Into<String>) -> Fault {
        let end = self.checker.text.len();
        let span: Range<usize> = self.tokens.get(self.at).map_or(end..end, |token| token.span.clone());
        Fault::new(span, message)
    }
}
