//! From tokens to a checked tree.

use super::lexer::{Kind, Token};
use super::{Arithmetic, Comparison, Meaning, Node, Unit, Vocabulary, amount};
use crate::quantity::Fault;

/// Brackets and signs nest at most so deep.
const DEPTH: usize = 64;

type Result<T> = std::result::Result<T, Fault>;

/// A tree with what it is and the tokens it came from.
#[derive(Debug)]
struct Typed {
    what: What,
    node: Node,
    /// Numbers of its first token and of the one behind its last.
    tokens: (usize, usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Truth,
    Number(Unit),
    /// A column of words.
    Word(Vec<String>),
    /// A word without meaning of its own.
    Bare(String),
}

/// Reads the whole of `tokens`; `end` is the length of the text.
pub(super) fn parse(tokens: &[Token], end: usize, vocabulary: &Vocabulary) -> Result<Node> {
    let mut parser = Parser { tokens, at: 0, end, vocabulary, depth: 0 };
    let whole = parser.or()?;
    if parser.at < tokens.len() {
        return Err(parser.here("this does not belong here").help("conditions are joined by `and` or `or`"));
    }
    parser.truth(whole)
}

struct Parser<'p, 't> {
    tokens: &'p [Token<'t>],
    at: usize,
    end: usize,
    vocabulary: &'p Vocabulary,
    depth: usize,
}

