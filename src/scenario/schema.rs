//! The JSON Schema (2020-12) of the scenario format, made from its two tables.

use super::fields::{Field, Presence, Timing};
use super::keys::{Key, Kind, LONGEST_NAME, most};
use super::shape::{SHAPE, Shape};
use crate::quantity::{self, Dimension};
use serde_json::{Map, Value, json};

/// The schema of a scenario file. No key is required, since a parent file (`extends`) may hold it; descriptions
/// say what a whole scenario must have.
pub fn schema() -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "marketgate scenario",
        "description": "What becomes of an app when governments close their markets to it: a world, what its owner decides, and what is pinned.",
    });
    merge(&mut schema, table(&SHAPE, ""));
    merge(&mut schema, json!({ "$defs": definitions() }));
    schema
}

fn definitions() -> Value {
    let text = |description: &str| json!({ "type": "string", "description": description });
    let remarks = |mut stated: Value| {
        merge(
            &mut stated,
            json!({
                "source": text("Fact id or other source; goes into the assumption ledger."),
                "note": text("Remark."),
                "confidence": text("How far it can be trusted; taken from the cited fact where absent."),
            }),
        );
        stated
    };
    let stated = |value: Value| json!({ "type": "object", "additionalProperties": false, "properties": remarks(json!({ "value": value })) });
    let column = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["csv", "column"],
        "properties": remarks(json!({ "csv": text("Data file, by relative path."), "column": text("Column of it; rows are drawn whole.") })),
    });
    json!({
        "quantity": { "anyOf": [{ "type": "number" }, { "type": "string" }, stated(json!({ "type": ["number", "string"] })), column.clone()] },
        "length": { "anyOf": [{ "type": "string" }, stated(json!({ "type": "string" })), column] },
    })
}

fn table(shape: &Shape, path: &str) -> Value {
    let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let properties: Map<String, Value> =
        shape.children.iter().map(|(name, child)| ((*name).to_owned(), any(child, &inner(name)))).collect();
    let mut schema = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if let Some(child) = &shape.any {
        let pattern = format!("^[a-z0-9][a-z0-9_-]{{0,{}}}$", LONGEST_NAME - 1);
        merge(
            &mut schema,
            json!({ "patternProperties": { pattern: any(child, &inner("*")) }, "maxProperties": most(path) }),
        );
    }
    schema
}

fn any(shape: &Shape, path: &str) -> Value {
    match (shape.field, shape.key) {
        (Some(field), _) if !shape.children.is_empty() => {
            // `churn`: a quantity, or a table of quantities with remarks of its own.
            let mut inner = table(shape, path);
            let remark = json!({ "type": "string" });
            merge(&mut inner["properties"], json!({ "source": remark, "note": remark, "confidence": remark }));
            json!({ "description": describe(field), "anyOf": [{ "$ref": "#/$defs/quantity" }, inner] })
        }
        (Some(field), _) => quantity(field),
        (None, Some(key)) => other(key),
        (None, None) => table(shape, path),
    }
}

fn quantity(field: &Field) -> Value {
    let definition = if field.dimension == Dimension::Duration { "length" } else { "quantity" };
    let mut schema = json!({ "$ref": format!("#/$defs/{definition}"), "description": describe(field) });
    if let Presence::Default(text) = field.presence {
        merge(&mut schema, json!({ "default": text }));
    }
    schema
}

fn describe(field: &Field) -> String {
    let shown = |value| quantity::format(value, field.dimension);
    let presence = match field.presence {
        Presence::Required => "Required. ",
        Presence::Optional | Presence::Default(_) => "",
    };
    let timing = match field.timing {
        Timing::Once => "Drawn once per replication",
        Timing::EachUse => "Drawn afresh at each use",
    };
    let (accepts, least, most) = (field.dimension.accepts(), shown(field.min), shown(field.max));
    format!("{presence}{} {timing}. Takes {accepts}; from {least} to {most}.", field.doc)
}

fn other(key: &Key) -> Value {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let one_or_many = |one: Value| json!({ "anyOf": [one, { "type": "array", "items": one, "uniqueItems": true }] });
    let mut schema = match key.kind {
        Kind::Text | Kind::Length | Kind::Market => json!({ "type": "string" }),
        Kind::Date => json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Kind::Lengths => texts,
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Whole => {
            json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^[0-9]+$" }] })
        }
        Kind::Word(words) => json!({ "enum": words }),
        Kind::Words(words) => one_or_many(json!({ "enum": words })),
        Kind::Markets => one_or_many(json!({ "type": "string" })),
        Kind::Correlations => correlations(),
        Kind::Sweeps => sweeps(),
    };
    let required = if key.required { "Required. " } else { "" };
    let default = if key.default.is_empty() { String::new() } else { format!(" Where absent: {}.", key.default) };
    merge(&mut schema, json!({ "description": format!("{required}{}{default}", key.doc) }));
    schema
}

