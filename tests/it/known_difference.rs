//! What two scenarios differ in, and what each difference brings, against known answers (model, section 11).

use std::sync::atomic::AtomicBool;

use marketgate::analysis::{Difference, explain};
use marketgate::scenario::{LoadError, Pair};
use marketgate::simulation::Settings;

use crate::common::{Files, bundled, marketgate};
use crate::random;
use crate::sample::{STILL, another, close, run, scenario};

/// The market of [`STILL`] with uncertain money, under an order that somebody may buy out of.
fn base() -> String {
    let order = "\n[events.o]\non = 2021-01-01\nmarket = 'us'\nkind = 'forced-sale'\ndeadline = '90 days'\n";
    let more = "[policy.order]\nenforcement = '40% to 80%'\n[policy.ban]\npermanent = '50%'\n[strategies.fight]\non_order = 'litigate'\n";
    STILL.replace("arpu = \"$10\"", "arpu = \"$8 to $12\"") + order + more
}

/// Changes of [`base`], as what is written there and what takes its place.
const ARPU: (&str, &str) = ("arpu = \"$8 to $12\"", "arpu = \"$12 to $16\"");
const RATE: (&str, &str) = ("discount_rate = \"10%\"", "discount_rate = \"9% to 14%\"");
const DEADLINE: (&str, &str) = ("deadline = '90 days'", "deadline = '300 days'");

