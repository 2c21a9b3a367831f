//! The change in value from one strategy to another in one world, split into what the owner gets for the business, how likely the
//! sale closes, cash, tax, blocked time and costs.

use std::sync::atomic::AtomicBool;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::leading::LeadingValue;
use super::statistics::evidence::find_differences;
use super::statistics::{MeanEstimate, Moments};
use crate::quantity::YEAR;
use crate::scenario::{Pair, Scenario};
use crate::simulation::{Block, Layout, Settings, SimulationError, simulate_block};

/// The parts, in the order in which they are told; they sum to the change.
pub const SPLIT_PARTS: [&str; 7] = ["price", "closing", "cash", "tax", "blocked", "structure", "costs"];

/// What the change in the value that leads is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StrategySplit {
    /// By [`SPLIT_PARTS`], B less A, each with its error over the same simulations.
    pub parts: IndexMap<String, MeanEstimate>,
    /// Price, closing, cash and tax together: what a sale brings after tax against the cash of what is kept, which a sale ends. Absent in results of
    /// earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale_against_cash: Option<MeanEstimate>,
    /// Chance that a sale closes, in A and in B.
    pub closed: [MeanEstimate; 2],
    /// Mean present value of the price where a sale closes, in A and in B; none where none does.
    pub price: [Option<f64>; 2],
}

/// Parts that make [`StrategySplit::sale_against_cash`].
const OF_SALE: [&str; 4] = ["price", "closing", "cash", "tax"];
/// What these parts together are called.
pub const SALE_AGAINST_CASH: &str = "sale-against-cash";

impl StrategySplit {
    /// What of the change stands beyond noise, the greatest first, with what a sale brings and the cash that it ends as one: they are two sides of one thing.
    pub fn leading_net(&self) -> Vec<(&str, MeanEstimate)> {
        let Some(sale) = self.sale_against_cash else { return self.leading() };
        let others = self.parts.iter().filter(|(key, _)| !OF_SALE.contains(&key.as_str()));
        let parts = others.map(|(key, part)| (key.as_str(), *part));
        keep_leading(std::iter::once((SALE_AGAINST_CASH, sale)).chain(parts).collect())
    }

    /// The parts that stand beyond noise among all of them, the greatest first.
    pub fn leading(&self) -> Vec<(&str, MeanEstimate)> {
        keep_leading(self.parts.iter().map(|(key, part)| (key.as_str(), *part)).collect())
    }
}

/// Those that stand beyond noise among all of them, the greatest first.
fn keep_leading(parts: Vec<(&str, MeanEstimate)>) -> Vec<(&str, MeanEstimate)> {
    let figures: Vec<(f64, Option<f64>)> = parts.iter().map(|(_, part)| (part.mean, part.se)).collect();
    let told = parts.into_iter().zip(find_differences(&figures)).filter(|(_, stands)| *stands);
    let mut leading: Vec<(&str, MeanEstimate)> = told.map(|(part, _)| part).collect();
    leading.sort_by(|a, b| b.1.mean.abs().total_cmp(&a.1.mean.abs()));
    leading
}

/// Whether two scenarios are one world, and differ in what the owner chooses alone.
pub fn is_one_world(pair: &Pair) -> bool {
    !pair.groups().is_empty() && pair.a().world_digest() == pair.b().world_digest()
}

/// Simulates both strategies once more on the threads of a pool, block by block on the same draws.
///
/// # Errors
/// Where a simulation fails, or the user stops it.
pub(super) fn split_change(
    pair: &Pair,
    settings: Settings,
    stop: &AtomicBool,
    (pool, mut progress): (&rayon::ThreadPool, impl FnMut(u64)),
) -> Result<StrategySplit, SimulationError> {
    let leading = LeadingValue::of_scenarios([pair.a(), pair.b()]);
    let sides = [pair.a(), pair.b()].map(|scenario| Reader::new(scenario, leading));
    let mut sums = Sums::default();
    let mut block = Block::default();
    for number in 0..settings.blocks() {
        let mut rows: [Vec<Row>; 2] = [Vec::new(), Vec::new()];
        for (rows, side) in rows.iter_mut().zip(&sides) {
            pool.install(|| simulate_block(side.scenario, &side.layout, settings, stop, number, &mut block))?;
            rows.extend(block.values.chunks(side.layout.row()).take(block.rows).map(|row| side.read(row)));
            progress(block.rows as u64);
        }
        rows[0].iter().zip(&rows[1]).for_each(|(a, b)| sums.add(a, b));
    }
    Ok(sums.split())
}

/// One simulation under one strategy, in dollars at the start.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Row {
    /// Whether a sale closed: 1 or 0.
    closed: f64,
    /// The owner's part of prices.
    price: f64,
    cash: f64,
    tax: f64,
    blocked: f64,
    structure: f64,
    costs: f64,
}

impl Row {
    /// All but price and closing, in the order of [`SPLIT_PARTS`].
    fn others(&self) -> [f64; 5] {
        [self.cash, self.tax, self.blocked, self.structure, self.costs]
    }
}

