//! On which side of a figure the bad histories lie: read wherever the bad end of a distribution is told.

/// The side of a distribution that is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worse {
    /// Less is worse, as of value, users and prices.
    Lower,
    /// More is worse, as of losses, discounts, days without access and counts of measures.
    Higher,
}

/// Figures of which more is worse, by the last part of the name of their column.
const HIGHER: [&str; 12] = [
    "loss",
    "loss_abroad",
    "sunk",
    "days_without_access",
    "sale_discount",
    "reviews",
    "orders",
    "restrictions",
    "bans",
    "ever_blocked",
    "retaliations",
    "peak_backlash",
];

impl Worse {
    /// That of the figure in the column of this name, such as `us.sale_discount`.
    pub(super) fn of(column: &str) -> Self {
        let name = column.rsplit('.').next().unwrap_or(column);
        if HIGHER.contains(&name) { Self::Higher } else { Self::Lower }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::simulation::Layout;

    /// Every name is that of a column: a misspelt one would turn its figure to the other side in silence.
    #[test]
    fn sides_are_of_columns() {
        let (name, text) = crate::scenario::BUNDLED.iter().find(|(name, _)| name.ends_with("games.toml")).unwrap();
        let layout = Layout::new(&Scenario::parse(name, text, &[]).unwrap());
        for name in HIGHER {
            let is_it = |column: &str| column == name || column.ends_with(&format!(".{name}"));
            assert!(layout.columns.iter().any(|column| is_it(&column.name)), "no column `{name}`");
        }
        for (column, side) in [
            ("loss_abroad", Worse::Higher),
            ("us.sale_discount", Worse::Higher),
            ("us.days_without_access", Worse::Higher),
            ("us.bans", Worse::Higher),
            ("value_abroad", Worse::Lower),
            ("us.sale_price", Worse::Lower),
            ("us.retention", Worse::Lower),
            ("us.loss.value", Worse::Lower),
        ] {
            assert_eq!(Worse::of(column), side, "{column}");
        }
    }
}
