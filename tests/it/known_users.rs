//! Users against known answers: growth, noise, churn, blocks and what follows them (model, sections 8 and 12).

use crate::sample::{STILL, YEAR, another, close, event, integral, mean, sample, state};

// ---- growth --------------------------------------------------------------------------------------

/// Users after `years` of logistic growth with the net rate `growth` at the start, as a share of those at the start.
fn logistic(growth: f64, start: f64, ceiling: f64, years: f64) -> f64 {
    let g = growth / (1.0 - start / ceiling);
    ceiling / start / (1.0 + (ceiling / start - 1.0) * (-g * years).exp())
}

#[test]
fn growth_follows_the_logistic_for_any_step() {
    for step in ["1 day", "7 days", "13.7 days", "31 days"] {
        let step = format!("step={step}");
        let s = sample(STILL, &[&step, "markets.us.growth=60%", "record=[\"100 days\", \"1 year\"]"], 1);
        close(s.only("us.retention.100d"), logistic(0.6, 100.0, 400.0, 100.0 / YEAR), 1e-12);
        close(s.only("us.retention.1y"), logistic(0.6, 100.0, 400.0, 1.0), 1e-12);
        close(s.only("us.retention"), logistic(0.6, 100.0, 400.0, 2.0), 1e-12);
        let s = sample(STILL, &[&step, "markets.us.growth=-30%"], 1);
        close(s.only("us.retention"), (-0.6_f64).exp(), 1e-12);
    }
}

#[test]
fn users_are_counted_in_people_by_market_and_in_all() {
    // 100 million at the start in each of two markets.
    let text = STILL.to_owned() + &another("eu");
    let s = sample(&text, &["markets.us.growth=60%", "record=[\"100 days\", \"1 year\"]"], 1);
    for (end, years) in [(".100d", 100.0 / YEAR), (".1y", 1.0), ("", 2.0)] {
        let us = 100e6 * logistic(0.6, 100.0, 400.0, years);
        let eu = s.only(&format!("eu.users{end}"));
        close(s.only(&format!("us.users{end}")), us, 1e-12);
        close(eu, 100e6 * s.only(&format!("eu.retention{end}")), 1e-12);
        close(s.only(&format!("users{end}")), us + eu, 1e-12);
        // Nothing happens to either.
        close(s.only(&format!("us.baseline_users{end}")), us, 1e-12);
        close(s.only(&format!("baseline_users{end}")), us + eu, 1e-12);
    }
    let banned = sample(&text, &["policy.ban.rate=50 per year", "policy.ban.permanent=100%"], 20);
    let [users, baseline] = ["us.users", "us.baseline_users"].map(|name| banned.column(name));
    assert!(users.iter().zip(&baseline).all(|(users, baseline)| *users < 0.5 * baseline));
    close(baseline[0], 100e6, 1e-9);
}

#[test]
fn low_visibility_costs_growth_abroad_only() {
    let text = STILL.to_owned() + &another("cn");
    let settings = ["company.home=cn", "markets.us.growth=50%", "markets.cn.growth=50%"];
    let quiet = ["strategies.s.visibility=30%", "strategies.s.visibility_cost=20%"];
    let s = sample(&text, &[&settings[..], &quiet].concat(), 1);
    close(s.only("us.retention"), logistic(0.5 * 0.8, 100.0, 400.0, 2.0), 1e-12);
    close(s.only("cn.retention"), logistic(0.5, 100.0, 400.0, 2.0), 1e-12);
    close(s.only("us.vs_baseline"), s.only("us.retention") / logistic(0.5, 100.0, 400.0, 2.0), 1e-12);
}

// ---- noise ---------------------------------------------------------------------------------------

