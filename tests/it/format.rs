//! What the format promises: every construct, layers, round trips.

use crate::common::{BASE, Files, bundled, files};
use marketgate::scenario::{BUNDLED, DataTable, Input, Origin, Scenario};
use std::path::{Path, PathBuf};
use std::process::Command;

fn load(path: &Path) -> Scenario {
    Scenario::load(path, &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn parse(text: &str) -> Scenario {
    Scenario::parse("test.toml", text, &[]).unwrap_or_else(|error| panic!("{error}"))
}

/// Asserts that both are the same scenario, wherever their inputs were set.
fn assert_same(one: &Scenario, other: &Scenario) {
    assert_eq!(one.name(), other.name());
    assert_eq!(one.title(), other.title());
    assert_eq!(one.digest(), other.digest());
    assert_eq!(one.record(), other.record());
    assert_eq!(
        one.data().iter().map(DataTable::rows).collect::<Vec<_>>(),
        other.data().iter().map(DataTable::rows).collect::<Vec<_>>()
    );
    assert_eq!(one.inputs().len(), other.inputs().len());
    for input in one.inputs() {
        let again = other.input(input.path()).unwrap_or_else(|| panic!("{} is gone", input.path()));
        assert_eq!(input.quantity(), again.quantity(), "{}", input.path());
        assert_eq!(
            (input.source(), input.note(), input.confidence()),
            (again.source(), again.note(), again.confidence()),
            "{}",
            input.path()
        );
    }
    let differs = one.inputs().iter().zip(other.inputs()).find(|(a, b)| a.path() != b.path());
    assert!(differs.is_none(), "the order of inputs differs: {differs:?}");
}

#[test]
fn bundled_scenarios_load_and_come_back_from_their_resolved_form() {
    for path in bundled() {
        let mut scenario = load(&path);
        scenario.fix_run(10_000, u64::MAX);
        let copies = Files::new();
        for (name, text) in scenario.data_copies() {
            copies.write(&name, &text);
        }
        let again = load(&copies.write("run.toml", &scenario.resolved()));
        assert_same(&scenario, &again);
        assert_eq!(again.run_settings().seed(), Some(u64::MAX));
        assert_eq!(again.run_settings().replications(), Some(10_000));
        assert_eq!(again.resolved(), scenario.resolved());
    }
}

#[test]
fn what_is_bundled_is_the_folder() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"));
    let found: Vec<_> = files(folder).iter().map(|f| f.strip_prefix(folder).unwrap().to_owned()).collect();
    let mut embedded: Vec<_> = BUNDLED.iter().map(|(path, _)| PathBuf::from(path)).collect();
    embedded.sort();
    assert_eq!(embedded, found, "list every file of scenarios/ in src/scenario/bundled.rs");
}

#[test]
fn init_writes_what_is_bundled_and_overwrites_nothing() {
    let folder = Files::new();
    let dir = folder.path().join("a/b");
    let init = || Command::new(env!("CARGO_BIN_EXE_marketgate")).arg("init").arg(&dir).output().unwrap();
    assert!(init().status.success());
    for (path, text) in BUNDLED {
        assert_eq!(std::fs::read_to_string(dir.join(path)).unwrap(), *text);
    }
    let (first, others) = BUNDLED.split_first().unwrap();
    std::fs::write(dir.join(first.0), "mine").unwrap();
    others.iter().for_each(|(path, _)| std::fs::remove_file(dir.join(path)).unwrap());
    let second = init();
    assert_eq!(second.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&second.stderr).contains(first.0));
    assert_eq!(files(&dir), [dir.join(first.0)]);
    assert_eq!(std::fs::read_to_string(dir.join(first.0)).unwrap(), "mine");
}

