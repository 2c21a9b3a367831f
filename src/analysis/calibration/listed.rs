//! What is too little or too mixed to fit: sales against the earlier value, users during and after a measure. It is listed row by row.

use serde::{Deserialize, Serialize};

use crate::calibration::records::{Confidence, Episode, Measure, Records};

/// A sale, against a value before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListedSale {
    /// Its id.
    pub id: String,
    /// Whether a government ordered it on pain of something.
    pub is_ordered: bool,
    /// 1 less price over the earlier value: negative where it sold above it.
    pub discount: f64,
    /// What the file notes, such as what the earlier value is.
    pub note: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

/// Users of an app during or after a measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListedUsers {
    /// Its id.
    pub id: String,
    /// The measure.
    pub measure: Measure,
    /// Share of users that it had during the measure, and days since it began.
    pub during: Option<(f64, Option<f64>)>,
    /// The same after it, with days since its end.
    pub after: Option<(f64, Option<f64>)>,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

/// The sales whose price is known against an earlier value, orders first.
pub(super) fn list_sales(records: &Records) -> Vec<ListedSale> {
    let sale = |episode: &Episode| {
        Some(ListedSale {
            id: episode.id.clone(),
            is_ordered: episode.ultimatum,
            discount: episode.discount?,
            note: episode.note.clone(),
            confidence: episode.confidence,
        })
    };
    let mut sales: Vec<ListedSale> = records.episodes.iter().filter_map(sale).collect();
    sales.sort_by_key(|sale| !sale.is_ordered);
    sales
}

/// The measures of which shares of users are known, by measure.
pub(super) fn list_users(records: &Records) -> Vec<ListedUsers> {
    let users = |episode: &Episode| {
        let is_known = episode.users_during.is_some() || episode.users_after.is_some();
        is_known.then(|| ListedUsers {
            id: episode.id.clone(),
            measure: episode.measure,
            during: episode.users_during,
            after: episode.users_after,
            confidence: episode.confidence,
        })
    };
    let mut listed: Vec<ListedUsers> = records.episodes.iter().filter_map(users).collect();
    listed.sort_by_key(|users| users.measure);
    listed
}
