//! `currency`, `exchange_rate` and `exchange_date`: amounts that are not in dollars.

use super::super::checked::StatedRate;
use super::super::diagnostics::suggest_name;
use super::super::inputs::Money;
use super::super::quantities::Parameter;
use super::section::InputGroup;
use super::state::{Reader, UNREAD};
use crate::quantity::{Currency, Exchange};

impl Reader<'_> {
    /// Reads the rate at which amounts are turned into dollars, before any amount is read; none where they are in dollars.
    pub(super) fn read_currency(&mut self) -> Option<StatedRate> {
        let Money { exchange_rate } = Money::read(&mut self.root());
        let currency = self.find_currency();
        let Some(currency) = currency.filter(|currency| currency.code != "USD") else {
            for key in ["exchange_rate", "exchange_date"] {
                let mut top = self.root();
                if top.sets(key) && (!top.sets("currency") || currency.is_some()) {
                    top.error(key, format!("`{key}` stands here, and amounts are in dollars"))
                        .help("name the other currency, such as currency = \"EUR\", or leave this out");
                }
            }
            return None;
        };
        let rate = self.check_rate(currency, exchange_rate)?;
        self.exchange = Some(Exchange { currency, rate: self.known(rate.0)? });
        let mut top = self.root();
        if !top.sets("exchange_date") {
            top.report_missing("exchange_date", "the date of `exchange_rate`, such as 2026-03-01");
        }
        let date = top.read_date("exchange_date")?;
        let stated = StatedRate { currency: currency.code, rate, date };
        self.tell_rate(&stated, currency);
        Some(stated)
    }

    fn find_currency(&mut self) -> Option<&'static Currency> {
        let mut top = self.root();
        let code = top.read_text("currency")?;
        let found = Currency::find(code);
        if found.is_none() {
            let codes: Vec<&str> = Currency::list().map(|currency| currency.code).collect();
            let help = suggest_name(code, codes.iter().copied()).filter(|help| help.starts_with("did"));
            let dollars =
                "amounts in another dollar or peso must be written in US dollars, since `$` would be ambiguous"
                    .to_owned();
            top.error("currency", format!("`{code}` is no currency here"))
                .label(format!("expected one of {}", codes.join(", ")))
                .help(help.unwrap_or(dollars));
        }
        found
    }

    /// The rate, where it is one known value.
    fn check_rate(&mut self, currency: &Currency, rate: Option<Parameter>) -> Option<Parameter> {
        let Some(rate) = rate else {
            let doc = format!(
                "exchange_rate = {{ value = …, source = \"…\" }}: the dollars for one {}; no rate is assumed",
                currency.unit
            );
            self.root().report_missing("exchange_rate", &doc);
            return None;
        };
        if rate.0 != UNREAD && self.known(rate.0).is_none() {
            let span = self.span(rate.0);
            self.error(span, "the exchange rate is one known value for the whole file")
                .help("write one number, and try others with `marketgate sweep --vary exchange_rate=…`");
            return None;
        }
        Some(rate)
    }

    /// Says at what rate amounts were read. Without a place: a resolved scenario says it in the same words.
    fn tell_rate(&mut self, stated: &StatedRate, currency: &Currency) {
        let Some(input) = self.input(stated.rate.0) else { return };
        let rate = self.known(stated.rate.0).unwrap_or_default();
        let source = input.source.as_deref().unwrap_or("no source is given");
        let message = format!(
            "amounts in {} are read at {rate} dollars for one {} (rate of {}; {source}); every result is in dollars",
            currency.code, currency.unit, stated.date
        );
        self.report.warning(None, message).help("the rate is the same in every simulation");
    }
}
