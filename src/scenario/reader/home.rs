//! `[backlash]`, `[retaliation]` and `[export_control]`: what the home country feels and does.

use super::super::checked::{HomeCountry, MarketId};
use super::Reader;

/// Tables that only a scenario with a home market may hold.
pub(in super::super) const HOME_TABLES: [&str; 3] = ["backlash", "retaliation", "export_control"];

impl Reader<'_> {
    pub(super) fn home(&mut self, home: Option<MarketId>) -> HomeCountry {
        let mut top = self.top();
        // A home that is named and does not exist has been reported.
        if home.is_none() && !top.sets("company.home") {
            for table in HOME_TABLES {
                if top.sets(table) {
                    let span = top.span(table);
                    top.reader
                        .error(span, format!("[{table}] needs a home market"))
                        .help("name it under [company]: home = \"…\"");
                }
            }
        }
        HomeCountry {
            talks: top.once("backlash.talks"),
            signing: top.once("backlash.signing"),
            acceptance: top.once("backlash.acceptance"),
            cap: top.once("backlash.cap"),
            half_life: top.once("backlash.half_life"),
            sensitivity: top.once("backlash.sensitivity"),
            churn: top.once("backlash.churn"),
            retaliation_rate: top.once("retaliation.rate"),
            retaliation_jump: top.once("retaliation.jump"),
            retaliation_half_life: top.once("retaliation.half_life"),
            export_control_length: top.each_use("export_control.length"),
        }
    }
}
