//! Commands run as people run them, and the files that they leave.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::de::DeserializeOwned;

use crate::common::{Files, marketgate};
use crate::sample::STILL;

/// A text in one line, however it was wrapped.
pub(crate) fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A folder to work in, with a scenario in `s.toml`.
pub(crate) struct Desk(Files);

impl Desk {
    pub(crate) fn new(text: &str) -> Self {
        let files = Files::new();
        files.write("s.toml", text);
        Self(files)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("root").join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        self.0.write(name, text);
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = marketgate(arguments);
        command.current_dir(self.path("")).stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(Stdio::piped());
        command
    }

    /// Exit code, standard output and standard error.
    pub(crate) fn tell(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    }

    /// Standard output of a command that is to succeed.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let (code, told, errors) = self.tell(arguments);
        assert_eq!(code, 0, "{arguments:?}: {errors}");
        told
    }

    /// What is said of a mistake of the user's, in every one of whose words each of `parts` occurs.
    #[track_caller]
    pub(crate) fn refused(&self, arguments: &[&str], parts: &[&str]) -> String {
        let (code, told, errors) = self.tell(arguments);
        assert_eq!((code, told.as_str()), (2, ""), "{arguments:?}: {errors}");
        for part in parts {
            assert!(errors.contains(part), "{arguments:?}: no `{part}` in\n{errors}");
        }
        errors
    }

    /// The figures that a command prints.
    #[track_caller]
    pub(crate) fn json<T: DeserializeOwned>(&self, arguments: &[&str]) -> T {
        let told = self.run(&[arguments, &["--json", "--quiet"]].concat());
        serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"))
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn table(&self, name: &str) -> Table {
        Table::read(&self.path(name))
    }

    /// Views that were deleted are made anew to the same bytes.
    #[track_caller]
    pub(crate) fn rebuilds(&self, folder: &str) {
        let page = self.bytes(&format!("{folder}/report.html"));
        std::fs::remove_file(self.path(&format!("{folder}/report.html"))).unwrap();
        self.run(&["report", folder]);
        assert!(self.bytes(&format!("{folder}/report.html")) == page, "{folder}/report.html is another");
    }
}

/// A CSV file, column by column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    pub(crate) names: Vec<String>,
    columns: HashMap<String, Vec<String>>,
}

impl Table {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let mut columns: HashMap<String, Vec<String>> = HashMap::new();
        for record in reader.records() {
            for (name, cell) in names.iter().zip(&record.unwrap()) {
                columns.entry(name.clone()).or_default().push(cell.to_owned());
            }
        }
        Self { names, columns }
    }

    pub(crate) fn words(&self, name: &str) -> &[String] {
        self.columns.get(name).unwrap_or_else(|| panic!("no `{name}` in {:?}", self.names))
    }

    /// Numbers; an empty cell is NaN.
    pub(crate) fn numbers(&self, name: &str) -> Vec<f64> {
        let number = |cell: &String| if cell.is_empty() { f64::NAN } else { cell.parse().unwrap() };
        self.words(name).iter().map(number).collect()
    }
}

/// The market of [`STILL`], whose ARPU and margin are uncertain and whose value is 1e9 times their product, with an input
/// that decides nothing since no order comes.
pub(crate) fn product(arpu: &str, margin: &str) -> String {
    let text = STILL.replace("arpu = \"$10\"", &format!("arpu = \"{arpu}\""));
    text.replace("margin = \"50%\"", &format!("margin = \"{margin}\"")) + "[policy.order]\nenforcement = '30% to 80%'\n"
}

/// The same where a ban may come, for good.
pub(crate) fn risky() -> String {
    product("$8 to $12", "uniform(30%, 70%)") + "[policy.ban]\nrate = '0.3 per year'\npermanent = '100%'\n"
}

/// Mean and its standard error.
pub(crate) fn mean_and_error(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let values: Vec<f64> = values.into_iter().collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt())
}

/// Values of the rows for which `keep` holds.
pub(crate) fn rows(values: &[f64], keep: &[bool]) -> Vec<f64> {
    values.iter().zip(keep).filter(|(_, keep)| **keep).map(|(value, _)| *value).collect()
}
