//! What makes the difference of value from its baseline, as the subject of a sentence: governments, and where businesses are sold or run by
//! others, that too.

use crate::analysis::Summary;

/// Part of all that is gained and lost from which a sale or a structure that goes the way of the whole is named beside government action.
const NAMED: f64 = 0.05;

/// The subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cause(&'static str);

impl Cause {
    /// What makes the difference of a run's leading value from its baseline.
    pub(crate) fn find(summary: &Summary) -> Self {
        let parts = summary.list_bridge_parts();
        let all: f64 = parts.iter().map(|part| part.mean.abs()).sum();
        // What brings back a part of what is lost does not take it.
        let way = parts.iter().map(|part| part.mean).sum::<f64>().signum();
        let is_large = |key: &str| parts.iter().any(|part| part.key == key && way * part.mean > NAMED * all);
        Self(match (is_large("sale"), is_large("restructuring")) {
            (false, false) => "government action",
            (true, false) => "government action and sales",
            (false, true) => "government action and partnerships",
            (true, true) => "government action, sales and partnerships",
        })
    }

    /// Whether sales are a part of it.
    pub(crate) fn names_sales(self) -> bool {
        self.0.contains("sales")
    }

    /// It with a verb, given as of one: `government action takes`, `government action and sales take`.
    pub(crate) fn does(self, verb: &str) -> String {
        let plural = self.0.contains(" and ");
        format!("{} {}", self.0, if plural { verb.strip_suffix('s').unwrap_or(verb) } else { verb })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn sales_are_named_where_they_make_a_part() {
        let mut summary = sample::summary();
        for of in [&mut summary.bridge, &mut summary.bridge_abroad] {
            of.values_mut().for_each(|part| *part = 0.0);
            of.insert("blocked".to_owned(), -1e9);
        }
        assert_eq!(Cause::find(&summary).does("takes"), "government action takes");
        summary.bridge_abroad.insert("sale".to_owned(), -0.02e9);
        assert_eq!(Cause::find(&summary).does("takes"), "government action takes");
        summary.bridge_abroad.insert("sale".to_owned(), 0.2e9);
        assert_eq!(Cause::find(&summary).does("costs"), "government action costs", "a sale brings back a part");
        summary.bridge_abroad.insert("sale".to_owned(), -0.2e9);
        assert_eq!(Cause::find(&summary).does("costs"), "government action and sales cost");
        summary.bridge_abroad.insert("restructuring".to_owned(), -0.2e9);
        assert_eq!(Cause::find(&summary).does("costs"), "government action, sales and partnerships cost");
        summary.bridge_abroad.insert("blocked".to_owned(), 5e9);
        assert_eq!(Cause::find(&summary).does("adds"), "government action adds");
    }
}