#[test]
fn noise_leaves_the_mean_and_has_its_variance_and_correlation() {
    let text = STILL.to_owned() + &another("eu");
    let noise = ["markets.us.volatility=0.4", "markets.eu.volatility=0.25", "noise.correlation=60%"];
    let s = sample(&text, &[&noise[..], &["horizon=1 year"]].concat(), 4000);
    s.mean("us.retention", 1.0);
    let logs = |name: &str, sigma: f64| -> Vec<f64> {
        s.column(name).iter().map(|x| (x.ln() + 0.5 * sigma * sigma) / sigma).collect()
    };
    let (us, eu) = (logs("us.retention", 0.4), logs("eu.retention", 0.25));
    mean(&us, 0.0, "standardised log of users");
    mean(&us.iter().map(|z| z * z).collect::<Vec<_>>(), 1.0, "its variance");
    mean(&us.iter().zip(&eu).map(|(x, y)| x * y).collect::<Vec<_>>(), 0.6, "its correlation");
}

#[test]
fn noise_near_the_ceiling_has_the_mean_of_the_stationary_law() {
    // d ln A = (g (1 − A/C) − σ²/2) dt + σ dW; in the stationary law the drift is 0 on average, so that
    // E A = C (1 − σ²/2g) < C. The noise is constant within a step, which moves that by less than 0.1%.
    let settings = [
        "markets.us.users=200M",
        "markets.us.growth=50%",
        "markets.us.volatility=0.4",
        "horizon=12 years",
        "step=14 days",
    ];
    let s = sample(STILL, &settings, 2000);
    s.mean("us.retention", 2.0 * (1.0 - 0.16 / 2.0));
}

// ---- the day-one cohort --------------------------------------------------------------------------

#[test]
fn the_cohort_decays_by_churn_whatever_the_noise() {
    let noise = ["markets.us.volatility=0.4", "markets.us.growth=50%", "record=[\"100 days\"]"];
    for settings in [&[][..], &noise] {
        let s = sample(STILL, &[settings, &["record=[\"100 days\"]"]].concat(), 2);
        close(s.only("us.cohort.100d"), (-0.4 * 100.0 / YEAR).exp(), 1e-12);
        close(s.only("us.cohort"), (-0.8_f64).exp(), 1e-12);
    }
}

#[test]
fn retention_of_installs_ages_into_the_cohort() {
    // S(x) = Γ(β+x) Γ(α+β) / (Γ(β) Γ(α+β+x)). Half stay for a day, so that α = β; three in ten for a week, which gives α by
    // bisection. The base are survivors of 400 days of installs that grew at 30% a year.
    let survival = |alpha: f64, x: f64| -> f64 {
        let log = libm::lgamma;
        (log(alpha + x) + log(2.0 * alpha) - log(alpha) - log(2.0 * alpha + x)).exp()
    };
    let (mut low, mut high) = (1e-3_f64, 50.0_f64);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if survival(middle, 7.0) > 0.3 { low = middle } else { high = middle }
    }
    let base = |t: f64| integral(0.0, 400.0, 40_000, |age| survival(low, age + t) * (-0.3 * age / YEAR).exp());
    let churn = r#"markets.us.churn={ day1 = "50%", day7 = "30%", app_age = "400 days", install_growth = "30%" }"#;
    let s = sample(STILL, &[churn, "record=[\"30 days\", \"200 days\"]"], 1);
    // The quadrature over ages is off by less than that on the steep first day, which loses half of the installs.
    close(s.only("us.cohort.30d"), base(30.0) / base(0.0), 2e-5);
    close(s.only("us.cohort.200d"), base(200.0) / base(0.0), 2e-5);
}

// ---- extra churn ---------------------------------------------------------------------------------

#[test]
fn an_order_drives_users_away_at_its_rate() {
    let order = ["events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", deadline = \"200 days\" }"];
    let settings = ["response.order_churn=0.3 per year", "policy.order.enforcement=0%", "record=[\"100 days\"]"];
    let s = sample(STILL, &[&order[..], &settings].concat(), 1);
    close(s.only("us.retention.100d"), (-0.3 * 100.0 / YEAR).exp(), 1e-12);
    close(s.only("us.cohort.100d"), (-0.7 * 100.0 / YEAR).exp(), 1e-12);
    // The order lapses after 200 days, and with it its churn.
    close(s.only("us.retention"), (-0.3 * 200.0 / YEAR).exp(), 1e-12);
}

