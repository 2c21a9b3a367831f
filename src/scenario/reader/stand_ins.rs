//! Inputs that others may stand in for: monthly users for daily ones, revenue per user for revenue; and money, in a case of users only.

use super::super::fields::{Drawn, Field, Presence, Timing};
use super::super::inputs::Market;
use super::super::quantities::{Parameter, Replaceable};
use super::section::{ReadInput, Section};
use super::state::Reader;

/// Keys that stand together in place of another one, and what follows from them.
const STAND_INS: [(&str, &[&str], &str); 2] = [
    ("users", &["daily_users", "daily_share"], "users follow from `daily_users` and `daily_share`"),
    ("arpu", &["revenue"], "ARPU follows from `revenue` and users"),
];

impl Drawn for Replaceable {
    const TIMING: Timing = Timing::Once;
    const SILENT: Presence = Presence::Required;
}

impl ReadInput for Replaceable {
    fn read(s: &mut Section<'_, '_>, key: &str, field: &'static Field) -> Self {
        let stand_ins = STAND_INS.iter().find(|(replaced, ..)| *replaced == key);
        let Some((_, keys, follows)) = stand_ins.filter(|(_, keys, _)| keys.iter().any(|key| s.sets(key))) else {
            return Self(Some(Parameter::read(s, key, field)));
        };
        if s.sets(key) {
            let given = keys.iter().find(|key| s.sets(key)).unwrap_or(&keys[0]);
            let message = format!("[{}] has both `{key}` and `{given}`", s.own_path());
            s.error(key, message)
                .label(format!("expected either `{key}` or `{}`", keys.join("` and `")))
                .help(format!("leave `{key}` out: {follows}"));
        }
        let missing: Vec<&str> = keys.iter().copied().filter(|key| !s.sets(key)).collect();
        for missing in missing {
            s.report_missing(missing, &format!("{follows}; or write `{key}`"));
        }
        Self(None)
    }
}

/// Keys of a market that speak of money: where no market has any of them, the case is of users only.
const MONEY: [&str; 4] = ["arpu", "revenue", "margin", "margin_long_run"];
/// What else must be said stands then at these values, which decide nothing.
const WITHOUT_MONEY: [(&str, &str); 3] =
    [("markets.*.arpu", "$0"), ("markets.*.margin", "0%"), ("company.discount_rate", "10% per year")];

/// Cases of users only.
impl Reader<'_> {
    /// Whether there are markets, and none of them says anything of money.
    pub(super) fn lacks_money(&self) -> bool {
        let Some(markets) = self.document.table.table("markets") else { return false };
        let speaks = |key: &str| {
            MONEY.iter().any(|of_money| markets.table(key).is_some_and(|table| table.get(of_money).is_some()))
        };
        !self.markets.is_empty() && !self.markets.iter().any(|key| speaks(key))
    }

    /// What stands for an input that must be said, in a case of users only.
    pub(super) fn find_without_money(&self, field: &Field) -> Option<&'static str> {
        let found = WITHOUT_MONEY.iter().find(|(path, _)| *path == field.path);
        found.filter(|_| self.is_without_money).map(|(_, text)| *text)
    }

    /// Says that amounts mean nothing.
    pub(super) fn warn_of_no_money(&mut self) {
        if self.is_without_money {
            // Without a place: a resolved scenario is warned of in the same words.
            let message =
                "no market has ARPU, revenue or a margin: the case is of users only, and every amount of money is $0";
            self.report.warning(None, message).help("for value too, state `arpu` or `revenue`, and `margin`");
        }
    }
}

impl Reader<'_> {
    /// Least and greatest number of monthly users that a market may start with; none where it could not be read.
    pub(super) fn support_users(&self, market: &Market) -> Option<(f64, f64)> {
        if let Some(users) = market.users.0 {
            return self.support(users.0);
        }
        let (least, most) = self.support(market.daily_users?.0)?;
        let (least_share, most_share) = self.support(market.daily_share?.0)?;
        Some((least / most_share, most / least_share))
    }
}