impl Parser<'_, '_> {
    fn or(&mut self) -> Result<Typed> {
        let mut left = self.and()?;
        while self.eat(&["or", "||"]) {
            let right = self.and()?;
            left = self.joined(left, right, Node::Or)?;
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Typed> {
        let mut left = self.not()?;
        while self.eat(&["and", "&&"]) {
            let right = self.not()?;
            left = self.joined(left, right, Node::And)?;
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Typed> {
        let start = self.at;
        if !self.eat(&["not", "!"]) {
            return self.comparison();
        }
        let inner = self.deeper(Self::not)?;
        let node = Node::Not(Box::new(self.truth(inner)?));
        Ok(Typed { what: What::Truth, node, tokens: (start, self.at) })
    }

    fn comparison(&mut self) -> Result<Typed> {
        let left = self.sum()?;
        let Some(comparison) = self.comparison_sign() else { return Ok(left) };
        let right = self.sum()?;
        let tokens = (left.tokens.0, right.tokens.1);
        let node = match (&left.what, &right.what) {
            (What::Word(words), What::Bare(word)) => self.is_word(&left.node, words, word, right.tokens, comparison)?,
            (What::Bare(word), What::Word(words)) => self.is_word(&right.node, words, word, left.tokens, comparison)?,
            (What::Number(a), What::Number(b)) => {
                if *a != Unit::Any && *b != Unit::Any && a != b {
                    let message = format!("this compares {} with {}", a.name(), b.name());
                    return Err(self.over(tokens, message));
                }
                Node::Compare(comparison, Box::new([left.node, right.node]))
            }
            (What::Bare(word), _) => return Err(self.unknown(word, left.tokens)),
            (_, What::Bare(word)) => return Err(self.unknown(word, right.tokens)),
            (a, b) => return Err(self.over(tokens, format!("this compares {} with {}", a.name(), b.name()))),
        };
        if self.comparison_sign().is_some() {
            self.at -= 1;
            return Err(self.here("comparisons do not chain").help("write `a < b and b < c`"));
        }
        Ok(Typed { what: What::Truth, node, tokens })
    }

    /// `column == word`.
    fn is_word(
        &self,
        column: &Node,
        words: &[String],
        word: &str,
        at: (usize, usize),
        comparison: Comparison,
    ) -> Result<Node> {
        let &Node::Column(column) = column else { return Err(self.over(at, "this is no word")) };
        let Some(number) = words.iter().position(|known| known == word) else {
            let error = self.over(at, format!("`{word}` is not one of its words"));
            return Err(error.help(format!("it is one of {}", words.join(", "))));
        };
        let is = Node::Is(column, number as u32);
        match comparison {
            Comparison::Equal => Ok(is),
            Comparison::Unequal => Ok(Node::Not(Box::new(is))),
            _ => Err(self.over(at, "words have no order").help("compare them by == or !=")),
        }
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
            left = self.calculated(operation, left, right)?;
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
            left = self.calculated(operation, left, right)?;
        }
    }

    fn factor(&mut self) -> Result<Typed> {
        let start = self.at;
        if self.eat(&["-", "−"]) {
            let inner = self.deeper(Self::factor)?;
            let (unit, node) = self.number(inner)?;
            return Ok(Typed { what: What::Number(unit), node: Node::Minus(Box::new(node)), tokens: (start, self.at) });
        }
        if self.eat(&["("]) {
            let mut inner = self.deeper(Self::or)?;
            if !self.eat(&[")"]) {
                return Err(self.here("a `)` is missing here"));
            }
            inner.tokens = (start, self.at);
            return Ok(inner);
        }
        let Some(token) = self.tokens.get(self.at).filter(|token| token.kind != Kind::Sign) else {
            return Err(self.here("a name or a number is missing here"));
        };
        self.at += 1;
        let (what, node) = match token.kind {
            Kind::Amount => {
                let (value, unit) = amount(token)?;
                (What::Number(unit), Node::Number(value))
            }
            Kind::Quoted => (What::Bare(token.text.to_owned()), Node::Number(f64::NAN)),
            _ => match self.vocabulary.find(token.text) {
                Some(Meaning::Number(column, unit)) => (What::Number(*unit), Node::Column(*column)),
                Some(Meaning::Word(column, words)) => (What::Word(words.clone()), Node::Column(*column)),
                Some(Meaning::Is(column, number)) => (What::Truth, Node::Is(*column, *number)),
                None => (What::Bare(token.text.to_owned()), Node::Number(f64::NAN)),
            },
        };
        Ok(Typed { what, node, tokens: (start, self.at) })
    }

    fn joined(&self, left: Typed, right: Typed, join: fn(Box<[Node; 2]>) -> Node) -> Result<Typed> {
        let tokens = (left.tokens.0, right.tokens.1);
        let both = Box::new([self.truth(left)?, self.truth(right)?]);
        Ok(Typed { what: What::Truth, node: join(both), tokens })
    }

    fn calculated(&self, operation: Arithmetic, left: Typed, right: Typed) -> Result<Typed> {
        let tokens = (left.tokens.0, right.tokens.1);
        let ((a, left), (b, right)) = (self.number(left)?, self.number(right)?);
        let unit = match operation {
            Arithmetic::Add | Arithmetic::Subtract if a == b => a,
            // A plain factor keeps what the other measures.
            Arithmetic::Multiply | Arithmetic::Divide if b == Unit::Any => a,
            Arithmetic::Multiply if a == Unit::Any => b,
            _ => Unit::Any,
        };
        let node = Node::Arithmetic(operation, Box::new([left, right]));
        Ok(Typed { what: What::Number(unit), node, tokens })
    }

    fn truth(&self, typed: Typed) -> Result<Node> {
        match &typed.what {
            What::Truth => Ok(typed.node),
            What::Bare(word) => Err(self.unknown(word, typed.tokens)),
            other => {
                let error = self.over(typed.tokens, format!("this is {}, not a condition", other.name()));
                Err(error.help("compare it with something, as in `value < $20B`"))
            }
        }
    }

    fn number(&self, typed: Typed) -> Result<(Unit, Node)> {
        match &typed.what {
            What::Number(unit) => Ok((*unit, typed.node)),
            What::Bare(word) => Err(self.unknown(word, typed.tokens)),
            other => Err(self.over(typed.tokens, format!("this is {}, not a number", other.name()))),
        }
    }

    fn unknown(&self, word: &str, at: (usize, usize)) -> Fault {
        let error = self.over(at, format!("there is no {} `{word}`", self.vocabulary.kind));
        match self.vocabulary.nearest(word) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None if word.contains('-') => error.help("a hyphen belongs to the name; a minus stands between spaces"),
            None => error,
        }
    }

    fn comparison_sign(&mut self) -> Option<Comparison> {
        let token = self.tokens.get(self.at).filter(|token| token.kind == Kind::Sign)?;
        let found = match token.text {
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">" => Comparison::Greater,
            ">=" => Comparison::AtLeast,
            "=" | "==" => Comparison::Equal,
            "!=" => Comparison::Unequal,
            _ => return None,
        };
        self.at += 1;
        Some(found)
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

    /// An error at the next token, or at the end.
    fn here(&self, message: impl Into<String>) -> Fault {
        let span = self.tokens.get(self.at).map_or(self.end..self.end, |token| token.span.clone());
        Fault::new(span, message)
    }

    /// An error over tokens that were read.
    fn over(&self, (from, to): (usize, usize), message: impl Into<String>) -> Fault {
        let start = self.tokens.get(from).map_or(self.end, |token| token.span.start);
        let end = to.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(self.end, |token| token.span.end);
        Fault::new(start..end, message)
    }
}

impl What {
    fn name(&self) -> &'static str {
        match self {
            Self::Truth => "a condition",
            Self::Number(unit) => unit.name(),
            Self::Word(_) | Self::Bare(_) => "a word",
        }
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Any => "a number",
            Self::Money => "dollars",
            Self::Share => "a share",
            Self::Time => "a length of time",
        }
    }
}