/// Reads rows of one scenario.
struct Reader<'a> {
    scenario: &'a Scenario,
    layout: Layout,
    /// Discount rate, stake kept, tax on the gain, what it is reckoned from.
    terms: [Source; 4],
    value: usize,
    /// Of the bridge: blocked, restructuring, costs.
    parts: [usize; 3],
    /// By market: price, day, and whether it counts in the value that leads.
    sales: Vec<(usize, usize, bool)>,
}

/// Where the value of an input is found.
#[derive(Debug, Clone, Copy)]
enum Source {
    Known(f64),
    Column(usize),
}

impl<'a> Reader<'a> {
    fn new(scenario: &'a Scenario, leading: LeadingValue) -> Self {
        let layout = Layout::new(scenario);
        let is_abroad = leading == LeadingValue::Abroad;
        let bridge = if is_abroad { "bridge_abroad" } else { "bridge" };
        let source = |path: &str| {
            let known = scenario.input(path).and_then(|input| input.quantity().distribution()?.fixed_value());
            known.map_or_else(|| Source::Column(layout.column_index(path)), Source::Known)
        };
        let home = scenario.company.home.map(|home| home.0);
        let sale = |(m, market): (usize, &crate::scenario::Market)| {
            let column = |name: &str| layout.column_index(&format!("{}.{name}", market.key()));
            (column("sale_price"), column("sale_closing_day"), !is_abroad || home != Some(m))
        };
        Self {
            terms: ["company.discount_rate", "deal.stake", "deal.tax", "deal.tax_basis"].map(source),
            value: layout.column_index(leading.name()),
            parts: ["blocked", "restructuring", "costs"].map(|part| layout.column_index(&format!("{bridge}.{part}"))),
            sales: scenario.markets().iter().enumerate().map(sale).collect(),
            scenario,
            layout,
        }
    }

    fn read(&self, row: &[f64]) -> Row {
        let [rate, stake, tax, basis] = self.terms.map(|source| match source {
            Source::Known(value) => value,
            Source::Column(column) => row[column],
        });
        let [blocked, structure, costs] = self.parts.map(|column| row[column]);
        let mut found = Row { blocked, structure, costs, ..Row::default() };
        for &(price, day, counts) in self.sales.iter().filter(|sale| sale.2 && !row[sale.0].is_nan()) {
            let (price, day) = (row[price], row[day]);
            // Markets that are sold together close at one instant, and share the basis by their prices.
            let together = self.sales.iter().filter(|sale| row[sale.1] == day).map(|sale| row[sale.0]).sum::<f64>();
            let gain = if together > 0.0 { (together - basis).max(0.0) * price / together } else { 0.0 };
            let kept = (1.0 - stake) * libm::exp(-rate * day / YEAR);
            found.closed = f64::from(u8::from(counts));
            found.price += kept * price;
            found.tax -= kept * tax * gain;
        }
        found.cash = row[self.value] - found.price - found.others()[1..].iter().sum::<f64>();
        found
    }
}

/// Sums over pairs of simulations, by which means, errors and their dependence are known.
#[derive(Debug, Default)]
struct Sums {
    count: u64,
    /// Closed and price, in A and in B: means, and sums of products about them.
    means: [f64; 4],
    products: [[f64; 4]; 4],
    others: [Moments; 5],
    /// B less A of price, tax and cash.
    sale: Moments,
}

impl Sums {
    fn add(&mut self, a: &Row, b: &Row) {
        self.count += 1;
        let now = [a.closed, a.price, b.closed, b.price];
        let before = [0, 1, 2, 3].map(|k| now[k] - self.means[k]);
        (0..4).for_each(|k| self.means[k] += before[k] / self.count as f64);
        for (k, products) in self.products.iter_mut().enumerate() {
            products.iter_mut().enumerate().for_each(|(l, sum)| *sum += before[k] * (now[l] - self.means[l]));
        }
        let of_sale = |row: &Row| row.price + row.tax + row.cash;
        self.sale.add(of_sale(b) - of_sale(a));
        self.others.iter_mut().zip(a.others().iter().zip(b.others())).for_each(|(sum, (a, b))| sum.add(b - a));
    }

    /// A sum of the four means with these weights: its error.
    fn error(&self, weights: [f64; 4]) -> Option<f64> {
        let n = self.count as f64;
        let products = self.products.iter().zip(weights).map(|(products, weight)| {
            weight * products.iter().zip(weights).map(|(product, weight)| product * weight).sum::<f64>()
        });
        (self.count > 1).then(|| (products.sum::<f64>().max(0.0) / (n - 1.0) / n).sqrt())
    }

