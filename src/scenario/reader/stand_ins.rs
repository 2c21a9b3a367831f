//! Inputs that others may stand in for: monthly users for daily ones, revenue per user for revenue, a margin for that of EBITDA, all of a
//! market's money for its value; and money, in a case of users only.

use super::super::fields::{Drawn, Field, Presence, Timing};
use super::super::inputs::Market;
use super::super::quantities::{Parameter, Replaceable};
use super::section::{ReadInput, Section};
use super::state::Reader;

/// Keys that stand together in place of another one, and what follows from them.
const STAND_INS: [(&str, &[&str], &str); 4] = [
    ("users", &["daily_users", "daily_share"], "users follow from `daily_users` and `daily_share`"),
    ("arpu", &["revenue"], "ARPU follows from `revenue` and users"),
    ("arpu", &["standalone"], "revenue is scaled to the value in `standalone`"),
    (
        "margin",
        &["ebitda_margin", "overhead"],
        "the contribution margin is `ebitda_margin` plus `overhead`, since overhead stays when a market is lost",
    ),
];

impl Drawn for Replaceable {
    const TIMING: Timing = Timing::Once;
    const SILENT: Presence = Presence::Required;
}

impl ReadInput for Replaceable {
    fn read(s: &mut Section<'_, '_>, key: &str, field: &'static Field) -> Self {
        let mut stand_ins = STAND_INS.iter().filter(|(replaced, ..)| *replaced == key);
        let Some((_, keys, follows)) = stand_ins.find(|(_, keys, _)| keys.iter().any(|key| s.sets(key))) else {
            let may_be_absent = key == "margin" && s.sets("standalone") && !s.sets(key);
            return Self((!may_be_absent).then(|| Parameter::read(s, key, field)));
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
const MONEY: [&str; 8] = [
    "arpu",
    "revenue",
    "standalone",
    "margin",
    "margin_long_run",
    "ebitda_margin",
    "ebitda_margin_long_run",
    "overhead",
];
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

impl Section<'_, '_> {
    /// Keys of a market's money that do not stand together.
    pub(super) fn check_money(&mut self) {
        if self.sets("standalone") && self.sets("revenue") {
            let path = self.own_path().to_owned();
            self.error("revenue", format!("[{path}] has both `standalone` and `revenue`"))
                .help("leave `revenue` out: revenue is scaled to the value in `standalone`");
        }
        let is_ebitda = self.sets("ebitda_margin");
        for (key, wrong, help) in [
            ("margin_long_run", is_ebitda, "write `ebitda_margin_long_run`: `ebitda_margin` stands in this market"),
            ("ebitda_margin_long_run", !is_ebitda, "write `ebitda_margin` and `overhead` with it"),
            (
                "margin_long_run",
                !is_ebitda && !self.sets("margin") && self.sets("standalone"),
                "write `margin` with it",
            ),
        ] {
            if wrong && self.sets(key) {
                self.error(key, format!("`{key}` has no margin of its kind at the start")).help(help);
            }
        }
    }
}

impl Reader<'_> {
    /// A margin that may be negative has no place beside a stated value, and one above 100% none at all.
    pub(super) fn check_margins(&mut self, market: &Market) {
        let kinds = [
            ([market.margin.0, market.margin_long_run], None),
            ([market.ebitda_margin, market.ebitda_margin_long_run], market.overhead),
        ];
        for (margins, overhead) in kinds {
            for margin in margins.into_iter().flatten() {
                let ends = [false, true].map(|high| {
                    self.find_extreme(margin, high) + overhead.map_or(0.0, |overhead| self.find_extreme(overhead, high))
                });
                let span = self.span(margin.0);
                if market.standalone.is_some() && ends[0] <= 0.0 {
                    self.error(span, format!("`{}` has a stated value, and its margin may be 0 or less", market.key))
                        .help("a margin beside `standalone` is above 0; bound it by `, min 1%`, or leave it out");
                } else if ends[0] > 1.0 {
                    self.error(
                        span,
                        format!("EBITDA margin and overhead of `{}` are more than 100% of revenue", market.key),
                    )
                    .help("contribution margin, their sum, is at most 100%");
                } else if overhead.is_some() && ends[1] > 1.0 {
                    let message = format!(
                        "EBITDA margin and overhead of `{}` may be more than 100% of revenue: such draws count as 100%",
                        market.key
                    );
                    self.warning(span, message);
                }
            }
        }
    }

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
