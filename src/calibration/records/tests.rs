use super::*;
use crate::calibration::knowledge::Knowledge;

const HEADER: &str =
    "id,market,measure,order_date,effect_date,end_date,outcome,confidence,censored,status_asof,took_effect";

fn read(rows: &str) -> Records {
    read_records("own.csv", &format!("{HEADER}\n{rows}")).unwrap()
}

fn shipped() -> [Records; 3] {
    [("episodes.csv", EPISODES_CSV), ("platform-blocks.csv", BLOCKS_CSV), ("country-year.csv", COUNTRY_YEARS_CSV)]
        .map(|(name, text)| read_records(name, text).unwrap())
}

#[test]
fn every_shipped_row_is_read() {
    let [episodes, blocks, years] = shipped();
    assert_eq!([&episodes.left_out, &years.left_out], [&Vec::new(); 2]);
    // The registry has one block end before it begins.
    let told: Vec<String> = blocks.left_out.iter().map(|left| format!("{}: {}", left.line, left.reason)).collect();
    assert_eq!(told, ["132: `end`, 2020-06-16, is before `start`, 2020-06-19"]);
    assert_eq!([episodes.episodes.len(), blocks.episodes.len(), years.country_years.len()], [108, 145, 2477]);
    let kinds = [&episodes, &blocks, &years].map(|records| records.kind.unwrap());
    assert_eq!(kinds, [FileKind::Episodes, FileKind::Registry, FileKind::CountryYears]);
    // As the README of the data says: service-only blocks whose end is known, or that were counted later.
    let known = blocks.episodes.iter().filter(|e| e.measure == Measure::Block && e.time_in_force().is_some());
    assert_eq!(known.count(), 109);
}

#[test]
fn one_decision_counts_once() {
    let [episodes, ..] = shipped();
    let find = |id: &str| episodes.episodes.iter().find(|e| e.id == id).unwrap();
    assert_eq!(find("tiktok_in_2020").decision, find("wechat_in_2020").decision);
    assert_ne!(find("tiktok_in_2020").decision, find("in43_2020").decision);
    // A second view of an event is left out of counts; the rest of a bundle is not.
    assert!(find("tiktok_us_stores_2025").is_duplicate && !find("in59_2020").is_duplicate);
    assert_eq!(find("tiktok_in_2020").government, Some(Government::ElectoralAutocracy));
}

#[test]
fn times_in_force_are_those_of_the_file() {
    let [episodes, ..] = shipped();
    let time = |id: &str| episodes.episodes.iter().find(|e| e.id == id).unwrap().time_in_force();
    assert_eq!(time("twitter_ng_2021"), Some((222.0, true)));
    assert_eq!(time("tiktok_in_2020"), Some((2070.0, false)));
    // It was ordered and never took effect; nobody knows how that one went on.
    assert_eq!([time("wechat_us_2020"), time("temu_vn_2024")], [None; 2]);
}

#[test]
fn a_bad_row_is_named_by_its_line_and_the_others_are_read() {
    let records = read(
        "good,TR,ban,2017-04-29,2017-04-29,2020-01-15,restored,found-in-source,0,,y\n\
         early,TR,ban,2017-04-29,2017-04-29,2016-01-15,restored,found-in-source,0,,y\n\
         nowhere,ZZ,ban,2017-04-29,2017-04-29,,restored,found-in-source,1,2018-01-01,y\n\
         when,TR,ban,29 April 2017,,,restored,found-in-source,1,2018-01-01,y\n\
         what,TR,curse,2017-04-29,,,restored,found-in-source,1,2018-01-01,y\n\
         both,TR,ban,2017-04-29,2017-04-29,2018-01-01,restored,found-in-source,1,2018-01-01,y\n\
         never,TR,ban,,,2018-01-01,restored,found-in-source,0,,y\n",
    );
    let told: Vec<(usize, &str)> =
        records.left_out.iter().map(|left| (left.line, left.reason.split(';').next().unwrap())).collect();
    assert_eq!(
        told,
        [
            (3, "`end_date`, 2016-01-15, is before `effect_date`, 2017-04-29"),
            (4, "`market` is `ZZ`"),
            (5, "`order_date` is `29 April 2017`"),
            (6, "`measure` is `curse`"),
            (7, "`censored` is 1, and there is an `end_date`"),
            (8, "neither `order_date` nor `effect_date` is known"),
        ]
    );
    assert_eq!(records.episodes.len(), 1);
}

