//! `rules` of a strategy: conditions over what the owner sees on a day, and what they start.

use super::super::diagnostics::suggest_name;
use super::super::keys::Kind;
use super::super::node::{Node, Table, Value};
use super::super::observables::{MarketObservable, STATES, Seen, explain_refusal, make_vocabulary};
use super::super::quantities::MarketId;
use super::super::source::Span;
use super::super::strategy_rules::Rule;
use super::super::words::Answer;
use super::section::Section;
use super::values::ReadKey;
use crate::expression::{Expression, Vocabulary};
use crate::quantity::Fault;

/// Most rules of one strategy.
const MOST: usize = 16;
/// Keys of a rule.
const KEYS: [&str; 3] = ["when", "start", "market"];

impl ReadKey for Vec<Rule> {
    const KIND: Kind = Kind::Rules;

    fn read(section: &mut Section<'_, '_>, key: &str) -> Option<Self> {
        let tables = section.read_rule_tables(key)?;
        let vocabulary = make_vocabulary(&section.reader.markets, section.reader.start);
        let perimeter = section.read_markets("perimeter").unwrap_or_default();
        let path = section.path_of(key);
        let read = |(table, span)| {
            let mut rule = section.reader.section(table, span, &path);
            let read = read_rule(&mut rule, &vocabulary)?;
            check_answers(&mut rule, &read, &perimeter);
            Some(read)
        };
        Some(tables.into_iter().filter_map(read).collect())
    }
}

impl<'a> Section<'_, 'a> {
    /// The tables of a list of rules, with their places; what is wrong with the list is reported.
    fn read_rule_tables(&mut self, key: &str) -> Option<Vec<(&'a Table, Span)>> {
        const WANTED: &str = "a list of tables { when = \"…\", start = \"…\" }";
        let node = self.node(key)?;
        let Value::List(nodes) = &node.value else { return self.report_unexpected(node, WANTED) };
        if let Some(node) = nodes.get(MOST) {
            self.reader.error(node.span, format!("a strategy has at most {MOST} rules"));
        }
        let mut tables = Vec::new();
        for node in nodes.iter().take(MOST) {
            match node.table() {
                Some(table) => tables.push((table, node.span)),
                None => drop(self.report_unexpected::<Rule>(node, "a table { when = \"…\", start = \"…\" }")),
            }
        }
        Some(tables)
    }
}

fn read_rule(s: &mut Section<'_, '_>, vocabulary: &Vocabulary) -> Option<Rule> {
    for key in s.keys().into_iter().filter(|key| !KEYS.contains(key)) {
        let span = s.span(key);
        let help = suggest_name(key, KEYS);
        s.reader.error(span, format!("unknown key `{key}` in a rule")).label("not a key here").help_if_known(help);
    }
    for (key, doc) in [
        ("when", "a condition, such as when = \"us.state == ordered and us.time_to_deadline < 30 days\""),
        ("start", "one or more of sell, litigate, restructure, exit"),
    ] {
        if !s.sets(key) {
            s.report_missing(key, doc);
        }
    }
    let condition = read_condition(s, vocabulary);
    let start = Vec::<Answer>::read(s, "start");
    let market = if s.sets("market") { s.read_market("market") } else { find_market(s, condition.as_ref()?) };
    let (condition, start, market) = (condition?, start?, market?);
    // Where a word of it is none, that has been reported.
    let is_empty = matches!(s.node("start").map(|node| &node.value), Some(Value::List(nodes)) if nodes.is_empty());
    if is_empty || start.contains(&Answer::Refuse) {
        let what = if is_empty { "a rule starts one answer at least" } else { "`refuse` starts nothing" };
        s.error("start", what).help("leave the rule out, or name one of sell, litigate, restructure, exit");
        return None;
    }
    (!start.is_empty()).then_some(Rule { condition, start, market })
}

fn read_condition(s: &mut Section<'_, '_>, vocabulary: &Vocabulary) -> Option<Expression> {
    let node = s.node("when")?;
    let text = s.read_text("when")?;
    let wrong = match Expression::parse(text, vocabulary) {
        Ok(condition) => return Some(condition),
        Err(error) => error.into_fault(),
    };
    let name = text.get(wrong.span.clone()).unwrap_or_default();
    let fault = match explain_refusal(name, &s.reader.markets) {
        Some((message, help)) => Fault { help, ..Fault::new(wrong.span, message) },
        None => wrong,
    };
    s.reader.report_fault(node, fault);
    None
}

/// The market of a rule that does not say: the one that its condition names.
fn find_market(s: &mut Section<'_, '_>, condition: &Expression) -> Option<MarketId> {
    let mut named: Vec<MarketId> = Vec::new();
    for &column in condition.columns() {
        if let Seen::Market(market, _) = Seen::find(column)
            && !named.contains(&market)
        {
            named.push(market);
        }
    }
    if let [market] = *named {
        return Some(market);
    }
    let keys: Vec<String> = named.iter().map(|market| format!("`{}`", s.reader.markets[market.0])).collect();
    let what = if keys.is_empty() { "no market".to_owned() } else { keys.join(" and ") };
    let key = named.first().map_or_else(|| s.reader.markets.first().cloned(), |m| s.reader.markets.get(m.0).cloned());
    s.error("when", format!("the condition names {what}, so it is not clear which market the rule acts on"))
        .help(format!("add market = \"{}\", or another, to the rule", key.unwrap_or_default()));
    None
}

/// Answers that the rule can never start.
fn check_answers(s: &mut Section<'_, '_>, rule: &Rule, perimeter: &[MarketId]) {
    let market = s.reader.markets[rule.market.0].clone();
    if rule.start.contains(&Answer::Sell) && !perimeter.is_empty() && !perimeter.contains(&rule.market) {
        s.error("start", format!("the strategy's `perimeter` leaves `{market}` out, so that it is never sold"))
            .help(format!("add `{market}` to `perimeter`, or leave `sell` out of the rule"));
    }
    for &answer in &rule.start {
        let may_hold = |state: usize| rule.condition.may_hold(|column| find_known(column, rule.market, state));
        if answer.state_numbers().any(may_hold) {
            continue;
        }
        let node: Option<&Node> = s.node("when");
        let span = node.map_or_else(|| s.span("when"), |node| node.span);
        s.reader
            .error(
                span,
                format!("this never holds while `{market}` is in a state in which `{}` can start", answer.name()),
            )
            .help(format!("`{}` can start where {market}.state is {}", answer.name(), join_words(answer.states())));
    }
}

/// What is known of a column of the condition while `market` is in the state of that number.
fn find_known(column: usize, market: MarketId, state: usize) -> Option<f64> {
    match Seen::find(column) {
        Seen::Market(of, MarketObservable::State) if of == market => Some(state as f64),
        Seen::Market(of, MarketObservable::TimeToDeadline) if of == market && STATES[state] != "ordered" => {
            Some(f64::NAN)
        }
        _ => None,
    }
}

fn join_words(words: &[&str]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        words => words.concat(),
    }
}
