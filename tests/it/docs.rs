//! The manual: every example of `docs/scenario-format.md` is loaded, and its tables are those of the program.
//!
//! `REGENERATE=1 cargo test docs` writes the tables and the diagnostics anew.

use crate::common::{self, Files};
use marketgate::quantity::{self, Dimension, Family};
use marketgate::scenario::fields::{Field, Presence, Timing};
use marketgate::scenario::inputs::{fields as all_fields, keys};
use marketgate::scenario::keys::Kind;
use marketgate::scenario::observables::{self, Kind as Seen};
use marketgate::scenario::{AUDIT_RULES, LoadError, Scenario};
use std::collections::HashSet;
use std::fs;

const MANUAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenario-format.md");

/// A fenced block: what stands behind its fence, its line, its text.
struct Block {
    info: String,
    line: usize,
    text: String,
}

fn blocks(manual: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (number, line) in manual.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            open = !open;
            if open {
                blocks.push(Block { info: info.to_owned(), line: number + 1, text: String::new() });
            }
        } else if open {
            let block = blocks.last_mut().unwrap();
            block.text += line;
            block.text.push('\n');
        }
    }
    blocks
}

/// The base and the data files of the manual in a folder, and its other examples.
fn examples() -> (Files, Vec<Block>) {
    let files = Files::new();
    let (mut base, mut others) = (None, Vec::new());
    for block in blocks(&fs::read_to_string(MANUAL).unwrap()) {
        match block.info.split_once(' ') {
            Some(("toml", "base")) => base = Some(files.write("base.toml", &block.text)),
            Some(("csv", name)) => {
                files.write(name, &block.text);
            }
            _ => others.push(block),
        }
    }
    assert!(base.is_some());
    (files, others)
}

#[test]
fn every_example_loads_without_warnings() {
    let (files, examples) = examples();
    let base = Scenario::load(&files.path().join("root/base.toml"), &[]).unwrap_or_else(|e| panic!("{e}"));
    assert!(base.warnings().is_empty());
    let mut read: HashSet<&str> = fields(&base).collect();
    let mut count = 0;
    for block in examples.iter().filter(|b| b.info == "toml fragment") {
        let path = files.write("example.toml", &format!("extends = \"base.toml\"\n{}", block.text));
        let scenario = Scenario::load(&path, &[]).unwrap_or_else(|e| panic!("block at line {}:\n{e}", block.line));
        // That amounts are turned into dollars is always said.
        let doubts: Vec<_> = scenario.warnings().iter().filter(|warning| !warning.starts_with("amounts in")).collect();
        assert!(doubts.is_empty(), "block at line {}: {doubts:?}", block.line);
        let asks = !scenario.sweeps().is_empty() || !scenario.questions().is_empty();
        let changes = scenario.digest() != base.digest() || asks;
        assert!(changes, "the block at line {} changes nothing", block.line);
        read.extend(fields(&scenario));
        count += 1;
    }
    let unread: Vec<&str> = all_fields().map(|f| f.path).filter(|path| !read.contains(path)).collect();
    assert!(unread.is_empty(), "no example has {unread:?}");
    assert!(
        count > 15
            && examples
                .iter()
                .all(|b| ["toml fragment", "toml mistake", "text diagnostics"].contains(&b.info.as_str()))
    );
}

fn fields(scenario: &Scenario) -> impl Iterator<Item = &'static str> {
    scenario.inputs().iter().map(|input| input.field().path)
}

#[test]
fn the_diagnostics_are_those_of_the_program() {
    let (files, examples) = examples();
    let mistake = examples.iter().find(|b| b.info == "toml mistake").unwrap();
    let path = files.write("example.toml", &format!("extends = \"base.toml\"\n{}", mistake.text));
    let Err(LoadError::Scenario(error)) = Scenario::load(&path, &[]) else { panic!("no mistakes are told") };
    let folder = format!("{}/", path.parent().unwrap().display());
    let told: String =
        error.to_string().replace(&folder, "").lines().map(|line| line.trim_end().to_owned() + "\n").collect();
    up_to_date("```text diagnostics\n", "```\n", &told);
}

#[test]
fn the_table_of_inputs_is_up_to_date() {
    let mut table = String::from(
        "\n| input | takes | \"a to b\" is | default | range | drawn | source | meaning |\n|---|---|---|---|---|---|---|---|\n",
    );
    for field in all_fields() {
        table += &row(field);
    }
    up_to_date("<!-- inputs -->\n", "<!-- end of inputs -->\n", &(table + "\n"));
}

fn row(field: &Field) -> String {
    let family = match (field.timing, field.dimension, field.dimension.family()) {
        (_, Dimension::Count, _) => "–",
        (.., Family::LogNormal) => "log-normal",
        (.., Family::LogitNormal) => "logit-normal",
        (.., Family::Normal) => "normal",
    };
    let default = match field.presence {
        Presence::Required => "**required**".to_owned(),
        Presence::Optional => "–".to_owned(),
        Presence::Default(text) => format!("`{text}`"),
    };
    let timing = match field.timing {
        Timing::Once => "once",
        Timing::EachUse => "each use",
    };
    let shown = |value| quantity::format(value, field.dimension);
    let unit = match field.dimension {
        Dimension::Users => "people",
        Dimension::Money => "dollars",
        Dimension::MoneyPerUserYear => "dollars per user and year",
        Dimension::Share => "share",
        Dimension::Rate => "rate",
        Dimension::Growth => "growth per year",
        Dimension::Margin => "margin",
        Dimension::Duration => "length of time",
        Dimension::Factor => "number",
        Dimension::Count => "whole number",
    };
    format!(
        "| `{}` | {unit} | {family} | {default} | {} to {} | {timing} | {} | {} |\n",
        field.path,
        shown(field.min),
        shown(field.max),
        field.source,
        field.doc
    )
}

