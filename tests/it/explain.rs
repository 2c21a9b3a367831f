//! `explain`: what names mean, and other words that are read as those of the format.

use crate::sample::STILL;
use crate::study::{Desk, unwrapped};
use marketgate::scenario::Scenario;

#[test]
fn an_input_is_explained_in_eighty_columns() {
    let desk = Desk::new("");
    for (name, parts) in [
        (
            "markets.us.arpu",
            &[
                "an input",
                "Revenue per active user",
                "log-normal",
                "typical",
                "docs/scenario-format.md#markets",
                "`atlas`",
            ][..],
        ),
        ("markets.*.arpu", &["markets.NAME.arpu"]),
        ("events.us-order.deadline", &["For a forced sale", "length of time"]),
        ("policy.ban.rate", &["[policy.ban] for all markets, [markets.NAME.policy.ban] for one", "0 per year"]),
        ("response.habit", &["`category`", "30 days"]),
        ("users_kept", &["NAME.retention", "markets.NAME.retention.STAT", "less is worse"]),
        ("markets.us.sale_price", &["USD", "empty where it was not sold"]),
        ("sold", &["divested", "NAME.state == divested"]),
        ("forced-sale", &["a kind of event", "deadline"]),
        ("sue", &["litigate", "also written sue"]),
    ] {
        let shown = desk.run(&["explain", name]);
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
        parts.iter().for_each(|part| assert!(unwrapped(&shown).contains(part), "{part} in\n{shown}"));
    }
    let json: serde_json::Value = serde_json::from_str(&desk.run(&["explain", "value", "--json"])).unwrap();
    assert_eq!((&json[0]["name"], &json[0]["kind"]), (&"value".into(), &"a figure".into()));
}

#[test]
fn metrics_and_states_are_listed() {
    let shown = Desk::new("").run(&["explain", "--metrics"]);
    for part in ["value_abroad.STAT", "markets.NAME.outcomes.STATE", "under an order", "NAME.first_ban_day", "mean, p5"]
    {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
}

#[test]
fn to_sue_is_to_litigate() {
    let parse = |answer: &str| {
        let text = format!(
            "{STILL}\n[strategies.s]\non_order = ['{answer}']\nrules = [{{ when = 'us.orders > 0', start = '{answer}' }}]\n"
        );
        Scenario::parse("s.toml", &text, &[]).unwrap_or_else(|error| panic!("{error}"))
    };
    assert_eq!(parse("sue").digest(), parse("litigate").digest());
    let resolved = parse("sue").resolved();
    assert!(resolved.contains("\"litigate\"") && !resolved.contains("\"sue\""), "{resolved}");
    let twice = format!("{STILL}\n[strategies.s]\non_order = ['sue', 'litigate']\n");
    assert!(Scenario::parse("s.toml", &twice, &[]).unwrap_err().to_string().contains("`litigate` is named twice"));
}
