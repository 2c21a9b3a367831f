//! Markets of the atlas, for the terminal and as JSON: all of them, or one with its defaults and the figures that they rest on.

use serde::Serialize;

use super::terminal::{join_parts, print_table, wrap_hanging, wrap_words};
use crate::atlas::{AtlasDefault, Figure, Market, list_defaults, list_figures, list_markets};
use crate::quantity::{self, Dimension};
use crate::table::{Cell, Column, Table};

/// What stands in the data behind a value that is from memory.
const RECALLED: &str = " [recalled]";
/// Columns in front of the source of a figure: its id.
const INDENT: &str = "       ";
/// Who publishes the regimes and indices, named wherever one is shown.
const PUBLISHERS: &str = "Regimes: V-Dem, Regimes of the World 2024 (CC BY-SA).";

/// A market with all that the atlas knows of it.
#[derive(Debug, Serialize)]
pub struct MarketCard {
    code: String,
    name: String,
    /// Codes of its countries, of a region.
    members: &'static [&'static str],
    regime: String,
    screening: String,
    screening_law: String,
    blocking_law: String,
    defaults: Vec<DefaultCard>,
    figures: Vec<&'static Figure>,
}

/// A default as JSON holds it.
#[derive(Debug, Serialize)]
struct DefaultCard {
    input: &'static str,
    value: String,
    source: String,
    note: String,
    confidence: String,
    draw: Option<&'static str>,
}

impl MarketCard {
    /// All that the atlas knows of `market` for a company from `home`.
    pub fn describe(market: &Market, home: Option<&Market>) -> Self {
        let default = |AtlasDefault { path, value, source, note, confidence, draw }| DefaultCard {
            input: path,
            value: value.into_owned(),
            source: source.into_owned(),
            note: note.into_owned(),
            confidence: confidence.into_owned(),
            draw,
        };
        Self {
            code: market.code.clone(),
            name: market.name.clone(),
            members: market.members(),
            regime: market.regime.clone(),
            screening: market.screening.clone(),
            screening_law: market.screening_law.clone(),
            blocking_law: market.blocking_law.clone(),
            defaults: list_defaults(market, home).into_iter().map(default).collect(),
            figures: list_figures(&market.code).collect(),
        }
    }

    /// The same for people, in lines of at most `width` columns; `home` is the code of the company's home market, if it was named.
    pub fn print(&self, home: Option<&str>, width: usize) -> String {
        join_parts([self.print_heading(width), self.print_defaults(home, width), self.print_figures(width)])
    }

    fn print_heading(&self, width: usize) -> String {
        let regime = if self.regime.is_empty() { String::new() } else { format!(" · {} (V-Dem, 2024)", self.regime) };
        let law = |law: &str| if law.is_empty() { "nothing on record".to_owned() } else { law.to_owned() };
        let reviews = match describe_screening(&self.screening).as_str() {
            "" => law(&self.screening_law),
            exists => format!("{exists}: {}", law(&self.screening_law)),
        };
        let holds =
            if self.members.is_empty() { String::new() } else { format!("Holds {}\n", self.members.join(", ")) };
        [
            wrap_words(&format!("{} ({}){regime}", self.name, self.code), width) + "\n" + &holds,
            wrap_hanging("  reviews  ", &reviews, width),
            wrap_hanging("  blocks   ", &law(&self.blocking_law), width),
        ]
        .concat()
    }

    fn print_defaults(&self, home: Option<&str>, width: usize) -> String {
        let head =
            format!("Defaults that [markets.NAME] atlas = \"{}\" gives, below what a scenario says:\n", self.code);
        let default = |default: &DefaultCard| {
            let DefaultCard { input, value, source, note, confidence, .. } = default;
            let why = format!("{note} ({source}; {confidence})");
            format!(
                "{}{}",
                wrap_hanging("  ", &format!("{input} = \"{value}\""), width),
                wrap_hanging("      ", &why, width)
            )
        };
        let defaults: String = self.defaults.iter().map(default).collect();
        let leverage = match home {
            None => "  leverage depends on the home market: --home CN, --home US\n".to_owned(),
            Some(_) => String::new(),
        };
        wrap_words(&head, width) + "\n" + &defaults + &leverage
    }

