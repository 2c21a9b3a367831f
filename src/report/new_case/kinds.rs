//! What is particular to each kind of case: what is pinned, what governments and buyers are assumed to do, and what the owner may do.

use jiff::civil::Date;

use super::Case;
use super::text::{Lines, quote};

/// What happens in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseKind {
    /// A government orders the owner to sell.
    ForcedSale,
    /// A government blocks the app.
    Ban,
    /// The owner sells by choice.
    Acquisition,
    /// A government reviews the app.
    Review,
    /// The owner leaves.
    Exit,
}

impl CaseKind {
    /// All kinds, in the order in which they are listed to people.
    pub const ALL: [Self; 5] = [Self::ForcedSale, Self::Ban, Self::Acquisition, Self::Review, Self::Exit];
    /// Their words, in the same order.
    pub const NAMES: [&str; 5] = ["forced-sale", "ban", "acquisition", "review", "exit"];

    /// The kind of that word.
    pub fn find(name: &str) -> Option<Self> {
        Self::NAMES.iter().position(|known| *known == name).map(|number| Self::ALL[number])
    }

    /// What happens, in a sentence.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::ForcedSale => "a government orders the owner to sell",
            Self::Ban => "a government blocks the app",
            Self::Acquisition => "the owner sells by choice",
            Self::Review => "a government reviews the app",
            Self::Exit => "the owner leaves a market",
        }
    }

    /// What `--deadline` means; none where there is none.
    pub const fn describe_deadline(self) -> Option<&'static str> {
        match self {
            Self::ForcedSale => Some("Deadline of the order"),
            Self::Ban => Some("Day on which the ban takes force"),
            Self::Review => Some("End of the review"),
            Self::Acquisition | Self::Exit => None,
        }
    }

    /// Whether somebody may buy.
    pub const fn has_bidders(self) -> bool {
        !matches!(self, Self::Ban | Self::Exit)
    }

    /// Title of a case, up to the names of its markets.
    pub(super) const fn heading(self) -> &'static str {
        match self {
            Self::ForcedSale => "An order to sell in",
            Self::Ban => "A ban in",
            Self::Acquisition => "A sale by choice in",
            Self::Review => "A review in",
            Self::Exit => "An exit from",
        }
    }

    /// What a case asks of one market, or of several.
    pub(super) fn ask(self, places: &str, are_several: bool) -> String {
        let blocks = if are_several { "block" } else { "blocks" };
        match self {
            Self::ForcedSale => {
                format!("What is left, for users and owner, if the business in {places} must be sold or closed?")
            }
            Self::Ban => format!("What is left, for users and owner, if {places} {blocks} the app?"),
            Self::Acquisition => {
                format!("Is it better to sell the business in {places} now than to keep it and its risk?")
            }
            Self::Review => {
                format!("What does the review in {places} put at stake, and is it worth offering mitigation?")
            }
            Self::Exit => format!("What does it cost to leave {places}?"),
        }
    }

    pub(super) const fn strategy(self) -> &'static str {
        match self {
            Self::ForcedSale | Self::Acquisition => "sell",
            Self::Ban => "litigate",
            Self::Review => "mitigate",
            Self::Exit => "leave",
        }
    }
}

/// What the kind adds to `[company]`.
pub(super) fn write_company(case: &Case, lines: &mut Lines) {
    if case.kind == CaseKind::Exit {
        lines.assume("severance", "10% to 30%", "of a year's revenue, when a market is left or blocked for good");
    }
}

/// What is pinned, what is assumed of it, and the strategies.
pub(super) fn write_kind(case: &Case, lines: &mut Lines) {
    match case.kind {
        CaseKind::ForcedSale => write_forced_sale(case, lines),
        CaseKind::Ban => write_ban(case, lines),
        CaseKind::Acquisition => write_acquisition(case, lines),
        CaseKind::Review => write_review(case, lines),
        CaseKind::Exit => write_exit(case, lines),
    }
}

