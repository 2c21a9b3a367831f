//! What is written to the terminal: results on standard output, everything else on standard error. All of it goes through here, so
//! that nothing of a stranger's steers the terminal, and so that nobody who has stopped listening ends a run.

use std::io::{ErrorKind, Write as _};

use anyhow::Context;
use serde::Serialize;

use super::error::CliError;

/// Prints `text` and a line end on standard output; a reader who has seen enough (`| head`) is no error.
pub(super) fn print_text(text: impl std::fmt::Display) -> Result<(), CliError> {
    write(&clean(&text.to_string()))
}

/// Prints figures as JSON on standard output.
pub(super) fn print_json(figures: &impl Serialize) -> Result<(), CliError> {
    let json = serde_json::to_string_pretty(figures).context("the figures cannot be written as JSON")?;
    write(&escape(&json))
}

/// The same of several results: a list of them, or the one.
pub(super) fn print_all_json(results: &[impl Serialize]) -> Result<(), CliError> {
    if let [one] = results { print_json(one) } else { print_json(&results) }
}

/// Prints a line on standard error. Where that cannot be written there is nobody to tell.
pub(super) fn note(text: impl std::fmt::Display) {
    put(&clean(&text.to_string()));
}

/// The same of quoted lines, whose colours are ours: the escapes of what is quoted were replaced where it was coloured.
pub(super) fn note_quoted(text: &str) {
    const ESCAPE: char = '\u{1b}';
    let clean: String =
        text.chars().map(|c| if c != ESCAPE && steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect();
    put(&clean);
}

fn put(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

fn write(text: &str) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output").map_err(CliError::from)
        }
        _ => Ok(()),
    }
}

/// Whether a terminal would obey a character instead of showing it: a control, or a mark that turns the direction of the text
/// around it. Line ends and tabs are ours.
fn steers(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// `text` with a replacement character for each that would steer the terminal.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The same JSON: what would steer the terminal can stand in its strings only, and is written as `\uXXXX` there.
fn escape(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if steers(c) {
            escaped += &format!("\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal_and_all_else_is_shown() {
        let hostile = "a\u{1b}[2Jb\u{9b}31mc\rd\u{202E}e\u{2066}f\u{61C}g\u{7f}h\u{0}i";
        let shown = clean(hostile);
        assert_eq!(shown, "a\u{FFFD}[2Jb\u{FFFD}31mc\u{FFFD}d\u{FFFD}e\u{FFFD}f\u{FFFD}g\u{FFFD}h\u{FFFD}i");
        let plain = "Österreich — مصر 中国 👩‍🚀\n\t$1.5bn ± 0.2";
        assert_eq!(clean(plain), plain);
    }

    #[test]
    fn json_stays_the_same_to_who_reads_it() {
        let figures = serde_json::json!({ "a\u{202E}\n": "\u{9b}\u{1b}[2J\u{2067}é" });
        let text = escape(&serde_json::to_string_pretty(&figures).unwrap());
        assert!(text.chars().all(|c| !steers(c)));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), figures);
    }
}