#[test]
fn check_tells_all_mistakes_of_all_files_with_exit_code_2() {
    let folder = Files::new();
    let good = folder.write("good.toml", BASE);
    let bad = folder.write("bad.toml", &format!("{BASE}arpuu = 1\n"));
    let missing = folder.path().join("missing.toml");
    let run =
        |paths: &[&Path]| Command::new(env!("CARGO_BIN_EXE_marketgate")).arg("check").args(paths).output().unwrap();
    let out = run(&[&bad, &good, &missing]);
    assert_eq!(out.status.code(), Some(2));
    let (told, shown) = (String::from_utf8_lossy(&out.stderr), String::from_utf8_lossy(&out.stdout));
    assert!(told.contains("unknown key `arpuu`") && told.contains("missing.toml"), "{told}");
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        shown.contains("What it implies")
            && shown.contains("Dependence: none")
            && shown.contains("Nothing in particular to bear in mind"),
        "{shown}"
    );
    assert!(run(&[&good]).status.success());
}

#[test]
fn data_files_come_back_from_their_copies() {
    let folder = Files::new();
    folder.write("data/ban.csv", "\u{feff}scale,shape,unused\r\n45 days,20%,x\r\n\"2 years\", 0.3 ,y\r\n60,1e-1,\r\n");
    folder.write("more/ban.csv", "scale\n12 days\n");
    let path = folder.write(
        "top.toml",
        &format!(
            "{BASE}\n[policy.ban]\nafter = {{ csv = 'data/ban.csv', column = 'scale', source = 'E015' }}\n\
             permanent = {{ csv = './data/ban.csv', column = 'shape' }}\n\
             [policy.order]\ndeadline = {{ csv = 'more/ban.csv', column = 'scale' }}\n"
        ),
    );
    let scenario = load(&path);
    let (after, permanent) = ("policy.ban.after", "policy.ban.permanent");
    assert_eq!(scenario.data().len(), 2);
    let ban = scenario.data().iter().find(|d| d.path().ends_with("data/ban.csv")).unwrap();
    let mut rows = ban.rows().to_vec();
    rows.iter_mut().for_each(|row| row.sort_by(f64::total_cmp));
    assert_eq!(rows, [[0.2, 45.0], [0.3, 730.5], [0.1, 60.0]]);
    assert!(scenario.input(after).is_some() && scenario.input(permanent).is_some());

    let copies = Files::new();
    for (name, text) in scenario.data_copies() {
        copies.write(&name, &text);
    }
    let mut again = load(&copies.write("run.toml", &scenario.resolved()));
    assert_same(&scenario, &again);
    again.fix_run(1, 1);
    assert_eq!(again.digest(), scenario.digest());
}

#[test]
fn a_digest_follows_what_decides_the_results_and_nothing_else() {
    let base = parse(BASE);
    let with =
        |setting: &str| Scenario::parse("other.toml", BASE, &[setting.to_owned()]).unwrap_or_else(|e| panic!("{e}"));
    for cosmetic in [
        "title=x",
        "question=y",
        "markets.us.name=z",
        "run.seed=3",
        "markets.us.arpu={ value = '$6 to $9', source = 's' }",
    ] {
        assert_eq!(with(cosmetic).digest(), base.digest(), "{cosmetic}");
    }
    for real in [
        "markets.us.arpu=$6 to $9.01",
        "start=2020-08-04",
        "horizon=3 years",
        "step=1 day",
        "design=sobol",
        "record=[\"1 day\"]",
        "strategies.a.on_order=sell",
        "strategies.a.offer_mitigation=true",
        "company.home=us",
        "policy.review.ban=\"rest\"",
    ] {
        assert_ne!(with(real).digest(), base.digest(), "{real}");
    }
}