    fn print_figures(&self, width: usize) -> String {
        let head = "Figures, each with its year and confidence, and its source under it (--json has the addresses):\n";
        let figure = |figure: &&Figure| {
            let unit = Some(figure.unit.as_str()).filter(|unit| !["text", "", "y/n/partial"].contains(unit));
            let value = [Some(figure.value.as_str()), unit].into_iter().flatten().collect::<Vec<_>>().join(" ");
            let year = Some(figure.year.as_str()).filter(|year| !year.is_empty());
            let year = year.map(|year| format!(", {year}")).unwrap_or_default();
            let line = format!("{}: {value}{year} · {}", figure.metric.replace('_', " "), figure.confidence);
            let source = [figure.source.as_str(), figure.note.as_str()].into_iter().filter(|text| !text.is_empty());
            let source = source.collect::<Vec<_>>().join(". ");
            wrap_hanging(&format!("{}  ", figure.id), &line, width) + &wrap_hanging(INDENT, &source, width)
        };
        wrap_words(head, width) + "\n" + &self.figures.iter().map(figure).collect::<String>()
    }
}

/// All markets, in lines of at most `width` columns.
pub fn print_markets(width: usize) -> String {
    let row = |market: &Market| {
        let users = market
            .internet_users
            .parse()
            .map_or(Cell::MISSING, |users| Cell::text(quantity::format(users, Dimension::Users)));
        let words = [&market.code, &market.name].map(Cell::text);
        let rest = [market.regime.clone(), describe_screening(&market.screening)].map(Cell::text);
        let blocks = [Cell::text(&market.blocks)];
        words.into_iter().chain([users]).chain(rest).chain(blocks).collect()
    };
    let columns = [
        Column::from("code"),
        Column::from("market"),
        Column::right("internet users"),
        Column::from("regime"),
        Column::from("reviews"),
        Column::right("blocks 2016–25"),
    ];
    let table = Table::new("", columns, list_markets().iter().map(row));
    let notes = format!(
        "Reviews: whether a law screens foreign investment; ? is from memory. Blocks: nationwide blocks of platforms on record; few in a \
         closed market mean closed, not safe. {PUBLISHERS} `marketgate atlas CODE` shows the laws, what a scenario gets, and every figure."
    );
    print_table(&table, width) + "\n" + &wrap_words(&notes, width)
}

/// One market by name and code for JSON, as the list of all holds it.
pub fn describe_markets() -> serde_json::Value {
    let market = |market: &Market| {
        serde_json::json!({
            "code": market.code,
            "name": market.name,
            "members": market.members(),
            "internet_users": market.internet_users.parse::<f64>().ok(),
            "regime": market.regime,
            "screening": market.screening,
            "screening_law": market.screening_law,
            "blocking_law": market.blocking_law,
            "platform_blocks_2016_2025": market.blocks.parse::<u32>().ok(),
        })
    };
    serde_json::json!({ "markets": list_markets().iter().map(market).collect::<Vec<_>>() })
}

/// Whether a law screens foreign investment, in a word; a question mark where that is from memory.
fn describe_screening(screening: &str) -> String {
    let (word, doubt) = screening.strip_suffix(RECALLED).map_or((screening, ""), |word| (word, " ?"));
    let word = match word {
        "y" => "yes",
        "n" => "no",
        "partial" => "in part",
        other => other,
    };
    format!("{word}{doubt}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atlas::find_market;
    use crate::report::terminal::count_columns;

    #[test]
    fn markets_fit_a_terminal() {
        let text = print_markets(80);
        assert!(text.lines().all(|line| count_columns(line) <= 80), "{text}");
        assert!(text.contains("Canada") && text.contains("36.6M") && text.contains("no ?"), "{text}");
        for market in list_markets() {
            let text = MarketCard::describe(market, find_market("CN")).print(Some("CN"), 80);
            // A statistic's name may be one long word.
            let wide: Vec<&str> = text.lines().filter(|line| count_columns(line) > 80).collect();
            assert!(wide.iter().all(|line| !line.trim().contains(' ')), "{wide:#?}");
        }
    }

    #[test]
    fn a_market_shows_what_a_scenario_gets_and_every_figure() {
        let canada = find_market("CA").unwrap();
        let text = MarketCard::describe(canada, None).print(None, 80);
        for part in [
            "Canada (CA) · Electoral Democracy",
            "ceiling = \"28.4M to 36.6M\"",
            "A0064",
            "Investment Canada Act",
            "--home CN",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        let figures = list_figures("CA").count();
        assert!(figures > 40 && list_figures("CA").all(|figure| text.contains(&figure.id)));
        assert!(!MarketCard::describe(canada, find_market("CN")).print(Some("CN"), 80).contains("--home"));
    }
}
