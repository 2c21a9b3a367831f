//! Names of markets within sentences: which of them English gives an article.

use super::frame::short;

/// Beginnings of names that have an article, in small letters.
const BEGINNINGS: [&str; 26] = [
    "americas",
    "bahamas",
    "balkans",
    "baltics",
    "caribbean",
    "czech republic",
    "dominican republic",
    "eu",
    "european union",
    "far east",
    "gambia",
    "gulf",
    "kingdom of",
    "maldives",
    "middle east",
    "near east",
    "netherlands",
    "nordics",
    "people's republic",
    "philippines",
    "republic of",
    "uae",
    "uk",
    "united",
    "us",
    "usa",
];

/// Last words of names that have an article.
const ENDINGS: [&str; 7] = ["emirates", "islands", "republic", "union", "states", "countries", "markets"];

/// A name as it stands within a sentence: `the United States`, `Brazil`, `the rest of the world`.
pub(crate) fn the(name: &str) -> String {
    let small = name.to_lowercase();
    if let Some(rest) = small.strip_prefix("rest of ") {
        let place = name.get("rest of ".len()..).unwrap_or(rest);
        return if rest == "world" { "the rest of the world".to_owned() } else { format!("the rest of {place}") };
    }
    if small.starts_with("the ") {
        return format!("the {}", name.get(4..).unwrap_or_default());
    }
    let begins =
        |beginning: &str| small.strip_prefix(beginning).is_some_and(|after| !after.starts_with(char::is_alphanumeric));
    let last = small.rsplit(' ').next().unwrap_or_default();
    if BEGINNINGS.into_iter().any(begins) || (ENDINGS.contains(&last) && small.contains(' ')) {
        format!("the {name}")
    } else {
        name.to_owned()
    }
}

/// The same, cut to what a title has room for.
pub(super) fn named(name: &str) -> String {
    the(&short(name))
}

/// `text` with a capital at its beginning, as a sentence has.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `text` with a small letter at its beginning, as within a sentence.
pub(crate) fn within(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_article_that_english_gives_them() {
        for with in [
            "United States",
            "United States and Canada",
            "United Kingdom",
            "Netherlands",
            "Philippines",
            "European Union",
            "United Arab Emirates",
            "Middle East and North Africa",
            "US",
            "UK",
            "Czech Republic",
            "Solomon Islands",
        ] {
            assert_eq!(the(with), format!("the {with}"));
        }
        for without in ["Brazil", "China", "Usbekistan", "Australia and NZ", "Europe", "Eurasia", "Ukraine", "States"] {
            assert_eq!(the(without), without);
        }
        assert_eq!(the("Rest of the world"), "the rest of the world");
        assert_eq!(the("Rest of World"), "the rest of the world");
        assert_eq!(the("Rest of Latin America"), "the rest of Latin America");
        assert_eq!(the("The Gambia"), "the Gambia");
        assert_eq!([the(""), the("rest of ")], ["", "the rest of "]);
    }

    #[test]
    fn sentences_begin_with_a_capital() {
        assert_eq!([sentence("the US"), sentence("élan"), sentence("")], ["The US", "Élan", ""]);
        assert_eq!([within("Value"), within("Élan"), within("")], ["value", "élan", ""]);
    }
}
