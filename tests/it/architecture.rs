//! The shape of the code: imports run downward only, and files stay readable.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Layers from the bottom; a module may use those below it.
const LAYERS: [&[&str]; 16] = [
    &["simd", "csv_table", "disk"],
    &["normal"],
    &["quantity", "draws"],
    &["expression"],
    &["inference"],
    &["calibration"],
    &["atlas"],
    &["scenario"],
    &["model"],
    &["simulation"],
    &["analysis"],
    &["text"],
    &["table"],
    &["charts"],
    &["report"],
    &["run"],
];

/// Files of `model/` whose rules call one another in a circle, because the rules themselves do: an order opens a deal, a suit or
/// a structure; any of these that fails starts what comes then; a court's ruling ends or enforces an order; and a block or an
/// order that falls or ends changes what the owner would sell for.
const RULES_IN_A_CIRCLE: [&str; 6] = ["attempts", "blocks", "courts", "deals", "orders", "structures"];

/// The command line stands on all of them.
const TOP: &str = "cli";

fn layer(module: &str) -> usize {
    LAYERS.iter().position(|names| names.contains(&module)).unwrap_or(LAYERS.len())
}

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            files(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|e| e == "rs") {
            found.push(entry.path());
        }
    }
}

/// The top modules that a source text imports by `crate::`, test code left out.
fn imported(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1).map(name).collect::<Vec<String>>())
        .collect()
}

#[test]
fn imports_run_downward_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    files(&src, &mut sources);
    let mut wrong = Vec::new();
    for file in sources {
        let relative = file.strip_prefix(&src).unwrap();
        let own = relative.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        if ["lib", "main"].contains(&own.as_str()) || relative.to_string_lossy().contains("tests") {
            continue;
        }
        for used in imported(&fs::read_to_string(&file).unwrap()) {
            let known = used == TOP || layer(&used) < LAYERS.len();
            if known && used != own && layer(&used) >= layer(&own) {
                wrong.push(format!("{}: {own} uses {used}", relative.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What reports and the command line may take from charts: drawings, their colours and typeface, and no words.
const DRAWINGS: [&str; 27] = [
    "self",
    "Chart",
    "ChartError",
    "Cell",
    "Table",
    "Zone",
    "AXIS",
    "Colour",
    "dark_colours",
    "FAN_MEDIAN",
    "canvas",
    "units",
    "Drawing",
    "GAIN",
    "GRID",
    "INK",
    "LOSS",
    "MUTED",
    "REGULAR",
    "SEMIBOLD",
    "MOST_FIGURES",
    "FAMILY",
    "render",
    "spell_study",
    "style",
    "font",
    "sweep",
];

#[test]
fn reports_take_only_drawings_from_charts() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    ["report", "cli"].iter().for_each(|room| files(&src.join(room), &mut sources));
    let mut taken = 0;
    for file in sources.iter().filter(|file| !file.to_string_lossy().contains("tests")) {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
        for import in code.split("use crate::charts").skip(1).filter_map(|rest| rest.split(';').next()) {
            for name in import.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|name| !name.is_empty()) {
                assert!(DRAWINGS.contains(&name), "{}: `{name}` of charts is no drawing", file.display());
                taken += 1;
            }
        }
        assert!(
            !code.contains(" crate::charts::") || !code.replace("use crate::charts::", "").contains(" crate::charts::")
        );
    }
    assert!(taken > 20, "the test reads imports: {taken}");
}

#[test]
fn every_folder_of_the_sources_has_its_layer() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().replace(".rs", "");
        let known = layer(&name) < LAYERS.len() || [TOP, "lib", "main"].contains(&name.as_str());
        assert!(known, "`{name}` has no layer");
    }
}

/// Functions that a source text gives to the world of a replication, and those of the world that it calls.
type Methods = (BTreeSet<String>, BTreeSet<String>);

/// The [`Methods`] of a source text, test code left out.
fn methods_of_world(text: &str) -> Methods {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let (mut given, mut called, mut of_world) = (BTreeSet::new(), BTreeSet::new(), false);
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        if line.starts_with("impl") {
            of_world = line.contains(" World<");
        }
        if let Some((_, rest)) = line.split_once("fn ").filter(|_| of_world) {
            given.insert(name(rest));
        }
        for receiver in ["self.", "world.", "Self::", "World::"] {
            called.extend(line.split(receiver).skip(1).map(name));
        }
    }
    (given, called)
}