fn sweeps() -> Value {
    let text = |description: &str| json!({ "type": "string", "description": description });
    let values = json!({ "anyOf": [{ "type": ["string", "number"] }, { "type": "array", "items": { "type": ["string", "number"] } }] });
    json!({ "type": "array", "items": { "type": "object", "additionalProperties": false, "required": ["vary"], "properties": {
        "name": { "type": "string", "pattern": "^[a-z0-9-]+$", "description": "Its name among the sweeps of the file; `sweep` where absent." },
        "vary": { "type": "object", "description": "Paths of inputs and what each is varied over: `a..b:n`, `a..b:n log`, or a list.",
            "additionalProperties": { "anyOf": [values, { "type": "object" }] } },
        "zip": { "type": "boolean", "description": "Whether values go in pairs instead of every one with every other." },
        "design": text("grid (default), lhs:N or sobol:N."),
        "where": text("Which points are kept: a condition over the inputs varied."),
        "metric": { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }], "description": "Paths of figures in summary.json." },
        "replications": { "type": "integer", "minimum": 1, "description": "Replications at each point." },
    } } })
}

fn correlations() -> Value {
    json!({
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["between", "rank"],
            "properties": {
                "between": {
                    "type": "array", "items": { "type": "string" }, "minItems": 2, "uniqueItems": true,
                    "description": "Paths of uncertain inputs that are drawn once; each pair of them is correlated.",
                },
                "rank": { "type": "number", "exclusiveMinimum": -1, "exclusiveMaximum": 1, "description": "Spearman's rank correlation." },
            },
        },
    })
}

/// Adds the keys of `more`, which is an object, to `schema`, which is one too.
fn merge(schema: &mut Value, more: Value) {
    if let (Value::Object(schema), Value::Object(more)) = (schema, more) {
        schema.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::super::bundled::BUNDLED;
    use super::super::document::parse_quietly;
    use super::super::node::{self, Node, Table};
    use super::*;

    fn json_table(table: &Table) -> Value {
        Value::Object(table.iter().map(|(key, entry)| (key.to_owned(), json_node(&entry.node))).collect())
    }

    fn json_node(node: &Node) -> Value {
        match &node.value {
            node::Value::Text(text) | node::Value::Date(text) => Value::from(text.as_str()),
            node::Value::Number(text) => serde_json::from_str(text).unwrap(),
            node::Value::Flag(flag) => Value::from(*flag),
            node::Value::List(nodes) => nodes.iter().map(json_node).collect(),
            node::Value::Table(table) => json_table(table),
        }
    }

    /// Whether a scenario is one by the schema. Compiling the schema holds it against the schema of schemas.
    fn is_valid(text: &str) -> bool {
        let mut compiler = boon::Compiler::new();
        compiler.set_default_draft(boon::Draft::V2020_12);
        compiler.add_resource("schema.json", schema()).unwrap();
        let mut schemas = boon::Schemas::new();
        let compiled = compiler.compile("schema.json", &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
        let instance = json_table(&parse_quietly(text).unwrap());
        schemas.validate(&instance, compiled).inspect_err(|error| eprintln!("{error}")).is_ok()
    }

    #[test]
    fn bundled_scenarios_are_valid() {
        for (path, text) in BUNDLED.iter().filter(|(path, _)| path.rsplit('.').next() == Some("toml")) {
            assert!(is_valid(text), "{path}");
        }
    }

    #[test]
    fn mistakes_are_not() {
        for wrong in [
            "titel = 'x'",
            "[markets.us]\narpuu = 1",
            "[markets.us.policy.order]\nenforcment = 1",
            "[markets.US]\narpu = 1",
            "[markets.us]\narpu = { value = 1, sorce = 'x' }",
            "[policy.order]\ndeadline = 45",
            "[events.e]\nkind = 'bann'",
            "[strategies.s]\non_order = ['sel']",
            "[[correlations]]\nbetween = ['a']\nrank = 0.5",
        ] {
            assert!(!is_valid(wrong), "{wrong}");
        }
        assert!(is_valid("[markets.us]\nchurn = { day1 = 0.5, source = 'x' }\n[run]\nseed = '18446744073709551615'"));
    }
}
