//! A scenario written out again: in full, for `run.toml`; or only what decides the results, for its digest.

use super::checked::{Correlation, EventKind, Scenario, ScheduledEvent};
use super::emit::{Tree, list, quote};
use super::fields::{Field, Presence, Timing};
use super::inputs::Strategy;
use super::quantities::{DataTable, Input, MarketId, Origin, Quantity};
use super::reader::{HOME_TABLES, REST};
use super::strategy_rules::Rule;
use super::sweep::SweepRequest;
use super::words::ReviewOutcome;
use crate::csv_table::guard_formula;
use crate::quantity::{self, Dimension};
use sha2::{Digest, Sha256};

/// Folder of the copies of data files, beside the resolved scenario.
const COPIES: &str = "inputs";

impl Scenario {
    /// The whole scenario as TOML, with every default that is in force made explicit. Loaded again, beside
    /// the files of [`Scenario::data_copies`], it is the same scenario.
    pub fn resolved(&self) -> String {
        let mut tree = self.write_skeleton();
        tree.set("title", quote(&self.title));
        tree.set("question", quote(&self.question));
        let report = &self.report;
        let texts = [
            ("author", &report.author),
            ("audience", &report.audience),
            ("market", &report.market),
            ("answers", &report.answers),
        ];
        for (key, text) in texts {
            if !text.is_empty() {
                tree.set(&format!("report.{key}"), quote(text));
            }
        }
        if let Some(date) = self.report.date {
            tree.set("report.date", date.to_string());
        }
        if let Some(rate) = self.rate {
            tree.set("currency", quote(rate.currency));
            tree.set("exchange_date", rate.date.to_string());
        }
        tree.set("run.name", quote(&self.name));
        tree.set("run.version", quote(env!("CARGO_PKG_VERSION")));
        if let Some(seed) = self.run.seed {
            // TOML's whole numbers end at 2⁶³ − 1.
            let text = seed.to_string();
            tree.set("run.seed", if i64::try_from(seed).is_ok() { text } else { quote(&text) });
        }
        if let Some(replications) = self.run.replications {
            tree.set("run.replications", replications.to_string());
        }
        self.write_questions(&mut tree);
        for (rule, reason) in &self.silenced_rules {
            tree.set(&format!("audit.allow.{rule}"), quote(reason));
        }
        for market in &self.markets {
            tree.set(&format!("markets.{}.name", market.key), quote(&market.name));
        }
        for bidder in &self.deal.bidders {
            tree.set(&format!("deal.bidders.{}.name", bidder.key), quote(&bidder.name));
        }
        for (key, strategy) in &self.strategies {
            tree.set(&format!("strategies.{key}.name"), quote(&strategy.name));
        }
        for event in &self.events {
            tree.set(&format!("events.{}.label", event.key), quote(&event.label));
        }
        let copies = name_copies(&self.data);
        let is_written =
            |input: &&Input| (self.company.home.is_some() || !needs_home(&input.path)) && !stands_for_no_money(input);
        for input in self.inputs.iter().filter(is_written) {
            tree.set(&input.path, self.format_input(input, &copies));
        }
        let head = format!(
            "# Resolved by marketgate {}: running this file again gives the same results.\n",
            env!("CARGO_PKG_VERSION")
        );
        head + &tree.render() + &self.format_correlations() + &self.format_sweeps()
    }

    /// What is asked of the forecast, and what it knew.
    fn write_questions(&self, tree: &mut Tree) {
        if let Some(day) = self.knowledge.as_of {
            tree.set("as_of", day.to_string());
        }
        if let Some(case) = &self.knowledge.case {
            tree.set("case", quote(case));
        }
        for question in &self.questions {
            let mut set = |key: &str, text: String| tree.set(&format!("questions.{}.{key}", question.key), text);
            set("market", quote(self.market_key(question.market)));
            set("kind", quote(question.kind.name()));
            set("by", question.by.to_string());
            if let Some(outcome) = question.outcome {
                set("outcome", outcome.to_string());
            }
            if !question.source.is_empty() {
                set("source", quote(&question.source));
            }
        }
    }

