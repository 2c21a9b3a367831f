//! Names within sentences: which of them English gives an article, how long ones are cut, and lists of them.

use super::clean::clean;

/// Most characters of a name in a title.
const SHORT: usize = 36;

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
pub(crate) fn add_article(name: &str) -> String {
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
pub(crate) fn name_in_title(name: &str) -> String {
    add_article(&shorten_name(name))
}

/// A name without what stands after it in brackets.
pub(crate) fn drop_brackets(name: &str) -> &str {
    name.split_once(" (").map_or(name, |(bare, _)| bare)
}

/// A name fit for a title.
pub(crate) fn shorten_name(name: &str) -> String {
    shorten(drop_brackets(&clean(name)), SHORT)
}

/// `text`, cut with an ellipsis where it has more than `most` characters.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some(_) => format!("{}…", text.chars().take(most.saturating_sub(1)).collect::<String>().trim_end()),
        None => text.to_owned(),
    }
}

/// `a, b and c`.
pub(crate) fn join_list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `text` with a capital at its beginning, as a sentence has.
pub(crate) fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `text` with a small letter at its beginning, as within a sentence.
pub(crate) fn decapitalize(text: &str) -> String {
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
            assert_eq!(add_article(with), format!("the {with}"));
        }
        for without in ["Brazil", "China", "Usbekistan", "Australia and NZ", "Europe", "Eurasia", "Ukraine", "States"] {
            assert_eq!(add_article(without), without);
        }
        assert_eq!(add_article("Rest of the world"), "the rest of the world");
        assert_eq!(add_article("Rest of World"), "the rest of the world");
        assert_eq!(add_article("Rest of Latin America"), "the rest of Latin America");
        assert_eq!(add_article("The Gambia"), "the Gambia");
        assert_eq!([add_article(""), add_article("rest of ")], ["", "the rest of "]);
    }

    #[test]
    fn long_names_are_cut_and_lists_are_joined() {
        assert_eq!([shorten("Brazil", 6), shorten("Brazil and", 8), shorten("", 3)], ["Brazil", "Brazil…", ""]);
        assert_eq!(shorten_name("Latin America (without Brazil)\u{202E}"), "Latin America");
        assert_eq!(shorten_name(&"é".repeat(50)).chars().count(), SHORT);
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!([join_list(&names[..0]), join_list(&names[..1]), join_list(&names)], ["", "a", "a, b and c"]);
    }

    #[test]
    fn sentences_begin_with_a_capital() {
        assert_eq!([capitalize("the US"), capitalize("élan"), capitalize("")], ["The US", "Élan", ""]);
        assert_eq!([decapitalize("Value"), decapitalize("Élan"), decapitalize("")], ["value", "élan", ""]);
    }
}