fn write_forced_sale(case: &Case, lines: &mut Lines) {
    begin_event(case, lines, "order", &case.list_keys());
    match &case.deadline {
        Some(deadline) => write_deadline(lines, "deadline", deadline),
        None => lines.cite(
            "deadline",
            "90 days",
            "assumption: please check; E015",
            "as the United States gave in 2020; a date will do too",
        ),
    }
    lines.table("policy", "what the government and its courts do");
    lines.assume("order.enforcement", "40% to 80%", "probability that the order is enforced when its deadline passes");
    write_courts(lines);
    write_deal(case, lines, "0.4 to 1");
    write_strategy(lines, "sell", "Sell, and sue meanwhile", &["sell", "litigate"], &[]);
    write_strategy(lines, "litigate", "Sue; sell if that fails", &["litigate"], &["sell"]);
    write_strategy(lines, "refuse", "Neither sell nor sue", &["refuse"], &[]);
}

fn write_ban(case: &Case, lines: &mut Lines) {
    begin_event(case, lines, "ban", &case.list_keys());
    if let Some(deadline) = &case.deadline {
        write_deadline(lines, "notice", deadline);
    }
    lines.comment("How long a ban stands follows from the record of nationwide blocks, most of them of days, some for good. If you know better:");
    lines.comment("  [markets.KEY.policy.ban]  after = \"2 months to 14 months\"  permanent = \"5% to 15%\"");
    lines.table("policy", "what courts and the government do");
    write_courts(lines);
    lines.assume("order.settlement", "0.1 to 0.5 per year", "rate at which a ban ends in a settlement or a licence");
    write_strategy(lines, "litigate", "Sue", &["litigate"], &[]);
    write_strategy(lines, "refuse", "Accept the ban", &["refuse"], &[]);
}

fn write_acquisition(case: &Case, lines: &mut Lines) {
    lines.table("report", "");
    lines.set("answers", &quote("strategy"), "what the headline is about, once `marketgate decide` has run");
    write_deal(case, lines, "0.7 to 1.3");
    lines.comment(
        "Nothing is pinned: reviews and bans come as often as they did to others, by the record of each market.",
    );
    write_strategy(lines, "sell", "Sell by choice", &["sell", "litigate"], &[]);
    lines.set("perimeter", &list(&case.list_keys()), "sold together");
    let days = (case.on - case.start).get_days();
    lines.give("seek_buyer", &format!("{days} days"), &format!("from the start: talks open on {}", case.on));
    lines.assume("keep", "70% to 95%", "share of its value that the owner expects to keep without a sale");
    write_strategy(lines, "hold", "Keep the business; sue if ordered to sell", &["litigate"], &[]);
}

fn write_review(case: &Case, lines: &mut Lines) {
    for place in &case.places {
        begin_event(case, lines, "review", &[&case.markets[*place].key]);
        match &case.deadline {
            Some(deadline) => write_deadline(lines, "length", deadline),
            None => lines.assume("length", "90 days to 270 days", "the date of its end will do too"),
        }
    }
    lines.table("policy.review", "how a review ends; it is cleared in what remains");
    lines.assume("mitigated", "20% to 40%", "cleared on terms");
    lines.assume("forced_sale", "5% to 20%", "an order to sell");
    lines.assume("ban", "1% to 5%", "a ban");
    lines.assume("mitigation_accept", "40% to 80%", "an adverse end becomes mitigation, where that is offered");
    lines.assume("mitigation_cost", "2% to 6%", "running cost of mitigation, of revenue");
    write_deal(case, lines, "0.4 to 1");
    write_strategy(lines, "mitigate", "Offer mitigation; sell if ordered to", &["sell", "litigate"], &[]);
    lines.set("offer_mitigation", "true", "");
    write_strategy(lines, "wait", "Offer nothing; sell if ordered to", &["sell", "litigate"], &[]);
}

fn write_exit(case: &Case, lines: &mut Lines) {
    for place in &case.places {
        begin_event(case, lines, "exit", &[&case.markets[*place].key]);
    }
    let first = case.list_keys()[0];
    lines
        .comment(&format!("What staying would bring: `marketgate run` with --set events.{first}-exit.probability=0%."));
    write_strategy(lines, "leave", "Leave", &["exit"], &[]);
    if case.markets.len() > case.places.len() {
        lines.assume("redeployment", "0.05 to 0.5", "how strongly growth elsewhere gains from what is given up");
    }
}

