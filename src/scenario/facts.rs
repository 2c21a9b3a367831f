//! The facts that scenarios cite: how far each can be trusted.

use std::collections::HashMap;
use std::sync::LazyLock;

static FACTS: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| read(include_str!("../../scenarios/facts.csv")).unwrap_or_default());

fn read(text: &str) -> Option<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().ok()?.clone();
    let column = |name: &str| header.iter().position(|h| h == name);
    let (id, confidence) = (column("id")?, column("confidence")?);
    let mut facts = HashMap::new();
    for record in reader.records() {
        let record = record.ok()?;
        facts.insert(record.get(id)?.to_owned(), record.get(confidence)?.to_owned());
    }
    Some(facts)
}

/// The fact ids (a capital letter and three digits) that a source cites.
fn list_ids(source: &str) -> impl Iterator<Item = &str> {
    source.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| {
        let bytes = word.as_bytes();
        bytes.len() == 4 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
    })
}

/// What stands as source where there is none.
const ASSUMPTION: &str = "assumption";

/// Confidence of the facts that `source` cites, each once, in the order cited; none where it cites none.
pub(crate) fn find_confidence(source: &str) -> Option<String> {
    if source == ASSUMPTION {
        return Some(source.to_owned());
    }
    let mut found: Vec<&str> = Vec::new();
    for tag in list_ids(source).filter_map(|id| FACTS.get(id)) {
        if !found.contains(&tag.as_str()) {
            found.push(tag);
        }
    }
    (!found.is_empty()).then(|| found.join(", "))
}

/// The fact ids in `source` that no fact has.
pub(crate) fn find_unknown(source: &str) -> Vec<&str> {
    list_ids(source).filter(|id| !FACTS.contains_key(*id)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::inputs::fields;
    use super::*;

    #[test]
    fn a_cited_fact_has_its_confidence() {
        assert_eq!(find_confidence("U001").as_deref(), Some("found-in-source"));
        assert_eq!(find_confidence("see U001 and U002").as_deref(), Some("found-in-source"));
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
