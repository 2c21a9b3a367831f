//! Words of saved results that come from variants in the code: pinned, so that a variant may be renamed and its word may not.
//!
//! A match without its new variant does not compile, and a word that changes fails here: `#[serde(rename = "…")]` keeps the old one.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::discovery::{End, Objective, Range};
use super::shift::{How, ShiftedBy};
use super::{Dominance, Order, SaleTiming, Scale, SweepDesign};
use crate::quantity::Dimension;

/// Each value is written under its word, and read from it again.
fn pin<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(word: impl Fn(&T) -> &str, values: Vec<T>) {
    for value in values {
        let written = serde_json::to_value(&value).unwrap();
        let found = written.as_str().or_else(|| written.as_object()?.keys().next().map(String::as_str));
        assert_eq!(found, Some(word(&value)));
        assert_eq!(serde_json::from_value::<T>(written.clone()).unwrap(), value);
    }
}

#[test]
fn words_of_inputs_are_pinned() {
    use Dimension::{Count, Duration, Factor, Growth, Margin, Money, MoneyPerUserYear, Rate, Share, Users};
    use SweepDesign::{File, Grid, Lhs, Sobol, Zip};
    pin(
        |dimension| match dimension {
            Users => "users",
            Money => "money",
            MoneyPerUserYear => "money-per-user-year",
            Share => "share",
            Rate => "rate",
            Growth => "growth",
            Margin => "margin",
            Duration => "duration",
            Factor => "factor",
            Count => "count",
        },
        vec![Users, Money, MoneyPerUserYear, Share, Rate, Growth, Margin, Duration, Factor, Count],
    );
    pin(
        |scale| match scale {
            Scale::Number(_) => "number",
            Scale::Date => "date",
            Scale::Words => "words",
        },
        vec![Scale::Number(Share), Scale::Date, Scale::Words],
    );
    pin(
        |design| match design {
            Grid => "grid",
            Zip => "zip",
            Lhs => "lhs",
            Sobol => "sobol",
            File => "file",
        },
        vec![Grid, Zip, Lhs, Sobol, File],
    );
}

#[test]
fn words_of_comparisons_and_sales_are_pinned() {
    pin(
        |order| match order {
            Order::Stochastic => "stochastic",
            Order::RiskAverse => "risk-averse",
        },
        vec![Order::Stochastic, Order::RiskAverse],
    );
    pin(
        |dominance| match dominance {
            Dominance::Alike => "alike",
            Dominance::First(_) => "first",
            Dominance::Second(_) => "second",
            Dominance::Neither => "neither",
        },
        vec![
            Dominance::Alike,
            Dominance::First(Order::Stochastic),
            Dominance::Second(Order::RiskAverse),
            Dominance::Neither,
        ],
    );
    pin(
        |timing| match timing {
            SaleTiming::DaysLeft { .. } => "days-left",
            SaleTiming::Free => "free",
        },
        vec![SaleTiming::DaysLeft { from: 30.0, to: None }, SaleTiming::Free],
    );
}

#[test]
fn words_of_boxes_and_shifts_are_pinned() {
    pin(
        |range| match range {
            Range::Number { .. } => "number",
            Range::Category { .. } => "category",
        },
        vec![Range::Number { low: None, high: Some(1.0) }, Range::Category { kept: vec![2] }],
    );
    pin(
        |end| match end {
            End::Low => "low",
            End::High => "high",
            End::Names => "names",
        },
        vec![End::Low, End::High, End::Names],
    );
    pin(
        |objective| match objective {
            Objective::Lenient => "lenient",
            Objective::Density => "density",
        },
        vec![Objective::Lenient, Objective::Density],
    );
    pin(
        |shifted| match shifted {
            ShiftedBy::Bands(_) => "bands",
            ShiftedBy::Probabilities(_) => "probabilities",
            ShiftedBy::Condition { .. } => "condition",
        },
        vec![
            ShiftedBy::Bands(Vec::new()),
            ShiftedBy::Probabilities(Vec::new()),
            ShiftedBy::Condition { condition: "value < 0".into(), moved: Vec::new(), name: "bad".into() },
        ],
    );
    pin(
        |how| match how {
            How::Reweighted { .. } => "reweighted",
            How::Simulated { .. } => "simulated",
            How::Focused { .. } => "focused",
        },
        vec![How::Reweighted { rows: 1 }, How::Simulated { rows: 1, found: 0 }, How::Focused { rows: 1 }],
    );
}
