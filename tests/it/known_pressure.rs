//! Reviews, bans and what excites them, against known answers (model, sections 4 and 12).

use std::f64::consts::LN_2;

use marketgate::model::{Plan, World};
use marketgate::simulation::Parameters;

use crate::sample::{CASH, STILL, YEAR, another, close, integral, mean, sample, scenario, state};

/// Years of a half-life of 180 days, as a rate.
const B: f64 = LN_2 * YEAR / 180.0;

// ---- direct bans ---------------------------------------------------------------------------------

#[test]
fn bans_come_at_their_rate() {
    let s = sample(STILL, &["policy.ban.rate=0.8 per year", "policy.ban.permanent=100%"], 8000);
    s.share("us.final_state", state::OPEN, (-1.6_f64).exp());
    let open: Vec<f64> = s.column("us.days_without_access").iter().map(|days| 2.0 - days / YEAR).collect();
    mean(&open, (1.0 - (-1.6_f64).exp()) / 0.8, "years open");
    // Days of the first ban, where there is one, are those of the exponential law cut at the horizon.
    let early = s.column("us.first_ban_day").iter().filter(|day| **day < 100.0).count();
    crate::sample::share(early, 8000, 1.0 - (-0.8 * 100.0 / YEAR).exp(), "banned within 100 days");
}

#[test]
fn visibility_and_regime_scale_the_rate() {
    let ban = ["policy.ban.rate=0.8 per year", "policy.ban.permanent=100%"];
    let s = sample(STILL, &[&ban[..], &["strategies.s.visibility=30%"]].concat(), 4000);
    s.share("us.final_state", state::OPEN, (-1.6_f64 * 0.3).exp());
    let regime = "events.r={ on = 2021-07-20, market = \"us\", kind = \"regime\", rates = 2.5 }";
    let s = sample(STILL, &[&ban[..], &[regime]].concat(), 4000);
    let before = 200.0 / YEAR;
    s.share("us.final_state", state::OPEN, (-0.8 * (before + 2.5 * (2.0 - before))).exp());
}

#[test]
fn a_lifted_market_can_be_hit_again() {
    // Bans of length 0 are a Poisson process: the market is at risk all the time.
    let settings = ["policy.ban.rate=1.5 per year", "policy.ban.permanent=0%", "policy.ban.after=0 days"];
    let s = sample(STILL, &settings, 4000);
    s.mean("us.bans", 3.0);
    let squares: Vec<f64> = s.column("us.bans").iter().map(|n| n * n).collect();
    mean(&squares, 3.0 + 9.0, "square of the number of bans");
}

#[test]
fn home_is_at_risk_of_neither() {
    let settings = ["company.home=us", "policy.ban.rate=5 per year", "policy.review.rate=5 per year"];
    let s = sample(STILL, &settings, 200);
    s.share("us.final_state", state::OPEN, 1.0);
    s.share("us.bans", 0.0, 1.0);
    s.share("us.reviews", 0.0, 1.0);
}

// ---- excitation ----------------------------------------------------------------------------------

#[test]
fn a_market_that_excites_itself_has_the_mean_of_the_hawkes_process() {
    // E λ(t) = μ (1 + n/(1−n) (1 − e^{−b(1−n)t})), n = jump/b; the number of reviews is its integral.
    let (base, jump) = (1.0, 0.7);
    let settings = [
        "policy.review.rate=1 per year",
        "policy.review.jump=0.7 per year",
        "policy.review.length=0 days",
        "pressure.weights.review=1",
    ];
    let scenario = scenario(STILL, &settings);
    let n = jump / B;
    let expected = |t: f64| base * (1.0 + n / (1.0 - n) * (1.0 - (-B * (1.0 - n) * t).exp()));
    let days = [60.0, 200.0, 500.0];
    let plan = Plan::new(&scenario, 1, days.to_vec());
    let parameters = Parameters::new(&scenario, 1);
    let (mut uniforms, mut values) = (Vec::new(), Vec::new());
    parameters.block(0, &mut uniforms);
    parameters.values(&uniforms, 0, &mut values);
    let mut world = World::new(&plan, false);
    let mut rates = vec![Vec::new(); days.len()];
    let mut counts = Vec::new();
    for replication in 0..8000 {
        world.start_replication(replication, &values).unwrap();
        world
            .run(|world, i| {
                if let Some(rates) = rates.get_mut(i) {
                    rates.push(world.pressure_rates(0)[0]);
                }
            })
            .unwrap();
        counts.push(f64::from(world.markets[0].action_tallies[0].count));
    }
    for (rates, day) in rates.iter().zip(days) {
        mean(rates, expected(day / YEAR), "rate of reviews");
    }
    mean(&counts, integral(0.0, 2.0, 200, expected), "number of reviews");
}