#[test]
fn missing_content_costs_growth_and_users() {
    let text = STILL.to_owned() + &another("eu");
    let ban = "events.b={ on = 2021-01-01, market = \"us\", kind = \"ban\" }";
    let kept = "policy.ban.permanent=100%";
    let watch = "markets.eu.content={ us = \"40%\" }";
    let s = sample(&text, &[ban, kept, watch, "response.content_churn=0.5 per year"], 1);
    close(s.only("eu.retention"), (-0.4 * 0.5 * 2.0_f64).exp(), 1e-12);
    let s = sample(&text, &[ban, kept, watch, "markets.eu.growth=50%"], 1);
    close(s.only("eu.retention"), logistic(0.5 * 0.6, 100.0, 400.0, 2.0), 1e-12);
}

#[test]
fn redeployment_speeds_growth_elsewhere_up_to_a_half() {
    let text = STILL.to_owned() + &another("eu");
    let ban = "events.b={ on = 2021-01-01, market = \"us\", kind = \"ban\" }";
    let growing = ["markets.us.growth=50%", "markets.eu.growth=50%", "policy.ban.permanent=100%"];
    for (strength, faster) in [("0.4", 1.4), ("2", 1.5)] {
        let redeploy = format!("strategies.s.redeployment={strength}");
        let s = sample(&text, &[&growing[..], &[ban, &redeploy]].concat(), 1);
        close(s.only("eu.retention"), logistic(0.5 * faster, 100.0, 400.0, 2.0), 1e-12);
        let s = sample(&text, &[&growing[..], &[&redeploy]].concat(), 1);
        close(s.only("eu.retention"), logistic(0.5, 100.0, 400.0, 2.0), 1e-12);
    }
    // What was lost before the start is in the growth seen at the start already.
    let old = "events.b={ on = 2020-12-01, market = \"us\", kind = \"ban\" }";
    let s = sample(&text, &[&growing[..], &[old, "strategies.s.redeployment=0.4"]].concat(), 1);
    close(s.only("eu.retention"), logistic(0.5, 100.0, 400.0, 2.0), 1e-12);
    // Lifted, and lost again after half a year: lost since the start.
    let again = [
        "events.l={ on = 2021-01-02, market = \"us\", kind = \"lift\" }",
        "events.c={ on = 2021-07-02, market = \"us\", kind = \"ban\" }",
    ];
    let s = sample(&text, &[&growing[..], &[old, "strategies.s.redeployment=0.4"], &again].concat(), 1);
    let years = 182.0 / YEAR + 1.4 * (2.0 - 182.0 / YEAR);
    close(s.only("eu.retention"), logistic(0.5, 100.0, 400.0, years), 1e-12);
}

#[test]
fn anger_at_home_drives_users_away_as_it_fades() {
    let text = STILL.to_owned() + &another("cn");
    let settings = [
        "company.home=cn",
        "backlash.talks=1.5",
        "backlash.half_life=60 days",
        "backlash.churn=0.8 per year",
        "response.win_back=0",
        "events.t={ on = 2021-01-11, kind = \"acquisition-talks\", market = \"us\" }",
        "deal.bidders.b={ interest = \"0%\", multiple = 1, host_approval = \"50%\" }",
        "deal.attempts=1",
        "record=[\"100 days\"]",
    ];
    let s = sample(&text, &settings, 1);
    let decay = std::f64::consts::LN_2 * YEAR / 60.0;
    let churned = 0.8 * 1.5 * (1.0 - (-decay * 90.0 / YEAR).exp()) / decay;
    close(s.only("cn.retention.100d"), (-churned).exp(), 1e-10);
    close(s.only("us.retention.100d"), 1.0, 1e-12);
    assert_eq!(s.only("peak_backlash"), 1.5);
}

// ---- blocks --------------------------------------------------------------------------------------

const BAN: &str = "events.ban={ on = 2021-01-31, market = \"us\", kind = \"ban\" }";

