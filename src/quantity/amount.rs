//! A number as people write it, with its unit: `$3.2bn`, `12%`, `45 days`, `0.15 per month`.

use std::ops::Range;

use super::currency::{Currency, DOLLAR};
use super::cursor::Cursor;
use super::dimension::Dimension;
use super::fault::Fault;
use super::unit::{self, Noun, Period, Unit};

/// A number and its unit, before it is known what it measures.
#[derive(Debug, Clone)]
pub(super) struct Amount {
    /// Sign, digits and decimal point.
    digits: String,
    /// Power of ten written after `e`.
    exponent: i32,
    /// Its unit: as written, and what it takes from another number beside it.
    pub(super) unit: Unit,
    /// Whether no unit was written beside it.
    pub(super) is_bare: bool,
    /// The words of the unit behind the number.
    pub(super) words: String,
    pub(super) span: Range<usize>,
}

impl Amount {
    /// Reads one; the cursor stops behind it.
    pub(super) fn read(cursor: &mut Cursor<'_>, dimension: Dimension) -> Result<Self, Fault> {
        cursor.skip_spaces();
        let start = cursor.position();
        let mut digits = String::new();
        if cursor.eat('-') || cursor.eat('−') {
            digits.push('-');
        } else {
            cursor.eat('+');
        }
        let currency = cursor.eat_currency();
        cursor.skip_spaces();
        let plain = cursor.take_while(|c| c.is_ascii_digit() || c == '_' || c == '.');
        if !plain.starts_with(|c: char| c.is_ascii_digit() || c == '.') || !plain.contains(|c: char| c.is_ascii_digit())
        {
            let message = if cursor.rest_of_word(start).is_empty() {
                "a number is missing here".to_owned()
            } else {
                format!("`{}` is not a number", cursor.rest_of_word(start))
            };
            let end = start + cursor.rest_of_word(start).len();
            return Err(Fault::new(start..end, message).help(format!("this takes {}", dimension.accepts())));
        }
        if plain.starts_with('.') {
            // What a shell leaves of `"$3.50"` is `.50`.
            let message = format!("`{}` begins with a dot", cursor.text(start..cursor.position()));
            return Err(Fault::new(start..cursor.position(), message).help(format!(
                "write 0{plain}; in a shell, an amount such as $3.50 needs single quotes, or `$3` is taken for a variable"
            )));
        }
        digits.extend(plain.chars().filter(|c| *c != '_'));
        let exponent = cursor.exponent();
        let end = cursor.position();
        let unit = Unit { currency, ..Unit::default() };
        let mut amount = Self { digits, exponent, unit, is_bare: false, words: String::new(), span: start..end };
        amount.read_unit(cursor, dimension)?;
        amount.is_bare = amount.unit.is_bare();
        amount.words = cursor.text(end..amount.span.end).to_owned();
        Ok(amount)
    }

    fn read_unit(&mut self, cursor: &mut Cursor<'_>, dimension: Dimension) -> Result<(), Fault> {
        let unit = &mut self.unit;
        loop {
            let before = cursor.position();
            cursor.skip_spaces();
            let start = cursor.position();
            if !unit.percent && cursor.eat('%') {
                unit.percent = true;
                self.span.end = cursor.position();
                continue;
            }
            let word = cursor.take_while(char::is_alphabetic);
            if matches!(word, "" | "to" | "min" | "max") {
                cursor.return_to(before);
                return Ok(());
            }
            let known = if word == "per" || (word == "and" && unit.per_user && unit.per.is_none()) {
                cursor.skip_spaces();
                match cursor.take_while(char::is_alphabetic) {
                    "user" if !unit.per_user && unit.per.is_none() => {
                        unit.per_user = true;
                        true
                    }
                    other => {
                        unit.per.is_none() && {
                            unit.per = Period::named(other);
                            unit.per.is_some()
                        }
                    }
                }
            } else if let Some(currency) = Currency::find(word).filter(|_| unit.currency.is_none()) {
                unit.currency = Some(currency);
                true
            } else if unit.noun.is_some() || unit.per_user || unit.per.is_some() {
                false
            } else if let (None, false, Some(power)) = (unit.magnitude, unit.percent, unit::magnitude(word)) {
                unit.magnitude = Some(power);
                true
            } else if matches!(word, "users" | "user" | "people") {
                unit.noun = Some(Noun::Users);
                true
            } else {
                unit.noun = Period::named(word).map(Noun::Time);
                unit.noun.is_some()
            };
            if !known {
                let text = cursor.text(start..cursor.position());
                return Err(Fault::new(start..cursor.position(), format!("`{text}` is not a unit that belongs here"))
                    .help(format!("this takes {}", dimension.accepts())));
            }
            self.span.end = cursor.position();
        }
    }

