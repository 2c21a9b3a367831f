//! The layers of a scenario: its parents (`extends`), the file itself, and settings of the command line.

use super::diagnostics::Report;
use super::document;
use super::folder::{self, Folder, Refusal, Texts};
use super::node::{Entry, Node, Table, Value};
use super::source::{Source, Sources, Span};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Longest chain of files that extend one another.
const CHAIN: usize = 16;
/// Largest scenario file, in bytes.
const LARGEST: u64 = 4 << 20;
/// What a setting of the command line is shown as.
const SETTING: &str = "--set";
/// Most settings on the command line, and the longest, in bytes.
const SETTINGS: (usize, usize) = (1_000, 1 << 16);

/// A scenario as written, all layers laid over one another.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// The texts.
    pub(crate) sources: Arc<Sources>,
    /// Number of the text that the others are layers of.
    pub(crate) top: usize,
    /// The merged tree.
    pub(crate) table: Table,
}

impl Document {
    /// A text that is no file, over `sources`, whose numbering it continues.
    pub(crate) fn from_text(
        sources: Sources,
        name: &str,
        text: &str,
        settings: &[String],
        report: &mut Report,
    ) -> Self {
        Self::read_layers(sources, Source::new(name.to_owned(), text.to_owned()), Vec::new(), settings, report)
    }

    /// The scenario in the file `path`, likewise.
    ///
    /// # Errors
    /// Where the file itself cannot be read; everything behind that is reported.
    pub(crate) fn from_file(
        sources: Sources,
        path: &Path,
        settings: &[String],
        report: &mut Report,
    ) -> std::io::Result<Self> {
        path.metadata()?;
        let text = folder::read(path, LARGEST).map_err(|refusal| std::io::Error::other(refusal.message))?;
        let mut source = Source::new(path.display().to_string(), text);
        source.folder = Some(Folder::of(path)?);
        Ok(Self::read_layers(sources, source, vec![path.canonicalize()?], settings, report))
    }

    /// A scenario that was packed with all that it reads: the file `name` of `texts`.
    pub(crate) fn from_packed(name: &str, texts: Texts, settings: &[String], report: &mut Report) -> Self {
        let texts = Arc::new(texts);
        let mut source = Source::new(name.to_owned(), texts.get(name).cloned().unwrap_or_default());
        source.folder = Some(Folder::packed(texts));
        Self::read_layers(Sources::default(), source, vec![PathBuf::from(name)], settings, report)
    }

    /// The same document under more settings.
    pub(crate) fn override_with(&self, settings: &[String], report: &mut Report) -> Self {
        let mut layers = Layers { sources: Sources::clone(&self.sources), chain: Vec::new(), report };
        let mut table = self.table.clone();
        for setting in settings.iter().filter_map(|text| layers.read_setting(text)).collect::<Vec<_>>() {
            table.merge(setting);
        }
        Self { sources: Arc::new(layers.sources), top: self.top, table }
    }

    /// The name of one of its files as seen from the folder of the file on top: the same wherever that folder lies.
    pub(crate) fn relative(&self, file: &str) -> String {
        let folder = self.sources.get(self.top).folder.as_ref().filter(|_| file != SETTING);
        folder.map_or_else(|| file.to_owned(), |folder| folder.relative(file))
    }

    /// The beginning of the text on top.
    pub(crate) fn head(&self) -> Span {
        Span { source: self.top, start: 0, end: 0 }
    }

    /// Reads `source` with all that it extends and `settings` over it; `chain` holds the files that it is of.
    fn read_layers(
        mut sources: Sources,
        source: Source,
        chain: Vec<PathBuf>,
        settings: &[String],
        report: &mut Report,
    ) -> Self {
        let top = sources.add(source);
        Layers { sources, chain, report }.finish(top, settings)
    }
}

struct Layers<'a> {
    sources: Sources,
    chain: Vec<PathBuf>,
    report: &'a mut Report,
}

