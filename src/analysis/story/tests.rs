use super::*;
use crate::model::{Access, Action};
use crate::scenario::Answer;
use crate::simulation::{Layout, replay};

const SCENARIO: &str = "start = 2020-08-03\nhorizon = '5 years'\n[company]\nhome = 'china'\ndiscount_rate = '12%'\n\
    [markets.us]\nname = 'United States'\nusers = '100M'\nceiling = '200M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4 to $9'\nmargin = '10% to 20%'\n\
    [markets.china]\nname = 'China'\nusers = '500M'\nceiling = '600M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4 to $9'\nmargin = '10% to 20%'\n\
    [deal.bidders.oracle]\nname = 'Oracle'\ninterest = '50%'\nmultiple = '0.4 to 1.1'\nhost_approval = '80%'\n\
    [events.order]\non = 2020-08-14\nmarket = 'us'\nkind = 'forced-sale'\nlabel = 'Order to sell the US business.'\n\
    [events.regime]\non = 2021-01-20\nmarket = 'us'\nkind = 'regime'\nrates = 0.5\nlabel = 'Change of administration'\n";

fn scenario() -> Scenario {
    Scenario::parse("t.toml", SCENARIO, &[]).unwrap()
}

fn entry(day: f64, market: Option<usize>, event: LogEvent) -> LogEntry {
    LogEntry { day, market, event }
}