    /// Whether it is 0, which is the same in every unit.
    pub(super) fn is_zero(&self) -> bool {
        !self.digits.contains(|c: char| ('1'..='9').contains(&c))
    }

    /// The number as written, without its unit.
    pub(super) fn number(&self) -> f64 {
        format!("{}e{}", self.digits, self.exponent).parse().unwrap_or(f64::NAN)
    }

    /// How `number` would be written with the unit of this amount.
    pub(super) fn spell(&self, number: f64) -> String {
        let sign = if number < 0.0 { "-" } else { "" };
        let currency = self.unit.currency.filter(|_| !self.has_currency_behind());
        let before = currency.map_or_else(String::new, |currency| match currency.sign {
            "" => format!("{} ", currency.code),
            sign => sign.to_owned(),
        });
        format!("{sign}{before}{}{}", number.abs(), self.words)
    }

    /// The number in canonical units and what its unit says it measures, where nothing else says so.
    pub(super) fn plain(&self, cursor: &Cursor<'_>) -> Result<(f64, Option<Dimension>), Fault> {
        let Unit { currency, percent, noun, .. } = self.unit;
        let dimension = match noun {
            Some(Noun::Time(_)) => Some(Dimension::Duration),
            Some(Noun::Users) => Some(Dimension::Users),
            None if currency.is_some() => Some(Dimension::Money),
            None if percent => Some(Dimension::Share),
            None => None,
        };
        // A plain number may have a magnitude, as a number of people may.
        Ok((self.value(cursor, dimension.unwrap_or(Dimension::Users))?, dimension))
    }

    /// Whether its currency is written behind the number, as in `3M EUR`.
    pub(super) fn has_currency_behind(&self) -> bool {
        self.unit.currency.is_some_and(|currency| self.words.split_whitespace().any(|word| word == currency.code))
    }

    /// Dollars for one unit of the currency that it is in.
    fn find_rate(&self, cursor: &Cursor<'_>) -> Result<f64, Fault> {
        let written = cursor.text(self.span.clone());
        match (self.unit.currency, cursor.exchange()) {
            (None, None) => Ok(1.0),
            (Some(currency), _) if *currency == DOLLAR => Ok(1.0),
            (None, Some(exchange)) => Ok(exchange.rate),
            (Some(currency), Some(exchange)) if currency == exchange.currency => Ok(exchange.rate),
            (Some(currency), Some(exchange)) => {
                let message =
                    format!("`{written}` is in {}, and the currency here is {}", currency.code, exchange.currency.code);
                Err(Fault::new(self.span.clone(), message)
                    .help(format!("write all amounts in {} or in US dollars", exchange.currency.code)))
            }
            (Some(Currency { code, unit, .. }), None) => {
                let message = format!("`{written}` is in {code}, and no exchange rate is stated for it");
                let help = format!(
                    "at the top of the file, write currency = \"{code}\", exchange_rate = {{ value = …, source = \"…\" }} with the dollars \
                     for one {unit}, and exchange_date = the date of that rate; elsewhere write dollars"
                );
                Err(Fault::new(self.span.clone(), message).help(help))
            }
        }
    }

    /// The number in canonical units.
    pub(super) fn value(&self, cursor: &Cursor<'_>, dimension: Dimension) -> Result<f64, Fault> {
        let written = cursor.text(self.span.clone());
        let Some((power, factor)) = self.unit.conversion(dimension) else {
            let message = if self.unit.is_bare() {
                format!("`{written}` has no unit")
            } else {
                format!("`{written}` has the wrong unit")
            };
            return Err(Fault::new(self.span.clone(), message).help(format!("this takes {}", dimension.accepts())));
        };
        let rate = if dimension.is_money() { self.find_rate(cursor)? } else { 1.0 };
        // The power of ten joins the digits before they become binary, so 7% is exactly the number nearest 0.07.
        let decimal = format!("{}e{}", self.digits, self.exponent.saturating_add(power));
        match decimal.parse::<f64>() {
            Ok(number) if (number * factor * rate).is_finite() => Ok(number * factor * rate),
            Ok(_) => Err(Fault::new(self.span.clone(), format!("`{written}` is too large"))),
            Err(_) => Err(Fault::new(self.span.clone(), format!("`{written}` is not a number"))),
        }
    }
}
