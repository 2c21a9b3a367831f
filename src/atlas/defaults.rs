//! From the figures of a market to the defaults of a scenario: each with its source and how it follows.

use std::borrow::Cow;

use super::figures::{Figure, find_latest};
use super::markets::{Market, find_market};
use super::records::{Record, count_blocks, count_country, count_regime, share_of_platform};
use crate::calibration::{BlockLaw, fit_shipped_blocks};
use crate::quantity::{self, Dimension};

/// Half and one and a half: how far revenue that is spread by GDP per head may be off, at the least.
const REVENUE_ENDS: [f64; 2] = [0.5, 1.5];
/// The levels that `a to b` states.
const LEVELS: [f64; 2] = [0.05, 0.95];
/// Half of the last digit of a share of trade, in percent.
const ROUNDING: f64 = 0.5;
const DERIVED: &str = "derived";
const ASSUMPTION: &str = "assumption";

/// What holds where a scenario is silent, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtlasDefault {
    /// Path of the input: under its market, such as `policy.ban.rate`, or of the whole scenario, such as `response.habit`.
    pub path: &'static str,
    /// As a strategist would write it.
    pub value: Cow<'static, str>,
    /// Ids of figures or facts, and files.
    pub source: Cow<'static, str>,
    /// How the value follows.
    pub note: Cow<'static, str>,
    /// How far it can be trusted.
    pub confidence: Cow<'static, str>,
    /// Inputs of other markets that name the same draw rise and fall with it.
    pub draw: Option<&'static str>,
}

impl AtlasDefault {
    fn new(path: &'static str, value: String, source: String, note: String, confidence: &str) -> Self {
        let confidence = Cow::Owned(confidence.to_owned());
        Self { path, value: value.into(), source: source.into(), note: note.into(), confidence, draw: None }
    }

    fn drawn_with(self, draw: &'static str) -> Self {
        Self { draw: Some(draw), ..self }
    }
}

/// The defaults that the atlas has for a market, in the order of the scenario format.
///
/// `home` is the market that the company is from, if that is one of the atlas; it decides the leverage. Where `market` is that home
/// itself there is no leverage, and nothing about reviews and bans: the record is of foreign apps.
pub fn list_defaults(market: &Market, home: Option<&Market>) -> Vec<AtlasDefault> {
    let is_home = home.is_some_and(|home| home.code == market.code);
    let abroad = |default: Option<AtlasDefault>| default.filter(|_| !is_home);
    let leverage = home.and_then(|home| derive_leverage(market, home));
    let business = [derive_ceiling(market), derive_arpu(market), abroad(leverage)];
    let government = [assume_review_rate(market), derive_ban_rate(market)].map(abroad);
    let blocks = if is_home { Vec::new() } else { derive_lengths().into() };
    business.into_iter().chain(government).flatten().chain(blocks).collect()
}

/// Addressable users: between what the largest platform reached where nothing hindered it, and all who use the internet.
fn derive_ceiling(market: &Market) -> Option<AtlasDefault> {
    let users = find_latest(&market.code, "internet_users")?;
    let reached = find_latest("META-UC", "facebook_mau_december")?;
    let here = ["US", "CA"].map(|code| find_latest(code, "internet_users").and_then(Figure::number));
    let reach = 1e6 * reached.number()? / (here[0]? + here[1]?);
    let note = format!(
        "from {:.0}%, the share of internet users that Facebook reached in the US and Canada, to all internet users of {}",
        100.0 * reach,
        users.year
    );
    let value = format_range([reach * users.number()?, users.number()?], Dimension::Users);
    let source = format!("{}, {}", users.id, reached.id);
    Some(AtlasDefault::new("ceiling", value, source, note, DERIVED).drawn_with("atlas reach"))
}

/// Revenue per user: a region's published revenue, spread over its markets by GDP per head.
fn derive_arpu(market: &Market) -> Option<AtlasDefault> {
    let scaled = find_latest(&market.code, "ad_revenue_per_internet_user_scaled")?;
    let number = scaled.number()?;
    let notional = if scaled.note.contains("notional") { "; it is blocked here, so notional" } else { "" };
    let note = format!(
        "Meta's advertising revenue of the region per internet user and year ({}), by GDP per head, × 0.5 to × 1.5; a younger platform \
         earns less{notional}",
        scaled.year
    );
    let value = format_range(REVENUE_ENDS.map(|end| end * number), Dimension::MoneyPerUserYear);
    Some(AtlasDefault::new("arpu", value, scaled.id.clone(), note, DERIVED).drawn_with("atlas revenue"))
}

