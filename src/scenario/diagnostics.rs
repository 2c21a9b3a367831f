//! Mistakes in a scenario: every one at its place, all of them at once.

use super::source::Place;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};
use std::fmt;

/// More errors, or warnings, than this are counted and not shown.
const SHOWN: usize = 100;

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario cannot be run.
    Error,
    /// It can, and its author should know.
    Warning,
}

/// Something that is wrong or doubtful in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where; none where no text is at fault.
    pub place: Option<Place>,
    /// What to write under the mark, such as what was expected.
    pub label: Option<String>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Writes `label` under the mark.
    pub(crate) fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = Some(label.into());
        self
    }

    /// Adds how to mend it.
    pub(crate) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Adds how to mend it, if that is known.
    pub(crate) fn help_if_known(&mut self, help: Option<String>) -> &mut Self {
        self.help = help.or(self.help.take());
        self
    }

    /// The quoted line with its mark, message and help, over several lines.
    pub fn render(&self, color: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(normalize_untrusted_str(&self.message));
        let mut group = match &self.place {
            Some(place) => title.element(snippet(place, self.label.as_deref())),
            None => Group::with_title(title),
        };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
        }
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        // The renderer leaves the control characters from U+0080 to U+009F, by which some terminals are steered too.
        renderer.render(&[group]).replace(|c| ('\u{80}'..='\u{9f}').contains(&c), "\u{fffd}")
    }

    /// Message and place on one line; `called` gives the name of a file.
    pub(crate) fn brief(&self, called: impl FnOnce(&str) -> String) -> String {
        match &self.place {
            Some(place) => format!("{} ({}:{})", self.message, called(&place.file), place.line),
            None => self.message.clone(),
        }
    }
}

fn snippet<'a>(place: &'a Place, label: Option<&'a str>) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let label = label.map(normalize_untrusted_str);
    Snippet::source(&place.quoted)
        .path(normalize_untrusted_str(&place.file))
        .line_start(place.line)
        .annotation(AnnotationKind::Primary.span(place.mark.clone()).label(label))
}

/// What a reader of a scenario collects, without stopping at the first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Report {
    diagnostics: Vec<Diagnostic>,
    unshown: usize,
    /// The last one that is counted only.
    spare: Option<Diagnostic>,
}

impl Report {
    /// Adds an error.
    pub(crate) fn error(&mut self, place: Option<Place>, message: impl Into<String>) -> &mut Diagnostic {
        self.add(Severity::Error, place, message.into())
    }

    /// Adds a warning.
    pub(crate) fn warning(&mut self, place: Option<Place>, message: impl Into<String>) -> &mut Diagnostic {
        self.add(Severity::Warning, place, message.into())
    }

    /// Whether there is an error.
    pub(crate) fn failed(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// Everything collected, by file and position; one sentence comes once at one place.
    pub(crate) fn finish(mut self) -> ScenarioError {
        self.diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
        self.diagnostics.dedup();
        ScenarioError { diagnostics: self.diagnostics, unshown: self.unshown }
    }

    /// Whether one more error would be counted only, so that it need not be worded well.
    pub(crate) fn is_full(&self) -> bool {
        self.count(Severity::Error) >= SHOWN
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == severity).count()
    }

    fn add(&mut self, severity: Severity, place: Option<Place>, message: String) -> &mut Diagnostic {
        let diagnostic = Diagnostic { severity, message, place, label: None, help: None };
        if self.count(severity) >= SHOWN {
            self.unshown += 1;
            return self.spare.insert(diagnostic);
        }
        self.diagnostics.push(diagnostic);
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }
}

fn key(d: &Diagnostic) -> (Option<(&str, usize, usize)>, Severity) {
    (d.place.as_ref().map(|p| (p.file.as_str(), p.line, p.column)), d.severity)
}

/// A scenario that is wrong, with all that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioError {
    diagnostics: Vec<Diagnostic>,
    unshown: usize,
}

