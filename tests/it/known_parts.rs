//! Parts of the bridge that share a cause: anger and content, the stake and the rest (model, section 9); what hiding costs.

use crate::sample::{CASH, STILL, YEAR, another, close, discount, event, integral, sample, scenario, state, with};

const WORTH: f64 = CASH / 0.1;
const FOR_GOOD: &str = "policy.ban.permanent=100%";

// ---- anger --------------------------------------------------------------------------------------

#[test]
fn anger_and_missing_content_each_get_their_part() {
    // Talks on day 0 about a market that nobody buys anger home; its ban on day 0 takes content away.
    let text = STILL.to_owned() + &another("cn");
    let common = ["company.home=cn", "backlash.half_life=60 days", "response.win_back=0", "step=7 days", FOR_GOOD];
    let ban = event("b", "2021-01-01", "us", "\"ban\"");
    let talks = event("t", "2021-01-01", "us", "\"acquisition-talks\"");
    let (anger, churn) = (["backlash.talks=1.5", "backlash.churn=0.8", talks.as_str()], "response.content_churn=0.5");
    let content = ["markets.cn.content.us=40%", churn, ban.as_str()];
    let run = |more: &[&str]| sample(&text, &with(&common, more), 1);
    let both = run(&[&anger[..], &content].concat());
    let (angry, lonely) = (run(&anger), run(&content));

    let decay = std::f64::consts::LN_2 * YEAR / 60.0;
    let (rate, moved) = (0.2, |t: f64| 0.8 * 1.5 * (1.0 - (-decay * t).exp()) / decay);
    // Cash that users who stay by `share` earn less, to the horizon and for ever after.
    let lost = |share: &dyn Fn(f64) -> f64| {
        let until = integral(0.0, 2.0, 4000, |t| (-0.1 * t).exp() * share(t));
        -CASH * (until + (-0.2_f64).exp() * share(2.0) / 0.1)
    };
    let by_content = lost(&|t| 1.0 - (-rate * t).exp());
    let by_anger = lost(&|t| (-rate * t).exp() * (1.0 - (-moved(t)).exp()));
    close(both.only("cn.bridge.users_lost"), by_content, 1e-6);
    close(both.only("cn.bridge.backlash"), by_anger, 1e-6);
    close(lonely.only("cn.bridge.users_lost"), by_content, 1e-6);
    assert_eq!((lonely.only("cn.bridge.backlash"), angry.only("cn.bridge.users_lost")), (0.0, 0.0));
    close(angry.only("cn.bridge.backlash"), lost(&|t| 1.0 - (-moved(t)).exp()), 1e-6);
}

#[test]
fn anger_gets_what_it_takes_from_a_growing_home_and_no_more() {
    // Banned for a while after the anger: what users home would have without anger is what it has where nobody is angry.
    let text = STILL.to_owned() + &another("cn");
    let settings = [
        "company.home=cn",
        "markets.cn.growth=60%",
        "markets.cn.volatility=0.2",
        "backlash={ talks = 1.5, half_life = \"60 days\" }",
        "events.t={ on = 2021-02-01, kind = \"acquisition-talks\", market = \"us\" }",
        "events.b={ on = 2021-06-01, kind = \"ban\", market = \"cn\" }",
        "events.l={ on = 2021-08-01, kind = \"lift\", market = \"cn\" }",
        FOR_GOOD,
    ];
    let of = |churn: &str| sample(&text, &with(&settings, &[churn]), 20);
    let (calm, angry) = (of("backlash.churn=0"), of("backlash.churn=0.8"));
    let columns = |name: &str| (calm.column(name), angry.column(name));
    let (before, after) = columns("cn.bridge.users_lost");
    let (value, less) = columns("cn.value");
    let (blocked, blocked_less) = columns("cn.bridge.blocked");
    let backlash = angry.column("cn.bridge.backlash");
    for i in 0..backlash.len() {
        close(after[i], before[i], 1e-6);
        assert!(before[i] < 0.0 && backlash[i] < 0.0);
        close(backlash[i] + blocked_less[i] - blocked[i], less[i] - value[i], 1e-6);
    }
}

#[test]
fn talks_before_the_start_have_had_time_to_be_forgotten() {
    let text = STILL.to_owned() + &another("cn");
    let talks = event("t", "2020-12-02", "us", "\"acquisition-talks\"");
    let settings = ["company.home=cn", "backlash={ talks = 1.5, half_life = \"30 days\" }", &talks];
    close(sample(&text, &settings, 1).only("peak_backlash"), 0.75, 1e-12);
}

