//! The facts that scenarios cite: how far each can be trusted.

use crate::atlas;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::LazyLock;

static FACTS: LazyLock<HashMap<String, Fact>> =
    LazyLock::new(|| read(include_str!("../../scenarios/facts.csv")).unwrap_or_default());

/// The figures of the atlas, which scenarios cite like facts.
static FIGURES: LazyLock<HashMap<String, Fact>> = LazyLock::new(|| read(atlas::FIGURES_CSV).unwrap_or_default());

/// A fact that scenarios cite by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// A capital letter and three digits, such as `U001`; of a figure of the atlas the letter `A` and four.
    pub id: String,
    /// What was read: title, publisher and date.
    pub title: String,
    /// Its address; `none` where there is none.
    pub address: String,
    /// How far it can be trusted.
    pub confidence: String,
    /// What kind of fact it is, such as `users` or `event`; empty where that is not said.
    pub topic: String,
    /// The market or company that it is about.
    pub market: String,
    /// What was measured.
    pub metric: String,
    /// What was found, as written.
    pub value: String,
    /// Unit of the value.
    pub unit: String,
    /// When it held, such as `2020-08-03`, `2020-08` or `2020`; empty where that is not said.
    pub as_of: String,
}

/// Companies that facts are about, each with the names by which a fact or a scenario speaks of it.
const COMPANIES: [(&str, &[&str]); 6] = [
    ("Facebook", &["Facebook"]),
    ("Match Group", &["Match Group"]),
    ("other apps taken together", &["Benchmark"]),
    ("TikTok", &["TikTok", "ByteDance", "Douyin", "Musical.ly"]),
    ("Grindr", &["Grindr", "Kunlun"]),
    ("WeChat", &["WeChat", "Weixin", "Tencent"]),
];

impl Fact {
    /// The year and month in which it held, as months since the year 0; the last month of a year or quarter that is all that is said.
    pub fn month(&self) -> Option<i32> {
        let year: i32 = self.as_of.get(..4)?.parse().ok()?;
        let rest = self.as_of.get(5..).unwrap_or_default();
        let month = match rest.get(..2) {
            Some("Q1") => 3,
            Some("Q2" | "H1") => 6,
            Some("Q3") => 9,
            Some(month) => month.parse().unwrap_or(12),
            None => 12,
        };
        Some(12 * year + month)
    }

    /// Its value as a number, where it is one.
    pub fn number(&self) -> Option<f64> {
        self.value.parse().ok()
    }

    /// The company that it is about, where it is not one of whom `subject`, such as the title of a scenario, speaks.
    pub fn other_company(&self, subject: &str) -> Option<&'static str> {
        let speaks = |text: &str, names: &[&str]| names.iter().any(|name| text.contains(name));
        let about = |text: &str| {
            COMPANIES.iter().filter(|(_, names)| speaks(text, names)).map(|(company, _)| *company).collect::<Vec<_>>()
        };
        let of_fact = about(&format!("{} {}", self.market, self.metric));
        let of_subject = about(subject);
        if of_fact.iter().any(|company| of_subject.contains(company)) { None } else { of_fact.first().copied() }
    }
}

/// The company that all facts cited by `source` are about, where none of them is about one of whom `subject` speaks; that of the first.
pub fn find_other_company(source: &str, subject: &str) -> Option<&'static str> {
    let others: Option<Vec<&'static str>> = find_facts(source).map(|fact| fact.other_company(subject)).collect();
    others?.first().copied()
}

/// Whether a text names a source: something that can be looked up, by an id of a fact, a date, a page or an address. Words alone, such
/// as "own estimate", are none.
pub fn is_source(text: &str) -> bool {
    let own = ["assum", "guess", "own ", "our ", "my ", "estimate", "judgement", "judgment", "opinion", "expert"];
    let text = text.trim().to_lowercase();
    let is_own = own.iter().any(|word| text.starts_with(word));
    let is_found = text.contains(|c: char| c.is_ascii_digit()) || text.contains("://") || text.contains("www.");
    is_found && !is_own
}

fn read(text: &str) -> Option<HashMap<String, Fact>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().ok()?.clone();
    let column = |name: &str| header.iter().position(|h| h == name);
    let places = ["id", "source_title", "source_address", "confidence"].map(column);
    let others = ["topic", "market", "metric", "value", "unit"].map(column);
    // The figures of the atlas have years.
    let dated = column("as_of").or_else(|| column("year"));
    let mut facts = HashMap::new();
    for record in reader.records() {
        let record = record.ok()?;
        let cell = |place: Option<usize>| Some(record.get(place?)?.to_owned());
        let [id, title, address, confidence] = places.map(cell);
        let [topic, market, metric, value, unit] = others.map(|place| cell(place).unwrap_or_default());
        let as_of = cell(dated).unwrap_or_default();
        let (id, title, address, confidence) = (id?, title?, address?, confidence?);
        let fact = Fact { id, title, address, confidence, topic, market, metric, value, unit, as_of };
        facts.insert(fact.id.clone(), fact);
    }
    Some(facts)
}

