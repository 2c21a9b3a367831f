//! What the inputs of a scenario come to before any government acts, with all of them at their medians.

use super::state::{Plan, World};
use crate::scenario::Scenario;

/// Every input at its median, and users without noise.
pub fn list_medians(scenario: &Scenario) -> Vec<f64> {
    let mut medians: Vec<f64> = (0..scenario.inputs.len()).map(|input| scenario.value(input, 0.5)).collect();
    scenario.markets.iter().for_each(|market| medians[market.volatility.0] = 0.0);
    medians
}

/// What the inputs of a market come to with all of them at their medians and no government action. Dollars are today's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImpliedFigures {
    /// Monthly active users at the start, in people.
    pub users: f64,
    /// Revenue a year at the start, in dollars.
    pub revenue: f64,
    /// Contribution margin a year at the start, in dollars.
    pub margin: f64,
    /// Users at the horizon, in people.
    pub users_at_horizon: f64,
    /// Value, in dollars discounted to the start, after tax.
    pub value: f64,
}

/// Works out what the inputs come to, market by market; none where the medians allow no terminal value.
pub fn work_out_implied_figures(scenario: &Scenario) -> Option<Vec<ImpliedFigures>> {
    let plan = Plan::new(scenario, 0, Vec::new());
    let mut world = World::new(&plan, false);
    world.start_replication(0, &list_medians(scenario)).ok()?;
    let last = plan.times.len() - 2;
    let figures = world.draw.markets.iter().enumerate().map(|(m, market)| {
        let revenue = market.users * market.earnings.revenue(0.0);
        ImpliedFigures {
            users: market.users,
            revenue,
            margin: revenue * market.earnings.margin(0.0),
            users_at_horizon: world.baseline.users(m, market, last, scenario.horizon),
            value: world.baseline.whole(m),
        }
    });
    Some(figures.collect())
}