#[test]
fn the_table_of_keys_is_up_to_date() {
    let mut table = String::from("\n| key | takes | where absent | meaning |\n|---|---|---|---|\n");
    for key in keys() {
        let takes = match key.kind {
            Kind::Text => "text".to_owned(),
            Kind::Date => "a date".to_owned(),
            Kind::Length => "a length of time".to_owned(),
            Kind::Lengths => "lengths of time".to_owned(),
            Kind::Flag => "`true` or `false`".to_owned(),
            Kind::Whole => "a whole number".to_owned(),
            Kind::Word(words) => format!("`{}`", words.join("`, `")),
            Kind::Words(words) => format!("list of `{}`", words.join("`, `")),
            Kind::Market => "a market".to_owned(),
            Kind::Markets => "markets".to_owned(),
            Kind::Correlations => "tables of `between` and `rank`".to_owned(),
            Kind::Sweeps => "tables of `vary` and more".to_owned(),
            Kind::Rules => "tables of `when`, `start` and `market`".to_owned(),
        };
        let absent = if key.required { "**required**" } else { key.default };
        table.extend(["| `", key.path, "` | ", &takes, " | ", absent, " | ", key.doc, " |\n"]);
    }
    up_to_date("<!-- keys -->\n", "<!-- end of keys -->\n", &(table + "\n"));
}

#[test]
fn the_table_of_the_audit_is_up_to_date() {
    let mut table = String::from("\n| rule | objects when | because | remedy |\n|---|---|---|---|\n");
    for rule in AUDIT_RULES {
        table.extend(["| `", rule.id, "` | ", rule.when, " | ", rule.reason, " | ", rule.remedy, " |\n"]);
    }
    up_to_date("<!-- audit -->\n", "<!-- end of audit -->\n", &(table + "\n"));
}

#[test]
fn the_table_of_names_in_rules_is_up_to_date() {
    let mut table = String::from("\n| name | is | on the day |\n|---|---|---|\n");
    let mut row = |name: &str, kind: Seen, meaning: &str| {
        let kind = match kind {
            Seen::Number(unit) => unit.name(),
            Seen::State => "a state",
            Seen::Flag => "true or false",
        };
        table.extend(["| `", name, "` | ", kind, " | ", meaning, " |\n"]);
    };
    observables::MARKET.iter().for_each(|o| row(&format!("MARKET.{}", o.name), o.kind, o.meaning));
    observables::COMPANY.iter().for_each(|o| row(o.name, o.kind, o.meaning));
    up_to_date("<!-- names -->\n", "<!-- end of names -->\n", &(table + "\n"));
}

/// Asserts that the manual holds `text` between the two marks, or writes it there.
fn up_to_date(begin: &str, end: &str, text: &str) {
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let guard = ONE_AT_A_TIME.lock();
    let manual = fs::read_to_string(MANUAL).unwrap();
    let start = manual.find(begin).unwrap() + begin.len();
    let stop = start + manual[start..].find(end).unwrap();
    if std::env::var_os("REGENERATE").is_some() {
        fs::write(MANUAL, [&manual[..start], text, &manual[stop..]].concat()).unwrap();
    } else {
        let same = manual[start..stop] == *text;
        assert!(same, "the manual is stale behind {begin}: run REGENERATE=1 cargo test docs");
    }
    drop(guard);
}

/// What stands behind `marketgate ` in the code of a document: between backticks, or in a fenced block.
fn named_commands(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        for (at, name) in line.match_indices("marketgate ") {
            let is_code = fenced && line[..at].trim_start_matches(['$', ' ']).is_empty() || line[..at].ends_with('`');
            let word = line[at + name.len()..].split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default();
            if is_code && !word.is_empty() {
                found.push(word.to_owned());
            }
        }
    }
    found
}

#[test]
fn every_command_that_is_named_exists() {
    let help = common::marketgate(&["help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let commands: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert!(["run", "compare", "trace", "help"].iter().all(|command| commands.contains(command)), "{help}");
    let mut folders = vec![
        concat!(env!("CARGO_MANIFEST_DIR"), "/docs").into(),
        concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios").into(),
    ];
    let mut files: Vec<std::path::PathBuf> = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/README.md").into()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir::<std::path::PathBuf>(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() { folders.push(entry) } else { files.push(entry) }
        }
    }
    let mut named = 0;
    for file in files {
        for command in named_commands(&fs::read_to_string(&file).unwrap()) {
            let is_known = commands.contains(&&*command);
            assert!(is_known, "{} names `marketgate {command}`, which is no command", file.display());
            named += 1;
        }
    }
    assert!(named > 30, "{named}");
}