/// All that can be reached from `start`.
fn reach(calls: &BTreeMap<String, BTreeSet<String>>, start: &str) -> BTreeSet<String> {
    let (mut found, mut waiting) = (BTreeSet::new(), vec![start.to_owned()]);
    while let Some(file) = waiting.pop() {
        for next in calls.get(&file).into_iter().flatten() {
            if found.insert(next.clone()) {
                waiting.push(next.clone());
            }
        }
    }
    found
}

#[test]
fn rules_call_one_another_in_a_circle_only_where_they_must() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model");
    let mut sources = Vec::new();
    files(&src, &mut sources);
    let read: Vec<(String, Methods)> = sources
        .iter()
        .map(|file| {
            let name = file.strip_prefix(&src).unwrap().with_extension("").to_string_lossy().into_owned();
            (name, methods_of_world(&fs::read_to_string(file).unwrap()))
        })
        .collect();
    let mut home: BTreeMap<&str, &str> = BTreeMap::new();
    for (file, (given, _)) in &read {
        for function in given {
            assert_eq!(home.insert(function, file), None, "`{function}` stands twice");
        }
    }
    assert!(home.len() > 100 && home.get("order_sale") == Some(&"orders"), "{home:?}");
    let calls: BTreeMap<String, BTreeSet<String>> = read
        .iter()
        .map(|(file, (_, called))| {
            let files = called.iter().filter_map(|function| home.get(function.as_str()));
            (file.clone(), files.filter(|other| **other != file).map(|&other| other.to_owned()).collect())
        })
        .collect();
    let circles: Vec<&String> = calls.keys().filter(|file| reach(&calls, file).contains(*file)).collect();
    assert_eq!(circles, RULES_IN_A_CIRCLE, "{calls:#?}");
}

#[test]
fn the_reader_of_calls_sees_calls() {
    let text = "impl World<'_> {\n    pub fn sue(&mut self) {\n        self.settle(1); self.each(Self::look);\n    }\n}\n\
        impl Other {\n    fn no(&self) {}\n}\n#[cfg(test)]\nmod tests {\n    fn neither() { world.never() }\n}\n";
    let (given, called) = methods_of_world(text);
    assert_eq!(given.into_iter().collect::<Vec<_>>(), ["sue"]);
    assert_eq!(called.into_iter().collect::<Vec<_>>(), ["each", "look", "settle"]);
}

/// Names and versions of the packages that a lock file lists.
fn locked_packages(text: &str) -> BTreeSet<(&str, &str)> {
    let mut lines = text.lines().peekable();
    let mut found = BTreeSet::new();
    while let Some(line) = lines.next() {
        let name = line.strip_prefix("name = ");
        let version = lines.peek().and_then(|next| next.strip_prefix("version = "));
        found.extend(name.zip(version));
    }
    found
}

/// What the tests of both build is built once, and a wheel is the program that was tested.
#[test]
fn the_python_package_takes_the_same_versions_of_all_that_the_program_takes() {
    let [program, python] = ["Cargo.lock", "python/Cargo.lock"]
        .map(|file| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap());
    let (program, python) = (locked_packages(&program), locked_packages(&python));
    let names: BTreeSet<&str> = program.iter().map(|(name, _)| *name).collect();
    let others: Vec<_> = python.difference(&program).filter(|(name, _)| names.contains(name)).collect();
    assert!(others.is_empty() && python.intersection(&program).count() > 100, "{others:?}");
}

#[test]
fn the_import_reader_sees_imports() {
    let text = "use crate::model::state;\n// crate::charts\nlet x = crate::draws::f(crate::quantity::g());\n";
    assert_eq!(imported(text), ["model", "draws", "quantity"]);
}