#[test]
fn a_measure_excites_linked_markets_by_its_weight() {
    // One measure in `us` on day 20; the first ban in `eu` falls in a rate that only it has raised.
    let text = STILL.to_owned() + &another("eu");
    let common = [
        "markets.us.links.eu=0.6",
        "markets.eu.policy.ban.rate=0.2 per year",
        "markets.eu.policy.ban.jump=2.5 per year",
        "policy.ban.permanent=100%",
        "policy.order.enforcement=0%",
    ];
    let felt = (1.0 - (-B * (2.0 - 20.0 / YEAR)).exp()) / B;
    for (kind, weight) in [("review", 0.25), ("forced-sale", 0.5), ("restriction", 0.5), ("ban", 1.0)] {
        let event = format!("events.e={{ on = 2021-01-21, market = \"us\", kind = \"{kind}\" }}");
        let s = sample(&text, &[&common[..], &[&event]].concat(), 3000);
        s.share("eu.bans", 0.0, (-(0.2 * 2.0 + 2.5 * 0.6 * weight * felt)).exp());
        s.share("us.bans", if kind == "ban" { 1.0 } else { 0.0 }, 1.0);
    }
}

#[test]
fn an_enforced_order_excites_again_as_what_it_becomes() {
    let text = STILL.to_owned() + &another("eu");
    let settings = [
        "markets.us.links.eu=1",
        "markets.eu.policy.ban.jump=1.5 per year",
        "policy.ban.permanent=100%",
        "policy.order.enforcement=100%",
        "policy.order.restricted_first=100%",
        "policy.order.restricted_length=50 days",
        "events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }",
    ];
    let s = sample(&text, &settings, 4000);
    // Order on day 0, restriction on day 90, ban on day 140.
    let felt = |day: f64| (1.0 - (-B * (2.0 - day / YEAR)).exp()) / B;
    s.share("eu.bans", 0.0, (-1.5 * (0.5 * felt(0.0) + 0.5 * felt(90.0) + felt(140.0))).exp());
}

// ---- reviews -------------------------------------------------------------------------------------

const REVIEW: &str = "events.r={ on = 2021-01-01, market = \"us\", kind = \"review\", length = \"10 days\" }";

#[test]
fn reviews_end_as_their_probabilities_say() {
    let settings = [
        REVIEW,
        "policy.review.cleared=10%",
        "policy.review.mitigated=25%",
        "policy.review.mitigation_cost=10%",
        "policy.review.forced_sale=30%",
        "policy.review.restriction=rest",
        "policy.review.ban=15%",
        "policy.order.deadline=5 years",
        "policy.ban.permanent=100%",
    ];
    let s = sample(STILL, &settings, 6000);
    s.share("us.final_state", state::OPEN, 0.35);
    s.share("us.final_state", state::ORDERED, 0.3);
    s.share("us.final_state", state::RESTRICTED, 0.2);
    s.share("us.final_state", state::BANNED, 0.15);
    let mitigated = s.column("bridge.costs").iter().filter(|costs| **costs < 0.0).count();
    crate::sample::share(mitigated, 6000, 0.25, "mitigated");
    // A tenth of revenue is a fifth of cash, from day 10 on for ever.
    let cost = s.column("bridge.costs").into_iter().fold(0.0, f64::min);
    close(cost, -0.2 * CASH / 0.1 * crate::sample::discount(10.0), 1e-9);
}

