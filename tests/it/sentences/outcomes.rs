//! What is said of outcomes: where one is set against another, and through what each of them loses.

use marketgate::analysis::{PartMeans, STATES};

use super::{Told, spoken};

/// Titles that set users of one outcome against those of another stand on medians whose 90% intervals, by their ranks, do not meet.
pub(super) fn users_differ_beyond_noise(told: &Told) {
    for (key, market) in &told.summary.markets {
        let place = format!("In {}, users by ", spoken(&market.name));
        let titles = told.charts.iter().map(|chart| &chart.title).filter(|title| title.starts_with(&place));
        for title in titles {
            let Some((_, ends)) = title.split_once(" where it ends ") else { continue };
            let (first, others) = ends.split_once(" of simulations)").unwrap();
            let interval = |words: &str| {
                let word = words.split(" (").next().unwrap();
                let number = STATES.iter().position(|state| describe_state(state) == word).unwrap();
                let rows = told
                    .column(&format!("{key}.final_state"))
                    .into_iter()
                    .zip(told.column(&format!("{key}.retention")));
                let mut kept: Vec<f64> =
                    rows.filter(|(state, _)| *state as usize == number).map(|(_, kept)| kept).collect();
                kept.sort_by(f64::total_cmp);
                let (n, half) = (kept.len() as f64, 0.8 * (kept.len() as f64).sqrt());
                [0.5 * n - half, 0.5 * n + half].map(|rank| kept[rank.clamp(0.0, n - 1.0) as usize])
            };
            let first = interval(first);
            for other in others.split(", ").filter(|other| !other.is_empty() && !other.starts_with("about the same")) {
                let other = interval(other.split_once(" where ").unwrap().1);
                assert!(first[1] < other[0] || other[1] < first[0], "{}: {title}: {first:?}, {other:?}", told.name);
            }
        }
    }
}

/// How titles write a state behind "ends".
fn describe_state(state: &str) -> &str {
    match state {
        "review" => "in review",
        "ordered" => "under an order",
        "stayed" => "suspended by court",
        "restricted" => "out of stores",
        "restructured" => "partnered",
        "divested" => "sold",
        other => other,
    }
}

/// What the parts of each outcome take makes up what its simulations lose.
pub(super) fn parts_add_up(told: &Told) {
    let lost = |parts: &PartMeans| -parts.values().map(|part| part.mean).sum::<f64>();
    for (state, loss) in &told.summary.loss_by_outcome {
        let (mean, parts) = (loss.mean.unwrap(), told.summary.parts_by_outcome.get(state).map_or(0.0, lost));
        assert!((parts - mean).abs() <= 1e-6 * mean.abs() + 1.0, "{}: {state}: {parts} of {mean}", told.name);
    }
    for of in told.summary.open_by_past.iter().flat_map(|open| [&open.after_ban, &open.never_banned]) {
        let (mean, parts) = (of.loss.mean.unwrap(), lost(&of.parts));
        assert!((parts - mean).abs() <= 1e-6 * mean.abs() + 1.0, "{}: {parts} of {mean}", told.name);
    }
    // Over all outcomes they are those of the bridge.
    for part in told.summary.list_bridge_parts() {
        let of = |parts: &PartMeans| parts.get(part.key).map_or(0.0, |part| part.mean);
        let all: f64 = told
            .summary
            .parts_by_outcome
            .iter()
            .map(|(state, parts)| told.summary.value_by_outcome[state].count as f64 * of(parts))
            .sum();
        let mean = all / told.summary.replications as f64;
        assert!(
            (mean - part.mean).abs() <= 1e-6 * part.mean.abs() + 1.0,
            "{}: {}: {mean} of {}",
            told.name,
            part.key,
            part.mean
        );
    }
}