    /// Proceeds are the chance of closing times the mean price where a sale closes; of their change each has what it brings
    /// on average over both orders (Shapley).
    fn split(&self) -> StrategySplit {
        let [p_a, g_a, p_b, g_b] = self.means;
        let price = |p: f64, g: f64| (p > 0.0).then(|| g / p);
        // Where one never sells, no difference in price can be told: all of its proceeds are for closing at all.
        let (m_a, m_b) = match (price(p_a, g_a), price(p_b, g_b)) {
            (Some(a), Some(b)) => (a, b),
            (Some(one), None) | (None, Some(one)) => (one, one),
            (None, None) => (0.0, 0.0),
        };
        let both = p_a > 0.0 && p_b > 0.0;
        let (price_part, closing_part) = (0.5 * (p_a + p_b) * (m_b - m_a), 0.5 * (m_a + m_b) * (p_b - p_a));
        // What one simulation moves of each: closed and price in A, then in B.
        let per = |p: f64| if both { 1.0 / p } else { 0.0 };
        let (half, gap) = (0.5 * (p_a + p_b), 0.5 * (p_b - p_a));
        let of_price = [
            0.5 * (m_b - m_a) + half * m_a * per(p_a),
            -half * per(p_a),
            0.5 * (m_b - m_a) - half * m_b * per(p_b),
            half * per(p_b),
        ];
        let of_closing = if both {
            let mean = 0.5 * (m_a + m_b);
            [-gap * m_a / p_a - mean, gap / p_a, -gap * m_b / p_b + mean, gap / p_b]
        } else {
            [0.0, -1.0, 0.0, 1.0]
        };
        let estimate = |mean: f64, weights: [f64; 4]| MeanEstimate { mean, se: self.error(weights) };
        let others = self.others.each_ref().map(MeanEstimate::from_moments);
        let parts = [estimate(price_part, of_price), estimate(closing_part, of_closing)].into_iter().chain(others);
        let closed = |k: usize| {
            let mut weights = [0.0; 4];
            weights[k] = 1.0;
            estimate(self.means[k], weights)
        };
        StrategySplit {
            parts: SPLIT_PARTS.iter().map(|part| (*part).to_owned()).zip(parts).collect(),
            sale_against_cash: Some(MeanEstimate::from_moments(&self.sale)),
            closed: [closed(0), closed(2)],
            price: [price(p_a, g_a), price(p_b, g_b)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sale(closed: bool, price: f64) -> Row {
        Row { closed: f64::from(u8::from(closed)), price: if closed { price } else { 0.0 }, ..Row::default() }
    }

    /// In A one of four closes at 8, in B three of four at 4: price ½(¼ + ¾)(4 − 8) = −2, closing ½(8 + 4)(¾ − ¼) = 3.
    #[test]
    fn price_and_closing_are_shared_by_hand() {
        let mut sums = Sums::default();
        for i in 0..40 {
            sums.add(&sale(i % 4 == 0, 8.0), &sale(i % 4 != 0, 4.0));
        }
        let split = sums.split();
        let [price, closing] = ["price", "closing"].map(|part| split.parts[part]);
        assert!((price.mean + 2.0).abs() < 1e-12 && (closing.mean - 3.0).abs() < 1e-12, "{split:?}");
        // Prices are the same wherever a sale closes: the price part has the error of ½(p_a + p_b) alone, which is 1 throughout
        // since where A does not close B does.
        assert!(price.se.unwrap() < 1e-6, "{price:?}");
        assert!((closing.se.unwrap() - 6.0 * 2.0 * (0.1875_f64 / 39.0).sqrt()).abs() < 1e-12, "{closing:?}");
        assert_eq!(split.price.map(Option::unwrap), [8.0, 4.0]);
    }

    /// A sells at 8 what would have brought 7 and pays 1 of tax: nothing is left, and neither side alone is told.
    #[test]
    fn a_sale_at_what_it_ends_is_nothing_net() {
        let mut sums = Sums::default();
        for i in 0..40 {
            let cash = f64::from(i % 5);
            let sold = Row { tax: -1.0, cash, blocked: -0.5, ..sale(true, 8.0) };
            sums.add(&sold, &Row { cash: cash + 7.0, blocked: -2.5 - f64::from(i % 2), ..Row::default() });
        }
        let split = sums.split();
        assert!(split.sale_against_cash.unwrap().mean.abs() < 1e-12, "{split:?}");
        let net: Vec<&str> = split.leading_net().into_iter().map(|(part, _)| part).collect();
        assert_eq!(net, ["blocked"]);
        assert!(split.leading().iter().any(|(part, _)| *part == "closing"));
        let parts: f64 = OF_SALE.iter().map(|part| split.parts[*part].mean).sum();
        assert!((parts - split.sale_against_cash.unwrap().mean).abs() < 1e-12);
    }

    #[test]
    fn who_never_sells_has_no_price_and_all_is_for_closing() {
        let mut sums = Sums::default();
        (0..50).for_each(|i| sums.add(&sale(false, 0.0), &sale(i % 2 == 0, f64::from(i))));
        let split = sums.split();
        assert_eq!((split.parts["price"].mean, split.parts["price"].se), (0.0, Some(0.0)));
        assert!((split.parts["closing"].mean - 12.0).abs() < 1e-12, "{split:?}");
        assert_eq!(split.price[0], None);
        assert!((split.price[1].unwrap() - 24.0).abs() < 1e-12, "{split:?}");
        let leading: Vec<&str> = split.leading().into_iter().map(|(part, _)| part).collect();
        assert_eq!(leading, ["closing"]);
    }
}
