//! Every key of a scenario held against the format: unknown ones are errors, with the nearest right name.

use super::diagnostics::{Report, suggest_name};
use super::inputs::fields;
use super::keys::{LONGEST_NAME, limit_tables};
use super::node::{Entry, Table};
use super::shape::{QUANTITY_KEYS, REMARKS, SHAPE, Shape};
use super::source::Sources;

/// Reports every key that the format does not have, every chosen name that is none, and every value
/// that stands where a table belongs.
pub(crate) fn check(table: &Table, sources: &Sources, report: &mut Report) {
    Names { sources, report }.check_table(&SHAPE, table, "");
}

/// Keys that people write for others that are spelt otherwise: the table, what is written, what is meant.
const MEANT: [(&str, &str, &str); 3] = [("events", "date", "on"), ("events", "when", "on"), ("events", "type", "kind")];

struct Names<'a> {
    sources: &'a Sources,
    report: &'a mut Report,
}

impl Names<'_> {
    fn check_table(&mut self, shape: &Shape, table: &Table, path: &str) {
        for (number, (name, entry)) in table.iter().enumerate() {
            let inner = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            if let Some(child) = shape.children.get(name) {
                self.check_value(child, entry, &inner);
            } else if let Some(child) = &shape.any {
                self.check_name(name, number, entry, path);
                self.check_value(child, entry, &inner);
            } else if !(shape.field.is_some() && REMARKS.contains(&name)) {
                self.report_unknown(name, entry, shape.children.keys().copied(), path);
            }
        }
    }

    fn check_value(&mut self, shape: &Shape, entry: &Entry, path: &str) {
        match entry.node.table() {
            Some(table) if shape.field.is_some() && (table.is_quantity() || shape.children.is_empty()) => {
                for (name, entry) in table.iter().filter(|(name, _)| !QUANTITY_KEYS.contains(name)) {
                    self.report_unknown(name, entry, QUANTITY_KEYS, path);
                }
            }
            Some(table) if shape.key.is_none() => self.check_table(shape, table, path),
            None if shape.is_table() => {
                let place = Some(self.sources.place(entry.node.span));
                let names = suggest_keys(shape);
                self.report
                    .error(place, format!("`{path}` is a table, and this is {}", entry.node.kind()))
                    .label("expected a table")
                    .help(format!("write a header [{path}]{names}"));
            }
            _ => {}
        }
    }

    /// A name that the strategist chose.
    fn check_name(&mut self, name: &str, number: usize, entry: &Entry, path: &str) {
        let place = Some(self.sources.place(entry.key));
        let most = limit_tables(path);
        if number == most {
            self.report.error(place, format!("`{path}` holds more than {most}"));
        } else if !is_name(name) {
            self.report
                .error(place, format!("`{}` is not a name", clip(name)))
                .label("expected a name")
                .help(format!("names are lower-case letters, digits, `-` and `_`, at most {LONGEST_NAME}"));
        }
    }

    fn report_unknown<'n>(&mut self, name: &str, entry: &Entry, known: impl IntoIterator<Item = &'n str>, path: &str) {
        let (near, elsewhere) =
            if self.report.is_full() { (None, None) } else { (suggest_name(name, known), find_elsewhere(name)) };
        let table = path.split('.').next().unwrap_or_default();
        let meant = MEANT.iter().find(|(of, written, _)| *of == table && *written == name);
        let near = meant.map(|(.., meant)| format!("did you mean `{meant}`?")).or(near);
        let help = if near.as_ref().is_some_and(|n| n.starts_with("did")) { near } else { elsewhere.or(near) };
        let message = match path {
            "" => format!("unknown key `{}`", clip(name)),
            path => format!("unknown key `{}` in `{}`", clip(name), clip(path)),
        };
        self.report.error(Some(self.sources.place(entry.key)), message).label("not a key here").help_if_known(help);
    }
}

/// Where a key of this name belongs.
fn find_elsewhere(name: &str) -> Option<String> {
    let field = fields().find(|field| field.path.rsplit('.').next() == Some(name))?;
    let table = field.path.rsplit_once('.').map_or("", |(table, _)| table);
    Some(format!("`{name}` stands in `{}`", table.replace('*', "NAME")))
}

fn suggest_keys(shape: &Shape) -> String {
    shape.children.keys().next().map(|key| format!(" with keys such as `{key}` under it")).unwrap_or_default()
}

fn is_name(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    name.len() <= LONGEST_NAME && name.chars().all(inner) && name.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// A name of a stranger, cut to a length that fits a sentence.
fn clip(name: &str) -> String {
    const SHOWN: usize = 80;
    if name.chars().count() <= SHOWN { name.to_owned() } else { name.chars().take(SHOWN).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::layers::Document;
    use super::*;

    fn told(text: &str) -> Vec<(usize, String)> {
        let mut report = Report::default();
        let document = Document::from_text(super::super::source::Sources::default(), "a.toml", text, &[], &mut report);
        check(&document.table, &document.sources, &mut report);
        let error = report.finish();
        let told = error.diagnostics().iter();
        told.map(|d| {
            (d.place.as_ref().unwrap().line, format!("{} / {}", d.message, d.help.clone().unwrap_or_default()))
        })
        .collect()
    }

    #[test]
    fn unknown_keys_are_told_with_the_nearest() {
        let told = told(
            "titel = 'x'\n[markets.us]\narpuu = 1\nenforcement = 1\n[markets.us.churn]\nday2 = 1\n[policy.order.extension]\nmaxx = 2",
        );
        assert_eq!(told.iter().map(|t| t.0).collect::<Vec<_>>(), [1, 3, 4, 6, 8]);
        assert!(told[0].1.contains("did you mean `title`?"), "{told:?}");
        assert!(told[1].1.contains("did you mean `arpu`?"));
        assert!(told[2].1.contains("stands in `policy.order`"));
        assert!(told[4].1.contains("did you mean `max`?"));
    }

    #[test]
    fn keys_that_mean_another_are_told_with_it() {
        let told = told("[events.a]\ndate = 2020-01-01\ntype = 'ban'\n");
        assert!(told[0].1.contains("did you mean `on`?") && told[1].1.contains("did you mean `kind`?"), "{told:?}");
    }

    #[test]
    fn what_belongs_is_not_told() {
        let text =
            "title = 'x'\n[markets.us]\nname = 'US'\narpu = { value = 1, source = 'U005', note = '', confidence = '' }
            churn = { day1 = 1, day7 = { value = 1 }, source = 'x' }\nlinks = { eu = 1 }\npolicy.order.fine = 1
            [markets.eu]\nchurn = { value = 1 }\nresponse.habit = 1\n[[correlations]]\nbetween = []\n";
        assert!(told(text).is_empty(), "{:?}", told(text));
    }

    #[test]
    fn chosen_names_are_checked_and_counted() {
        assert!(told("[markets.'U S']\n")[0].1.contains("not a name"));
        assert!(told(&format!("[markets.{}]\n", "x".repeat(65)))[0].1.contains("not a name"));
        let many: String = (0..70).map(|n| format!("[markets.m{n}]\n")).collect();
        assert_eq!(told(&many), [(65, "`markets` holds more than 64 / ".to_owned())]);
    }

    #[test]
    fn a_value_in_the_place_of_a_table_is_told() {
        assert!(told("markets = 3")[0].1.contains("is a table"));
        assert!(told("[policy]\nreview = 'x'")[0].1.contains("is a table"));
    }
}
