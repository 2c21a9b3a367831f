//! When the owner's least price is looked at again, and what can be talked about (model, section 6).

use marketgate::model::Notice;

use crate::sample::{STILL, another, event, sample, state, with};

const FOR_GOOD: &str = "policy.ban.permanent=100%";

/// A bid of 0.6 stands from day 5, another never comes in time; on day 100 (11 April 2021) something happens.
const TABLE: &[&str] = &[
    "deal={ process = \"30 days\", wait = \"10 days\", host_delay = \"0 days\", bargaining_power = \"100%\" }",
    "deal.bidders.now={ interest = \"100%\", multiple = 0.6, host_approval = \"100%\", delay = \"5 days\" }",
    "deal.bidders.late={ interest = \"100%\", multiple = 0.5, host_approval = \"100%\", delay = \"2000 days\" }",
    FOR_GOOD,
];

#[test]
fn a_bid_that_begins_to_qualify_counts_as_one_that_has_just_arrived() {
    let text = STILL.to_owned() + &another("eu");
    let at_once = "seek_buyer = \"0 days\"";
    let chosen = |perimeter: &str, keep: &str| {
        format!("strategies.s={{ on_order = [\"sell\"], perimeter = {perimeter}, keep = \"{keep}\", {at_once} }}")
    };
    let (us, both) = ("[\"us\"]", "[\"us\", \"eu\"]");
    let day_100 = |market: &str, what: &str| event("e", "2021-04-11", market, what);
    let long = |key: &str, market: &str| event(key, "2021-01-01", market, "\"forced-sale\", deadline = \"700 days\"");
    let kinds: Vec<(&str, Vec<String>)> = vec![
        (
            "an order falls",
            vec![
                chosen(us, "100%"),
                day_100("us", "\"forced-sale\", deadline = \"500 days\""),
                "policy.order.enforcement=100%".into(),
            ],
        ),
        (
            "an order is lifted and another stands",
            vec![
                chosen(both, "0%"),
                long("o", "us"),
                long("p", "eu"),
                "policy.order.enforcement=0%".into(),
                day_100("eu", "\"lift\""),
            ],
        ),
        (
            "an order lapses and another stands",
            vec![
                chosen(both, "0%"),
                long("o", "us"),
                event("p", "2021-01-01", "eu", "\"forced-sale\", deadline = \"100 days\""),
                "policy.order.enforcement=0%".into(),
            ],
        ),
        (
            "an order is struck down and another stands",
            vec![
                chosen(both, "0%"),
                long("o", "us"),
                long("p", "eu"),
                "policy.order.enforcement=0%".into(),
                day_100("eu", "\"ruling\", upheld = \"0%\""),
            ],
        ),
        ("a ban falls", vec![chosen(us, "100%"), day_100("us", "\"ban\"")]),
        (
            "a ban is lifted",
            vec![
                chosen(us, "10%"),
                "deal.fallback=90%".into(),
                event("b", "2021-01-11", "us", "\"ban\""),
                day_100("us", "\"lift\""),
            ],
        ),
        (
            "a ban is struck down",
            vec![
                chosen(us, "10%"),
                "deal.fallback=90%".into(),
                event("b", "2021-01-11", "us", "\"ban\""),
                day_100("us", "\"ruling\", upheld = \"0%\""),
            ],
        ),
        (
            "a market is left",
            vec![
                chosen(both, "100%"),
                event("b", "2021-01-11", "us", "\"ban\""),
                "response.capture=0".into(),
                "deal.bidders.now.multiple=0.45".into(),
                day_100("eu", "\"exit\""),
            ],
        ),
        (
            "a regime changes",
            vec![
                chosen(us, "100%"),
                long("o", "us"),
                "policy.order.enforcement=20%".into(),
                day_100("us", "\"regime\", enforcement = 5"),
            ],
        ),
    ];
    for (what, settings) in &kinds {
        let settings: Vec<&str> = TABLE.iter().copied().chain(settings.iter().map(String::as_str)).collect();
        let s = sample(&text, &settings, 1);
        assert_eq!((s.only("us.final_state"), s.only("us.sale_day")), (state::DIVESTED, 110.0), "{what}");
        // Without what happens on day 100 nothing is signed.
        let (happening, without): (Vec<&str>, Vec<&str>) =
            settings.into_iter().partition(|setting| setting.contains("on = 2021-04-11"));
        if !happening.is_empty() {
            assert!(sample(&text, &without, 1).only("us.sale_day").is_nan(), "{what}");
        }
    }
}