    /// Copies of the columns in use, to be placed beside the resolved scenario: relative path and text.
    pub fn data_copies(&self) -> Vec<(String, String)> {
        name_copies(&self.data).into_iter().zip(self.data.iter().map(format_copy)).collect()
    }

    /// Names of the data files that stay the same in the resolved scenario, and by which their rows are drawn.
    pub(crate) fn data_names(&self) -> Vec<String> {
        name_copies(&self.data)
    }

    /// First 16 hexadecimal digits of the SHA-256 of everything that decides the results.
    ///
    /// The text that is hashed (format 1) consists of keys of the scenario format and of words that are written out here and in
    /// [`Distribution::to_stable_text`](quantity::Distribution::to_stable_text), so that no name in the code is part of it. It never
    /// changes: a saved run is known by its digest.
    pub(crate) fn compute_digest(&self) -> String {
        let mut tree = self.write_skeleton();
        for input in self.inputs.iter().filter(|input| !is_unnoticed(input)) {
            tree.set(&input.path, format_stable(input));
        }
        let mut hash = Sha256::new();
        hash.update(tree.render());
        hash.update(self.format_correlations());
        for (name, text) in self.data_copies() {
            hash.update(name);
            hash.update(text);
        }
        format_hash(hash)
    }

    /// What decides the results and is no quantity.
    fn write_skeleton(&self) -> Tree {
        let mut tree = Tree::default();
        self.write_time(&mut tree);
        if let Some((key, _)) = self.strategies.get_index(self.strategy) {
            tree.set("strategy", quote(key));
        }
        self.write_markets(&mut tree);
        for (key, strategy) in &self.strategies {
            self.write_strategy(&mut tree, &format!("strategies.{key}"), strategy);
        }
        self.list_events().for_each(|event| self.write_event(&mut tree, event));
        tree
    }

    /// Time and sampling.
    pub(super) fn write_time(&self, tree: &mut Tree) {
        let days = |days: f64| quote(&quantity::format_exact(days, Dimension::Duration));
        tree.set("start", self.start.to_string());
        tree.set("horizon", days(self.horizon));
        tree.set("step", days(self.step));
        tree.set("record", format!("[{}]", self.record.iter().map(|day| days(*day)).collect::<Vec<_>>().join(", ")));
        tree.set("design", quote(self.design.name()));
    }

    /// Home, the names of markets, and the outcomes of reviews that take the rest.
    pub(super) fn write_markets(&self, tree: &mut Tree) {
        if let Some(home) = self.company.home {
            tree.set("company.home", quote(self.market_key(home)));
        }
        if let Some(day) = self.company.invested {
            tree.set("company.invested", day.to_string());
        }
        for market in &self.markets {
            tree.table(&format!("markets.{}", market.key));
        }
        self.write_rests(tree);
    }

    /// Events as written and not by date, so that inputs keep their order: a Sobol' design goes by it.
    pub(super) fn list_events(&self) -> impl Iterator<Item = &ScheduledEvent> {
        let mut events: Vec<&ScheduledEvent> = self.events.iter().collect();
        events.sort_by_key(|event| event.probability);
        events.into_iter()
    }

    /// Outcomes of reviews that take the rest.
    fn write_rests(&self, tree: &mut Tree) {
        for outcome in ReviewOutcome::ALL {
            let (number, outcome) = (outcome as usize, outcome.name());
            let shared = !self.inputs.iter().any(|input| input.path == format!("policy.review.{outcome}"));
            if shared {
                tree.set(&format!("policy.review.{outcome}"), quote(REST));
            }
            for market in &self.markets {
                if !shared && market.policy.review.outcomes.list()[number].is_none() {
                    tree.set(&format!("markets.{}.policy.review.{outcome}", market.key), quote(REST));
                }
            }
        }
    }

