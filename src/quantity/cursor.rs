//! A place in the text of a quantity, and the few steps from there that the grammar needs.

use std::ops::Range;

use super::currency::{Currency, Exchange};
use super::fault::Fault;

/// A place in a text.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    place: usize,
    /// The currency of amounts that are not in dollars.
    exchange: Option<Exchange>,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, place: 0, exchange: None }
    }

    /// The same, where amounts of money are in another currency unless they say that they are in dollars.
    pub(super) fn with_exchange(text: &'t str, exchange: Option<Exchange>) -> Self {
        Self { exchange, ..Self::new(text) }
    }

    /// The currency of amounts that are not in dollars, if one was stated.
    pub(super) fn exchange(&self) -> Option<Exchange> {
        self.exchange
    }

    /// Steps over the sign or the code of a currency before a number, if one comes next; where several have the sign it is
    /// that of the amounts here.
    pub(super) fn eat_currency(&mut self) -> Option<&'static Currency> {
        let before = self.place;
        if self.rest().starts_with("US$") {
            self.place += 2;
        }
        let stated = self.exchange.map(|exchange| exchange.currency);
        let signed = |currency: &&Currency| !currency.sign.is_empty() && self.rest().starts_with(currency.sign);
        if let Some(found) = stated.into_iter().chain(Currency::list()).find(signed) {
            self.place += found.sign.len();
            return Some(found);
        }
        let found = Currency::find(self.take_while(char::is_alphabetic));
        self.place = if found.is_some() { self.place } else { before };
        found
    }

    /// Bytes before this place.
    pub(super) fn position(&self) -> usize {
        self.place
    }

    pub(super) fn return_to(&mut self, place: usize) {
        self.place = place;
    }

    pub(super) fn text(&self, span: Range<usize>) -> &'t str {
        self.text.get(span).unwrap_or_default()
    }

    fn rest(&self) -> &'t str {
        &self.text[self.place..]
    }

    /// The next character that is not a space.
    pub(super) fn peek(&mut self) -> Option<char> {
        self.skip_spaces();
        self.rest().chars().next()
    }

    /// Nothing but spaces is left.
    pub(super) fn expect_end(&mut self) -> Result<(), Fault> {
        let Some(next) = self.peek() else { return Ok(()) };
        let rest = self.rest();
        let fault = Fault::new(self.place..self.text.len(), format!("`{rest}` is not expected here"));
        let then_digit = rest[next.len_utf8()..].trim_start().starts_with(|c: char| c.is_ascii_digit());
        Err(match next {
            ',' if then_digit => fault.help("write large numbers as 100_000, 100k or 0.1M"),
            '-' | '–' | '—' | '−' => fault.help("write an interval as `a to b`"),
            _ => fault,
        })
    }

    pub(super) fn skip_spaces(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// Steps over `expected` if it comes next.
    pub(super) fn eat(&mut self, expected: char) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.place += expected.len_utf8();
        }
        found
    }

    /// Steps over `expected` and spaces before it, if it comes next.
    pub(super) fn eat_after_spaces(&mut self, expected: char) -> bool {
        self.skip_spaces();
        self.eat(expected)
    }

    /// Steps over the word `expected` and spaces before it, if it comes next.
    pub(super) fn eat_word(&mut self, expected: &str) -> bool {
        let before = self.place;
        self.skip_spaces();
        let found = self.take_while(char::is_alphabetic) == expected;
        if !found {
            self.place = before;
        }
        found
    }

    pub(super) fn take_while(&mut self, holds: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let taken = rest.find(|c| !holds(c)).map_or(rest, |end| &rest[..end]);
        self.place += taken.len();
        taken
    }

    /// Steps over a decimal exponent such as `e6`, if one comes next; 0 without.
    pub(super) fn exponent(&mut self) -> i32 {
        let before = self.place;
        if self.eat('e') || self.eat('E') {
            let negative = self.eat('-');
            if !negative {
                self.eat('+');
            }
            let digits = self.take_while(|c| c.is_ascii_digit());
            if !digits.is_empty() {
                let size = digits.parse().unwrap_or(1_000_000);
                return if negative { -size } else { size };
            }
        }
        self.place = before;
        0
    }

    /// What stands from `start` to the next space or punctuation mark of the grammar.
    pub(super) fn rest_of_word(&self, start: usize) -> &'t str {
        let rest = self.text(start..self.text.len());
        rest.find(|c: char| c.is_whitespace() || ",():@".contains(c)).map_or(rest, |end| &rest[..end])
    }
}