#[test]
fn the_owner_of_a_restricted_market_keeps_what_it_expects_to() {
    // Restricted without an order, existing users go on: the least price is that of a market where no order stands.
    let seller = "strategies.s={ seek_buyer = \"0 days\", perimeter = [\"us\"], keep = \"70%\" }";
    let restricted = event("r", "2021-01-11", "us", "\"restriction\"");
    let at = |multiple: &str| {
        let bid = format!("deal.bidders.now.multiple={multiple}");
        sample(STILL, &with(TABLE, &[seller, &restricted, &bid]), 1).only("us.final_state")
    };
    assert_eq!((at("0.69"), at("0.71")), (state::RESTRICTED, state::DIVESTED));
}

#[test]
fn nothing_is_signed_for_what_has_become_worthless() {
    // Left on day 100, so that nothing is left to sell: the deal fails, though a bidder is still to come.
    let seller = "strategies.s={ seek_buyer = \"0 days\", perimeter = [\"us\"] }";
    let exit = event("e", "2021-04-11", "us", "\"exit\"");
    let s = sample(STILL, &with(TABLE, &[seller, &exit]), 1);
    assert_eq!((s.only("us.final_state"), s.noticed(Notice::WorthlessDeal)), (state::EXITED, 1));
}

// ---- talks --------------------------------------------------------------------------------------

#[test]
fn talks_about_what_cannot_be_sold_are_skipped_with_a_warning() {
    let text = STILL.to_owned() + &another("eu");
    let exit = event("e", "2021-02-01", "us", "\"exit\"");
    let talks =
        |perimeter: &str| event("t", "2021-03-01", "us", &format!("\"acquisition-talks\", perimeter = {perimeter}"));
    let bid = "deal.bidders.b={ interest = \"100%\", multiple = 1.5, host_approval = \"100%\", delay = \"5 days\" }";
    let skipped = |settings: &[&str]| {
        // The talks are the last of the events.
        sample(&text, &with(settings, &[bid]), 1).skipped.last().copied()
    };
    assert_eq!(skipped(&[&exit, &talks("[\"us\"]")]), Some(1));
    assert_eq!(skipped(&[&exit, &talks("[\"us\", \"eu\"]")]), Some(0));
    assert_eq!(skipped(&[&talks("[\"us\"]")]), Some(0));
    // Run by a structure from day 10.
    let structure =
        ["strategies.s.on_order=[\"restructure\"]", "structure={ delay = \"10 days\", host_acceptance = \"100%\" }"];
    assert_eq!(
        skipped(&with(&structure, &[&event("o", "2021-01-01", "us", "\"forced-sale\""), &talks("[\"us\"]")])),
        Some(1)
    );
    // Before the start, and where the owner seeks a buyer by choice.
    let left = event("e", "2020-11-01", "us", "\"exit\"");
    let early = event("t", "2020-12-01", "us", "\"acquisition-talks\", perimeter = [\"us\"]");
    assert_eq!(skipped(&[&left, &early]), Some(1));
    let seek = "strategies.s={ seek_buyer = \"100 days\", perimeter = [\"us\"] }";
    assert_eq!(sample(&text, &[seek, &exit, bid], 1).noticed(Notice::NothingToSell), 1);
    assert_eq!(sample(&text, &[seek, bid], 1).noticed(Notice::NothingToSell), 0);
}