impl ScenarioError {
    /// The mistakes of this scenario and of another, one that both have once.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.diagnostics.extend(other.diagnostics);
        self.diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
        self.diagnostics.dedup();
        self.unshown += other.unshown;
        self
    }

    /// Everything that was found, by file and position.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The first thing that is wrong, in one sentence without its place.
    pub fn first_message(&self) -> String {
        let wrong = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
        self.diagnostics.iter().find(wrong).map_or_else(String::new, |diagnostic| diagnostic.message.clone())
    }

    /// All of it for people, in colour where `color`.
    pub fn render(&self, color: bool) -> String {
        let mut parts: Vec<String> = self.diagnostics.iter().map(|d| d.render(color)).collect();
        if self.unshown > 0 {
            parts.push(format!("and {} more", self.unshown));
        }
        parts.join("\n\n")
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for ScenarioError {}

/// The nearest of `names` to `wrong`, as a sentence, if one is near; else what there is to choose from.
pub(crate) fn suggest_name<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const LISTED: usize = 12;
    let names: Vec<&str> = names.into_iter().collect();
    let wrong: String = wrong.chars().take(64).collect();
    let near = names
        .iter()
        .map(|name| (strsim::osa_distance(&wrong, name), *name))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, name)| *distance <= name.len().div_ceil(3).max(1));
    match near {
        Some((_, name)) => Some(format!("did you mean `{name}`?")),
        None if names.is_empty() => None,
        None if names.len() <= LISTED => Some(format!("known here: {}", names.join(", "))),
        None => Some(format!("known here: {}, …", names[..LISTED].join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: usize) -> Place {
        Place::new("a.toml", line, "arpuu = 3", 0..5)
    }

    #[test]
    fn the_only_escapes_are_our_colours() {
        let mut report = Report::default();
        let hostile = "a\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}2Jb";
        let place = Place::new(hostile, 1, hostile, 1..3);
        report.error(Some(place), hostile).label(hostile).help(hostile);
        let shown = report.finish().render(true);
        let colour =
            |rest: &str| rest.find('m').is_some_and(|m| rest[..m].bytes().all(|b| b"[;0123456789".contains(&b)));
        assert!(shown.split('\u{1b}').skip(1).all(colour), "{shown:?}");
        assert!(shown.contains('\u{1b}') && !shown.contains(['\u{7}', '\u{9b}']), "{shown:?}");
    }

    #[test]
    fn a_mistake_is_shown_with_its_line_marked() {
        let mut report = Report::default();
        report.error(Some(place(7)), "unknown key `arpuu`").label("not a key of a market").help("did you mean `arpu`?");
        let text = report.finish().to_string();
        for part in ["error: unknown key", "a.toml:7:1", "arpuu = 3", "^^^^^ not a key", "help: did you mean `arpu`?"] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
    }

    #[test]
    fn colour_only_where_asked() {
        let mut report = Report::default();
        report.error(Some(place(1)), "m");
        let error = report.finish();
        assert!(error.render(true).contains('\u{1b}'));
        assert!(!error.render(false).contains('\u{1b}'));
    }

    #[test]
    fn text_of_a_stranger_cannot_steer_the_terminal() {
        let mut report = Report::default();
        report.error(Some(Place::new("a\u{1b}[2J", 1, "x\u{1b}[31m", 0..1)), "bad \u{1b}[2J").label("\u{1b}[1m");
        assert!(!report.finish().to_string().contains('\u{1b}'));
    }

    #[test]
    fn mistakes_come_by_position_and_without_end_are_counted() {
        let mut report = Report::default();
        for line in (1..=500).rev() {
            report.error(Some(place(line)), format!("mistake {line}"));
        }
        let error = report.finish();
        assert_eq!(error.diagnostics().len(), SHOWN);
        assert!(error.diagnostics().is_sorted_by_key(|d| d.place.as_ref().map(|p| p.line)));
        assert!(error.to_string().contains("and 400 more"));
    }

    #[test]
    fn the_nearest_name_is_offered() {
        assert_eq!(suggest_name("arpuu", ["arpu", "margin"]).unwrap(), "did you mean `arpu`?");
        assert_eq!(suggest_name("zzzzz", ["us", "eu"]).unwrap(), "known here: us, eu");
    }
}
