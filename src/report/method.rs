//! How results are computed and what they leave out, in sentences that stand in `method.md`: a paragraph a line, under the name
//! of what it is about.

/// The paragraphs of these names, with what stands for each word in braces.
pub(super) fn write_method(names: &[&str], words: &[(&str, &str)]) -> Vec<String> {
    names.iter().flat_map(|name| find_paragraphs(name)).map(|paragraph| fill_in(paragraph, words)).collect()
}

/// The one paragraph of this name.
pub(super) fn write_paragraph(name: &str, words: &[(&str, &str)]) -> String {
    write_method(&[name], words).concat()
}

fn find_paragraphs(name: &str) -> impl Iterator<Item = &'static str> {
    let lines = include_str!("method.md").lines().skip_while(move |line| line.strip_prefix("# ") != Some(name));
    lines.skip(1).take_while(|line| !line.starts_with("# ")).filter(|line| !line.is_empty())
}

/// `{word}` becomes what stands for it; what is put in is not looked at again.
fn fill_in(paragraph: &str, words: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = paragraph;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(b, rest)| Some((b, rest.split_once('}')?)))
    {
        text += before;
        text += words.iter().find(|(word, _)| *word == name).map_or("", |(_, with)| with);
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_found_by_name_and_words_are_put_in_once() {
        assert_eq!(write_method(&["tornado", "drivers"], &[]).len(), 4);
        assert_eq!(write_method(&["nothing"], &[]), [""; 0]);
        let words = [("market", "{often}"), ("sales", "stand 3 sales")];
        assert!(write_paragraph("limits.prices", &words).contains("Behind the prices of {often} stand 3 sales. No"));
    }

    #[test]
    fn every_paragraph_is_written_by_some_page() {
        let names = include_str!("method.md").lines().filter_map(|line| line.strip_prefix("# "));
        let sources = [
            include_str!("sensitivity.rs"),
            include_str!("sweep.rs"),
            include_str!("focus.rs"),
            include_str!("discovery.rs"),
            include_str!("shift.rs"),
            include_str!("comparison/page.rs"),
            include_str!("decision/page.rs"),
            include_str!("difference/page.rs"),
            include_str!("history/backtest.rs"),
            include_str!("history/calibration.rs"),
            include_str!("history/hindcasts.rs"),
            include_str!("page/limits.rs"),
        ]
        .concat();
        let unused: Vec<&str> = names.filter(|name| !sources.contains(&format!("\"{name}\""))).collect();
        assert!(unused.is_empty(), "{unused:?}");
    }
}
