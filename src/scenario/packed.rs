//! A scenario packed with all that it reads, so that another machine reads the same.

use serde::{Deserialize, Serialize};

use super::folder::{Folder, Texts};
use super::layers::Document;
use super::node::{Node, Value};

/// A scenario and the files that it reads, as texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackedScenario {
    /// Name of the scenario's own file among [`PackedScenario::texts`]; results are named after it.
    pub file: String,
    /// Settings of the command line, each `PATH=VALUE`.
    pub set: Vec<String>,
    /// The texts, by their names as seen from the scenario's folder. The names find texts in this table and nothing else.
    pub texts: Texts,
}

/// Collects the texts of `document` and of the data that it names.
///
/// # Errors
/// A sentence that says why it cannot be packed.
pub(super) fn pack(document: &Document, most: u64) -> Result<PackedScenario, String> {
    let mut texts = Texts::new();
    for source in document.sources.iter().filter(|source| source.folder.is_some()) {
        texts.insert(document.relative(&source.name), source.text().to_owned());
    }
    let Some((file, _)) = texts.first() else { return Err("a scenario that is no file cannot be planned".to_owned()) };
    let file = file.clone();
    for (folder, written) in document.table.iter().flat_map(|(_, entry)| list_data(document, &entry.node)) {
        let Ok((real, shown)) = folder.resolve(&written, "csv") else { continue };
        let name = document.relative(&shown.display().to_string());
        let held: u64 = texts.values().map(|text| text.len() as u64).sum();
        if !texts.contains_key(&name) {
            texts.insert(name, folder.read(&real, most.saturating_sub(held)).map_err(|refusal| refusal.message)?);
        }
    }
    if texts.values().map(|text| text.len() as u64).sum::<u64>() > most {
        return Err(format!("the scenario and its data are larger than {} MiB", most.div_ceil(1 << 20)));
    }
    let set = document.sources.iter().filter(|source| source.command_line).map(|source| source.text().to_owned());
    Ok(PackedScenario { file, set: set.collect(), texts })
}

/// The data files that a part of a scenario names, with the folders from which it names them.
fn list_data(document: &Document, node: &Node) -> Vec<(Folder, String)> {
    let Some(table) = node.table() else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(Node { value: Value::Text(written), span }) = table.get("csv")
        && let Some(folder) = &document.sources.get(span.source).folder
    {
        found.push((folder.clone(), written.clone()));
    }
    found.extend(table.iter().flat_map(|(_, entry)| list_data(document, &entry.node)));
    found
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::Template;

    const TEXT: &str = r#"
        extends = "../base.toml"
        title = "packed"
        [markets.us]
        users = "100M"
        ceiling = "150M"
        churn = "0.3 per year"
        arpu = { csv = "data/arpu.csv", column = "arpu" }
        margin = "20% to 30%"
    "#;

    /// A scenario with a parent beside its folder and with data below it, read again where none of these files is.
    #[test]
    fn a_packed_scenario_is_the_same_wherever_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("own/data")).unwrap();
        let base = "start = 2020-08-03\nhorizon = '2 years'\ncompany.discount_rate = '10%'\n\
                    [markets.us]\ngrowth = { csv = 'growth.csv', column = 'g' }\n";
        fs::write(dir.path().join("base.toml"), base).unwrap();
        fs::write(dir.path().join("growth.csv"), "g\n20%\n30%\n").unwrap();
        fs::write(dir.path().join("own/top.toml"), TEXT).unwrap();
        fs::write(dir.path().join("own/data/arpu.csv"), "arpu\n$6\n$9\n").unwrap();
        let set = ["markets.us.margin=25%".to_owned()];
        let template = Template::load(&dir.path().join("own/top.toml"), &set).unwrap();
        let packed = template.pack(1 << 20).unwrap();
        drop(dir);
        assert_eq!((packed.file.as_str(), packed.set.as_slice()), ("top.toml", set.as_slice()));
        let names: Vec<&str> = packed.texts.keys().map(String::as_str).collect();
        assert_eq!(names, ["top.toml", "../base.toml", "../growth.csv", "data/arpu.csv"]);
        let again = Template::unpack(packed.clone()).unwrap();
        assert_eq!(again.scenario(), template.scenario());
        let other = ["markets.us.users=90M".to_owned()];
        assert_eq!(again.override_with(&other).unwrap().name(), "top");
        assert!(template.pack(100).unwrap_err().contains("larger than"));
        let mut gap = packed;
        gap.texts.shift_remove("data/arpu.csv");
        let error = Template::unpack(gap).unwrap_err().to_string();
        assert!(error.contains("the plan does not hold it"), "{error}");
    }
}