fn changed(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

fn pair(a: &str, b: &str) -> Pair {
    Pair::parse(("a.toml", a), ("b.toml", b), &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn explained(pair: &Pair, replications: u64, threads: usize) -> Difference {
    let settings = Settings { replications, seed: 1, threads };
    explain(pair, settings, &AtomicBool::new(false), |_| ()).unwrap_or_else(|error| panic!("{error}"))
}

/// Names of the groups.
fn names(pair: &Pair) -> Vec<String> {
    pair.groups().iter().map(marketgate::scenario::Group::name).collect()
}

fn value(text: &str, replications: u64) -> f64 {
    let values = run(scenario(text, &[]), replications, 1, 2).column("value");
    values.iter().sum::<f64>() / values.len() as f64
}

fn contribution(difference: &Difference, name: &str) -> f64 {
    let group = difference.groups.iter().find(|group| group.name() == name).unwrap_or_else(|| panic!("no {name}"));
    group.contribution("value").mean
}

// ---- parts ---------------------------------------------------------------------------------------

#[test]
fn three_inputs_bring_what_eight_runs_say() {
    let a = base();
    let changes = [("markets.us.arpu", ARPU), ("company.discount_rate", RATE), ("events.o.deadline", DEADLINE)];
    let pair = pair(&a, &changed(&a, &changes.map(|(_, change)| change)));
    let mut found = names(&pair);
    found.sort();
    assert_eq!(found, ["company.discount_rate", "events.o.deadline", "markets.us.arpu"]);
    let (n, difference) = (1500, explained(&pair, 1500, 2));
    // The same by hand: eight scenarios written out, each run for itself.
    let worth: Vec<f64> = (0..8)
        .map(|set| {
            let taken: Vec<_> = (0..3).filter(|i| set & 1 << i != 0).map(|i| changes[i].1).collect();
            value(&changed(&a, &taken), n)
        })
        .collect();
    let mut sum = 0.0;
    for (i, (path, _)) in changes.iter().enumerate() {
        let (one, [j, k]) = (1 << i, [1 << ((i + 1) % 3), 1 << ((i + 2) % 3)]);
        let gain = |set: usize| worth[set | one] - worth[set];
        let known = gain(0) / 3.0 + gain(j) / 6.0 + gain(k) / 6.0 + gain(j | k) / 3.0;
        close(contribution(&difference, path), known, 1e-9);
        sum += contribution(&difference, path);
    }
    let change = difference.change().unwrap();
    close(sum, change.change.mean, 1e-12);
    close(change.change.mean, worth[7] - worth[0], 1e-12);
    close(change.a.mean, worth[0], 1e-12);
    close(change.b.mean, worth[7], 1e-12);
    // A part that is left out, or counted twice, is many of its errors.
    for group in &difference.groups {
        let contribution = group.contribution("value");
        assert!(contribution.mean.abs() > 5.0 * contribution.se.unwrap(), "{group:?}");
        close(contribution.share.unwrap(), contribution.mean / change.change.mean, 1e-12);
    }
    assert!(
        difference.groups.is_sorted_by(|a, b| a.contribution("value").mean.abs() >= b.contribution("value").mean.abs())
    );
}

#[test]
fn value_is_linear_in_arpu() {
    let (a, b) = (changed(&base(), &[("\"$8 to $12\"", "\"$10\"")]), changed(&base(), &[("\"$8 to $12\"", "\"$12\"")]));
    let difference = explained(&pair(&a, &b), 300, 2);
    let change = difference.change().unwrap();
    close(change.change.mean, 0.2 * change.a.mean, 1e-12);
    assert_eq!(difference.groups.len(), 1);
    let contribution = difference.groups[0].contribution("value");
    assert_eq!(
        (contribution.mean, contribution.se, contribution.share),
        (change.change.mean, change.change.se, Some(1.0))
    );
    close(change.change.se.unwrap(), 0.2 * change.a.se.unwrap(), 1e-9);
}

#[test]
fn many_differences_sum_to_the_change() {
    let a = base();
    let more = [
        ("margin = \"50%\"", "margin = '40%'"),
        ("growth = \"0%\"\nchurn", "growth = '5%'\nchurn"),
        ("enforcement = '40% to 80%'", "enforcement = '60% to 80%'"),
        ("ruling_delay = \"60 days\"", "ruling_delay = '10 days to 200 days'"),
    ];
    let pair = pair(&a, &changed(&a, &[&[ARPU, RATE, DEADLINE], &more[..]].concat()));
    assert_eq!(names(&pair).len(), 7, "{:?}", names(&pair));
    let one = explained(&pair, 1200, 1);
    let change = one.change().unwrap();
    let sum: f64 = one.groups.iter().map(|group| group.contribution("value").mean).sum();
    close(sum, change.change.mean, 1e-9);
    assert!(!one.method.exact && one.method.order_pairs.is_some());
    let json = |difference: &Difference| serde_json::to_string_pretty(difference).unwrap();
    assert_eq!(json(&one), json(&explained(&pair, 1200, 2)), "threads change nothing");
}

#[test]
fn threads_change_no_byte_and_what_is_written_reads_back() {
    let pair = pair(&base(), &changed(&base(), &[ARPU, DEADLINE]));
    let json = |threads| serde_json::to_string_pretty(&explained(&pair, 1100, threads)).unwrap();
    let text = json(1);
    assert_eq!(text, json(2));
    let back: Difference = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string_pretty(&back).unwrap(), text);
    assert!(text.starts_with("{\n  \"format\": \"marketgate.difference/1\""));
}

#[test]
fn home_is_left_out_of_the_figure_that_leads() {
    let home = |text: &str| text.replace("[company]", "[company]\nhome = 'cn'") + &another("cn");
    let a = home(&base());
    let b = changed(&a, &[DEADLINE]).replace("[markets.cn]\nusers = \"100M\"", "[markets.cn]\nusers = \"200M\"");
    let difference = explained(&pair(&a, &b), 400, 2);
    assert_eq!((difference.headline.as_str(), difference.home.as_deref()), ("value_abroad", Some("cn")));
    let users = difference.groups.iter().find(|group| group.name() == "markets.cn.users").unwrap();
    assert_eq!(users.contribution("value_abroad").mean, 0.0);
    assert!(users.contribution("value").mean > 1e9);
    assert_eq!(difference.groups[0].name(), "events.o.deadline", "the one that moves the leading figure comes first");
    for figure in ["value_abroad", "value"] {
        let sum: f64 = difference.groups.iter().map(|group| group.contribution(figure).mean).sum();
        close(sum, difference.figures[figure].change.mean, 1e-9);
    }
}

// ---- what is a difference --------------------------------------------------------------------------

#[test]
fn what_decides_nothing_is_no_difference() {
    let a = base();
    let b = changed(
        &a,
        &[
            ("start = 2021-01-01", "title = 'Another'\nquestion = 'What?'\nstart = '2021-01-01'"),
            ("record = []", "record = ['30 days', '1 year']\nstrategy = 'fight'\ndesign = 'lhs'"),
            ("users = \"100M\"", "name = 'The States'\nusers = 100_000_000"),
            (
                "arpu = \"$8 to $12\"",
                "arpu = { value = '$8.00 to $12.00', source = 'S012', note = 'n', confidence = 'low' }",
            ),
            ("discount_rate = \"10%\"", "discount_rate = 0.1\ncash_tax = 0"),
            ("deadline = '90 days'", "label = 'Order'\nsource = 'E001'\ndeadline = '90 days'\nprobability = 1"),
            (
                "on_order = 'litigate'",
                "name = 'Fight on'\non_order = ['litigate']\n[strategies.other]\nreserve = '10% to 40%'",
            ),
        ],
    ) + "[run]\nseed = 5\nreplications = 77\nname = 'x'\n";
    let pair = pair(&a, &b);
    assert_eq!(names(&pair), Vec::<String>::new());
    let difference = explained(&pair, 100, 1);
    assert!(difference.groups.is_empty() && difference.change().is_none());
}

#[test]
fn each_kind_of_difference_is_named() {
    let says = |changes: &[(&str, &str)], more: &str, path: &str, a: &str, b: &str| {
        let pair = pair(&base(), &(changed(&base(), changes) + more));
        assert_eq!(names(&pair), [path], "{changes:?} {more}");
        let item = &pair.groups()[0].items[0];
        assert_eq!((item.a.as_str(), item.b.as_str()), (a, b), "{path}");
        // Both ways round.
        let back = Pair::parse(("b", &(changed(&base(), changes) + more)), ("a", &base()), &[]).unwrap();
        assert_eq!((names(&back), &back.groups()[0].items[0].a), (vec![path.to_owned()], &item.b));
    };
    says(&[ARPU], "", "markets.us.arpu", "$8 to $12", "$12 to $16");
    says(&[("horizon = \"2 years\"", "horizon = '3 years'")], "", "horizon", "2 years", "3 years");
    says(&[("record = []", "record = []\ndesign = 'sobol'")], "", "design", "lhs (default)", "sobol");
    let talks = "[events.ban]\non = 2021-06-01\nmarket = 'us'\nkind = 'ban'\n";
    says(&[], talks, "events.ban", "absent", "ban on 2021-06-01 in us");
    says(
        &[("kind = 'forced-sale'\ndeadline = '90 days'", "kind = 'ban'")],
        "",
        "events.o",
        "forced-sale on 2021-01-01 in us",
        "ban on 2021-01-01 in us",
    );
    says(&[("on = 2021-01-01", "on = 2021-02-01")], "", "events.o.on", "2021-01-01", "2021-02-01");
    let bidder = "[deal.bidders.oracle]\ninterest = '50%'\nmultiple = 1\nhost_approval = '90%'\n";
    says(&[], bidder, "deal.bidders.oracle", "absent", "interest 50%, multiple 1, host_approval 90%");
    says(
        &[("churn = \"0.4 per year\"", "churn = { day1 = '40%', day7 = '20%' }")],
        "",
        "markets.us.churn",
        "0.4 per year",
        "day1 40%, day7 20%",
    );
    says(
        &[],
        "[markets.us.policy.ban]\npermanent = '60%'\n",
        "markets.us.policy.ban.permanent",
        "50% (as policy.ban.permanent)",
        "60%",
    );
    says(
        &[("on_order = 'litigate'", "on_order = 'refuse'")],
        "",
        "strategy",
        "fight: on_order litigate",
        "fight: on_order refuse",
    );
    says(
        &[("[strategies.fight]\non_order = 'litigate'", "[strategies.leave]\non_order = 'exit'")],
        "",
        "strategy",
        "fight",
        "leave",
    );
    let correlated = "[[correlations]]\nbetween = ['markets.us.arpu', 'policy.order.enforcement']\nrank = 0.5\n";
    says(&[], correlated, "correlations", "absent", "between markets.us.arpu, policy.order.enforcement, rank 0.5");
}

#[test]
fn a_default_made_explicit_differs_where_silence_means_something_else() {
    // At home users are won back at 1 per year unless somebody says what holds for all.
    let a = base().replace("[company]", "[company]\nhome = 'cn'") + &another("cn");
    let b = a.replace("[response]", "[response]\nwin_back = 0");
    assert_eq!(names(&pair(&a, &b)), ["response.win_back"]);
}

#[test]
fn events_of_one_day_in_another_order_are_a_difference() {
    let event = |key: &str, kind: &str| format!("[events.{key}]\non = 2021-03-01\nmarket = 'us'\nkind = '{kind}'\n");
    let [ban, lift] = [event("ban", "ban"), event("lift", "lift")];
    let pair = pair(&(base() + &ban + &lift), &(base() + &lift + &ban));
    assert_eq!(names(&pair), ["order of tables"]);
    let difference = explained(&pair, 200, 2);
    assert!(difference.change().unwrap().change.mean.abs() > 1e6, "the order matters here");
}

#[test]
fn what_b_has_more_of_stands_where_it_stands_in_b() {
    let with = |keys: &[&str]| keys.iter().map(|key| another(key)).fold(base(), |text, market| text + &market);
    let pair = pair(&with(&["b", "d"]), &with(&["a", "b", "c", "d", "e"]));
    assert_eq!(names(&pair), ["markets.a", "markets.c", "markets.e"]);
    let keys = |taken| pair.mixture(taken).unwrap().markets().iter().map(|m| m.key().to_owned()).collect::<Vec<_>>();
    assert_eq!(keys(0b010), ["us", "b", "c", "d"]);
    assert_eq!(keys(0b101), ["us", "a", "b", "d", "e"]);
}

// ---- mixtures ------------------------------------------------------------------------------------

#[test]
fn what_cannot_stand_alone_is_exchanged_together() {
    let event = "[events.ban]\non = 2021-06-01\nmarket = 'uk'\nkind = 'ban'\n";
    let b = changed(&base(), &[ARPU]) + &another("uk") + event;
    let pair = pair(&base(), &b);
    assert_eq!(names(&pair), ["markets.us.arpu", "markets.uk + events.ban"]);
    let reason = pair.groups()[1].reason.as_deref().unwrap();
    assert!(reason.contains("no market `uk`"), "{reason}");
    assert!(pair.groups()[0].reason.is_none());
    for taken in 0..4 {
        pair.mixture(taken).unwrap();
    }
    let difference = explained(&pair, 200, 2);
    let sum: f64 = difference.groups.iter().map(|group| group.contribution("value").mean).sum();
    close(sum, difference.change().unwrap().change.mean, 1e-9);
}

#[test]
fn home_goes_with_what_needs_a_home() {
    let a = base().replace("[company]", "[company]\nhome = 'cn'") + &another("cn") + "[backlash]\ncap = 3\n";
    let pair = pair(&a, &(base() + &another("cn")));
    assert_eq!(names(&pair), ["company.home + backlash.cap"]);
    assert_eq!(explained(&pair, 100, 1).headline, "value");
}

#[test]
fn strategies_that_are_not_in_force_do_not_stand_in_the_way() {
    // B lacks a market that another strategy of A would sell.
    let spare = "[strategies.spare]\non_order = 'sell'\nperimeter = ['uk']\n";
    let a = base().replace("record = []", "record = []\nstrategy = 'fight'") + spare + &another("uk");
    assert_eq!(names(&pair(&a, &base())), ["markets.uk"]);
}

#[test]
fn the_ends_are_the_two_scenarios_and_mixtures_are_checked() {
    for file in bundled() {
        let other = bundled().into_iter().find(|other| other.parent() == file.parent() && *other != file).unwrap();
        let pair = Pair::load(&file, &other, &[]).unwrap_or_else(|error| panic!("{error}"));
        let all = (1_u128 << pair.groups().len()) - 1;
        assert_eq!(pair.mixture(0).unwrap(), *pair.a());
        assert_eq!(pair.mixture(all).unwrap(), *pair.b());
        assert!(!pair.groups().is_empty());
        let itself = Pair::load(&file, &file, &[]).unwrap_or_else(|error| panic!("{error}"));
        assert!(itself.groups().is_empty(), "{}: {:?}", file.display(), itself.groups());
    }
}

#[test]
fn where_almost_everything_differs_tables_are_taken_together() {
    let file = |name: &str| bundled().into_iter().find(|path| path.ends_with(name)).unwrap();
    let pair = Pair::load(&file("next-entrant/games.toml"), &file("next-entrant/social.toml"), &[]).unwrap();
    let names = names(&pair);
    assert!((2..=32).contains(&names.len()), "{names:?}");
    let market = names.iter().position(|name| name.starts_with("markets.us (")).unwrap_or_else(|| panic!("{names:?}"));
    let group = &pair.groups()[market];
    assert!(
        group.items.len() > 3 && group.reason.as_deref().unwrap().contains("those in one table are taken together")
    );
}

#[test]
fn any_two_scenarios_are_explained() {
    let mut explained_some = 0;
    for seed in 0..8 {
        let (a, b) = (random::scenario(seed), random::scenario(seed + 1));
        let pair = pair(&a, &b);
        let count = pair.groups().len();
        for taken in (0..count).map(|i| 1_u128 << i) {
            let all = if count == 128 { u128::MAX } else { (1 << count) - 1 };
            for set in [taken, all & !taken] {
                pair.mixture(set).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            }
        }
        let settings = Settings { replications: 3, seed, threads: 2 };
        // What was drawn for one scenario may have no terminal value in another.
        let Ok(difference) = explain(&pair, settings, &AtomicBool::new(false), |_| ()) else { continue };
        for (figure, change) in &difference.figures {
            let sum: f64 = difference.groups.iter().map(|group| group.contribution(figure).mean).sum();
            let scale = change.a.mean.abs() + change.b.mean.abs();
            assert!((sum - change.change.mean).abs() < 1e-9 * scale, "seed {seed}, {figure}");
        }
        explained_some += 1;
    }
    assert!(explained_some > 4, "{explained_some} of 8");
}

#[test]
fn the_order_of_markets_is_no_difference_beyond_rounding() {
    let a = base() + &another("uk").replace("$10", "$9 to $11") + &another("fr");
    let b = changed(&base(), &[ARPU]) + &another("fr") + &another("uk").replace("$10", "$9 to $11");
    let pair = pair(&a, &b);
    assert_eq!(names(&pair), ["markets.us.arpu", "order of tables"]);
    let difference = explained(&pair, 50, 1);
    assert_eq!(difference.groups.len(), 1);
    close(difference.groups[0].contribution("value").mean, difference.change().unwrap().change.mean, 1e-9);
}

#[test]
fn mistakes_of_both_are_told() {
    let error = Pair::parse(("a.toml", "titel = 1"), ("b.toml", "starrt = 1"), &[]).unwrap_err().to_string();
    assert!(error.contains("a.toml:1") && error.contains("titel"), "{error}");
    assert!(error.contains("b.toml:1") && error.contains("starrt"), "{error}");
    let error = Pair::parse(("a.toml", &base()), ("b.toml", "starrt = 1"), &[]).unwrap_err().to_string();
    assert!(error.contains("b.toml") && !error.contains("a.toml"), "{error}");
}

#[test]
fn each_file_reads_its_own_data() {
    let files = Files::new();
    let text = changed(
        &base(),
        &[
            ("arpu = \"$8 to $12\"", "arpu = { csv = 'data/x.csv', column = 'arpu' }"),
            ("growth = \"0%\"\nchurn", "growth = { csv = 'data/x.csv', column = 'growth' }\nchurn"),
        ],
    );
    let a = files.write("here/deep/a.toml", &text);
    let b = files.write("there/deep/b.toml", &text);
    files.write("here/deep/data/x.csv", "arpu,growth\n$5,1%\n$6,2%\n");
    files.write("there/deep/data/x.csv", "arpu,growth\n$5,1%\n$6,2%\n");
    assert!(Pair::load(&a, &b, &[]).unwrap().groups().is_empty(), "the same rows under the same name");
    files.write("there/deep/data/x.csv", "arpu,growth\n$10,1%\n$12,2%\n");
    let pair = Pair::load(&a, &b, &[]).unwrap();
    assert_eq!(names(&pair), ["markets.us.growth + markets.us.arpu"], "rows are drawn whole");
    let difference = explained(&pair, 200, 1);
    let change = difference.change().unwrap();
    close(change.b.mean, 2.0 * change.a.mean, 1e-9);
    // What only one may read stays so for the other.
    files.write("there/secret.csv", "arpu\n$5\n");
    files.write("there/deep/deeper/c.toml", &text.replace("data/x.csv", "../../secret.csv"));
    let outside = files.path().join("root/there/deep/deeper/c.toml");
    let error = Pair::load(&files.path().join("root/there/deep/b.toml"), &outside, &[]).unwrap_err();
    assert!(
        matches!(&error, LoadError::Scenario(e) if e.to_string().contains("outside the scenario's folders")),
        "{error}"
    );
}

// ---- the command ---------------------------------------------------------------------------------

fn command(files: &Files, arguments: &[&str]) -> std::process::Output {
    marketgate(arguments).current_dir(files.path().join("root")).output().unwrap()
}

fn diff(files: &Files, arguments: &[&str]) -> std::process::Output {
    command(files, &[&["diff"], arguments].concat())
}

#[test]
fn the_command_prints_a_table_and_leaves_its_files() {
    let files = Files::new();
    files.write("a.toml", &base());
    files.write("b.toml", &changed(&base(), &[ARPU, DEADLINE]));
    let out = diff(&files, &["a.toml", "b.toml", "-n", "400", "--format", "svg,png"]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert_eq!((out.status.code(), out.stderr.as_slice()), (Some(0), &b""[..]));
    for part in [
        "A: a",
        "B: b",
        "400 simulations",
        "Deadline (",
        "$12 to $16",
        "4 mixtures",
        "±",
        "%",
        "5 files in output/difference",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let place = files.path().join("root/output/difference");
    for name in ["report.html", "difference.json", "difference.csv", "charts/difference.svg", "charts/difference.png"] {
        assert!(place.join(name).is_file(), "{name}");
    }
    let json = diff(&files, &["a.toml", "b.toml", "-n", "400", "--json", "--format", "svg"]);
    let (printed, written) = (json.stdout, std::fs::read(place.join("difference.json")).unwrap());
    assert_eq!(printed.trim_ascii_end(), written);
    assert!(!place.join("charts/difference.png").exists());
    // What was saved is drawn anew to the same bytes, and its folder is nobody else's.
    let drawn = std::fs::read(place.join("charts/difference.svg")).unwrap();
    std::fs::remove_dir_all(place.join("charts")).unwrap();
    assert_eq!(command(&files, &["report", "output/difference", "--format", "svg"]).status.code(), Some(0));
    assert_eq!(std::fs::read(place.join("charts/difference.svg")).unwrap(), drawn);
    files.write("difference.toml", &base());
    assert_eq!(command(&files, &["run", "difference.toml", "-n", "1"]).status.code(), Some(2));
}

#[test]
fn the_command_says_when_nothing_differs_and_when_it_cannot() {
    let files = Files::new();
    files.write("a.toml", &(base() + "[run]\nseed = 5\nreplications = 50\n"));
    files.write("b.toml", &(changed(&base(), &[ARPU]) + "[run]\nseed = 6\nreplications = 50\n"));
    files.write("c.toml", "titel = 'x'\n");
    let out = diff(&files, &["a.toml", "a.toml"]);
    assert_eq!(out.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&out.stdout).contains("differ in nothing"));
    assert!(!files.path().join("root/output/difference").exists());
    let out = diff(&files, &["a.toml", "b.toml"]);
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(told.contains("different seeds (5 and 6)") && !told.contains("replications ("), "{told}");
    assert!(String::from_utf8_lossy(&out.stdout).contains("seed 5"));
    assert!(diff(&files, &["a.toml", "b.toml", "--seed", "9", "-q"]).stderr.is_empty());
    assert_eq!(diff(&files, &["a.toml", "c.toml"]).status.code(), Some(2));
    assert_eq!(diff(&files, &["a.toml", "none.toml"]).status.code(), Some(2));
}
