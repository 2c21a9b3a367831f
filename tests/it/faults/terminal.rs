//! Terminals that are closed, narrow, or could be steered.

use std::fs;

use super::{Place, code, told};

const RUN: &str = "$M run base.toml -n 50 --format svg";

#[test]
fn nobody_who_has_stopped_listening_ends_a_run() {
    for (script, wanted) in [
        // A pipe whose reader has gone: the exit code is written into a file.
        (format!("{{ {RUN} -v; echo $? >code; }} 2>&1 | head -1 >/dev/null; exit $(cat code)"), 0),
        (format!("{{ {RUN} --json; echo $? >code; }} | true; exit $(cat code)"), 0),
        (format!("{RUN} -v >&-"), 0),
        (format!("{RUN} -v 2>&-"), 0),
        (format!("{RUN} -v >&- 2>&- <&-"), 0),
        (format!("{RUN} -v 2>/dev/full"), 0),
        (format!("{RUN} >/dev/full"), 1),
        ("$M check /nope 2>/dev/full".to_owned(), 2),
        ("$M check /nope 2>&-".to_owned(), 2),
        ("$M check base.toml >/dev/full 2>/dev/full".to_owned(), 1),
        ("$M --nonsense 2>/dev/full".to_owned(), 2),
        ("$M completions bash | true".to_owned(), 0),
        ("env -i $M check base.toml".to_owned(), 0),
        (format!("env -i {RUN}"), 0),
    ] {
        let place = Place::new();
        let ended = place.sh(&script);
        assert_eq!(code(&ended), wanted, "{script}: {ended:?}");
        if script.contains(RUN) {
            assert_eq!(place.entries(), ["base"], "{script}");
        }
    }
}

#[test]
fn narrow_terminals_are_enough() {
    let place = Place::new();
    if !place.sh("script --version").status.success() {
        return eprintln!("NOT TESTED: no `script` to make a terminal with");
    }
    for command in
        ["run base.toml -n 50 --format svg", "check base.toml", "trace base.toml -n 50", "--help", "check /nope"]
    {
        let script = format!("script -qec \"stty cols 20 rows 5; \\$M {command}; echo code \\$?\" /dev/null");
        let ended = place.sh(&script);
        let shown = String::from_utf8_lossy(&ended.stdout).into_owned() + &told(&ended);
        let wanted = if command.contains("nope") { "code 2" } else { "code 0" };
        assert!(shown.contains(wanted) && !shown.contains("panicked"), "{command}: {shown}");
    }
}

#[test]
fn strangers_do_not_steer_the_terminal() {
    let place = Place::new();
    let hostile = "a\u{1b}[2J\u{202E}b\u{9b}31m";
    let base = fs::read_to_string(place.path("base.toml")).unwrap();
    // Controls are refused in titles and names; marks that turn the direction are not.
    let turned = "\"a\\u202Eb\"";
    let text = format!("title = {turned}\nquestion = {turned}\n{base}name = {turned}\n");
    fs::write(place.path(&format!("{hostile}.toml")), &text).unwrap();
    fs::write(place.path("titled.toml"), &text).unwrap();
    fs::write(place.path("wrong.toml"), format!("{base}'{hostile}' = 1\n[{hostile}\n")).unwrap();
    fs::write(place.path("design.csv"), format!("{hostile}\n1\n")).unwrap();
    fs::write(place.path(&format!("{hostile}.csv")), "a,b\n1\n").unwrap();
    let file = format!("{hostile}.toml");
    let table = format!("{hostile}.csv");
    for arguments in [
        vec!["check", "titled.toml"],
        vec!["check", "wrong.toml"],
        vec!["run", &file, "-n", "50"],
        vec!["run", "titled.toml", "-n", "50", "--format", "svg"],
        vec!["run", "titled.toml", "-n", "50", "--format", "svg", "--json"],
        vec!["trace", "titled.toml", "-n", "50"],
        vec!["sweep", "base.toml", "--design", "design.csv"],
        vec!["sweep", "base.toml", "--design", &table],
        vec!["sweep", "base.toml", "--vary", &file],
        vec!["discover", "base.toml", "-n", "50", "--where", hostile],
        vec!["report", hostile],
        vec!["diff", "base.toml", "titled.toml", "-n", "50"],
        vec!["run", "base.toml", "--set", hostile],
        vec![hostile],
    ] {
        let ended = place.marketgate(&arguments).output().unwrap();
        assert_eq!(code(&ended), if arguments.contains(&"titled.toml") { 0 } else { 2 }, "{arguments:?}: {ended:?}");
        let shown = String::from_utf8_lossy(&ended.stdout).into_owned() + &told(&ended);
        let steers = |c: &char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202A}'..='\u{202E}');
        assert_eq!(shown.chars().find(steers), None, "{arguments:?}:\n{shown:?}");
    }
}