impl Layers<'_> {
    fn finish(mut self, top: usize, settings: &[String]) -> Document {
        let mut table = self.read_layer(top);
        if settings.len() > SETTINGS.0 {
            self.report.error(None, format!("more than {} settings on the command line", SETTINGS.0));
        }
        for text in settings.iter().take(SETTINGS.0) {
            if let Some(setting) = self.read_setting(text) {
                table.merge(setting);
            }
        }
        Document { sources: Arc::new(self.sources), top, table }
    }

    /// One text over all that it extends.
    fn read_layer(&mut self, source: usize) -> Table {
        let mut table = document::parse(&self.sources, source, self.report);
        let Some(entry) = table.remove("extends") else { return table };
        let Some(mut parent) = self.read_parent(source, &entry.node) else { return table };
        if let Some(run) = parent.table_mut("run") {
            run.remove("name");
            run.remove("version");
        }
        parent.merge(table);
        parent
    }

    fn read_parent(&mut self, source: usize, node: &Node) -> Option<Table> {
        let place = self.sources.place(node.span);
        let Value::Text(written) = &node.value else {
            self.report.error(Some(place), format!("`extends` names one file, and this is {}", node.kind()));
            return None;
        };
        match self.open_parent(source, written) {
            Ok(parent) => Some(self.read_layer(parent)),
            Err(refusal) => {
                let message = format!("`extends`: {}", refusal.message);
                self.report.error(Some(place), message).help_if_known(refusal.help.map(str::to_owned));
                None
            }
        }
    }

    fn open_parent(&mut self, child: usize, written: &str) -> Result<usize, Refusal> {
        let refuse = |message: String| Refusal { message, help: None };
        let Some(folder) = self.sources.get(child).folder.clone() else {
            return Err(refuse("a text that is no file cannot extend one".into()));
        };
        let (real, shown) = folder.resolve(written, "toml")?;
        if self.chain.contains(&real) {
            return Err(refuse(format!("a circle: `{}` is extended already", shown.display())));
        }
        if self.chain.len() >= CHAIN {
            return Err(refuse(format!("more than {CHAIN} files in one chain")));
        }
        let text = folder.read(&real, LARGEST)?;
        self.chain.push(real);
        let mut source = Source::new(shown.display().to_string(), text);
        source.folder = Some(folder.beside(&shown));
        Ok(self.sources.add(source))
    }

    /// `PATH=VALUE` of the command line.
    fn read_setting(&mut self, text: &str) -> Option<Table> {
        let cut: String = text.chars().take(SETTINGS.1).collect();
        let mut source = Source::new(SETTING.into(), cut.clone());
        source.command_line = true;
        let source = self.sources.add(source);
        let whole = Span { source, start: 0, end: cut.len() };
        if cut.len() < text.len() {
            let place = self.sources.place(Span { end: 0, ..whole });
            self.report.error(Some(place), format!("a setting has at most {} characters", SETTINGS.1));
            return None;
        }
        let Some((path, value)) = cut.split_once('=') else {
            let place = self.sources.place(whole);
            self.report
                .error(Some(place), "a setting is written PATH=VALUE")
                .help("such as markets.us.arpu=\"$6 to $9\"");
            return None;
        };
        let table = if document::parse_unreported(&cut).is_some_and(|table| table.iter().count() == 1) {
            document::parse(&self.sources, source, self.report)
        } else {
            parse_bare(path, value, whole)
        };
        if table.entry("extends").is_some() {
            let place = self.sources.place(whole);
            self.report.error(Some(place), "`extends` cannot be set on the command line");
            return None;
        }
        Some(table)
    }
}

/// `a.b.c=text` where the text is not TOML: a string without quotes.
fn parse_bare(path: &str, value: &str, whole: Span) -> Table {
    let key = Span { end: path.len(), ..whole };
    let node = Node { span: Span { start: path.len() + 1, ..whole }, value: Value::Text(value.trim().to_owned()) };
    let mut names: Vec<&str> = path.split('.').map(str::trim).take(16).collect();
    let mut table = Table::default();
    table.insert(names.pop().unwrap_or_default().to_owned(), Entry { key, node });
    for name in names.into_iter().rev() {
        let mut outer = Table::default();
        outer.insert(name.to_owned(), Entry { key, node: Node { span: key, value: Value::Table(table) } });
        table = outer;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(text: &str, settings: &[&str]) -> Table {
        let mut report = Report::default();
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let document = Document::from_text(Sources::default(), "a.toml", text, &settings, &mut report);
        assert!(!report.failed(), "{}", report.finish());
        document.table
    }

    fn text(table: &Table, path: &str) -> String {
        let mut names: Vec<&str> = path.split('.').collect();
        let last = names.pop().unwrap();
        let table = names.iter().fold(table, |table, name| table.table(name).unwrap());
        match &table.get(last).unwrap().value {
            Value::Text(text) | Value::Number(text) => text.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_setting_is_toml_or_a_bare_string() {
        let table = merged("[m.us]\na = 1\nb = 2\n", &["m.us.a=5 to 12", "m.us.b=\"7%\"", "m.us.c = 3"]);
        assert_eq!(text(&table, "m.us.a"), "5 to 12");
        assert_eq!(text(&table, "m.us.b"), "7%");
        assert_eq!(text(&table, "m.us.c"), "3");
    }

    #[test]
    fn a_new_value_does_not_keep_the_old_source() {
        let table = merged("a = { value = 1, source = 'U001' }", &["a={ value = 2 }"]);
        assert!(table.table("a").unwrap().get("source").is_none());
        let table = merged("a = { value = 1 }", &["a.source='U001'"]);
        assert_eq!(text(&table, "a.value"), "1");
        let table = merged("a = { day1 = 1 }", &["a={ value = 2 }"]);
        assert!(table.table("a").unwrap().get("day1").is_none());
        let table = merged("a = { value = 1 }", &["a={ day1 = 2 }"]);
        assert!(table.table("a").unwrap().get("value").is_none());
    }

    #[test]
    fn a_setting_without_a_value_or_with_two_is_told() {
        for wrong in ["markets.us", "extends=\"x.toml\"", ""] {
            let mut report = Report::default();
            Document::from_text(Sources::default(), "a", "", &[wrong.to_owned()], &mut report);
            let error = report.finish();
            assert_eq!(error.diagnostics()[0].place.as_ref().unwrap().file, "--set", "{wrong}");
        }
    }
}
