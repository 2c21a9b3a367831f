//! The facts that scenarios cite: how far each can be trusted.

use crate::atlas;
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
}

fn read(text: &str) -> Option<HashMap<String, Fact>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().ok()?.clone();
    let column = |name: &str| header.iter().position(|h| h == name);
    let places = ["id", "source_title", "source_address", "confidence"].map(column);
    let mut facts = HashMap::new();
    for record in reader.records() {
        let record = record.ok()?;
        let cell = |place: Option<usize>| Some(record.get(place?)?.to_owned());
        let [id, title, address, confidence] = places.map(cell);
        let fact = Fact { id: id?, title: title?, address: address?, confidence: confidence? };
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
    fn every_default_cites_facts_that_exist() {
        for field in fields() {
            assert!(find_unknown(field.source).is_empty(), "{}: {}", field.path, field.source);
        }
    }
}
