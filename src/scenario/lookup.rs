//! Inputs and keys of the format by the paths that people write, and what they usually are.

use std::sync::LazyLock;

use super::bundled::BUNDLED;
use super::checked::Scenario;
use super::fields::Field;
use super::inputs::{fields, keys};
use super::keys::Key;
use super::quantities::{Input, Origin};
use super::shape::SHARED;

/// Bundled scenarios that stand alone; the others extend one of them. Hindcasts are short and rough on purpose.
static SCENARIOS: LazyLock<Vec<(&'static str, Scenario)>> = LazyLock::new(|| {
    let is_example = |path: &str| path.rsplit('.').next() == Some("toml") && !path.starts_with("hindcast/");
    let texts = BUNDLED.iter().filter(|(path, _)| is_example(path));
    texts.filter_map(|(path, text)| Some((*path, Scenario::parse(path, text, &[]).ok()?))).collect()
});

/// What an input is in the scenarios that come with the program.
#[derive(Debug, Clone, PartialEq)]
pub struct Typical {
    /// Least 5th and greatest 95th percentile over all places where it is written, in canonical units.
    pub range: (f64, f64),
    /// One of these places: the path of the input.
    pub path: String,
    /// What is written there.
    pub written: String,
    /// The file it stands in.
    pub file: &'static str,
}

/// The input at a path such as `markets.us.arpu` or `markets.*.arpu`; that of a market, where a market may override it.
pub fn find_field(path: &str) -> Option<&'static Field> {
    let path = strip_market(path);
    fields().find(|field| fits(field.path, path))
}

/// The key that holds no quantity at a path such as `events.us-order.kind`.
pub fn find_key(path: &str) -> Option<&'static Key> {
    keys().find(|key| fits(key.path, path))
}

/// What an input usually is; none where no bundled scenario writes it as a distribution.
pub fn find_typical(field: &Field) -> Option<Typical> {
    let written = |input: &&Input| {
        let is_field = input.field.path == field.path;
        is_field && matches!(input.origin, Origin::File { .. }) && input.quantity.distribution().is_some()
    };
    let mut typical: Option<Typical> = None;
    for (file, scenario) in SCENARIOS.iter() {
        for input in scenario.inputs.iter().filter(written) {
            let ends = input.quantity.distribution().map(|law| (law.quantile(0.05), law.quantile(0.95)));
            let (low, high) = ends.unwrap_or_default();
            let found = typical.get_or_insert_with(|| Typical {
                range: (low, high),
                path: input.path.clone(),
                written: input.written.clone(),
                file,
            });
            found.range = (found.range.0.min(low), found.range.1.max(high));
        }
    }
    typical
}

/// `markets.us.policy.order.fine` is `policy.order.fine`.
fn strip_market(path: &str) -> &str {
    let inner = path.strip_prefix("markets.").and_then(|rest| rest.split_once('.')).map(|(_, inner)| inner);
    let shared = inner.filter(|inner| SHARED.iter().any(|table| inner.split('.').next() == Some(table)));
    shared.unwrap_or(path)
}

/// Whether a path is one of those that `pattern` stands for, whose `*` stands for a chosen name.
fn fits(pattern: &str, path: &str) -> bool {
    let (names, written) = (pattern.split('.'), path.split('.'));
    names.clone().count() == written.clone().count()
        && names.zip(written).all(|(name, written)| name == written || name == "*" && !written.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_find_their_input_or_key() {
        for (path, field) in [
            ("markets.us.arpu", "markets.*.arpu"),
            ("markets.*.arpu", "markets.*.arpu"),
            ("markets.us.policy.order.extension.max", "policy.order.extension.max"),
            ("events.us-order.deadline", "events.*.deadline"),
            ("markets.us.links.canada", "markets.*.links.*"),
        ] {
            assert_eq!(find_field(path).map(|field| field.path), Some(field), "{path}");
        }
        assert!(find_field("markets.us.arpuu").is_none() && find_field("arpu").is_none());
        assert_eq!(find_key("events.us-order.kind").map(|key| key.path), Some("events.*.kind"));
    }

    #[test]
    fn what_is_usual_is_read_off_the_bundled_scenarios() {
        assert_eq!(SCENARIOS.len(), 6);
        let arpu = find_typical(find_field("markets.us.arpu").unwrap()).unwrap();
        assert!(arpu.range.0 > 0.0 && arpu.range.0 < 2.0 && arpu.range.1 > 9.0, "{arpu:?}");
        assert_eq!((arpu.path.rsplit('.').next(), arpu.file.rsplit('.').next()), (Some("arpu"), Some("toml")));
    }
}
