//! Rules about figures: rates, discounting, tax, distributions and what ties them.

use super::{Audited, list_names};
use crate::calibration::fit_shipped_blocks;
use crate::model::find_most;
use crate::quantity::{self, Dimension, Distribution, Family};
use crate::scenario::{Input, Origin};

/// Median discount rate, per year, above which a premium is taken to be in it.
const HIGH_DISCOUNT_RATE: f64 = 0.2;
/// Least distance between a low discount rate and a high terminal growth, per year.
const LEAST_DISTANCE: f64 = 0.03;
/// Largest deviation of a normal on a positive quantity, as a share of its median.
const WIDE: f64 = 0.5;
/// Words of a premium, and words that deny it.
const PREMIUM: [&str; 6] =
    ["ban premium", "country risk", "political", "regulatory risk", "premium for ban", "risk of a ban"];
const DENIED: [&str; 5] = ["no ", "without", "not ", "free of", "excl"];
/// Inputs of a market that move together between markets.
const COMMON: [&str; 7] = ["growth", "arpu", "standalone", "arpu_growth", "margin", "margin_long_run", "ebitda_margin"];

fn find_distribution(input: &Input) -> Option<&Distribution> {
    input.quantity().distribution()
}

fn is_uncertain(input: &Input) -> bool {
    find_distribution(input).is_none_or(|law| law.fixed_value().is_none())
}

/// Rates of government action that are written without "per".
pub(super) fn find_rates_without_period(audited: &Audited<'_>) -> Option<String> {
    let acts = |path: &str| path.starts_with("policy.") || path.starts_with("retaliation.");
    let is_zero = |input: &Input| find_distribution(input).and_then(Distribution::fixed_value) == Some(0.0);
    let written = |input: &&Input| matches!(input.origin(), Origin::File { .. } | Origin::CommandLine);
    let rates = audited
        .scenario
        .inputs()
        .iter()
        .filter(written)
        .filter(|input| input.field().dimension == Dimension::Rate && acts(input.field().path) && !is_zero(input));
    let bare = rates.filter(|input| find_distribution(input).is_some() && !input.written().contains("per"));
    let names: Vec<String> = bare.map(|input| format!("{} = {}", input.path(), input.written())).collect();
    Some(format!("Without a period: {}.", list_names(&names)?))
}

/// A discount rate whose note speaks of a premium, or that is too high without one.
pub(super) fn find_ban_premium(audited: &Audited<'_>) -> Option<String> {
    let input = audited.scenario.input("company.discount_rate")?;
    let text = [input.note(), input.source()].into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&PREMIUM) && !has(&DENIED) {
        return Some(format!("Its note: “{text}”."));
    }
    let median = find_distribution(input)?.quantile(0.5);
    (median > HIGH_DISCOUNT_RATE)
        .then(|| format!("Its median is {} a year.", quantity::format(median, Dimension::Growth)))
}

/// Uncertain money of several markets that nothing ties.
pub(super) fn find_missing_dependence(audited: &Audited<'_>) -> Option<String> {
    let scenario = audited.scenario;
    let of_market = |input: &&Input| {
        let key = input.field().path.strip_prefix("markets.*.");
        key.is_some_and(|key| COMMON.contains(&key)) && is_uncertain(input)
    };
    let uncertain: Vec<&Input> = scenario.inputs().iter().filter(of_market).collect();
    let is_tied = scenario.correlations().next().is_some()
        || uncertain.iter().any(|input| input.draw().is_some() || find_distribution(input).is_none());
    let mut markets: Vec<&str> = uncertain.iter().filter_map(|input| input.path().split('.').nth(1)).collect();
    markets.dedup();
    (!is_tied && markets.len() > 1)
        .then(|| format!("Growth and money of {} markets are uncertain, each on its own.", markets.len()))
}

/// Shares of permanent bans that are surer than history.
pub(super) fn find_narrower_than_history(audited: &Audited<'_>) -> Option<String> {
    const PATH: &str = "policy.ban.permanent";
    let laws = fit_shipped_blocks();
    let ends = |end: usize| laws.iter().map(move |law| law.permanent[end]);
    let (low, high) = (ends(0).fold(1.0, f64::min), ends(2).fold(0.0, f64::max));
    let is_narrow = |input: &&Input| {
        let law = input.quantity().distribution().filter(|_| input.field().path == PATH);
        // A value that is pinned is a case, not a forecast.
        let ranged = law.filter(|law| law.fixed_value().is_none());
        ranged.is_some_and(|law| law.quantile(0.95) - law.quantile(0.05) < 0.5 * (high - low))
    };
    let names: Vec<String> = audited
        .acting_inputs()
        .filter(is_narrow)
        .map(|input| format!("{} = {}", input.path(), input.written()))
        .collect();
    let told = format!("{} where {:.0}% to {:.0}% is fitted", names.join(", "), 100.0 * low, 100.0 * high);
    (!names.is_empty()).then_some(told)
}

/// Normals on quantities that cannot be negative.
pub(super) fn find_wide_normals(audited: &Audited<'_>) -> Option<String> {
    let is_wide = |input: &&Input| {
        let Some(law) = find_distribution(input) else { return false };
        let deviation = 0.5 * (law.quantile(0.841_345) - law.quantile(0.158_655));
        law.family_name() == "normal"
            && input.field().dimension.family() != Family::Normal
            && deviation > WIDE * law.quantile(0.5)
    };
    let wide = audited.acting_inputs().filter(is_wide);
    let names: Vec<String> = wide.map(|input| format!("{} = {}", input.path(), input.written())).collect();
    list_names(&names).map(|names| format!("{names}."))
}

/// Taxed cash beside an untaxed sale.
pub(super) fn find_untaxed_sale(audited: &Audited<'_>) -> Option<String> {
    let scenario = audited.scenario;
    let number = scenario.deal.tax.0;
    let is_taxed = find_most(scenario, scenario.company.cash_tax) > 0.0;
    let is_untaxed = find_most(scenario, scenario.deal.tax) <= 0.0 && audited.acting.can_act(number);
    let tax = scenario.inputs()[scenario.company.cash_tax.0].written();
    (is_taxed && is_untaxed).then(|| format!("`company.cash_tax` is {tax}, `deal.tax` is 0%."))
}

/// Terminal growth that comes near the discount rate.
pub(super) fn find_near_terminal_growth(audited: &Audited<'_>) -> Option<String> {
    let scenario = audited.scenario;
    let low_rate = scenario.value(scenario.company.discount_rate.0, 0.05);
    let high_growth = |growth: usize| scenario.value(growth, 0.95);
    let near =
        scenario.markets().iter().filter(|market| low_rate - high_growth(market.terminal_growth.0) < LEAST_DISTANCE);
    let shown = |value: f64| quantity::format(value, Dimension::Growth);
    let describe = |market: &crate::scenario::Market| {
        format!("{} ({} against {})", market.name(), shown(high_growth(market.terminal_growth.0)), shown(low_rate))
    };
    let names: Vec<String> = near.map(describe).collect();
    list_names(&names).map(|names| format!("{names}."))
}
