//! Answers that are under way, and suits, once a case (model, sections 5 and 10).

use crate::sample::{STILL, close, discount, event, sample, state, with};

const FOR_GOOD: &str = "policy.ban.permanent=100%";
const COURT: &str =
    "policy.court={ filing = \"10 days\", ruling_delay = \"30 days\", upheld = \"100%\", cost = \"$8M\" }";

/// An order on the United States on the first day, with so many days.
fn order(deadline: u32) -> String {
    event("o", "2021-01-01", "us", &format!("\"forced-sale\", deadline = \"{deadline} days\""))
}

#[test]
fn an_answer_under_way_is_not_begun_anew() {
    let refused = "structure={ host_acceptance = \"0%\", delay = \"10 days\" }";
    let accepted = "structure={ host_acceptance = \"100%\", delay = \"80 days\" }";
    let buyer = "deal.bidders.b={ interest = \"100%\", multiple = 0.8, host_approval = \"100%\", delay = \"5 days\" }";
    let nobody = "deal.bidders.b={ interest = \"0%\", multiple = 0.8, host_approval = \"100%\", delay = \"5 days\" }";
    for (answer, other, settings, ending) in [
        ("sell", "restructure", [refused, buyer], state::DIVESTED),
        ("litigate", "restructure", [refused, "policy.court.ruling_delay=60 days"], state::BANNED),
        ("restructure", "sell", [accepted, nobody], state::RESTRUCTURED),
        ("exit", "restructure", [refused, "policy.order.fine=$7M"], state::EXITED),
    ] {
        let run = |then: &str| {
            let strategy = format!("strategies.s={{ on_order = [\"{answer}\", \"{other}\"], then = [{then}] }}");
            let order = order(90);
            let settings = with(&settings, &[&strategy, &order, FOR_GOOD, "policy.order.enforcement=100%", COURT]);
            sample(STILL, &settings, 1)
        };
        let (alone, named) = (run(""), run(&format!("\"{answer}\"")));
        assert_eq!(alone.only("us.final_state"), ending, "{answer}");
        let bits = |row: &[f64]| row.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&alone.rows[0]), bits(&named.rows[0]), "{answer}");
    }
}

#[test]
fn there_is_one_suit_a_case() {
    let owner = "strategies.s={ on_order = [\"litigate\"], then = [\"litigate\"] }";
    let costs = |more: &[&str]| {
        let settings = with(&[owner, COURT, "policy.order.enforcement=0%", FOR_GOOD], more);
        sample(STILL, &settings, 1).only("bridge.costs")
    };
    let suits = |days: &[f64]| -8e6 * days.iter().map(|day| discount(*day)).sum::<f64>();
    let first = order(700);
    close(costs(&[&first]), suits(&[10.0]), 1e-9);
    // Enforced on day 20, upheld on day 40.
    close(costs(&[&order(20), "policy.order.enforcement=100%"]), suits(&[10.0]), 1e-9);
    // A ruling pinned to day 5, before the suit was filed, is the ruling.
    let ruling = event("r", "2021-01-06", "us", "\"ruling\", upheld = \"100%\"");
    assert_eq!(costs(&[&first, &ruling]), 0.0);
    // A stay pinned to day 5 has a suit behind it, which is lost on day 35.
    let stay = event("i", "2021-01-06", "us", "\"injunction\"");
    assert_eq!(costs(&[&first, &stay]), 0.0);
    // Lost before the start, or stayed before it and lost then.
    let past = event("o", "2020-10-01", "us", "\"forced-sale\", deadline = \"700 days\"");
    let [lost, stayed] =
        [("\"ruling\", upheld = \"100%\""), ("\"injunction\"")].map(|what| event("q", "2020-12-20", "us", what));
    assert_eq!((costs(&[&past, &lost]), costs(&[&past, &stayed])), (0.0, 0.0));
    // A new order, a direct ban and a direct restriction are cases of their own.
    for what in ["\"forced-sale\", deadline = \"500 days\"", "\"ban\"", "\"restriction\""] {
        let second = event("s", "2021-04-11", "us", what);
        close(costs(&[&first, &second]), suits(&[10.0, 110.0]), 1e-9);
    }
}