/// The event that is pinned, named after the first of its markets: one measure over all of them.
fn begin_event(case: &Case, lines: &mut Lines, name: &str, keys: &[&str]) {
    lines.table(&format!("events.{}-{name}", keys[0]), "what is pinned; all else is left to chance");
    lines.set("on", &case.on.to_string(), "");
    lines.set("kind", &quote(if name == "order" { "forced-sale" } else { name }), "");
    match keys {
        [one] => lines.set("market", &quote(one), ""),
        several => lines.set("markets", &list(several), "one measure over all of them"),
    }
}

/// A length of time or a date, as given.
fn write_deadline(lines: &mut Lines, key: &str, deadline: &str) {
    match deadline.parse::<Date>() {
        Ok(date) => lines.set(key, &format!("{{ value = {date}, source = {} }}", quote(super::GIVEN)), ""),
        Err(_) => lines.set(key, &format!("{{ value = {}, source = {} }}", quote(deadline), quote(super::GIVEN)), ""),
    }
}

fn write_courts(lines: &mut Lines) {
    lines.assume("court.injunction", "20% to 60%", "probability that a court stays the measure");
    lines.assume("court.upheld", "40% to 70%", "probability that its ruling upholds it");
    lines.assume("court.cost", "$500k to $10M", "of one suit");
}

/// Code of the market whose government has kept the technology of its apps under export control.
const CONTROLS_EXPORTS: &str = "CN";

fn write_deal(case: &Case, lines: &mut Lines, multiple: &str) {
    // Without a home market in the scenario nobody at home is asked.
    let home = case.home.map(|home| case.markets[home].market);
    if home.is_some() {
        lines.table("deal", "");
    }
    match home {
        Some(home) if home.code == CONTROLS_EXPORTS => lines.cite(
            "home_approval",
            "30% to 70%",
            "assumption: please check; E018",
            "home has controlled the export of such technology since 2020",
        ),
        Some(_) => {
            lines.assume(
                "home_approval",
                "85% to 98%",
                "probability that the government at home lets the technology go",
            );
        }
        None => {}
    }
    let named: Vec<(String, &str)> = if case.bidders.is_empty() {
        vec![("A firm of the trade".to_owned(), "60% to 90%"), ("A financial investor".to_owned(), "30% to 70%")]
    } else {
        case.bidders.iter().map(|name| (name.clone(), "40% to 80%")).collect()
    };
    let mut keys: Vec<String> = Vec::new();
    for (name, interest) in named {
        let key = make_key(&name, &keys);
        lines.table(&format!("deal.bidders.{key}"), "");
        lines.set("name", &quote(&name), "");
        lines.assume("interest", interest, "probability that it turns up");
        lines.assume("multiple", multiple, "the most it would pay, over standalone value");
        lines.assume("host_approval", "60% to 90%", "probability that the host government approves it");
        keys.push(key);
    }
}

fn write_strategy(lines: &mut Lines, key: &str, name: &str, on_order: &[&str], then: &[&str]) {
    lines.table(&format!("strategies.{key}"), "");
    lines.set("name", &quote(name), "");
    lines.set("on_order", &list(on_order), "");
    if !then.is_empty() {
        lines.set("then", &list(then), "");
    }
}

fn list(words: &[&str]) -> String {
    format!("[{}]", words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(", "))
}

/// Longest key made from a name.
const LONGEST_KEY: usize = 32;

/// A key for a name, other than those `taken`.
fn make_key(name: &str, taken: &[String]) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let key: String = words.collect::<Vec<_>>().join("-").to_lowercase().chars().take(LONGEST_KEY).collect();
    let key = if key.is_empty() { "bidder".to_owned() } else { key.trim_end_matches('-').to_owned() };
    let mut numbered = (2..).map(|number| format!("{key}-{number}"));
    if taken.contains(&key) { numbered.find(|key| !taken.contains(key)).unwrap_or(key) } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_make_keys_of_their_own() {
        assert_eq!(make_key("Oracle & Co.", &[]), "oracle-co");
        assert_eq!(make_key("字节", &[]), "bidder");
        assert_eq!(make_key("字节", &["bidder".to_owned()]), "bidder-2");
        assert_eq!(CaseKind::NAMES.map(CaseKind::find), CaseKind::ALL.map(Some));
    }
}
