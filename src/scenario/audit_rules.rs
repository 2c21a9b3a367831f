//! The rules of the audit: what a careful reader would object to in a scenario. What each looks at is in `analysis/audit/`.

/// A rule of the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditRule {
    /// Its name in `[audit]`.
    pub id: &'static str,
    /// When it objects, in a phrase.
    pub when: &'static str,
    /// Why that is a fault.
    pub reason: &'static str,
    /// How to mend it.
    pub remedy: &'static str,
}

/// All rules, in the order in which findings are printed.
pub const AUDIT_RULES: [AuditRule; 11] = [
    AuditRule {
        id: "probability-without-horizon",
        when: "a rate of government action is written without its period",
        reason: "A chance means nothing until it is said over how long.",
        remedy: "Write the period: \"5% per year\".",
    },
    AuditRule {
        id: "point-within-known-range",
        when: "an input is one value, and the facts that it cites differ by more than 5%",
        reason: "The sources are not sure, and the input is.",
        remedy: "Write the range that the facts span: \"6 to 9.5\".",
    },
    AuditRule {
        id: "ban-premium-in-discount-rate",
        when: "the discount rate's note speaks of a premium for bans, politics or countries, or its median is above 20%",
        reason: "The simulation has the bans already, so they would be counted twice.",
        remedy: "Take the premium out of `company.discount_rate`, and say so in its note.",
    },
    AuditRule {
        id: "correlations-silently-zero",
        when: "several markets have uncertain money or growth, and nothing ties them",
        reason: "Errors that are independent cancel out, so the range of the whole is too narrow.",
        remedy: "State [[correlations]], or a common `draw`; or say here why they are independent.",
    },
    AuditRule {
        id: "bear-shares-bull",
        when: "a bear and a bull case are checked together, and company and markets are the same in both",
        reason: "A bear case that differs in one event alone says what the event costs, not how bad things may be.",
        remedy: "Set users, money and growth of the bear case too.",
    },
    AuditRule {
        id: "wide-normal-on-positive",
        when: "a quantity that cannot be negative is normal, with a deviation above half its median",
        reason: "What is cut off at 0 moves its mean, and small values become as likely as large ones.",
        remedy: "Write \"low to high\", which is log-normal, or logit-normal for shares.",
    },
    AuditRule {
        id: "narrower-than-history",
        when: "the range of `policy.ban.permanent` is less than half as wide as what is fitted to the past",
        reason: "Two records of the past together do not tell the share of blocks that stay for good better than that.",
        remedy: "Write { prior = \"block\", column = \"permanent\" }, or say here what is known of this government.",
    },
    AuditRule {
        id: "stale-source",
        when: "the newest figure that an input cites is from more than a year before the start",
        reason: "Users and money move by more than their ranges in a year.",
        remedy: "Cite a newer figure, or widen the range and say why it still holds.",
    },
    AuditRule {
        id: "untaxed-sale",
        when: "cash flows are taxed, a market may be sold, and the gain of a sale is not taxed",
        reason: "A sale looks better than keeping the business by the tax that it would pay.",
        remedy: "Set `deal.tax` and `deal.tax_basis`.",
    },
    AuditRule {
        id: "terminal-growth-near-discount-rate",
        when: "a high draw of terminal growth comes within 3 points of a low draw of the discount rate",
        reason: "Value beyond the horizon is then over 33 times the last year's cash, and decides the result.",
        remedy: "Bound them: \"2% to 4%, max 5%\", \"10% to 14%, min 8%\".",
    },
    AuditRule {
        id: "input-without-effect",
        when: "the file sets an input that can act under none of its strategies",
        reason: "Whoever reads or varies it is misled.",
        remedy: "Take it out, or bring in what it waits for.",
    },
];

/// The rule with this name.
pub fn find_audit_rule(id: &str) -> Option<&'static AuditRule> {
    AUDIT_RULES.iter().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_kebab_case_and_stand_once() {
        for (number, rule) in AUDIT_RULES.iter().enumerate() {
            assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
            assert!(!AUDIT_RULES[..number].iter().any(|other| other.id == rule.id), "{}", rule.id);
            assert!(rule.reason.ends_with('.') && rule.remedy.ends_with('.') && !rule.when.ends_with('.'));
        }
    }
}