#[test]
fn a_child_wins_key_by_key_and_its_new_keys_come_last() {
    let folder = Files::new();
    folder.write(
        "base.toml",
        &format!(
            "{BASE}\n[events.first]\non = 2020-09-01\nmarket = 'us'\nkind = 'ban'\n[run]\nname = 'old'\nseed = 5\n"
        ),
    );
    folder.write(
        "pack/middle.toml",
        "extends = '../base.toml'\n[markets.us]\narpu = '$20'\n[events.second]\non = 2020-09-01\nmarket = 'us'\nkind = 'lift'\n",
    );
    let top = folder.write("pack/top.toml", "extends = 'middle.toml'\ntitle = 'Top'\n[markets.us]\nusers = '7M'\n[markets.us.policy.order]\nenforcement = '10%'\n");
    let scenario = load(&top);
    assert_eq!((scenario.name(), scenario.title()), ("top", "Top"));
    assert_eq!(scenario.run_settings().seed(), Some(5));
    let origin = |path: &str| scenario.input(path).unwrap().origin().to_string();
    assert_eq!(origin("markets.us.users"), "top.toml:4");
    assert_eq!(origin("markets.us.arpu"), "middle.toml:3");
    assert!(origin("markets.us.margin").starts_with("../base.toml:"));
    assert_eq!(*scenario.input("company.cash_tax").unwrap().origin(), Origin::Default);
    let events: Vec<_> = scenario.inputs().iter().map(Input::path).filter(|p| p.starts_with("events")).collect();
    assert_eq!(events, ["events.first.probability", "events.second.probability"]);
}

#[test]
fn a_market_shares_the_policy_until_it_overrides_it() {
    let two = format!("{BASE}\n{}", BASE_MARKET.replace("NAME", "eu"));
    let scenario = parse(&format!(
        "{two}\n[policy.order]\nenforcement = '40%'\n[markets.eu.policy.order]\nenforcement = '50% to 90%'\n"
    ));
    let paths: Vec<_> = scenario.inputs().iter().map(Input::path).filter(|p| p.ends_with("enforcement")).collect();
    assert_eq!(paths, ["policy.order.enforcement", "markets.eu.policy.order.enforcement"]);
}

const BASE_MARKET: &str =
    "[markets.NAME]\nusers = '1M'\nceiling = '2M'\ngrowth = '3%'\nchurn = 0.3\narpu = '$4'\nmargin = '30%'\n";

#[test]
fn anger_passes_at_home_unless_the_scenario_says_otherwise() {
    let home =
        |more: &str| parse(&format!("{BASE}\n[markets.cn]\n{}{more}\n", BASE_MARKET.split_once('\n').unwrap().1));
    let scenario =
        Scenario::parse("t", &format!("{BASE}\n{}", BASE_MARKET.replace("NAME", "cn")), &["company.home=cn".into()])
            .unwrap();
    let value =
        |s: &Scenario, path: &str| s.input(path).and_then(|i| i.quantity().distribution().unwrap().fixed_value());
    assert_eq!(value(&scenario, "markets.cn.response.win_back"), Some(1.0));
    assert_eq!(value(&scenario, "response.win_back"), Some(0.0));
    assert_eq!(value(&home("[response]\nwin_back = '0.5 per year'"), "markets.cn.response.win_back"), None);
    let set = Scenario::parse("t", &scenario.resolved(), &[]).unwrap();
    assert_same(&scenario, &set);
}

#[test]
fn settings_of_the_command_line_win_and_say_so() {
    let set = |settings: &[&str]| {
        Scenario::parse("t.toml", BASE, &settings.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let scenario = set(&["markets.us.arpu=$5 to $12", "policy.ban.permanent=0.25", "title=Two words"]).unwrap();
    let arpu = scenario.input("markets.us.arpu").unwrap();
    assert_eq!((arpu.written(), arpu.origin().to_string().as_str()), ("$5 to $12", "--set"));
    assert_eq!(scenario.title(), "Two words");
    let error = set(&["markets.us.arpuu=3"]).unwrap_err().to_string();
    assert!(error.contains("--> --set:1:") && error.contains("did you mean `arpu`?"), "{error}");
}

#[test]
fn a_little_outside_the_range_is_cut_off_and_much_is_refused() {
    let with = |text: &str| Scenario::parse("t", BASE, &[format!("company.discount_rate={text}")]);
    let support = with("10% to 60%")
        .unwrap()
        .input("company.discount_rate")
        .unwrap()
        .quantity()
        .distribution()
        .unwrap()
        .support();
    assert_eq!(support, (0.001, 1.0));
    for refused in ["10% to 150%", "uniform(10%, 101%)", "0%", "choice(99.9%: 10%, rest: 200%)", "10% to 12%, max 150%"]
    {
        assert!(with(refused).is_err(), "{refused}");
    }
}