// ---- money --------------------------------------------------------------------------------------

#[test]
fn the_owner_of_a_stake_bears_its_part_of_mitigation() {
    // Mitigated on day 30 at 10% of revenue, ordered on day 40, handed over on day 95.
    let settings = [
        event("r", "2021-01-01", "us", "\"review\""),
        event("o", "2021-02-10", "us", "\"forced-sale\", deadline = \"90 days\""),
        "policy.review={ cleared = \"0%\", mitigated = \"100%\", length = \"30 days\", mitigation_cost = \"10%\" }".into(),
        "deal={ process = \"45 days\", host_delay = \"10 days\", bargaining_power = \"100%\", stake = \"25%\" }".into(),
        "deal.bidders.b={ interest = \"100%\", multiple = 0.8, host_approval = \"100%\", delay = \"5 days\" }".into(),
        "structure={ host_acceptance = \"100%\", delay = \"55 days\", price = 0.3, stake = \"25%\", licence = \"12%\", running = \"4%\" }".into(),
        "policy.order.enforcement=100%".into(),
    ];
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let revenue = 2.0 * CASH;
    // What a stream of a dollar a year is worth between two days, or from one on.
    let between = |from: f64, to: f64| (discount(from) - discount(to)) / 0.1;
    let (before, after) = (between(30.0, 95.0), discount(95.0) / 0.1);

    let s = sample(STILL, &with(&settings, &["strategies.s.on_order=[\"sell\"]"]), 1);
    assert_eq!(s.only("us.final_state"), state::DIVESTED);
    close(s.only("bridge.costs"), -0.1 * revenue * (before + 0.25 * after), 1e-9);
    close(s.only("bridge.sale"), -0.75 * CASH * after + 0.75 * 0.8 * WORTH * discount(95.0), 1e-9);

    let s = sample(STILL, &with(&settings, &["strategies.s.on_order=[\"restructure\"]"]), 1);
    assert_eq!(s.only("us.final_state"), state::RESTRUCTURED);
    close(s.only("bridge.costs"), -revenue * (0.1 * before + 0.25 * (0.1 + 0.04) * after), 1e-9);
    let given_up = 0.75 * CASH - 0.75 * 0.12 * revenue;
    close(s.only("bridge.restructuring"), -given_up * after + 0.3 * 0.75 * WORTH * discount(95.0), 1e-9);
}

#[test]
fn severance_of_a_structure_is_on_the_stake_at_a_ban_and_at_an_exit() {
    let owner = "strategies.s.on_order=[\"restructure\"]";
    let structure =
        "structure={ host_acceptance = \"100%\", delay = \"0 days\", price = 0, stake = \"30%\", running = \"0%\" }";
    for (what, day) in [("\"ban\"", "2021-04-11"), ("\"exit\"", "2021-04-11")] {
        let end = event("e", day, "us", what);
        let s = sample(
            STILL,
            &[
                owner,
                structure,
                "company.severance=20%",
                &event("o", "2021-01-01", "us", "\"forced-sale\""),
                &end,
                FOR_GOOD,
            ],
            1,
        );
        close(s.only("bridge.costs"), -0.3 * 0.2 * 2.0 * CASH * discount(100.0), 1e-9);
    }
}

// ---- visibility ---------------------------------------------------------------------------------

#[test]
fn hiding_costs_where_the_app_hides() {
    let settings = ["markets.us.growth=50%", "strategies.s.visibility_cost=20%"];
    let mixed = "strategies.s.visibility=choice(50%: 100%, rest: 40%)";
    let s = sample(STILL, &with(&settings, &[mixed]), 1000);
    let costs = |visibility: f64| {
        let rows = s.column("strategies.s.visibility").into_iter().zip(s.column("us.vs_baseline"));
        let kept: Vec<f64> = rows.filter(|(v, _)| *v == visibility).map(|(_, kept)| kept).collect();
        assert_eq!(kept.len(), 500);
        kept
    };
    assert!(costs(1.0).iter().all(|kept| *kept == 1.0) && costs(0.4).iter().all(|kept| *kept < 0.95));
    assert!(s.scenario.warnings().is_empty());
    let warned = |more: &str| scenario(STILL, &with(&settings, &[more])).warnings().join("\n");
    assert!(warned("strategies.s.visibility=100%").contains("fully visible"));
    assert!(warned("strategies.s.visibility_cost=0% ").is_empty());
}
