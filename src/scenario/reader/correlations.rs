//! `[[correlations]]`: rank correlations between inputs that are drawn once.

use super::super::checked::{Correlation, is_attained};
use super::super::diagnostics::suggest_name;
use super::super::fields::Timing;
use super::super::node::{Node, Table, Value};
use super::super::quantities::{Origin, Parameter, Quantity};
use super::super::source::Span;
use super::state::Reader;

const KEYS: [&str; 2] = ["between", "rank"];
/// Most pairs of correlated inputs.
const MOST: usize = 1_000;

/// An input that is named as correlated.
enum Correlated {
    /// It is drawn once per replication.
    Drawn(Parameter),
    /// It was set to a known value by hand.
    ByHand,
}

impl Reader<'_> {
    pub(super) fn read_correlations(&mut self) -> Vec<Correlation> {
        let mut found: Vec<(Correlation, Span)> = Vec::new();
        for (table, span) in self.read_tables("correlations", &KEYS, "`between` and `rank`") {
            self.read_group(table, span, &mut found);
            if found.len() > MOST {
                self.error(span, format!("more than {MOST} pairs are correlated"));
                break;
            }
        }
        let spans: Vec<Span> = found.iter().map(|(_, span)| *span).collect();
        let mut found: Vec<Correlation> = found.into_iter().map(|(correlation, _)| correlation).collect();
        let list = self.document.table.get("correlations").map_or_else(|| self.document.head(), |node| node.span);
        self.attain_correlations(&mut found, list);
        for (c, span) in found.iter().zip(spans).filter(|(c, _)| !is_attained(c.rank, c.attained)) {
            let path = |parameter: Parameter| self.input(parameter.0).map_or("", |input| input.path.as_str());
            let message = format!(
                "the rank correlation {} between `{}` and `{}` cannot be attained, since values tie: it is {:.2}",
                c.rank,
                path(c.first),
                path(c.second),
                c.attained
            );
            self.warning(span, message);
        }
        found
    }

    /// One table: every pair of the inputs in `between` has the same `rank`.
    fn read_group(&mut self, table: &Table, span: Span, found: &mut Vec<(Correlation, Span)>) {
        let (inputs, rank) = (self.read_between(table, span), self.read_rank(table, span));
        let (Some(inputs), Some(rank)) = (inputs, rank) else { return };
        for (number, &(first, _)) in inputs.iter().enumerate() {
            for &(second, span) in &inputs[number + 1..] {
                let twice = found
                    .iter()
                    .any(|(c, _)| (c.first, c.second) == (first, second) || (c.first, c.second) == (second, first));
                if twice || first == second {
                    self.error(span, "this pair is correlated twice");
                } else if found.len() <= MOST {
                    found.push((Correlation { first, second, rank, attained: rank, normal: 0.0 }, span));
                }
            }
        }
    }

    fn read_between(&mut self, table: &Table, span: Span) -> Option<Vec<(Parameter, Span)>> {
        let Some(Value::List(nodes)) = table.get("between").map(|node| &node.value) else {
            self.error(span, "a correlation lacks `between`")
                .help("between = [\"markets.us.arpu\", \"markets.canada.arpu\"]");
            return None;
        };
        let inputs: Vec<_> =
            nodes.iter().take(MOST).map(|node| Some((self.find_correlated(node)?, node.span))).collect();
        if nodes.len() < 2 {
            self.error(span, "a correlation is between two inputs or more");
            return None;
        }
        let inputs: Vec<_> = inputs.into_iter().collect::<Option<_>>()?;
        let drawn = |(input, span)| match input {
            Correlated::Drawn(parameter) => Some((parameter, span)),
            Correlated::ByHand => None,
        };
        Some(inputs.into_iter().filter_map(drawn).collect())
    }

    /// The input at a path, if it can be correlated.
    fn find_correlated(&mut self, node: &Node) -> Option<Correlated> {
        let Value::Text(path) = &node.value else {
            self.error(node.span, format!("expected the path of an input, found {}", node.kind()));
            return None;
        };
        let Some((number, _, input)) = self.inputs.get_full(path.as_str()) else {
            let help = suggest_name(path, self.inputs.keys().map(String::as_str));
            self.error(node.span, format!("there is no input `{path}`"))
                .help_if_known(help.filter(|h| h.starts_with("did")));
            return None;
        };
        let refusal = match &input.quantity {
            Quantity::Distribution(d) if d.fixed_value().is_some() => "is a known value: nothing varies with it",
            Quantity::Column { .. } => "is drawn by whole row from a file, which holds its dependence already",
            Quantity::Distribution(_) if input.field.timing == Timing::EachUse => {
                "is drawn afresh at each use: only inputs drawn once per replication can be correlated"
            }
            Quantity::Distribution(_) if input.draw.is_some() => {
                "shares its draw with others, which is its dependence already: write its value to correlate it otherwise"
            }
            Quantity::Distribution(_) => return Some(Correlated::Drawn(Parameter(number))),
        };
        // Who pins an input by hand, or sweeps it, does not mend the file for it.
        if input.origin == Origin::CommandLine && input.field.timing == Timing::Once {
            let message =
                format!("`{path}` is set by hand: its correlations rest, and the others keep their own spread");
            self.warning(node.span, message);
            return Some(Correlated::ByHand);
        }
        self.error(node.span, format!("`{path}` {refusal}"));
        None
    }

    fn read_rank(&mut self, table: &Table, span: Span) -> Option<f64> {
        let Some(node) = table.get("rank") else {
            self.error(span, "a correlation lacks `rank`")
                .help("rank = 0.6: Spearman's rank correlation, between −1 and 1");
            return None;
        };
        let rank = match &node.value {
            Value::Number(text) => text.parse().ok(),
            _ => None,
        };
        let rank = rank.filter(|rank: &f64| rank.abs() < 1.0);
        if rank.is_none() {
            self.error(node.span, "a rank correlation is a number between −1 and 1").label("expected −1 < rank < 1");
        }
        rank
    }
}