    pub(super) fn write_strategy(&self, tree: &mut Tree, path: &str, strategy: &Strategy) {
        tree.set(&format!("{path}.on_order"), list(strategy.on_order.iter().map(|answer| answer.name())));
        tree.set(&format!("{path}.then"), list(strategy.then.iter().map(|answer| answer.name())));
        tree.set(&format!("{path}.perimeter"), self.list_markets(&strategy.perimeter));
        tree.set(&format!("{path}.algorithm"), quote(strategy.algorithm.name()));
        tree.set(&format!("{path}.offer_mitigation"), strategy.offer_mitigation.to_string());
        // Rules came after the first format of digests: a strategy without any is written as before.
        if !strategy.rules.is_empty() {
            tree.set(&format!("{path}.rules"), self.format_rules(&strategy.rules));
        }
    }

    fn format_rules(&self, rules: &[Rule]) -> String {
        let format = |rule: &Rule| {
            let start = list(rule.start.iter().map(|answer| answer.name()));
            let (when, market) = (quote(rule.condition.text()), quote(self.market_key(rule.market)));
            format!("{{ when = {when}, start = {start}, market = {market} }}")
        };
        format!("[{}]", rules.iter().map(format).collect::<Vec<_>>().join(", "))
    }

    pub(super) fn write_event(&self, tree: &mut Tree, event: &ScheduledEvent) {
        let path = format!("events.{}", event.key);
        tree.set(&format!("{path}.on"), event.on.to_string());
        tree.set(&format!("{path}.kind"), quote(event.kind.name()));
        if event.others.is_empty() {
            tree.set(&format!("{path}.market"), quote(self.market_key(event.market)));
        } else {
            tree.set(&format!("{path}.markets"), self.list_markets(&event.markets()));
        }
        if let EventKind::AcquisitionTalks { perimeter } = &event.kind
            && !perimeter.is_empty()
        {
            tree.set(&format!("{path}.perimeter"), self.list_markets(perimeter));
        }
    }

    fn format_input(&self, input: &Input, copies: &[String]) -> String {
        let value = match &input.quantity {
            Quantity::Column { data, column } => {
                let column = &self.data[*data].columns[*column];
                format!("csv = {}, column = {}", quote(&copies[*data]), quote(column))
            }
            Quantity::Distribution(distribution) => {
                // A bare number of the file is written with its unit, since a text needs one.
                let exact = distribution.fixed_value().filter(|_| input.written.parse::<f64>().is_ok());
                let exact = exact.map(|value| quantity::format_exact(value, input.field.dimension));
                format!("value = {}", quote(exact.as_ref().unwrap_or(&input.written)))
            }
        };
        let remarks = [
            ("source", &input.source),
            ("note", &input.note),
            ("confidence", &input.confidence),
            ("draw", &input.draw),
        ];
        let remarks = remarks.iter().filter_map(|(key, text)| Some(format!(", {key} = {}", quote(text.as_ref()?))));
        // Where it was set is not said: run again, the file would say otherwise of itself.
        format!("{{ {value}{} }}", remarks.collect::<String>())
    }

    fn format_correlations(&self) -> String {
        self.correlations.iter().map(|correlation| self.format_correlation(correlation)).collect()
    }

    pub(super) fn format_correlation(&self, correlation: &Correlation) -> String {
        let [first, second] = [correlation.first, correlation.second].map(|input| quote(&self.inputs[input.0].path));
        format!("\n[[correlations]]\nbetween = [{first}, {second}]\nrank = {}\n", correlation.rank)
    }

    fn format_sweeps(&self) -> String {
        let table = |sweep: &SweepRequest| {
            let mut out = format!("\n[[sweep]]\nname = {}\n", quote(&sweep.name));
            let texts = [("design", &sweep.design), ("where", &sweep.filter)];
            out.extend(texts.iter().filter_map(|(key, text)| Some(format!("{key} = {}\n", quote(text.as_ref()?)))));
            if !sweep.metrics.is_empty() {
                out += &format!("metric = {}\n", list(sweep.metrics.iter().map(String::as_str)));
            }
            if let Some(replications) = sweep.replications {
                out += &format!("replications = {replications}\n");
            }
            if sweep.zip {
                out += "zip = true\n";
            }
            out += "[sweep.vary]\n";
            out.extend(sweep.vary.iter().map(|(path, spec)| format!("{} = {}\n", quote(path), quote(spec))));
            out
        };
        self.sweeps.iter().map(table).collect()
    }