/// The facts that `source` cites, in the order cited.
pub fn find_facts(source: &str) -> impl Iterator<Item = &'static Fact> {
    list_ids(source).filter_map(find_fact)
}

/// The last years of the figures of the atlas that `source` cites.
pub(crate) fn find_years(source: &str) -> impl Iterator<Item = i16> {
    list_ids(source).filter(|id| is_figure(id)).filter_map(|id| atlas::find_figure(id)?.last_year())
}

/// The first fact that `source` cites which nobody knew on `day`, and the first day or year of which it is.
pub(crate) fn find_later(source: &str, day: Date) -> Option<(&str, String)> {
    list_ids(source).find_map(|id| {
        if is_figure(id) {
            let year = atlas::find_figure(id)?.last_year()?;
            return (year > day.year()).then(|| (id, year.to_string()));
        }
        let held = &find_fact(id)?.as_of;
        (find_first_day(held)? > day).then(|| (id, held.clone()))
    })
}

/// The first day of `2020-08-03`, `2020-08` or `2020`, whatever follows.
fn find_first_day(text: &str) -> Option<Date> {
    let parse = |length: usize, rest: &str| text.get(..length).and_then(|head| format!("{head}{rest}").parse().ok());
    parse(10, "").or_else(|| parse(7, "-01")).or_else(|| parse(4, "-01-01"))
}

fn find_fact(id: &str) -> Option<&'static Fact> {
    if is_figure(id) { FIGURES.get(id) } else { FACTS.get(id) }
}

/// Whether an id is that of a figure of the atlas.
const fn is_figure(id: &str) -> bool {
    id.len() == 5
}

/// The ids that a source cites: of facts (a capital letter and three digits), and of figures of the atlas (`A` and four).
fn list_ids(source: &str) -> impl Iterator<Item = &str> {
    source.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| {
        let bytes = word.as_bytes();
        let is_id = bytes.len() == 4 && bytes[0].is_ascii_uppercase() || bytes.len() == 5 && bytes[0] == b'A';
        is_id && bytes[1..].iter().all(u8::is_ascii_digit)
    })
}

/// What stands as source where there is none.
const ASSUMPTION: &str = "assumption";

/// Confidence of the facts that `source` cites, each once, in the order cited; none where it cites none. `assumption` and
/// `assumption: …` are assumptions.
pub(crate) fn find_confidence(source: &str) -> Option<String> {
    if source.split(':').next() == Some(ASSUMPTION) {
        return Some(ASSUMPTION.to_owned());
    }
    let mut found: Vec<&str> = Vec::new();
    for fact in find_facts(source) {
        if !found.contains(&fact.confidence.as_str()) {
            found.push(&fact.confidence);
        }
    }
    (!found.is_empty()).then(|| found.join(", "))
}

/// The fact ids in `source` that no fact has.
pub(crate) fn find_unknown(source: &str) -> Vec<&str> {
    list_ids(source).filter(|id| find_fact(id).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::inputs::fields;
    use super::*;

    #[test]
    fn a_cited_fact_has_its_confidence() {
        assert_eq!(find_confidence("U001").as_deref(), Some("found-in-source"));
        assert_eq!(find_confidence("see U001 and U002").as_deref(), Some("found-in-source"));
        let cited: Vec<&str> = find_facts("see U002 and U001").map(|fact| fact.id.as_str()).collect();
        assert_eq!(cited, ["U002", "U001"]);
        assert!(find_facts("U001").all(|fact| fact.title.contains("CNBC") && fact.address.starts_with("https://")));
        assert_eq!(find_confidence("own guess"), None);
        assert_eq!(find_confidence("assumption").as_deref(), Some("assumption"));
        assert_eq!(find_unknown("U001, Z999"), ["Z999"]);
    }

    #[test]
    fn a_fact_has_its_month_and_its_company() {
        let fact = |id: &str| find_facts(id).next().unwrap();
        assert_eq!(fact("U001").month(), Some(12 * 2018 + 1));
        assert_eq!(fact("R093").month(), Some(12 * 2020 + 12));
        assert_eq!(fact("R093").other_company("TikTok, 3 August 2020"), Some("Facebook"));
        assert_eq!(fact("S004").other_company("TikTok, 3 August 2020"), None);
        assert_eq!(fact("S004").other_company("Next entrant: a games publisher"), Some("TikTok"));
        assert_eq!(fact("A0002").as_of, "2025");
        assert!(fact("U001").number().is_some_and(|number| number > 1e7));
    }

    #[test]
    fn words_alone_are_no_source() {
        for source in ["U001", "see U001", "Reuters, 3 Aug 2020", "https://example.org/a", "annual report 2019, p. 7"] {
            assert!(is_source(source), "{source}");
        }
        for words in
            ["own estimate", "assumption", "", "n/a", "management", "Own estimate of 2020", "industry knowledge"]
        {
            assert!(!is_source(words), "{words}");
        }
    }

    #[test]
    fn every_default_cites_facts_that_exist() {
        for field in fields() {
            assert!(find_unknown(field.source).is_empty(), "{}: {}", field.path, field.source);
        }
    }
}
