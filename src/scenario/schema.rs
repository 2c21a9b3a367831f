//! The JSON Schema (2020-12) of the scenario format, made from its two tables.

use super::fields::{Field, Presence, Timing};
use super::keys::{Key, Kind, LONGEST_NAME, limit_tables};
use super::shape::{SHAPE, Shape};
use super::words::{Answer, Word};
use crate::quantity::{self, Dimension};
use serde_json::{Map, Value, json};

/// What no table says: the head, and what a quantity, correlations and sweeps look like.
const FIXED: &str = include_str!("schema.json");

/// The schema of a scenario file. No key is required, since a parent file (`extends`) may hold it; descriptions
/// say what a whole scenario must have.
pub fn schema() -> Value {
    // Always JSON: a test holds the whole against the schema of schemas.
    let mut schema: Value = serde_json::from_str(FIXED).unwrap_or_default();
    merge(&mut schema, build_table(&SHAPE, ""));
    schema
}

fn build_table(shape: &Shape, path: &str) -> Value {
    let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let properties: Map<String, Value> =
        shape.children.iter().map(|(name, child)| ((*name).to_owned(), build_any(child, &inner(name)))).collect();
    let mut schema = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if let Some(child) = &shape.any {
        let pattern = format!("^[a-z0-9][a-z0-9_-]{{0,{}}}$", LONGEST_NAME - 1);
        merge(
            &mut schema,
            json!({ "patternProperties": { pattern: build_any(child, &inner("*")) }, "maxProperties": limit_tables(path) }),
        );
    }
    schema
}

fn build_any(shape: &Shape, path: &str) -> Value {
    match (shape.field, shape.key) {
        (Some(field), _) if !shape.children.is_empty() => {
            // `churn`: a quantity, or a table of quantities with remarks of its own.
            let mut inner = build_table(shape, path);
            let remark = json!({ "type": "string" });
            merge(&mut inner["properties"], json!({ "source": remark, "note": remark, "confidence": remark }));
            json!({ "description": describe_field(field), "anyOf": [{ "$ref": "#/$defs/quantity" }, inner] })
        }
        (Some(field), _) => build_quantity(field),
        (None, Some(key)) => build_key(key),
        (None, None) => build_table(shape, path),
    }
}

fn build_quantity(field: &Field) -> Value {
    let definition = if field.dimension == Dimension::Duration { "length" } else { "quantity" };
    let mut schema = json!({ "$ref": format!("#/$defs/{definition}"), "description": describe_field(field) });
    if let Presence::Default(text) = field.presence {
        merge(&mut schema, json!({ "default": text }));
    }
    schema
}

fn describe_field(field: &Field) -> String {
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

fn build_key(key: &Key) -> Value {
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
        Kind::Words(words) => {
            let others = Answer::OTHERS.iter().filter(|(_, word)| words.contains(word)).map(|(other, _)| other);
            one_or_many(json!({ "enum": words.iter().chain(others).collect::<Vec<_>>() }))
        }
        Kind::Markets => one_or_many(json!({ "type": "string" })),
        Kind::Correlations => json!({ "$ref": "#/$defs/correlations" }),
        Kind::Sweeps => json!({ "$ref": "#/$defs/sweep" }),
        Kind::Rules => json!({ "$ref": "#/$defs/rules" }),
    };
    let required = if key.required { "Required. " } else { "" };
    let default = if key.default.is_empty() { String::new() } else { format!(" Where absent: {}.", key.default) };
    merge(&mut schema, json!({ "description": format!("{required}{}{default}", key.doc) }));
    schema
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
    use super::super::document::parse_unreported;
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
        let instance = json_table(&parse_unreported(text).unwrap());
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
            "[strategies.s]\nrules = [{ when = 'us.state == ordered' }]",
            "[strategies.s]\nrules = [{ when = 'us.state == ordered', start = 'refuse' }]",
            "[strategies.s]\nrules = [{ wen = 'us.state == ordered', start = 'exit' }]",
            "[[correlations]]\nbetween = ['a']\nrank = 0.5",
        ] {
            assert!(!is_valid(wrong), "{wrong}");
        }
        let rule = "{ when = 'us.state == ordered', start = ['exit', 'sell'], market = 'us' }";
        assert!(is_valid(&format!(
            "[strategies.s]\nrules = [{rule}, {{ when = 'date > 2021-01-20', start = 'exit' }}]"
        )));
        assert!(is_valid("[markets.us]\nchurn = { day1 = 0.5, source = 'x' }\n[run]\nseed = '18446744073709551615'"));
    }
}