/// How much of the host's business the home country can hurt: its trade in goods with it.
fn derive_leverage(market: &Market, home: &Market) -> Option<AtlasDefault> {
    let partner = match home.code.as_str() {
        "CN" => "china",
        "US" => "us",
        _ => return None,
    };
    let find = |metric: String| find_latest(&market.code, &metric);
    let share = |flow: &str| {
        let exact = find(format!("{flow}_{partner}_pct")).map(|figure| (figure, false));
        exact.or_else(|| find(format!("{flow}_{partner}_pct_max")).map(|figure| (figure, true)))
    };
    let shares: Vec<(&Figure, bool)> = ["exports_to", "imports_from"].into_iter().filter_map(share).collect();
    let numbers: Vec<f64> = shares.iter().filter_map(|(figure, _)| figure.number()).collect();
    let (low, high) = numbers.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), n| (low.min(*n), high.max(*n)));
    let percent = |number: f64| format!("{number}%");
    let value = if numbers.is_empty() {
        return None;
    } else if shares.iter().any(|(_, is_bound)| *is_bound) {
        format!("uniform(0%, {})", percent(high))
    } else if low < high {
        format!("{} to {}", percent(low), percent(high))
    } else {
        format!("{} to {}", percent((low - ROUNDING).max(0.0)), percent(high + ROUNDING))
    };
    let source = join(shares.iter().map(|(figure, _)| figure.id.as_str()));
    let note = format!("shares of the market's goods exports to and imports from {}, {}", home.name, shares[0].0.year);
    let mut trusted: Vec<&str> = shares.iter().map(|(figure, _)| figure.confidence.as_str()).collect();
    trusted.dedup();
    Some(AtlasDefault::new("leverage", value, source, note, &trusted.join(", ")))
}

/// How often an app is reviewed: in no file, so assumed by whether a law screens foreign investment.
fn assume_review_rate(market: &Market) -> Option<AtlasDefault> {
    let law = find_latest(&market.code, "fdi_screening_exists")?;
    let (value, kind) = match law.value.as_str() {
        "y" => ("0.02 per year to 0.2 per year", "a law screens foreign investment"),
        "partial" => ("0.01 per year to 0.1 per year", "a law screens foreign investment in part"),
        _ => return None,
    };
    let note = format!(
        "assumed: {kind}, and rates for apps are in no file; the US committee saw 172 to 286 notices a year from 2016 to 2024, of all trades, some of these counts recalled"
    );
    let source = format!("{}, cfius.csv", law.id);
    let default = AtlasDefault::new("policy.review.rate", value.to_owned(), source, note, ASSUMPTION);
    Some(default.drawn_with("atlas reviews"))
}

/// How often an app is blocked: the record of the country, shrunk towards that of its regime, times the share of one platform.
fn derive_ban_rate(market: &Market) -> Option<AtlasDefault> {
    let share = share_of_platform();
    let countries = list_countries(market);
    let weight: f64 = countries.iter().map(|country| country.weight).sum();
    let level = |u: f64| countries.iter().map(|c| c.weight * c.quantile(u)).sum::<f64>() * share / weight;
    if countries.is_empty() {
        return None;
    }
    let value = format_range(LEVELS.map(level), Dimension::Rate);
    let basis = match countries.as_slice() {
        [one] => format!(
            "{} nationwide blocks in {} years here; {} a year under its regime ({}), weighed as one block",
            one.own.events,
            one.own.years,
            two_digits(one.of_regime.rate()),
            one.regime.to_lowercase(),
        ),
        many => {
            let codes = join(many.iter().map(|country| country.code.as_str()));
            format!("as {codes}, by their internet users, each its own record with one block of its regime")
        }
    };
    let closed = if market.is_closed() { "; closed, not safe: little is left to block" } else { "" };
    let note =
        format!("{basis}; {:.0}% of {} blocks hit one given large platform{closed}", 100.0 * share, count_blocks());
    let ids = join(countries.iter().filter_map(|country| Some(find_latest(&country.code, "vdem_regime")?.id.as_str())));
    let source = format!("{ids}, country-year.csv, platform-blocks.csv");
    Some(AtlasDefault::new("policy.ban.rate", value, source, note, DERIVED).drawn_with("atlas blocks"))
}

/// How long blocks stand: the same everywhere, since there are too few to tell markets apart; as fitted to both records, each as often.
fn derive_lengths() -> [AtlasDefault; 2] {
    let laws = fit_shipped_blocks();
    let files = || join(laws.iter().map(|law| law.file.as_str()));
    let mean = |end: usize| laws.iter().map(|law| law.permanent[end]).sum::<f64>() / laws.len().max(1) as f64;
    let shares: Vec<String> = laws
        .iter()
        .map(|law| format!("{:.0}% in {} ({} decisions)", 100.0 * law.permanent[1], law.file, law.decisions))
        .collect();
    let permanent = AtlasDefault::new(
        "policy.ban.permanent",
        format_range([mean(0), mean(2)].map(two_decimals), Dimension::Share),
        files(),
        format!("as fitted, never lifted: {}; mean of the central 90%", shares.join(", ")),
        DERIVED,
    );
    let weibull = |law: &BlockLaw| format!("weibull({}, {} days)", two_digits(law.shape), two_digits(law.scale));
    let value = match laws {
        [first, second] => format!("mixture(50%: {}, 50%: {})", weibull(first), weibull(second)),
        laws => laws.first().map(weibull).unwrap_or_default(),
    };
    let note = "those that are lifted: half as in one record, half as in the other, medians of fitted laws".to_owned();
    let after = AtlasDefault::new("policy.ban.after", value, files(), note, DERIVED);
    [permanent.drawn_with("atlas standing"), after]
}

