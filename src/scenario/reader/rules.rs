//! Rules that hold between inputs, and what a user should be warned of.

use super::super::checked::{Answer, Company, Correlation, Deal, Market, Strategy};
use super::super::source::Span;
use super::Reader;
use indexmap::IndexMap;

/// Least ratio of the ceiling to the users.
const HEADROOM: f64 = 1.05;
/// Most inputs that are correlated with others.
const CORRELATED: usize = 256;

impl Reader<'_> {
    /// Ceiling above users, discount rate above terminal growth: a breach that is sure is an error.
    pub(super) fn market_rules(&mut self, company: &Company, markets: &[Market]) {
        for market in markets {
            let (users, ceiling) = (self.support(market.users.0), self.support(market.ceiling.0));
            if let (Some((least_users, _)), Some((_, most))) = (users, ceiling)
                && most < HEADROOM * least_users * (1.0 - 1e-12)
            {
                let span = self.span(market.ceiling.0);
                self.error(span, format!("the ceiling of `{}` is below 1.05 times its users", market.key))
                    .label("expected at least 1.05 times `users`");
            }
            let (rate, growth) = (self.support(company.discount_rate.0), self.support(market.terminal_growth.0));
            if let (Some((_, most)), Some((least_growth, _))) = (rate, growth)
                && most <= least_growth
            {
                let written = [market.terminal_growth.0, company.discount_rate.0];
                let at = written.into_iter().find(|n| self.spans.get(*n).is_some_and(Option::is_some));
                let span = self.span(at.unwrap_or(market.terminal_growth.0));
                let message = format!("the discount rate does not exceed the terminal growth of `{}`", market.key);
                self.error(span, message).help("a perpetuity needs discount_rate > terminal_growth");
            }
        }
    }

    /// A strategy or an event that sells, and nobody who buys.
    pub(super) fn sale_rules(&mut self, deal: &Deal, strategies: &IndexMap<String, Strategy>, talks: bool) {
        let sells =
            |s: &Strategy| s.on_order.iter().chain(&s.then).any(|a| *a == Answer::Sell) || s.seek_buyer.is_some();
        let seller = strategies.iter().find(|(_, strategy)| sells(strategy));
        if !deal.bidders.is_empty() || (seller.is_none() && !talks) {
            return;
        }
        let who =
            seller.map_or_else(|| "an event opens talks".to_owned(), |(key, _)| format!("strategy `{key}` sells"));
        let span = self.top().within("deal").span("bidders");
        self.warning(span, format!("{who}, and there is no bidder")).help("name bidders under [deal.bidders.NAME]");
    }
}

/// Correlations that can hold together.
impl Reader<'_> {
    /// Refuses correlations that no distribution has: their matrix must be positive definite.
    pub(super) fn possible(&mut self, correlations: &[Correlation], span: Span) {
        let mut numbers: Vec<usize> = correlations.iter().flat_map(|c| [c.first.0, c.second.0]).collect();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.len() > CORRELATED {
            self.error(span, format!("more than {CORRELATED} inputs are correlated"));
            return;
        }
        let place = |number: usize| numbers.binary_search(&number).unwrap_or(0);
        let size = numbers.len();
        let mut matrix = vec![vec![0.0; size]; size];
        for (number, row) in matrix.iter_mut().enumerate() {
            row[number] = 1.0;
        }
        for c in correlations {
            let normal = 2.0 * libm::sin(std::f64::consts::PI * c.rank / 6.0);
            let (a, b) = (place(c.first.0), place(c.second.0));
            (matrix[a][b], matrix[b][a]) = (normal, normal);
        }
        if !positive_definite(&mut matrix) {
            self.error(span, "these correlations cannot hold together").label("not positive definite").help(
                "three inputs that go together pairwise cannot have one pair against them: weaken one of the ranks",
            );
        }
    }
}

/// Whether a symmetric matrix is positive definite: its Cholesky factor exists. The matrix is overwritten.
fn positive_definite(matrix: &mut [Vec<f64>]) -> bool {
    const LEAST_PIVOT: f64 = 1e-9;
    for column in 0..matrix.len() {
        let [pivot_row, below @ ..] = &mut matrix[column..] else { break };
        let pivot = pivot_row[column] - pivot_row[..column].iter().map(|x| x * x).sum::<f64>();
        if pivot < LEAST_PIVOT {
            return false;
        }
        pivot_row[column] = pivot.sqrt();
        for row in below {
            let dot: f64 = row[..column].iter().zip(&pivot_row[..column]).map(|(a, b)| a * b).sum();
            row[column] = (row[column] - dot) / pivot_row[column];
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_told_from_an_impossible_one() {
        let matrix = |a: f64, b: f64, c: f64| vec![vec![1.0, a, b], vec![a, 1.0, c], vec![b, c, 1.0]];
        assert!(positive_definite(&mut matrix(0.6, 0.6, 0.6)));
        assert!(!positive_definite(&mut matrix(0.9, 0.9, -0.9)));
    }
}
