//! Cleaning of untrusted text: names and notes that a scenario or a saved file holds.

/// `text` without characters that have no place in a label: controls, and marks that would
/// turn the direction of the text around them.
pub(crate) fn clean(text: &str) -> String {
    let unwanted = |c: &char| !matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}');
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(unwanted).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_drops_controls_and_direction_marks_only() {
        assert_eq!(clean("a\u{202E}b\n\tc\u{0}  d\u{FEFF}"), "ab c d");
        assert_eq!(clean("München Ελλάδα Россия مصر"), "München Ελλάδα Россия مصر");
    }
}
