//! What is taken from the atlas of markets and from the category of the app where the scenario is silent.

use super::super::diagnostics::suggest_name;
use super::super::facts;
use super::super::node::Value;
use super::super::quantities::Origin;
use super::super::source::Span;
use super::state::Reader;
use crate::atlas::{self, AtlasDefault, Category, Market};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// Under which the inputs of markets stand.
const MARKETS: &str = "markets.";

/// Defaults that come with their sources.
#[derive(Debug, Default)]
pub(super) struct Sourced {
    /// Markets of the scenario, by key, that are one of the atlas, with what it says of them.
    markets: IndexMap<String, (&'static Market, Vec<AtlasDefault>)>,
    category: Option<&'static Category>,
}

impl Reader<'_> {
    /// Reads which markets of the atlas the scenario names, and what kind of app it is of.
    pub(super) fn read_sourced(&mut self) {
        self.sourced.category = self.read_category();
        let keys = self.markets.clone();
        let mut named: IndexMap<String, (&'static Market, Span)> = IndexMap::new();
        for key in keys {
            if let Some((market, span)) = self.read_atlas_code(&key) {
                self.check_apart(market, span, &named);
                named.insert(key, (market, span));
            }
        }
        let home = self.home.and_then(|home| named.get(&self.markets[home.0])).map(|(market, _)| *market);
        let defaults = |(market, _): (&'static Market, Span)| (market, atlas::list_defaults(market, home));
        self.sourced.markets = named.into_iter().map(|(key, named)| (key, defaults(named))).collect();
    }

    /// The market of the atlas that a market of the scenario is.
    pub(super) fn find_in_atlas(&self, key: &str) -> Option<&'static Market> {
        self.sourced.markets.get(key).map(|(market, _)| *market)
    }

    /// What atlas or category say of the input at a path, and which of them does.
    pub(super) fn find_sourced(&self, path: &str) -> Option<(AtlasDefault, Origin)> {
        let of_market = path.strip_prefix(MARKETS).and_then(|rest| rest.split_once('.'));
        let find = |defaults: &[AtlasDefault], path: &str| defaults.iter().find(|d| d.path == path).cloned();
        let by_atlas = of_market.and_then(|(key, path)| {
            let (market, defaults) = self.sourced.markets.get(key)?;
            Some((find(defaults, path)?, Origin::Atlas(&market.code)))
        });
        by_atlas.or_else(|| {
            let category = self.sourced.category?;
            // How users respond stands once for all markets.
            let path = of_market.map_or(path, |(_, path)| path);
            let is_shared = path.starts_with("response.");
            let default = find(&category.defaults, path).filter(|_| is_shared == of_market.is_none())?;
            Some((default, Origin::Category(category.name)))
        })
    }

    fn read_category(&mut self) -> Option<&'static Category> {
        let mut top = self.root();
        let mut company = top.enter("company");
        let name = company.read_text("category")?;
        let found = Category::find(name);
        if found.is_none() {
            let help = suggest_name(name, Category::NAMES);
            company
                .error("category", format!("`{name}` is no category of apps"))
                .label(format!("expected one of {}", Category::NAMES.join(", ")))
                .help_if_known(help);
        }
        found
    }

    fn read_atlas_code(&mut self, key: &str) -> Option<(&'static Market, Span)> {
        let node = self.document.table.table("markets")?.table(key)?.get("atlas")?;
        let Value::Text(code) = &node.value else {
            let message = format!("expected the code of a market, found {}", node.kind());
            self.error(node.span, message).help("such as atlas = \"CA\"; `marketgate atlas` lists the codes");
            return None;
        };
        let found = atlas::find_market(code);
        if found.is_none() {
            self.error(node.span, "the atlas has no market with this code").help(atlas::suggest_code(code));
        }
        found.map(|market| (market, node.span))
    }

    /// No market counts twice: neither under two keys, nor in a region beside it.
    fn check_apart(&mut self, market: &Market, span: Span, others: &IndexMap<String, (&'static Market, Span)>) {
        for (key, (other, _)) in others {
            let message = if market.code == other.code {
                format!("{} is the market `{key}` already", market.name)
            } else if market.holds(other) {
                format!("{} holds {}, which is the market `{key}`", market.name, other.name)
            } else if other.holds(market) {
                format!("{} is part of {}, which is the market `{key}`", market.name, other.name)
            } else {
                continue;
            };
            self.error(span, message)
                .label("counted twice")
                .help("leave one of them out, or write its inputs without `atlas`");
        }
    }

    /// Says which markets rest on figures of the atlas that nobody could know at the start.
    pub(super) fn warn_of_later_figures(&mut self) {
        let mut latest: BTreeMap<usize, i16> = BTreeMap::new();
        for input in self.inputs.values() {
            let key = input.path.strip_prefix(MARKETS).and_then(|rest| rest.split('.').next());
            let market = key.and_then(|key| self.markets.iter().position(|market| market == key));
            let years = input.source.iter().flat_map(|source| facts::find_years(source));
            if let (Some(market), Some(year)) = (market, years.max().filter(|year| *year > self.start.year())) {
                let last = latest.entry(market).or_insert(year);
                *last = year.max(*last);
            }
        }
        if latest.is_empty() {
            return;
        }
        let markets: Vec<String> =
            latest.iter().map(|(m, year)| format!("`{}` (to {year})", self.markets[*m])).collect();
        // Without a place: a resolved scenario is warned of in the same words.
        let message =
            format!("figures of the atlas are later than the start, and used all the same: {}", markets.join(", "));
        self.report.warning(None, message).help("`marketgate atlas CODE` shows the year of each");
    }
}