#[test]
fn a_restriction_wears_users_off() {
    let restriction = "events.r={ on = 2021-01-31, market = \"us\", kind = \"restriction\" }";
    let settings = ["markets.us.growth=50%", "response.restricted_wear=2.5", "policy.ban.permanent=100%"];
    let s = sample(STILL, &[&settings[..], &[restriction]].concat(), 1);
    let (before, years) = (30.0 / YEAR, 2.0 - 30.0 / YEAR);
    close(s.only("us.retention"), logistic(0.5, 100.0, 400.0, before) * (-0.4 * 2.5 * years).exp(), 1e-12);
    close(s.only("us.cohort"), (-0.4 * before - 0.4 * 2.5 * years).exp(), 1e-12);
    assert_eq!(s.only("us.days_without_access"), 0.0);
}

#[test]
fn circumvention_decays_in_a_lasting_ban() {
    let settings = [BAN, "policy.ban.permanent=100%", "response.circumvention=20%", "response.circumvention_decay=1.3"];
    let s = sample(STILL, &settings, 1);
    close(s.only("us.retention"), 0.2 * (-1.3 * (2.0 - 30.0 / YEAR)).exp(), 1e-12);
    close(s.only("us.cohort"), s.only("us.retention") * (-0.4 * 30.0 / YEAR).exp(), 1e-12);
    assert_eq!(s.only("us.days_without_access"), 2.0 * YEAR - 30.0);
}

#[test]
fn a_short_block_is_forgotten_and_a_long_one_is_not() {
    let after = |length: &str, day: &str| {
        let settings = [
            BAN,
            "policy.ban.permanent=0%",
            "markets.us.growth=10%",
            "response.capture=3 per year",
            "response.circumvention=5%",
            &format!("policy.ban.after={length} days"),
            &format!("record=[\"{day} days\"]"),
        ];
        sample(STILL, &settings, 1).only(&format!("us.vs_baseline.{day}d"))
    };
    // Three months after the lift: 30 + 7 + 91 and 30 + 180 + 91 days after the start.
    let (short, long) = (after("7", "128"), after("180", "301"));
    assert!((0.98..1.0).contains(&short), "{short}");
    assert!(long < 0.98, "{long}");
}

/// Stocks and cohort by their differential equations.
#[derive(Clone, Copy, Default)]
struct Flows([f64; 8]);

impl Flows {
    fn step(self, dt: f64, rates: &impl Fn([f64; 8]) -> [f64; 8]) -> Self {
        let plus = |slope: [f64; 8], size: f64| -> [f64; 8] { std::array::from_fn(|i| self.0[i] + size * slope[i]) };
        let first = rates(self.0);
        let second = rates(plus(first, 0.5 * dt));
        let third = rates(plus(second, 0.5 * dt));
        let fourth = rates(plus(third, dt));
        Self(std::array::from_fn(|i| self.0[i] + dt / 6.0 * (first[i] + 2.0 * second[i] + 2.0 * third[i] + fourth[i])))
    }

    fn run(mut self, days: f64, rates: impl Fn([f64; 8]) -> [f64; 8]) -> Self {
        let steps = 2000;
        for _ in 0..steps {
            self = self.step(days / YEAR / f64::from(steps), &rates);
        }
        self
    }
}