#[test]
fn a_file_of_no_kind_says_what_it_lacks() {
    let error = read_records("own.csv", "id,market\na,TR\n").unwrap_err().to_string();
    assert!(error.contains("for measures against named apps it needs measure, order_date"), "{error}");
    assert!(error.contains("for countries by year it needs iso3, year"), "{error}");
    let none = read_records("own.csv", &format!("{HEADER}\na,TR,ban,,,,,,,,\n")).unwrap_err().to_string();
    assert!(none.contains("no row can be read; line 2"), "{none}");
    let torn = read_records("own.csv", "id,\"market\na,TR\n").unwrap_err().to_string();
    assert!(torn.starts_with("own.csv, line 1"), "{torn}");
}

#[test]
fn a_day_hides_what_came_after_it() {
    let [episodes, blocks, years] = shipped();
    let day = Knowledge { as_of: Some("2021-07-01".parse().unwrap()), case: None };
    let all = [&episodes, &blocks, &years];
    let known = day.cut(&episodes, &all);
    let find = |id: &str| known.episodes.iter().find(|e| e.id == id);
    // It ran then, so far for 26 days; its end, and what users did, nobody knew.
    let nigeria = find("twitter_ng_2021").unwrap();
    assert_eq!((nigeria.time_in_force(), nigeria.outcome.as_str()), (Some((26.0, false)), ""));
    assert_eq!(find("tiktok_pk_2021a").unwrap().time_in_force(), Some((21.0, true)));
    assert!(find("tiktok_np_2023").is_none());
    assert!(known.episodes.iter().all(|e| e.end.is_none_or(|end| end <= day.as_of.unwrap())));
    assert!(day.cut(&years, &all).country_years.iter().all(|row| row.year <= 2020));
    assert!(day.cut(&blocks, &all).episodes.iter().all(|e| e.start <= day.as_of));
    // Nothing is known of the effect of an order that takes effect later.
    let before = Knowledge { as_of: Some("2020-07-20".parse().unwrap()), case: None };
    let india = before.cut(&episodes, &all);
    assert!(india.episodes.iter().all(|e| e.first_known() <= before.as_of));
}

#[test]
fn a_case_does_not_know_itself_in_any_file() {
    let [episodes, blocks, years] = shipped();
    let all = [&episodes, &blocks, &years];
    let case = Knowledge { as_of: None, case: Some("twitter_ng_2021".to_owned()) };
    let is_own = |e: &Episode| e.country == "NGA" && e.start.is_some_and(|day| day.to_string().starts_with("2021-06"));
    assert_eq!(blocks.episodes.iter().filter(|e| is_own(e)).count(), 1);
    for records in [&episodes, &blocks] {
        assert_eq!(case.cut(records, &all).episodes.iter().filter(|e| is_own(e)).count(), 0);
    }
    assert!(case.knows_case(&all));
    // The decision of June 2020 takes all its apps along, and not that of November.
    let india = Knowledge { as_of: None, case: Some("tiktok_in_2020".to_owned()) };
    let left = india.cut(&episodes, &all);
    let has = |id: &str| left.episodes.iter().any(|e| e.id == id);
    assert!(!has("wechat_in_2020") && !has("in59_2020") && has("in43_2020"));
    assert!(!Knowledge { as_of: None, case: Some("nobody".to_owned()) }.knows_case(&all));
}