#[test]
fn probabilities_of_a_review_that_exceed_1_together_are_scaled_down() {
    // 80% and 20% each, drawn apart: 1.6 in a quarter of the draws, which become a half each.
    let settings = [
        REVIEW,
        "policy.review.forced_sale=choice(50%: 80%, 50%: 20%)",
        "policy.review.ban=choice(50%: 80%, 50%: 20%)",
        "policy.order.deadline=5 years",
        "policy.ban.permanent=100%",
    ];
    let s = sample(STILL, &settings, 6000);
    let half = 0.25 * (0.5 + 0.8 + 0.2 + 0.2);
    s.share("us.final_state", state::ORDERED, half);
    s.share("us.final_state", state::BANNED, half);
    s.share("us.final_state", state::OPEN, 0.25 * 0.6);
}

#[test]
fn mitigation_is_accepted_in_place_of_an_adverse_result() {
    let adverse = ["policy.review.forced_sale=40%", "policy.review.ban=50%", "policy.review.mitigation_accept=30%"];
    let settings =
        [&adverse[..], &[REVIEW, "policy.review.mitigation_cost=1%", "policy.order.deadline=5 years"]].concat();
    for (offered, accepted) in [(true, 0.3), (false, 0.0)] {
        let offer = format!("strategies.s.offer_mitigation={offered}");
        let s = sample(STILL, &[&settings[..], &[&offer, "policy.ban.permanent=100%"]].concat(), 6000);
        let mitigated = s.column("bridge.costs").iter().filter(|costs| **costs < 0.0).count();
        crate::sample::share(mitigated, 6000, 0.9 * accepted, "mitigated");
        s.share("us.final_state", state::OPEN, 0.1 + 0.9 * accepted);
        s.share("us.final_state", state::ORDERED, 0.4 * (1.0 - accepted));
    }
}

#[test]
fn a_review_lasts_as_long_as_drawn() {
    let review = "events.r={ on = 2021-01-01, market = \"us\", kind = \"review\" }";
    let settings = [
        review,
        "policy.review.length=uniform(40 days, 140 days)",
        "policy.review.ban=100%",
        "policy.review.cleared=0%",
    ];
    let s = sample(STILL, &[&settings[..], &["policy.ban.permanent=100%"]].concat(), 4000);
    let days = s.column("us.first_ban_day");
    mean(&days, 90.0, "length of the review");
    assert!(days.iter().all(|day| (40.0..140.0).contains(day)));
}

// ---- what bans do to the terminal value ----------------------------------------------------------

#[test]
fn the_terminal_hazard_makes_value_independent_of_the_horizon() {
    // Constant cash, bans for good at rate λ: value = cash / (r + λ), whatever the horizon.
    for horizon in ["60 days", "1 year", "4 years"] {
        let horizon = format!("horizon={horizon}");
        let s = sample(STILL, &[&horizon, "policy.ban.rate=0.15 per year", "policy.ban.permanent=100%"], 6000);
        s.mean("value", CASH / (0.1 + 0.15));
        close(s.only("baseline_value"), CASH / 0.1, 1e-9);
    }
}

#[test]
fn the_terminal_hazard_counts_reviews_and_mitigation() {
    // Nothing happens within a day or two; what is booked as later risk is the terminal hazard alone.
    let settings = [
        "horizon=1 day",
        "policy.ban.rate=0.02 per year",
        "policy.review.rate=0.2 per year",
        "policy.review.ban=10%",
        "policy.review.forced_sale=30%",
        "policy.order.enforcement=40%",
        "policy.ban.permanent=60%",
        "policy.review.mitigation_accept=25%",
        "strategies.s.visibility=80%",
    ];
    let open = |s: &crate::sample::Sample| {
        let row = s.column("us.reviews").iter().zip(s.column("us.bans")).position(|(r, b)| r + b == 0.0).unwrap();
        s.column("value")[row]
    };
    let hazard = |mitigated: f64| 0.6 * 0.8 * (0.02 + 0.2 * (0.1 + 0.3 * 0.4) * (1.0 - mitigated));
    let value = |q: f64| {
        let end = crate::sample::discount(1.0);
        CASH * (1.0 - end) / 0.1 + end * CASH / (0.1 + q)
    };
    close(open(&sample(STILL, &settings, 20)), value(hazard(0.0)), 1e-9);
    let offered = sample(STILL, &[&settings[..], &["strategies.s.offer_mitigation=true"]].concat(), 20);
    close(open(&offered), value(hazard(0.25)), 1e-9);
}
