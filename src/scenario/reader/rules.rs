//! Rules that hold between inputs, and what a user should be warned of.

use super::super::checked::{Correlation, EventKind, ScheduledEvent};
use super::super::inputs::{Company, Deal, Market, Strategy};
use super::super::quantities::{Parameter, Quantity};
use super::super::source::Span;
use super::super::words::Answer;
use super::state::Reader;
use crate::draws::{Copula, CopulaError, Grade};
use indexmap::IndexMap;
use std::f64::consts::PI;

/// Tables that only a scenario with a home market may hold.
pub(in super::super) const HOME_TABLES: [&str; 3] = ["backlash", "retaliation", "export_control"];
/// Least ratio of the ceiling to the users.
const HEADROOM: f64 = 1.05;
/// How unlikely a draw must be, on either side, before nobody is warned of it.
pub(super) const UNLIKELY: f64 = 0.001;
/// Halvings of the way to correlations that cannot all be attained together.
const SHARES: usize = 10;

impl Reader<'_> {
    /// What the home country does, where there is none.
    pub(super) fn check_home(&mut self) {
        let top = self.root();
        // A home that is named and does not exist has been reported.
        if top.home().is_some() || top.sets("company.home") {
            return;
        }
        for table in HOME_TABLES {
            if top.sets(table) {
                let span = top.span(table);
                top.reader
                    .error(span, format!("[{table}] needs a home market"))
                    .help("name it under [company]: home = \"…\"");
            }
        }
    }

    /// A sum and its date, before the start.
    pub(super) fn check_investment(&mut self, company: &Company) {
        let start = self.start;
        let mut top = self.root();
        let mut section = top.enter("company");
        if section.sets("investment") != section.sets("invested") {
            let (given, missing) =
                if section.sets("investment") { ("investment", "invested") } else { ("invested", "investment") };
            section.report_missing(missing, &format!("`{given}` needs it: a sum, and the date on which it was paid"));
        }
        if company.invested.is_some_and(|day| day >= start) {
            section
                .error("invested", format!("the investment was not made before the start, {start}"))
                .label("expected an earlier date")
                .help("returns are those up to the start; what the owner pays later is no part of the model");
        }
    }

    /// Ceiling above users, discount rate above terminal growth: a breach that is sure is an error.
    pub(super) fn check_markets(&mut self, company: &Company, markets: &[Market], horizon: f64) {
        for market in markets {
            let (users, ceiling) = (self.support_users(market), self.support(market.ceiling.0));
            if let (Some((least_users, _)), Some((_, most))) = (users, ceiling)
                && most < HEADROOM * least_users * (1.0 - 1e-12)
            {
                let span = self.span(market.ceiling.0);
                self.error(span, format!("the ceiling of `{}` is below 1.05 times its users", market.key))
                    .label("expected at least 1.05 times `users`");
            }
            self.check_terminal_growth(company.discount_rate, market);
            self.check_margins(market);
            self.check_extremes(market, horizon);
        }
    }

    /// A perpetuity needs a discount rate above its growth.
    fn check_terminal_growth(&mut self, rate: Parameter, market: &Market) {
        let growth = market.terminal_growth;
        let written = [growth.0, rate.0].into_iter().find(|n| self.spans.get(*n).is_some_and(Option::is_some));
        let span = self.span(written.unwrap_or(growth.0));
        let (Some((_, most)), Some((least_growth, _))) = (self.support(rate.0), self.support(growth.0)) else { return };
        let likely = |number: usize, level: f64| match &self.input(number)?.quantity {
            Quantity::Distribution(distribution) => Some(distribution.quantile(level)),
            Quantity::Column { .. } => None,
        };
        if most <= least_growth {
            let message = format!("the discount rate does not exceed the terminal growth of `{}`", market.key);
            self.error(span, message).help("a perpetuity needs discount_rate > terminal_growth");
        } else if let (Some(low), Some(high)) = (likely(rate.0, UNLIKELY), likely(growth.0, 1.0 - UNLIKELY))
            && low <= high
        {
            let message = format!("the discount rate may be drawn below the terminal growth of `{}`", market.key);
            self.warning(span, message).help("such a replication fails; bound one of them by `, min …` or `, max …`");
        }
    }

    /// A strategy or an event that sells, and nobody who buys.
    pub(super) fn check_sales(&mut self, deal: &Deal, strategies: &IndexMap<String, Strategy>, talks: bool) {
        let sells = |s: &Strategy| {
            let started = s.rules.iter().flat_map(|rule| &rule.start);
            s.on_order.iter().chain(&s.then).chain(started).any(|a| *a == Answer::Sell) || s.seek_buyer.is_some()
        };
        let seller = strategies.iter().find(|(_, strategy)| sells(strategy));
        if !deal.bidders.is_empty() || (seller.is_none() && !talks) {
            return;
        }
        let who =
            seller.map_or_else(|| "an event opens talks".to_owned(), |(key, _)| format!("strategy `{key}` sells"));
        let span = self.root().enter("deal").span("bidders");
        self.warning(span, format!("{who}, and there is no bidder")).help("name bidders under [deal.bidders.NAME]");
    }
}