#[test]
fn stocks_follow_their_differential_equations_through_a_ban_and_after() {
    let settings = [
        BAN,
        "step=1 day",
        "markets.us.growth=80%",
        "policy.ban.permanent=0%",
        "policy.ban.after=40 days",
        "response.circumvention=20%",
        "response.circumvention_decay=1.5",
        "response.capture=2",
        "response.win_back=0.5",
        "response.habit=50 days",
        "record=[\"50 days\", \"70 days\", \"90 days\", \"1 year\"]",
    ];
    let s = sample(STILL, &settings, 1);
    // Active, circumventing, dormant, captured; and the cohort's active, circumventing, dormant, and those lost
    // to a rival in the block. Users in units of those at the start.
    let growing = |[a, _, d, r, ca, _, cd, _]: [f64; 8]| {
        let g = 0.8 / (1.0 - 0.25);
        let back = YEAR / 14.0;
        let growth = g * a * (1.0 - a / (4.0 - d - r));
        [growth + back * d, 0.0, -back * d, -0.5 * r, back * cd - 0.4 * ca, 0.0, -back * cd, 0.0]
    };
    let blocked = |[_, v, d, _, _, cv, cd, _]: [f64; 8]| {
        [0.0, -1.5 * v, 1.5 * v - 2.0 * d, 2.0 * d, 0.0, -1.5 * cv, 1.5 * cv - 2.0 * cd, 2.0 * cd]
    };
    let [a, .., ca, _, _, _] = Flows([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]).run(30.0, growing).0;
    let ban = Flows([0.0, 0.2 * a, 0.8 * a, 0.0, 0.0, 0.2 * ca, 0.8 * ca, 0.0]);
    let [_, v, ..] = ban.run(20.0, blocked).0;
    close(s.only("us.retention.50d"), v, 1e-9);
    let [_, v, d, r, _, cv, cd, cr] = ban.run(40.0, blocked).0;
    let forgotten = (-40.0_f64 / 50.0).exp();
    let lifted = Flows([v, 0.0, d + forgotten * r, (1.0 - forgotten) * r, cv, 0.0, cd + forgotten * cr, 0.0]);
    close(s.only("us.retention.70d"), v, 1e-9);
    // A split step is off by the square of its length: (1 day / 14 days)² / 12 and less.
    let [a, .., ca, _, _, _] = lifted.run(20.0, growing).0;
    close(s.only("us.retention.90d"), a, 5e-4);
    close(s.only("us.cohort.90d"), ca, 5e-4);
    let [a, .., ca, _, _, _] = lifted.run(YEAR - 70.0, growing).0;
    close(s.only("us.retention.1y"), a, 5e-4);
    close(s.only("us.cohort.1y"), ca, 5e-4);
}

#[test]
fn a_lift_reseeds_the_app() {
    let settings = [
        BAN,
        "policy.ban.permanent=0%",
        "policy.ban.after=500 days",
        "response.capture=20",
        "response.habit=1 day",
        "response.reseed=1%",
        "record=[\"530 days\"]",
    ];
    let s = sample(STILL, &settings, 1);
    // 1% of 400M, on 100M at the start.
    close(s.only("us.retention.530d"), 0.04, 1e-12);
    // Where nobody was captured, nobody is made up: all who were cut off are back.
    let short = ["response.capture=0", "policy.ban.after=5 days", "record=[]"];
    close(sample(STILL, &[&settings[..], &short].concat(), 1).only("us.retention"), 1.0, 1e-12);
}

#[test]
fn an_exit_cuts_everybody_off() {
    let s = sample(
        STILL,
        &["events.x={ on = 2021-01-31, market = \"us\", kind = \"exit\" }", "response.circumvention=50%"],
        1,
    );
    assert_eq!(s.only("us.final_state"), state::EXITED);
    assert_eq!(s.only("us.retention"), 0.0);
    assert_eq!(s.only("us.cohort"), 0.0);
    assert_eq!(s.only("us.days_without_access"), 2.0 * YEAR - 30.0);
}

#[test]
fn a_change_of_owner_drives_users_away_for_a_while() {
    let settings = [
        "events.t={ on = 2021-01-11, kind = \"acquisition-talks\", market = \"us\", perimeter = [\"us\"] }",
        "deal={ process = \"0 days\", host_delay = \"0 days\" }",
        "deal.bidders.b={ interest = \"100%\", multiple = 2, host_approval = \"100%\", delay = \"0 days\" }",
        "response.transition_churn=1.5",
        "response.transition=40 days",
    ];
    let s = sample(STILL, &settings, 1);
    assert_eq!(s.only("us.final_state"), state::DIVESTED);
    close(s.only("us.retention"), (-1.5 * 40.0 / YEAR).exp(), 1e-12);
}

// ---- pauses --------------------------------------------------------------------------------------

const OUT_OF_THE_STORES: &str = "events.r={ on = 2021-01-31, market = \"us\", kind = \"restriction\" }";

/// Nobody new, and nobody who wears off.
const NO_WEAR: &[&str] = &["policy.ban.permanent=100%", "response.restricted_wear=0", "response.return_time=11 days"];

