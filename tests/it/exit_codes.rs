//! The same mistake ends every command with the same exit code, and is named on standard error.

use crate::sample::STILL;
use crate::study::Desk;

/// Each command, with what it needs beside the scenario file; and the folder of its results, where it has one.
const COMMANDS: [(&[&str], &str); 12] = [
    (&["check", "FILE"], ""),
    (&["run", "FILE", "-n", "2"], "s"),
    (&["run", "FILE", "-n", "2", "--focus", "us.banned"], "s-focus"),
    (&["compare", "FILE", "FILE2", "-n", "2"], "comparison"),
    (&["diff", "FILE", "FILE2", "-n", "2"], "difference"),
    (
        &[
            "decide",
            "FILE",
            "-n",
            "2",
            "--set",
            "strategies.a.reserve=0%",
            "--set",
            "strategies.b.reserve=1%",
            "--set",
            "strategy=a",
        ],
        "s-decision",
    ),
    (&["sweep", "FILE", "-n", "2", "--vary", "markets.us.users=1M,2M"], "s-sweep"),
    (&["sensitivity", "FILE", "-n", "2"], "s-one-at-a-time"),
    (&["discover", "FILE", "-n", "2", "--where", "value < $1B", "--by", "us.final_state"], "s"),
    (&["stress", "FILE", "-n", "2", "--reverse", "value < $1B"], "s"),
    (&["reweight", "FILE", "-n", "2", "--probability", "us.banned=0.3"], "s"),
    (&["trace", "FILE", "-n", "2"], ""),
];

/// Holds the exit code of a mistake in every command that can make it against `expected`. `prepare` makes the mistake, given the
/// folder of the command's results, in a desk with `s.toml` and `t.toml`, and gives the scenario file and more arguments.
#[track_caller]
fn holds(mistake: &str, expected: i32, prepare: impl Fn(&Desk, &str) -> Option<(String, Vec<String>)>) {
    for (command, folder) in COMMANDS {
        let desk = Desk::new(STILL);
        desk.write("t.toml", &format!("# another\n{STILL}"));
        let Some((file, more)) = prepare(&desk, folder) else { continue };
        let word = |word: &&str| match *word {
            "FILE" => file.clone(),
            "FILE2" => "t.toml".to_owned(),
            word => word.to_owned(),
        };
        let arguments: Vec<String> = command.iter().map(word).chain(more).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (code, _, errors) = desk.tell(&arguments);
        assert_eq!(code, expected, "{mistake}: {arguments:?}: {errors}");
        assert!(errors.contains("error") && !errors.contains("error: error"), "{mistake}: {arguments:?}: {errors}");
    }
}

/// Arguments beside the file `s.toml`.
fn beside(more: &[&str]) -> (String, Vec<String>) {
    ("s.toml".to_owned(), more.iter().map(|word| (*word).to_owned()).collect())
}

#[test]
fn what_the_user_gave_wrong_is_2() {
    holds("no such file", 2, |_, _| Some(("none.toml".to_owned(), Vec::new())));
    holds("not TOML", 2, |desk, _| {
        desk.write("s.toml", "start = = 1\n");
        Some(beside(&[]))
    });
    holds("an unknown key", 2, |desk, _| {
        desk.write("s.toml", &format!("nonsense = 1\n{STILL}"));
        Some(beside(&[]))
    });
    holds("an input that is not there", 2, |_, _| Some(beside(&["--set", "markets.us.nonsense=1"])));
    holds("no such flag", 2, |_, _| Some(beside(&["--nonsense"])));
    // What two files differ in has a folder of its own, whatever they are called.
    holds("a name that no folder can have", 2, |desk, folder| {
        desk.write("what?.toml", STILL);
        (folder != "difference").then(|| ("what?.toml".to_owned(), Vec::new()))
    });
}

/// Commands that read no scenario: a name that is not there is the user's mistake too.
#[test]
fn a_name_that_is_not_there_is_2() {
    let desk = Desk::new(STILL);
    let mistakes: [(&[&str], &str); 14] = [
        (&["atlas", "Canda"], "did you mean `CA`"),
        (&["atlas", "CA", "--home", "XYZZY"], "the atlas has no market `XYZZY`"),
        (&["explain", "markets.us.arpuu"], "did you mean `markets.us.arpu`?"),
        (&["explain", "baned"], "did you mean `banned`?"),
        (&["explain"], "PATH"),
        (&["new", "mine.toml"], "these flags are missing"),
        (&["new", "s.toml", "--kind", "ban"], "s.toml exists"),
        (&["new", "mine.toml", "--kind", "bann"], "'ban'"),
        (&["gather", "none"], "cannot read none"),
        (&["sweep", "--plan", "none.json", "--shard", "1/2"], "cannot read none.json"),
        (&["run", "--plan", "none.json", "--shard", "1/2"], "cannot read none.json"),
        (&["sensitivity", "--plan", "none.json", "--shard", "1/2"], "cannot read none.json"),
        (&["decide", "--plan", "none.json", "--shard", "1/2"], "cannot read none.json"),
        (&["backtest", "--plan", "none.json", "--shard", "1/2"], "cannot read none.json"),
    ];
    for (arguments, said) in mistakes {
        desk.refused(arguments, &["error", said]);
    }
    for right in [&["atlas"][..], &["atlas", "ca"], &["explain", "markets.us.arpu"], &["explain", "--metrics"]] {
        assert_eq!(desk.tell(right).0, 0, "{right:?}");
    }
}

#[test]
fn what_the_disk_refuses_is_1() {
    // Those without a folder write nothing.
    let writes = |folder: &str| !folder.is_empty();
    holds("the output folder is a file", 1, |_, folder| writes(folder).then(|| beside(&["-o", "t.toml"])));
    holds("the folder of the results is a stranger's", 1, |desk, folder| {
        desk.write(&format!("output/{folder}/thesis.txt"), "years of work");
        writes(folder).then(|| beside(&[]))
    });
}