/// The number of an event's kind; a new kind has none until its sentence is tested below.
fn kind(event: &LogEvent) -> usize {
    match event {
        LogEvent::Scheduled(_) => 0,
        LogEvent::Averted(_) => 1,
        LogEvent::Skipped { .. } => 2,
        LogEvent::ReviewBegins { .. } => 3,
        LogEvent::Cleared => 4,
        LogEvent::Mitigated => 5,
        LogEvent::Ordered { .. } => 6,
        LogEvent::Extended { .. } => 7,
        LogEvent::Enforced => 8,
        LogEvent::Lapsed => 9,
        LogEvent::Revoked { .. } => 10,
        LogEvent::Restricted { .. } => 11,
        LogEvent::Banned { .. } => 12,
        LogEvent::Lifted { .. } => 13,
        LogEvent::Sued => 14,
        LogEvent::Stayed { .. } => 15,
        LogEvent::Upheld { .. } => 16,
        LogEvent::StruckDown { .. } => 17,
        LogEvent::TalksBegin { .. } => 18,
        LogEvent::Bid { .. } => 19,
        LogEvent::Signed { .. } => 20,
        LogEvent::HostDecides { .. } => 21,
        LogEvent::HomeDecides { .. } => 22,
        LogEvent::DealFails => 23,
        LogEvent::Sold { .. } => 24,
        LogEvent::StructureAnswered { .. } => 25,
        LogEvent::Restructured { .. } => 26,
        LogEvent::Exited => 27,
        LogEvent::ExportControl { .. } => 28,
        LogEvent::Regime(_) => 29,
        LogEvent::RuleStarts { .. } => 30,
        LogEvent::Announced { .. } => 31,
        LogEvent::TrusteeAppointed { .. } => 32,
        LogEvent::SoldByTrustee { .. } => 33,
        LogEvent::FinesBegin { .. } => 34,
        LogEvent::StructureImposed => 35,
        LogEvent::Settled { .. } => 36,
        LogEvent::Topped { .. } => 37,
        LogEvent::Matched { .. } => 38,
        LogEvent::BanArrived { .. } => 39,
        LogEvent::Ends { .. } => 40,
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_event_has_its_sentence() {
    const US: Option<usize> = Some(0);
    let (order, ban, out) = (Action::OrderToSell, Action::Ban, Action::Restriction);
    let told: Vec<(Option<usize>, LogEvent, &str)> = vec![
        (US, LogEvent::Scheduled(0), "Order to sell the US business (as scheduled)."),
        (US, LogEvent::Averted(0), "Does not happen: Order to sell the US business."),
        (
            US,
            LogEvent::Skipped { event: 0, met: Access::Banned },
            "No effect: Order to sell the US business; the app is banned already.",
        ),
        (US, LogEvent::ReviewBegins { until: 400.0 }, "A review begins."),
        (US, LogEvent::Cleared, "The review ends without action."),
        (US, LogEvent::Mitigated, "The review ends with conditions: the app stays open, at a running cost."),
        (US, LogEvent::Ordered { deadline: 101.0 }, "The government requires a sale by 12 Nov 2020."),
        (
            US,
            LogEvent::Ordered { deadline: 1e4 },
            "The government requires a sale, by a date after the end of the simulation.",
        ),
        (US, LogEvent::Extended { deadline: 101.0 }, "The deadline is extended to 12 Nov 2020."),
        (US, LogEvent::Extended { deadline: 1e4 }, "The deadline is extended beyond the end of the simulation."),
        (US, LogEvent::Enforced, "The deadline passes and the order is enforced."),
        (US, LogEvent::Lapsed, "The deadline passes without action: the order lapses."),
        (US, LogEvent::Revoked { action: order }, "The order to sell is revoked."),
        (US, LogEvent::Revoked { action: Action::AnnouncedBan }, "The announced ban is revoked."),
        (US, LogEvent::Restricted { is_new: false }, "Out of stores: nobody new can install the app."),
        (US, LogEvent::Banned { users: 180.6e6, is_new: false }, "Banned: 181m users lose access."),
        (US, LogEvent::Banned { users: 0.2, is_new: false }, "Banned: no users lose access."),
        (US, LogEvent::Lifted { action: ban, after: 949.0 }, "The ban is lifted after 1 day."),
        (US, LogEvent::Lifted { action: out, after: 9.4 }, "The restriction is lifted after 9 days."),
        (US, LogEvent::Lifted { action: order, after: 0.4 }, "The order to sell is lifted after less than a day."),
        (US, LogEvent::Sued, "The owner sues."),
        (US, LogEvent::Stayed { action: order }, "A court suspends the order to sell."),
        (US, LogEvent::Upheld { action: ban, resumes: true }, "The court upholds the ban, which is in force again."),
        (US, LogEvent::Upheld { action: out, resumes: false }, "The court upholds the restriction."),
        (US, LogEvent::StruckDown { action: order }, "The court strikes down the order to sell."),
        (None, LogEvent::TalksBegin { forced: true, markets: vec![0] }, "Talks on a forced sale begin: United States."),
        (
            None,
            LogEvent::TalksBegin { forced: false, markets: vec![0; 5] },
            "Talks on a sale by choice begin: 5 markets.",
        ),
        (
            None,
            LogEvent::Bid { bidder: 0, amount: 14.04e9, least: 17.1e9 },
            "Valuation by Oracle: $14bn. The owner wants at least $17.1bn.",
        ),
        (
            None,
            LogEvent::Signed { bidder: 0, price: 22.9e9, standalone: 26.9e9, without_algorithm: true },
            "Offer by Oracle signed: $22.9bn without the recommendation technology, 85% of standalone value ($26.9bn).",
        ),
        (None, LogEvent::HostDecides { approved: true }, "The host government approves the deal."),
        (None, LogEvent::HomeDecides { approved: false }, "The home government refuses the deal."),
        (US, LogEvent::HomeDecides { approved: true }, "The home government approves the partnership."),
        (None, LogEvent::DealFails, "The deal falls through."),
        (
            US,
            LogEvent::Sold { price: 21e9 },
            "Sold for $21bn: the agreed share of standalone value, on the day of closing.",
        ),
        (US, LogEvent::StructureAnswered { accepted: true }, "The host government accepts the proposed partnership."),
        (US, LogEvent::StructureAnswered { accepted: false }, "The host government rejects the proposed partnership."),
        (US, LogEvent::Restructured { price: 3e9 }, "Partnered: investors pay $3bn."),
        (US, LogEvent::Restructured { price: 0.0 }, "Partnered."),
        (US, LogEvent::Exited, "The owner leaves the market."),
        (
            None,
            LogEvent::ExportControl { until: 9e9, retaliation: false },
            "The technology comes under export control.",
        ),
        (
            None,
            LogEvent::ExportControl { until: 9e9, retaliation: true },
            "The home government retaliates; the technology is under export control already.",
        ),
        (US, LogEvent::Regime(1), "Change of administration."),
        (
            US,
            LogEvent::RuleStarts { rule: 1, answer: Answer::Exit },
            "By rule 2 of the strategy the owner decides to leave.",
        ),
        (
            US,
            LogEvent::Announced { action: Action::AnnouncedBan, day: 101.0 },
            "The government announces a ban, in force from 12 Nov 2020.",
        ),
        (
            US,
            LogEvent::Announced { action: Action::AnnouncedRestriction, day: 1e4 },
            "The government announces removal from the stores, in force after the end of the simulation.",
        ),
        (
            US,
            LogEvent::TrusteeAppointed { until: 101.0 },
            "A trustee is appointed, who is to sell the business by 12 Nov 2020.",
        ),
        (US, LogEvent::SoldByTrustee { price: 3e9 }, "The trustee sells the business for $3bn."),
        (US, LogEvent::FinesBegin { daily: 1e6 }, "A fine of $1m falls due for every day from now on."),
        (US, LogEvent::StructureImposed, "The government imposes a partnership."),
        (
            US,
            LogEvent::Settled { action: order },
            "Settled: the order to sell ends, and the app stays open with conditions, at a running cost.",
        ),
        (
            None,
            LogEvent::Topped { bidder: 0, fee: 0.7e9 },
            "Oracle outbids the buyer, who gets $700m from it for the broken deal.",
        ),
        (None, LogEvent::Topped { bidder: 0, fee: 0.0 }, "Oracle outbids the buyer."),
        (
            None,
            LogEvent::Matched { bidder: 0, price: 23.5e9 },
            "Oracle offers more, and the buyer matches it: $23.5bn.",
        ),
        (
            US,
            LogEvent::BanArrived { by_actions: 0.0 },
            "The government decides on a ban, not as the outcome of a review.",
        ),
        (
            US,
            LogEvent::BanArrived { by_actions: 0.62 },
            "The government decides on a ban, not as the outcome of a review; 62% of the pressure for it comes from earlier government action, there or in other markets.",
        ),
    ];
    let mut kinds: Vec<usize> = told.iter().map(|(_, event, _)| kind(event)).collect();
    kinds.dedup();
    assert_eq!(kinds, (0..40).collect::<Vec<_>>(), "every kind but that of the end stands here, in order");
    let log: Vec<LogEntry> =
        (1..).zip(&told).map(|(day, (market, event, _))| entry(f64::from(day), *market, event.clone())).collect();
    let lines = describe_log(&scenario(), &log);
    assert_eq!(lines.len(), told.len());
    for (line, (market, event, sentence)) in lines.iter().zip(&told) {
        // What ends with it is told behind it.
        let rest = line.sentence.strip_prefix(sentence).unwrap_or_else(|| panic!("{event:?}: {}", line.sentence));
        assert!(rest.is_empty() || rest.ends_with(" with it."), "{event:?}: {rest}");
        assert_eq!(line.place, if market.is_some() { "United States" } else { "" });
    }
    let end = entry(9.0, US, LogEvent::Ends { access: Access::Banned, users: 0.0 });
    assert!(describe_log(&scenario(), &[end]).is_empty());
}

#[test]
fn what_a_scheduled_event_does_is_told_with_it() {
    let ordered = LogEvent::Ordered { deadline: 101.0 };
    let log = [
        entry(11.0, Some(0), LogEvent::Scheduled(0)),
        entry(11.0, Some(0), ordered),
        entry(170.0, Some(0), LogEvent::Scheduled(1)),
        entry(170.0, Some(0), LogEvent::Regime(1)),
    ];
    let lines = describe_log(&scenario(), &log);
    let told: Vec<(&str, &str)> = lines.iter().map(|line| (&*line.date, &*line.sentence)).collect();
    assert_eq!(
        told,
        [
            (
                "2020-08-14",
                "Order to sell the US business (as scheduled). The government requires a sale by 12 Nov 2020."
            ),
            ("2021-01-20", "Change of administration (as scheduled)."),
        ]
    );
}

#[test]
fn talks_that_no_deal_came_of_say_whether_there_was_a_bidder() {
    let talks = || LogEvent::TalksBegin { forced: true, markets: vec![0] };
    let bid = LogEvent::Bid { bidder: 0, amount: 1e9, least: 2e9 };
    let log = [talks(), LogEvent::DealFails, talks(), bid, LogEvent::DealFails];
    let log: Vec<LogEntry> = (1..).zip(log).map(|(day, event)| entry(f64::from(day), None, event)).collect();
    let lines = describe_log(&scenario(), &log);
    assert_eq!(lines[1].sentence, "The talks end without a deal: no bidder has come forward.");
    assert_eq!(lines[4].sentence, "The talks end without a deal: no bidder pays what the owner wants.");
}

#[test]
fn export_control_ends_on_its_day_and_not_before() {
    let control = |day: f64, until: f64| entry(day, None, LogEvent::ExportControl { until, retaliation: true });
    let other = |day: f64| entry(day, Some(0), LogEvent::Sued);
    let days = |log: &[LogEntry]| {
        let lines = describe_log(&scenario(), log);
        let told = lines.iter().filter(|line| line.sentence == CONTROL_ENDS);
        told.map(|line| line.date.clone()).collect::<Vec<_>>()
    };
    let end = "2020-11-11";
    assert_eq!(days(&[control(10.0, 100.0), other(50.0), other(200.0)]), [end]);
    assert_eq!(days(&[control(10.0, 50.0), control(40.0, 100.0), other(60.0)]), [end], "prolonged once");
    assert_eq!(days(&[control(10.0, 100.0), control(40.0, 100.0)]), [end], "confirmed once");
    assert_eq!(days(&[control(10.0, 100.0), control(150.0, 9e9)]), [end], "imposed anew, and never ended");
    assert!(days(&[control(10.0, 1827.0)]).is_empty(), "after the end of the simulation");
    assert!(describe_log(&scenario(), &[control(-300.0, -100.0)]).is_empty(), "over before the start");
    let anew = describe_log(&scenario(), &[control(10.0, 100.0), control(150.0, 9e9)]);
    assert_eq!(anew[0].sentence, anew[2].sentence, "not again, where it has ended");
}

#[test]
fn what_stood_at_the_start_is_told_first_with_its_date() {
    let log = [entry(0.0, Some(0), LogEvent::Sued), entry(-20.0, Some(0), LogEvent::Ordered { deadline: 30.0 })];
    let lines = describe_log(&scenario(), &log);
    assert_eq!([&*lines[0].date, &*lines[1].date], ["2020-07-14", "2020-08-03"]);
}

/// Dates such as `14 Aug 2020` in a sentence.
fn dates(sentence: &str) -> Vec<jiff::civil::Date> {
    let words: Vec<&str> = sentence.split([' ', '.', ',', ';', '(', ')']).collect();
    let parse = |w: &[&str]| jiff::fmt::strtime::parse("%d %b %Y", w.join(" ")).ok()?.to_date().ok();
    words.windows(3).filter_map(parse).collect()
}

/// The only days to come that anybody knows of are deadlines, which governments announce; none lies after the horizon.
#[test]
fn nothing_is_told_before_it_is_known() {
    let shipped = [
        "tiktok-2020/forced-sale",
        "tiktok-2020/ban",
        "tiktok-2020/acquisition",
        "tiktok-2020/litigate",
        "next-entrant/social",
    ];
    for name in shipped {
        let file = format!("{}/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let scenario = Scenario::load(std::path::Path::new(&file), &[]).unwrap();
        let layout = Layout::new(&scenario);
        let end = date(scenario.start, scenario.horizon);
        for replication in 0..6 {
            for line in describe_log(&scenario, &replay(&scenario, &layout, 1, replication).unwrap().log) {
                let on: jiff::civil::Date = line.date.parse().unwrap();
                assert!(on <= end, "{line:?}");
                for told in dates(&line.sentence) {
                    let is_deadline =
                        ["requires a sale by", "deadline is extended to"].iter().any(|w| line.sentence.contains(w));
                    assert!(is_deadline && told >= on && told <= end, "{line:?}");
                }
                assert!(!line.sentence.contains(" will ") && !line.sentence.contains("never"), "{line:?}");
            }
        }
    }
}

#[test]
fn what_happens_to_several_markets_on_one_day_is_told_once() {
    let enforced = |market| entry(90.0, Some(market), LogEvent::Enforced);
    let lapsed = entry(91.0, Some(1), LogEvent::Lapsed);
    let sued = entry(90.0, Some(0), LogEvent::Sued);
    let lines = describe_log(&scenario(), &[enforced(0), sued, enforced(1), lapsed]);
    let told: Vec<(&str, &str)> = lines.iter().map(|line| (line.place.as_str(), line.sentence.as_str())).collect();
    let [us, other] = [0, 1].map(|m: usize| scenario().markets[m].name.clone());
    let both = format!("{us}; {other}");
    assert_eq!(
        told,
        [
            (both.as_str(), "The deadline passes and the order is enforced."),
            (us.as_str(), "The owner sues."),
            (other.as_str(), "The deadline passes without action: the order lapses."),
        ]
    );
}

/// Sentences of a log of market 0, whose events come on these days.
fn list_sentences(log: Vec<(f64, LogEvent)>) -> Vec<String> {
    let log: Vec<LogEntry> = log.into_iter().map(|(day, event)| entry(day, Some(0), event)).collect();
    describe_log(&scenario(), &log).into_iter().map(|line| line.sentence).collect()
}

/// Whatever the model counts, by hours and since the start, a length is that between the dates on which its ends are told.
#[test]
fn lengths_are_those_between_the_dates_told() {
    let long = |begins: LogEvent, from: f64, to: f64, action: Action| {
        let told = list_sentences(vec![(from, begins), (to, LogEvent::Lifted { action, after: to - from.max(0.0) })]);
        told.last().unwrap().clone()
    };
    let ban = LogEvent::Banned { users: 1e6, is_new: false };
    assert_eq!(long(ban.clone(), 29.45, 36.4, Action::Ban), "The ban is lifted after 7 days.");
    assert_eq!(long(ban.clone(), 28.51, 29.49, Action::Ban), "The ban is lifted after less than a day.");
    assert_eq!(
        long(LogEvent::Restricted { is_new: false }, 10.4, 24.6, Action::Restriction),
        "The restriction is lifted after 15 days."
    );
    let order = LogEvent::Ordered { deadline: 30.0 };
    assert_eq!(long(order, -269.0, 2.0, Action::OrderToSell), "The order to sell is lifted after 9 months.");
    assert_eq!(long(ban, 0.0, 949.0, Action::Ban), "The ban is lifted after 2 years and 7 months.");
    // A block of which the log has no beginning, for it stood before the start.
    assert_eq!(
        list_sentences(vec![(20.0, LogEvent::Lifted { action: Action::Ban, after: 55.3 })]),
        ["The ban is lifted after 55 days."]
    );
    let (upheld, lifted) =
        (LogEvent::Upheld { action: Action::Ban, resumes: true }, LogEvent::Lifted { action: Action::Ban, after: 5.0 });
    let stayed = LogEvent::Stayed { action: Action::Ban };
    let banned = LogEvent::Banned { users: 1.0, is_new: false };
    let told =
        list_sentences(vec![(1.0, banned.clone()), (9.0, stayed.clone()), (40.0, upheld), (45.0, lifted.clone())]);
    assert_eq!(told[3], "The ban is lifted, 5 days after it came back into force.");
    let told = list_sentences(vec![(1.0, banned), (9.0, stayed), (14.0, lifted)]);
    assert_eq!(told[2], "The ban, which a court had suspended, is lifted. The suit ends with it.");
}

/// What ends a case ends the partnership that waits for home with it, and says so; what the host imposes does not.
#[test]
fn an_accepted_partnership_that_comes_to_nothing_says_why() {
    let accepted =
        || vec![(1.0, LogEvent::Ordered { deadline: 90.0 }), (50.0, LogEvent::StructureAnswered { accepted: true })];
    let ends = |event: LogEvent| {
        let mut log = accepted();
        log.push((90.0, event));
        list_sentences(log).pop().unwrap()
    };
    for event in [
        LogEvent::Lapsed,
        LogEvent::Revoked { action: Action::OrderToSell },
        LogEvent::Banned { users: 1e6, is_new: false },
        LogEvent::Restricted { is_new: false },
        LogEvent::StruckDown { action: Action::OrderToSell },
    ] {
        let told = ends(event.clone());
        assert!(told.ends_with("comes to nothing: the home government had not decided by then."), "{event:?}: {told}");
    }
    assert_eq!(ends(LogEvent::Restructured { price: 0.0 }), "Partnered. The order to sell ends with it.");
    let mut decided = accepted();
    decided.push((80.0, LogEvent::HomeDecides { approved: false }));
    decided.push((90.0, LogEvent::Lapsed));
    assert_eq!(list_sentences(decided).pop().unwrap(), "The deadline passes without action: the order lapses.");
}

/// Talks that an order forced end with it; what still stands at the end is told, of markets of which anything is.
#[test]
fn what_ends_talks_and_what_is_still_open_is_told() {
    let talks = LogEvent::TalksBegin { forced: true, markets: vec![0] };
    let end = |access| LogEvent::Ends { access, users: 1.0 };
    let log = [
        entry(1.0, Some(0), LogEvent::Ordered { deadline: 90.0 }),
        entry(1.0, None, talks),
        entry(90.0, Some(0), LogEvent::Banned { users: 1e6, is_new: false }),
        entry(90.0, None, LogEvent::DealFails),
        entry(1826.0, Some(0), end(Access::Banned)),
        entry(1826.0, Some(1), end(Access::Open)),
    ];
    let told: Vec<String> = describe_log(&scenario(), &log).into_iter().map(|line| line.sentence).collect();
    assert_eq!(told[3], "The talks end without a deal: the block is in force.");
    assert_eq!(told.last().unwrap(), "When the simulation ends, the ban is still in force.");
    for (event, access, last) in [
        (LogEvent::Ordered { deadline: 9e9 }, Access::Ordered, "the order to sell is still in force."),
        (LogEvent::ReviewBegins { until: 9e9 }, Access::Review, "the review is still running."),
        (
            LogEvent::Announced { action: Action::AnnouncedBan, day: 9e9 },
            Access::Ordered,
            "the announced ban is still to come.",
        ),
    ] {
        let told = list_sentences(vec![(1.0, event), (1826.0, end(access))]).pop().unwrap();
        assert_eq!(told, format!("When the simulation ends, {last}"));
    }
    let told = list_sentences(vec![
        (1.0, LogEvent::Ordered { deadline: 9.0 }),
        (9.0, LogEvent::Lapsed),
        (1826.0, end(Access::Open)),
    ]);
    assert_eq!(told.len(), 2, "{told:?}");
}