    fn market_key(&self, market: MarketId) -> &str {
        &self.markets[market.0].key
    }

    fn list_markets(&self, markets: &[MarketId]) -> String {
        list(markets.iter().map(|market| self.market_key(*market)))
    }
}

/// The first 16 hexadecimal digits of a hash.
pub(super) fn format_hash(hash: Sha256) -> String {
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether an input came after the first format of digests and is at its default: results are then those of before it.
pub(super) fn is_unnoticed(input: &Input) -> bool {
    let Field { presence, at_home, added, .. } = input.field;
    let is_written = |text: &str| input.written == text;
    added.is_some()
        && (matches!(presence, Presence::Default(text) if is_written(text)) || at_home.is_some_and(is_written))
}

/// When an input is drawn and from what, in words that never change.
fn format_stable(input: &Input) -> String {
    let timing = format_timing(input);
    match &input.quantity {
        Quantity::Distribution(distribution) => {
            format!("{timing} Distribution({}){}", distribution.to_stable_text(), format_draw(input))
        }
        Quantity::Column { data, column } => format!("{timing} Column {{ data: {data}, column: {column} }}"),
    }
}

/// The draw that an input shares, if it does; shared draws came after the first format of digests.
pub(super) fn format_draw(input: &Input) -> String {
    input.draw.as_ref().map(|draw| format!(" Draw({})", quote(draw))).unwrap_or_default()
}

/// When an input is drawn, in words that never change.
pub(super) fn format_timing(input: &Input) -> &'static str {
    match input.field.timing {
        Timing::Once => "Once",
        Timing::EachUse => "EachUse",
    }
}

/// Whether an input is of the home country; a scenario without one may not write it.
fn needs_home(path: &str) -> bool {
    HOME_TABLES.iter().any(|table| path.split('.').next() == Some(table))
}

/// Whether an input that a scenario must state stands at a value of its own, as in a case of users only.
fn stands_for_no_money(input: &Input) -> bool {
    input.origin == Origin::Default && input.field.presence == Presence::Required
}

/// Relative path of the copy of each file: its own name, with a number where two have the same.
pub(super) fn name_copies<'d>(data: impl IntoIterator<Item = &'d DataTable>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for table in data {
        let stem = table.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".csv");
        let mut name = format!("{COPIES}/{stem}.csv");
        let mut number = 1;
        while names.contains(&name) {
            number += 1;
            name = format!("{COPIES}/{stem}-{number}.csv");
        }
        names.push(name);
    }
    names
}

/// The columns in use, in canonical units, so that reading them again gives the same numbers.
fn format_copy(table: &DataTable) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail, and every row is as long as the header.
    let _ = out.write_record(table.columns.iter().map(|name| guard_formula(name)));
    for row in &table.rows {
        let _ = out.write_record(row.iter().map(f64::to_string));
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "start = 2020-08-03\nhorizon = '2 years'\ncompany.discount_rate = '10%'\n[markets.us]\nusers = '100M'\n\
        ceiling = '150M'\ngrowth = '20%'\nchurn = '0.3 per year'\narpu = '$6'\nmargin = '20%'\n";

    #[test]
    fn an_input_that_is_added_at_its_default_leaves_digests_as_they_were() {
        let digest = |added, written: &str| {
            let mut scenario = Scenario::parse("a.toml", TEXT, &[format!("deal.stake={written}")]).unwrap();
            let stake = scenario.inputs.iter_mut().find(|input| input.path == "deal.stake").unwrap();
            stake.field = Box::leak(Box::new(Field { added, ..*stake.field }));
            scenario.compute_digest()
        };
        let mut without = Scenario::parse("a.toml", TEXT, &[]).unwrap();
        without.inputs.retain(|input| input.path != "deal.stake");
        assert_eq!(digest(Some("0.2.0"), "0%"), without.compute_digest());
        assert_ne!(digest(Some("0.2.0"), "1%"), without.compute_digest());
        assert_ne!(digest(None, "0%"), without.compute_digest());
    }
}