/// What will not do what it seems to say.
impl Reader<'_> {
    /// A price of hiding, where nothing is hidden.
    pub(super) fn check_visibility(&mut self, strategies: &IndexMap<String, Strategy>) {
        for (key, strategy) in strategies {
            let (visibility, cost) = (self.support(strategy.visibility.0), self.support(strategy.visibility_cost.0));
            if let (Some((least, _)), Some((_, most))) = (visibility, cost)
                && least >= 1.0
                && most > 0.0
            {
                let span = self.span(strategy.visibility_cost.0);
                let message = format!("strategy `{key}` is fully visible, so its `visibility_cost` costs nothing");
                self.warning(span, message).help("set `visibility` below 100%, or leave `visibility_cost` out");
            }
        }
    }

    /// Orders of one day, which one government may have given together.
    pub(super) fn check_orders_of_one_day(&mut self, events: &[ScheduledEvent], horizon: f64) {
        let orders: Vec<&ScheduledEvent> = events
            .iter()
            .filter(|event| {
                matches!(
                    event.kind,
                    EventKind::ForcedSale { .. } | EventKind::Restriction { .. } | EventKind::Ban { .. }
                )
            })
            .filter(|event| (0.0..=horizon).contains(&event.day) && self.known(event.probability.0) != Some(0.0))
            .collect();
        for day in orders.chunk_by(|a, b| a.on == b.on).filter(|day| day.len() > 1) {
            let keys: Vec<String> = day.iter().map(|event| format!("`{}`", event.key)).collect();
            let message = format!(
                "events {} order something on one day and are drawn independently: whether one of them happens, is enforced or \
                 is struck down says nothing of the others, even if one government gave them all",
                keys.join(" and ")
            );
            let mut top = self.root();
            let span = top.enter("events").enter(&day[1].key).span("on");
            self.warning(span, message)
                .help("if one government gave them all, write one event with `markets = [...]`: it has one fate");
        }
    }
}

/// Correlations that can hold together.
impl Reader<'_> {
    /// Finds the correlations of normals that give those asked for, or come nearest; refuses those that no distribution has.
    pub(super) fn attain_correlations(&mut self, correlations: &mut [Correlation], span: Span) {
        let count = self.inputs.len();
        let of = |correlations: &[Correlation], figure: fn(&Correlation) -> f64| -> Vec<(usize, usize, f64)> {
            correlations.iter().map(|c| (c.first.0, c.second.0, figure(c))).collect()
        };
        let asked = of(correlations, |c| c.rank);
        if let Err(error) = Copula::new(count, &asked) {
            let help = match &error {
                CopulaError::NotPositiveDefinite { dimension, .. } => self.input(*dimension).map(|input| {
                    format!(
                        "what goes with two inputs cannot have them against each other: see those of `{}`",
                        input.path
                    )
                }),
                CopulaError::Impossible { .. } | CopulaError::Twice { .. } => None,
            };
            self.error(span, error.to_string()).help_if_known(help);
            return;
        }
        let grades: Vec<[Grade; 2]> =
            correlations.iter().map(|c| [c.first, c.second].map(|p| self.grade_input(p))).collect();
        for (c, [first, second]) in correlations.iter_mut().zip(&grades) {
            let attained = first.find_normal_correlation(second, c.rank);
            (c.normal, c.attained) = (attained.normal, attained.rank);
        }
        let wanted = of(correlations, |c| c.normal);
        if Copula::of_normals(count, &wanted).is_ok() {
            return;
        }
        // Each can be attained, all together cannot: from those of continuous inputs, which can, as far as it goes.
        let plain: Vec<f64> = asked.iter().map(|pair| 2.0 * libm::sin(PI * pair.2 / 6.0)).collect();
        let part = |share: f64| -> Vec<(usize, usize, f64)> {
            wanted.iter().zip(&plain).map(|(&(i, j, most), least)| (i, j, least + share * (most - least))).collect()
        };
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..SHARES {
            let middle = f64::midpoint(low, high);
            if Copula::of_normals(count, &part(middle)).is_ok() { low = middle } else { high = middle }
        }
        for ((c, [first, second]), (_, _, normal)) in correlations.iter_mut().zip(&grades).zip(part(low)) {
            (c.normal, c.attained) = (normal, first.rank(second, normal));
        }
    }

    /// How the grade of an input rises.
    fn grade_input(&self, parameter: Parameter) -> Grade {
        match self.input(parameter.0).map(|input| &input.quantity) {
            Some(Quantity::Distribution(distribution)) => Grade::new(&distribution.flat_stretches()),
            _ => Grade::new(&[]),
        }
    }
}
