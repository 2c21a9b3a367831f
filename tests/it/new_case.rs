//! `new`: flags become a file that checks without a warning and runs at once; without a terminal nothing is asked; nothing is overwritten.

use crate::study::Desk;
use marketgate::report::CaseKind;
use marketgate::scenario::{Origin, Scenario};

/// Flags of a case in one market.
const FLAGS: [&str; 8] = ["--category", "social", "--market", "us=US", "--users", "170M", "--on", "2026-11-02"];

/// Flags of a case in three markets, with a home, daily users, revenue and ARPU.
const WIDE: [&str; 21] = [
    "--category",
    "games",
    "--market=us=US,ca=CA",
    "--market=jp=JP",
    "--home=CN",
    "--users=cn=20M to 30M",
    "--daily-users=us=4M",
    "--daily-share=35%",
    "--users=ca=1M",
    "--users=JP=2M",
    "--revenue=us=$200M to $300M",
    "--arpu=ca=$15 to $25",
    "--margin=us=-10% to 20%",
    "--margin=15%",
    "--growth=5% to 20%",
    "--start=2026-09-01",
    "--on=2026-11-02",
    "--horizon=3 years",
    "--discount-rate=12%",
    "--title=Ours \"abroad\"",
    "--in=us,ca",
];

fn new<'a>(file: &'a str, kind: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["new", file, "--kind", kind], more].concat()
}

#[test]
fn every_kind_is_a_file_that_checks_without_a_warning() {
    for kind in CaseKind::NAMES {
        for (flags, most) in [(&FLAGS[..], 60), (&WIDE[..], 85)] {
            let desk = Desk::new("");
            let (code, told, errors) = desk.tell(&new("case.toml", kind, flags));
            assert_eq!((code, errors.as_str()), (0, ""), "{kind}");
            assert!(told.contains("marketgate check case.toml") && told.contains("marketgate run case.toml"), "{told}");
            let text = String::from_utf8(desk.bytes("case.toml")).unwrap();
            let lines = text.lines().count();
            assert!((30..=most).contains(&lines), "{kind}: {lines} lines\n{text}");
            let scenario =
                Scenario::load(&desk.path("case.toml"), &[]).unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert!(scenario.warnings().is_empty(), "{kind}: {:?}", scenario.warnings());
            let written = scenario.inputs().iter().filter(|input| matches!(input.origin(), Origin::File { .. }));
            for input in written {
                let source = input.source().unwrap_or_default();
                assert!(
                    source == "as given" || source.starts_with("assumption: please check"),
                    "{}: {source}",
                    input.path()
                );
                let is_assumed = input.confidence() == Some("assumption");
                assert_eq!(is_assumed, source != "as given", "{}", input.path());
            }
            let told = desk.run(&["check", "case.toml"]);
            assert!(told.contains("Nothing in particular to bear in mind."), "{kind}: {told}");
        }
    }
}

#[test]
fn every_kind_runs_at_once() {
    for kind in CaseKind::NAMES {
        let desk = Desk::new("");
        desk.run(&new("case.toml", kind, &FLAGS));
        desk.run(&["run", "case.toml", "-n", "20", "--quiet"]);
        assert!(desk.path("output/case/report.html").is_file(), "{kind}");
    }
}

#[test]
fn what_is_given_stands_in_the_file() {
    let desk = Desk::new("");
    let more = ["--deadline", "2027-01-31", "--bidder", "Oracle & Co.", "--bidder", "Walmart"];
    desk.run(&new("case.toml", "forced-sale", &[&WIDE[..], &more].concat()));
    let scenario = Scenario::load(&desk.path("case.toml"), &[]).unwrap();
    let written = |path: &str| scenario.input(path).unwrap_or_else(|| panic!("no {path}")).written();
    for (path, value) in [
        ("markets.us.daily_users", "4M"),
        ("markets.us.daily_share", "35%"),
        ("markets.us.revenue", "$200M to $300M"),
        ("markets.us.margin", "-10% to 20%"),
        ("markets.jp.margin", "15%"),
        ("markets.ca.arpu", "$15 to $25"),
        ("markets.cn.users", "20M to 30M"),
        ("events.us-order.deadline", "90 days"),
        ("company.discount_rate", "12%"),
    ] {
        assert_eq!(written(path), value, "{path}");
    }
    assert!(scenario.input("deal.bidders.oracle-co.interest").is_some());
    assert_eq!((scenario.title(), scenario.start().to_string().as_str()), ("Ours \"abroad\"", "2026-09-01"));
    let text = String::from_utf8(desk.bytes("case.toml")).unwrap();
    assert!(text.contains("markets  = [\"us\", \"ca\"]") && text.contains("home          = \"cn\""), "{text}");
    assert!(matches!(scenario.input("markets.jp.arpu").unwrap().origin(), Origin::Atlas("JP")));
}