/// Users who have not come back `days` after they paused, where they do so in 11 days on average.
fn away(days: f64) -> f64 {
    (-days / 11.0).exp()
}

#[test]
fn those_who_pause_as_the_app_leaves_the_stores_come_back_in_time() {
    let pause = ["response.removal_pause=20%", "record=[\"30 days\", \"31 days\", \"50 days\", \"200 days\"]"];
    for step in ["step=1 day", "step=7 days", "step=13.7 days", "step=31 days"] {
        let s = sample(STILL, &[NO_WEAR, &pause, &[OUT_OF_THE_STORES, step]].concat(), 1);
        for day in [30.0, 31.0, 50.0, 200.0] {
            close(s.only(&format!("us.retention.{day}d")), 1.0 - 0.2 * away(day - 30.0), 1e-12);
        }
        close(s.only("us.cohort"), (-0.4 * 30.0 / YEAR).exp(), 1e-12);
    }
    let lasting = ["response.removal_pause=20%", "response.return_time=100 years"];
    let s = sample(STILL, &[&lasting[..], &NO_WEAR[..2], &[OUT_OF_THE_STORES]].concat(), 1);
    let left = 1.0 - 0.2 * (-(2.0 - 30.0 / YEAR) / 100.0).exp();
    close(s.only("us.cohort"), left * (-0.4 * 30.0 / YEAR).exp(), 1e-12);
}

#[test]
fn those_who_come_back_wear_off_like_the_others() {
    let wear = ["response.restricted_wear=5", "response.removal_pause=20%", "response.return_time=11 days"];
    let settings = ["policy.ban.permanent=100%", "step=1 day", "record=[\"60 days\"]", OUT_OF_THE_STORES];
    let s = sample(STILL, &[&wear[..], &settings].concat(), 1);
    // dA/dt = −w A + D/τ with D = p e^{−t/τ}.
    let (wear, back, years) = (5.0 * 0.4, YEAR / 11.0, 30.0 / YEAR);
    let [worn, paused] = [wear, back].map(|rate: f64| (-rate * years).exp());
    close(s.only("us.retention.60d"), 0.8 * worn + 0.2 * back / (back - wear) * (worn - paused), 1e-5);
}

#[test]
fn those_who_pause_are_not_lost_to_the_value_of_the_market() {
    // They stay away for good, but a buyer of what is left counts them.
    let [with, without] = ["50%", "0%"].map(|pause| {
        let pause = format!("response.removal_pause={pause}");
        let talks = event("t", "2021-03-02", "us", "\"acquisition-talks\", perimeter = [\"us\"]");
        let deal = [
            "deal={ process = \"0 days\", host_delay = \"0 days\" }",
            "deal.bidders.b={ interest = \"100%\", multiple = 2, host_approval = \"100%\", delay = \"0 days\" }",
            "response.return_time=100 years",
        ];
        sample(STILL, &[&NO_WEAR[..2], &deal, &[&pause, &talks, OUT_OF_THE_STORES]].concat(), 1).only("us.sale_price")
    });
    close(with, without, 1e-12);
}

#[test]
fn fourteen_dark_hours_before_the_stores_close_are_soon_over() {
    let day = |key: &str, on: &str, kind: &str| event(key, on, "us", &format!("\"{kind}\""));
    let events = [day("b", "2021-01-31", "ban"), day("l", "2021-02-01", "lift"), day("r", "2021-02-01", "restriction")];
    let settings =
        ["response.capture=0 per year", "response.reseed=0%", "record=[\"31 days\", \"33 days\", \"60 days\"]"];
    let events: Vec<&str> = events.iter().map(String::as_str).collect();
    let s = sample(STILL, &[NO_WEAR, &settings, &events].concat(), 1);
    for day in [31.0, 33.0, 60.0] {
        close(s.only(&format!("us.retention.{day}d")), 1.0 - away(day - 31.0), 1e-12);
    }
}

