//! Saved results as somebody might edit them: still JSON, and of the shape that they had, but for what was changed.

use serde_json::{Value, json};

/// What a number is changed to.
fn numbers() -> [Value; 14] {
    [
        Value::Null,
        json!(0),
        json!(-1),
        json!(1),
        json!(2),
        json!(0.5),
        json!(-0.0),
        json!(1e-300),
        json!(1e59),
        json!(-1e59),
        json!(1e300),
        json!(4_294_967_295_u32),
        json!(u64::MAX),
        json!("x"),
    ]
}

/// What a text is changed to.
const TEXTS: [&str; 6] = ["", "\u{1b}[2J\u{202e}", "<script>alert(1)</script>", "2021-01-01", "../../x", "=1+1"];

/// Changes `value` as the bytes of `script` say: three bytes a change.
pub(crate) fn edit(value: &mut Value, script: &[u8]) {
    for change in script.as_chunks::<3>().0 {
        let mut places = Vec::new();
        collect(value, &mut String::new(), &mut places);
        let at = ((usize::from(change[0]) * 256 + usize::from(change[1])) * places.len()) >> 16;
        if let Some(found) = places.get(at).and_then(|place| value.pointer_mut(place)) {
            change_one(found, usize::from(change[2]));
        }
    }
}

/// Pointers to all that can be changed.
fn collect(value: &Value, at: &mut String, places: &mut Vec<String>) {
    places.push(at.clone());
    let length = at.len();
    match value {
        // Of a long list the ends and the middle stand for all.
        Value::Array(items) => {
            let few = [0, 1, items.len() / 2, items.len().wrapping_sub(1)];
            for (i, item) in items.iter().enumerate().filter(|(i, _)| few.contains(i)) {
                *at += &format!("/{i}");
                collect(item, at, places);
                at.truncate(length);
            }
        }
        Value::Object(items) => {
            for (key, item) in items {
                *at += &format!("/{}", key.replace('~', "~0").replace('/', "~1"));
                collect(item, at, places);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

fn change_one(value: &mut Value, how: usize) {
    match value {
        Value::Null | Value::Number(_) => *value = numbers()[how % numbers().len()].clone(),
        Value::Bool(flag) => *flag = !*flag,
        Value::String(text) => TEXTS[how % TEXTS.len()].clone_into(text),
        Value::Array(items) => match how % 6 {
            0 => items.clear(),
            1 => drop(items.pop()),
            2 => items.extend(items.last().cloned()),
            3 => items.reverse(),
            4 => {
                let first = items.first().cloned().unwrap_or(Value::Null);
                items.fill(first);
            }
            _ => items.truncate(1),
        },
        Value::Object(items) => {
            let key = items.keys().nth((how * items.len()) >> 8).cloned();
            match (key, how % 3) {
                (Some(key), 0) => drop(items.shift_remove(&key)),
                (Some(key), _) => drop(items.insert(format!("{key}x"), items[&key].clone())),
                (None, _) => *value = Value::Null,
            }
        }
    }
}