#[test]
fn without_a_terminal_what_is_missing_is_listed_and_nothing_is_written() {
    let desk = Desk::new("");
    let errors = desk.refused(&["new", "case.toml"], &["--kind", "--category", "--market", "--on", "--users"]);
    assert!(!desk.path("case.toml").exists() && errors.contains("no terminal"), "{errors}");
    desk.refused(&["new", "case.toml", "--market", "US,CA", "--users", "us=1M"], &["--users ca=…", "--kind"]);
}

#[test]
fn no_file_is_overwritten_and_mistakes_leave_none() {
    let desk = Desk::new("kept");
    desk.refused(&new("s.toml", "ban", &FLAGS), &["s.toml exists, and was left as it is"]);
    assert_eq!(desk.bytes("s.toml"), b"kept");
    for (more, said) in [
        (&["--market", "XX"][..], "the atlas has no market `XX`"),
        (&["--market", "us=US"], "`us` is named twice"),
        (&["--margin", "fast"], "--margin fast"),
        (&["--margin", "300%"], "out of range"),
        (&["--revenue", "$1bn", "--arpu", "$6"], "both --revenue and --arpu"),
        (&["--daily-users", "90M"], "both --users and --daily-users"),
        (&["--users", "ca=1M"], "`ca` is none of the markets"),
        (&["--bidder", "A"], "nothing is sold"),
        (&["--deadline", "soon"], "neither a date"),
        (&["--start", "2027-01-01"], "before the start"),
        (&["--in", "fr"], "--in: `fr` is none of the markets"),
        (&["--deadline", "2026-11-01"], "is not after the date of the event"),
        (&["--ceiling", "100M"], "the ceiling of `us` is below 1.05 times its users"),
        (&["--home", "Chna"], "did you mean `CN` (China)?"),
        (&["--on", "tomorrow"], "tomorrow"),
    ] {
        let mut flags = new("case.toml", "ban", &FLAGS);
        if more[0] == "--on" {
            flags.truncate(flags.len() - 2);
        }
        desk.refused(&[&flags[..], more].concat(), &[said]);
        assert!(!desk.path("case.toml").exists(), "{more:?}");
    }
    desk.refused(&new("case", "ban", &FLAGS), &["ends in .toml"]);
    desk.refused(&new("case.toml", "exit", &[&FLAGS[..], &["--deadline", "9 days"]].concat()), &["`exit` has none"]);
}

/// Ctrl-C at a question, on a terminal that `script` makes.
#[cfg(unix)]
#[test]
fn an_interrupted_interview_leaves_no_file() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    if !Command::new("script").arg("--version").output().is_ok_and(|ended| ended.status.success()) {
        return eprintln!("NOT TESTED: no `script` to make a terminal with");
    }
    let desk = Desk::new("");
    let command = format!("{} new case.toml; echo code $?", env!("CARGO_BIN_EXE_marketgate"));
    let mut child = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(desk.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keys = child.stdin.take().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    keys.write_all(b"\r").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
    keys.write_all(b"\x03").unwrap();
    let ended = child.wait_with_output().unwrap();
    drop(keys);
    let shown = String::from_utf8_lossy(&ended.stdout);
    assert!(shown.contains("What happens?") && shown.contains("code 130"), "{shown}");
    assert!(!desk.path("case.toml").exists());
}