#[test]
fn those_who_pause_at_a_change_of_owner_come_back_in_time() {
    let sale = [
        "events.t={ on = 2021-01-11, kind = \"acquisition-talks\", market = \"us\", perimeter = [\"us\"] }",
        "deal={ process = \"0 days\", host_delay = \"0 days\" }",
        "deal.bidders.b={ interest = \"100%\", multiple = 2, host_approval = \"100%\", delay = \"0 days\" }",
    ];
    let structure = [
        "events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }",
        "structure={ delay = \"10 days\", host_acceptance = \"100%\" }",
        "strategies.s.on_order=[\"restructure\"]",
    ];
    let pause = ["response.transition_pause=20%", "response.return_time=11 days", "record=[\"11 days\", \"50 days\"]"];
    for (change, state) in [(sale, state::DIVESTED), (structure, state::RESTRUCTURED)] {
        for step in ["step=1 day", "step=7 days", "step=31 days"] {
            let s = sample(STILL, &[&change[..], &pause, &[step]].concat(), 1);
            assert_eq!(s.only("us.final_state"), state);
            for day in [11.0, 50.0] {
                close(s.only(&format!("us.retention.{day}d")), 1.0 - 0.2 * away(day - 10.0), 1e-12);
            }
        }
    }
}

#[test]
fn users_of_a_market_out_of_the_stores_fluctuate_as_without_it() {
    let settings = ["markets.us.volatility=30%", "response.restricted_wear=2", "policy.ban.permanent=100%"];
    for step in ["step=7 days", "step=31 days"] {
        let s = sample(STILL, &[&settings[..], &[OUT_OF_THE_STORES, step]].concat(), 200);
        for kept in s.column("us.vs_baseline") {
            close(kept, (-0.8 * (2.0 - 30.0 / YEAR)).exp(), 1e-12);
        }
        // A noise of 30% a year for two years.
        let logs: Vec<f64> = s.column("us.retention").into_iter().map(f64::ln).collect();
        let centre = logs.iter().sum::<f64>() / 200.0;
        let spread = logs.iter().map(|log| (log - centre).powi(2)).sum::<f64>() / 199.0;
        assert!((spread.sqrt() / (0.3 * 2.0_f64.sqrt()) - 1.0).abs() < 0.25, "{spread}");
    }
}

#[test]
fn pauses_agree_for_steps_of_1_day_and_7_days() {
    let settings = [
        "horizon=5 years",
        "markets.us.growth=60%",
        "markets.us.volatility=0",
        "response.removal_pause=30%",
        "response.transition_pause=20%",
        "response.restricted_wear=3",
        "events.o={ on = 2021-03-01, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }",
        "policy.order.enforcement=100%",
        "policy.order.restricted_first=100%",
        "policy.order.restricted_length=60 days",
        "events.t={ on = 2021-06-20, kind = \"acquisition-talks\", market = \"us\", perimeter = [\"us\"] }",
        "deal={ process = \"10 days\", host_delay = \"0 days\", stake = \"50%\" }",
        "deal.bidders.b={ interest = \"100%\", multiple = 2, host_approval = \"100%\", delay = \"0 days\" }",
    ];
    let [day, week] = ["step=1 day", "step=7 days"].map(|step| sample(STILL, &[&settings[..], &[step]].concat(), 1));
    assert_eq!(day.only("us.final_state"), state::DIVESTED);
    assert_eq!(day.only("us.restrictions"), 1.0);
    close(week.only("value"), day.only("value"), 1e-4);
}

#[test]
fn step_1_day_and_7_days_agree() {
    let settings = [
        "horizon=5 years",
        "markets.us.growth=60%",
        "markets.us.volatility=0",
        "response.order_churn=0.3",
        "response.circumvention=15%",
        "response.circumvention_revenue=10%",
        "response.win_back=0.3",
        "events.o={ on = 2021-03-01, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }",
        "policy.order.enforcement=100%",
        "policy.ban.permanent=0%",
        "policy.ban.after=100 days",
    ];
    let [day, week] = ["step=1 day", "step=7 days"].map(|step| sample(STILL, &[&settings[..], &[step]].concat(), 1));
    assert_eq!(day.only("us.days_without_access"), 100.0);
    assert!(day.only("loss") > 0.05 * day.only("baseline_value"), "order and ban are felt");
    close(week.only("value"), day.only("value"), 1e-3);
}