/// A country with its record and that of its regime.
struct Country {
    code: String,
    regime: String,
    own: Record,
    of_regime: Record,
    weight: f64,
}

impl Country {
    fn read(market: &Market) -> Option<Self> {
        let own = count_country(&market.name);
        let of_regime = count_regime(&market.regime);
        let weight = find_latest(&market.code, "internet_users")?.number()?;
        let is_known = own.years > 0.0 && of_regime.rate() > 0.0;
        let (code, regime) = (market.code.clone(), market.regime.clone());
        is_known.then_some(Self { code, regime, own, of_regime, weight })
    }

    /// Quantile of the rate of blocks, per year.
    fn quantile(&self, level: f64) -> f64 {
        let Record { events, years } = self.own.shrink_towards(self.of_regime);
        // A gamma law of positive shape and scale is always one.
        quantity::parse(&format!("gamma({events}, {})", years.recip()), Dimension::Factor)
            .map_or(f64::NAN, |law| law.quantile(level))
    }
}

/// The country that a market is, or those of a region that are in the atlas.
fn list_countries(market: &Market) -> Vec<Country> {
    let members = market.members().iter().filter_map(|code| find_market(code));
    if market.members().is_empty() {
        Country::read(market).into_iter().collect()
    } else {
        members.filter_map(Country::read).collect()
    }
}

fn format_range(ends: [f64; 2], dimension: Dimension) -> String {
    let [low, high] = ends.map(|end| quantity::format(end, dimension));
    format!("{low} to {high}")
}

fn join<'i>(ids: impl Iterator<Item = &'i str>) -> String {
    ids.collect::<Vec<_>>().join(", ")
}

fn two_digits(number: f64) -> String {
    let places = (1.0 - libm::floor(libm::log10(number))).max(0.0) as usize;
    format!("{number:.places$}")
}

fn two_decimals(share: f64) -> f64 {
    (100.0 * share).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::super::markets::list_markets;
    use super::*;

    fn default(code: &str, path: &str) -> AtlasDefault {
        let found = list_defaults(find_market(code).unwrap(), find_market("CN"));
        found.into_iter().find(|default| default.path == path).unwrap_or_else(|| panic!("{code} has no {path}"))
    }

    #[test]
    fn defaults_are_those_worked_out_by_hand() {
        // 272M of 313.4M + 36.6M internet users is 77.7%.
        assert_eq!(
            [&default("CA", "ceiling").value, &default("US", "ceiling").value],
            ["28.4M to 36.6M", "244M to 313M"]
        );
        // Half and one and a half of $115.12, and of $5.22.
        assert_eq!(default("CA", "arpu").value, "$57.56 to $172.68");
        assert_eq!(default("IN", "arpu").value, "$2.61 to $7.83");
        // Exports 5%, imports 11%; France states upper bounds of 7% and 8%.
        assert_eq!(default("CA", "leverage").value, "5% to 11%");
        assert_eq!(default("FR", "leverage").value, "uniform(0%, 8%)");
        assert_eq!(default("CA", "ceiling").source, "A0064, A2396");
        // One event's worth in 7 + 398 / 17 years: exponential, 0.0513 and 3 of its mean, times the share of a platform.
        let mean = share_of_platform() / (7.0 + 398.0 / 17.0);
        let ends = format!(
            "{} to {}",
            quantity::format(0.051_293 * mean, Dimension::Rate),
            quantity::format(2.995_73 * mean, Dimension::Rate)
        );
        assert_eq!(default("CA", "policy.ban.rate").value, ends);
        assert_eq!(default("MX", "policy.review.rate").value, "0.01 per year to 0.1 per year");
        // Between the two records, of which named episodes stay for good far more often.
        let laws = fit_shipped_blocks();
        let [low, high] = [0, 2].map(|end| (50.0 * (laws[0].permanent[end] + laws[1].permanent[end])).round());
        assert_eq!(default("RU", "policy.ban.permanent").value, format!("{low}% to {high}%"));
    }

    #[test]
    fn home_has_no_record_of_foreign_apps_and_no_law_no_reviews() {
        let at_home = list_defaults(find_market("CN").unwrap(), find_market("CN"));
        assert_eq!(at_home.iter().map(|default| default.path).collect::<Vec<_>>(), ["ceiling", "arpu"]);
        let brazil = list_defaults(find_market("BR").unwrap(), None);
        assert!(brazil.iter().all(|default| !["policy.review.rate", "leverage"].contains(&default.path)), "{brazil:?}");
    }

    #[test]
    fn every_market_has_defaults_with_a_source() {
        for market in list_markets() {
            let defaults = list_defaults(market, find_market("US"));
            for needed in ["ceiling", "arpu", "policy.ban.rate", "policy.ban.permanent", "policy.ban.after"] {
                assert!(
                    market.code == "US" || defaults.iter().any(|default| default.path == needed),
                    "{}: {needed}",
                    market.code
                );
            }
            assert!(defaults.iter().all(|default| !default.source.is_empty() && !default.note.is_empty()));
        }
    }
}
