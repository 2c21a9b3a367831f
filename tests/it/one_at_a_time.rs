//! Every input from a low to a high value, one at a time, against swings that follow by hand and against runs of their own.

use marketgate::analysis::sensitivity::{FigureSwings, Found, InputKind, LeftOut, Movement, Sensitivity, Swing};

use crate::sample::{SIGMAS, STILL, close};
use crate::study::{Desk, mean_and_error, product, risky, unwrapped};

/// A study, its figures and how inputs were moved.
struct Moved {
    study: Sensitivity,
    movements: Vec<Movement>,
    figures: Vec<FigureSwings>,
    left_out: Vec<LeftOut>,
}

/// The page of the study, without its marks.
fn page(desk: &Desk) -> String {
    let page = String::from_utf8(desk.bytes("output/s-one-at-a-time/report.html")).unwrap();
    let text =
        page.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join(" ");
    unwrapped(&text.replace('\u{a0}', " "))
}

fn moved(desk: &Desk, arguments: &[&str]) -> Moved {
    let study: Sensitivity = desk.json(&[&["sensitivity", "s.toml", "--format", "svg"], arguments].concat());
    let Found::OneAtATime { movements, figures, left_out, .. } = study.found.clone() else {
        panic!("{:?}", study.found)
    };
    Moved { study, movements, figures, left_out }
}

impl Moved {
    #[track_caller]
    fn driver(&self, path: &str) -> usize {
        let found = self.study.drivers.iter().position(|driver| driver.paths == [path]);
        found.unwrap_or_else(|| panic!("no {path} in {:?}", self.study.drivers))
    }

    fn movement(&self, path: &str) -> &Movement {
        &self.movements[self.driver(path)]
    }

    fn swing(&self, path: &str) -> Swing {
        self.figures[0].swings[self.driver(path)].unwrap()
    }

    /// Paths of the inputs that are named.
    fn leading(&self) -> Vec<&str> {
        self.study.leading().into_iter().map(|driver| self.study.drivers[driver].paths[0].as_str()).collect()
    }
}

/// Value is $1bn times ARPU times margin, over the discount rate in tenths, whatever happens: nothing does.
#[test]
fn swings_of_a_still_scenario_follow_by_hand() {
    let desk = Desk::new(&product("uniform($5, $15)", "50%"));
    let found = moved(&desk, &["-n", "30"]);
    for (path, kind, ends, values) in [
        ("markets.us.arpu", InputKind::Uncertain, [6.0, 14.0], [3e9, 7e9]),
        ("markets.us.margin", InputKind::Known, [0.4, 0.6], [4e9, 6e9]),
        ("company.discount_rate", InputKind::Known, [0.05, 0.2], [10e9, 2.5e9]),
        ("markets.us.users", InputKind::Known, [7e7, 13e7], [3.5e9, 6.5e9]),
        ("company.cash_tax", InputKind::Default, [0.0, 0.2], [5e9, 4e9]),
    ] {
        let (movement, swing) = (found.movement(path), found.swing(path));
        assert_eq!((movement.kind, movement.narrowed.as_deref()), (kind, None), "{path}");
        for side in 0..2 {
            close(movement.ends[side].unwrap(), ends[side], 1e-9);
            // All but what is held varies as in the run: ARPU is 10 on average, to a hundredth by its thirty draws of a thousand.
            let slack = if path == "markets.us.arpu" { 1e-9 } else { 0.15 };
            close(swing.ends[side].unwrap().value, values[side], slack);
        }
        let slack = if path == "markets.us.arpu" { 1e-9 } else { 0.15 };
        close(swing.size.estimate, values[1] - values[0], slack);
    }
    // ARPU is held at either end, so that its swing is without error; the discount rate acts most.
    assert!(found.swing("markets.us.arpu").size.se < 1e-6);
    assert_eq!(found.leading()[0], "company.discount_rate");
    // No order comes.
    let idle = found.swing("policy.order.enforcement");
    assert!(idle.is_nothing() && idle.size.estimate == 0.0 && idle.size.se == 0.0, "{idle:?}");
    let left_out = |path: &str| found.left_out.iter().find(|out| out.path == path).map(|out| out.reason.as_str());
    assert_eq!(left_out("policy.court.cost"), Some("it is 0, and is moved in proportion"));
    let printed = page(&desk);
    for words in
        ["Value depends most on discount rate", "moved nothing in any simulation", "Chance plays no part in value"]
    {
        assert!(printed.replace("Mean value", "Value").contains(words), "no `{words}` in {printed}");
    }
    assert_eq!(found.figures[0].chance.map(|chance| (chance.estimate, chance.se)), Some((0.0, 0.0)));
    let table = desk.table("output/s-one-at-a-time/sensitivity.csv");
    assert_eq!(table.words("driver").len(), found.study.drivers.len());
    assert_eq!(table.numbers("swing")[found.driver("markets.us.arpu")], found.swing("markets.us.arpu").size.estimate);
    desk.rebuilds("output/s-one-at-a-time");
}

/// An order with two bidders, of which either may stay away, and what they pay for sure.
fn sale(interest: &str) -> String {
    let bidder = |key: &str, multiple: &str| {
        format!(
            "[deal.bidders.{key}]\ninterest = '{interest}'\nmultiple = {multiple}\nhost_approval = '100%'\ndelay = '5 days'\n"
        )
    };
    STILL.replace("start = 2021-01-01", "start = 2021-01-01\nstrategy = 'sell'")
        + "[events.o]\non = 2021-01-01\nmarket = 'us'\nkind = 'forced-sale'\ndeadline = '90 days'\n\
           [deal]\nprocess = '45 days'\nhost_delay = '10 days'\nfallback = '0%'\n"
        + &bidder("a", "0.9")
        + &bidder("b", "0.5")
        + "[strategies.sell]\non_order = 'sell'\n[strategies.refuse]\non_order = 'refuse'\nreserve = '30%'\n"
}

/// Mean value of the run with these settings.
fn value(desk: &Desk, settings: &[&str], n: &str) -> f64 {
    let set = settings.iter().flat_map(|setting| ["--set", setting]);
    let arguments: Vec<&str> =
        ["run", "s.toml", "-n", n, "-q", "--format", "svg", "-o", "run"].into_iter().chain(set).collect();
    desk.run(&arguments);
    mean_and_error(desk.table("run/s/outcomes.csv").numbers("value")).0
}

#[test]
fn a_default_that_the_file_does_not_write_is_in_the_ranking() {
    let desk = Desk::new(&sale("100%"));
    let found = moved(&desk, &["-n", "20"]);
    let path = "deal.bargaining_power";
    let (movement, swing) = (found.movement(path), found.swing(path));
    assert_eq!((movement.kind, movement.base, movement.ends), (InputKind::Default, Some(0.5), [Some(0.3), Some(0.7)]));
    assert!(found.leading().contains(&path), "{:?}", found.leading());
    let [low, high] = ["30%", "70%"].map(|power| value(&desk, &[&format!("{path}={power}")], "20"));
    close(swing.ends[0].unwrap().value, low, 1e-9);
    close(swing.size.estimate, high - low, 1e-9);
    // A part of 40% of the standalone value of about $5bn is shared: 0.4 × 0.4 × $5bn, a little later.
    close(swing.size.estimate, 0.16 * 5e9, 0.05);
    // What another strategy says cannot act, and is not moved.
    let out = found.left_out.iter().find(|out| out.path == "strategies.refuse.reserve").unwrap();
    assert_eq!(out.reason, "its strategy is not in force");
    let printed = page(&desk);
    assert!(printed.contains("Bargaining power (deal) default 30% "), "{printed}");
}

#[test]
fn the_number_of_bidders_goes_from_none_to_all() {
    // One interest is known, the other uncertain: both are moved on the same draws.
    let text = sale("50%").replacen("interest = '50%'", "interest = '30% to 70%'", 1);
    let desk = Desk::new(&text);
    let found = moved(&desk, &["-n", "40"]);
    let bidders = found.movements.iter().position(|movement| movement.kind == InputKind::Bidders).unwrap();
    let paths = &found.study.drivers[bidders].paths;
    assert!(paths.len() == 2 && paths.contains(&"deal.bidders.a.interest".to_owned()), "{paths:?}");
    let swing = found.figures[0].swings[bidders].unwrap();
    for (end, interest) in swing.ends.iter().zip(["0%", "100%"]) {
        let settings = ["a", "b"].map(|bidder| format!("deal.bidders.{bidder}.interest={interest}"));
        close(end.unwrap().value, value(&desk, &[&settings[0], &settings[1]], "40"), 1e-9);
    }
    // Each bidder has a bar of his own too, by how surely he comes and by what he pays.
    assert_eq!(found.movement("deal.bidders.b.interest").ends, [Some(0.3), Some(0.7)]);
    assert_eq!(found.movement("deal.bidders.a.multiple").ends, [Some(0.45), Some(1.8)]);
    let printed = page(&desk);
    assert!(printed.contains("Number of bidders"), "{printed}");
}

/// A length that is drawn at each use is held at its 10% and its 90% quantile.
#[test]
fn what_is_drawn_at_each_use_is_held_at_its_quantiles() {
    let desk = Desk::new(&sale("100%").replace("host_delay = '10 days'", "host_delay = 'uniform(10 days, 30 days)'"));
    let found = moved(&desk, &["-n", "20"]);
    let movement = found.movement("deal.host_delay");
    assert_eq!((movement.kind, movement.base), (InputKind::EachUse, None));
    close(movement.ends[0].unwrap(), 12.0, 1e-9);
    close(movement.ends[1].unwrap(), 28.0, 1e-9);
    let ends = ["12 days", "28 days"].map(|delay| value(&desk, &[&format!("deal.host_delay={delay}")], "20"));
    close(found.swing("deal.host_delay").size.estimate, ends[1] - ends[0], 1e-6);
}

/// Volatility stirs every simulation and moves no mean: users are as likely to be more as less.
#[test]
fn noise_is_not_named_a_driver() {
    let desk = Desk::new(&STILL.replace("margin = \"50%\"", "margin = \"50%\"\nvolatility = \"20%\""));
    let found = moved(&desk, &["-n", "60"]);
    let swing = found.swing("markets.us.volatility");
    assert!(!swing.is_nothing() && swing.size.se > 0.0, "{swing:?}");
    assert!(!found.leading().contains(&"markets.us.volatility"), "{swing:?}");
    let printed = page(&desk);
    assert!(printed.contains("not distinguishable from noise at 60 simulations"), "{printed}");
    // Nothing is uncertain: all is chance.
    assert_eq!(found.figures[0].chance.map(|chance| (chance.estimate, chance.se)), Some((1.0, 0.0)));
    assert!(printed.contains("All variation of value is chance"), "{printed}");
}

/// Value is the product of ARPU, margin and what chance leaves, all independent of one another.
#[test]
fn the_share_of_chance_is_that_of_a_product() {
    let desk = Desk::new(&risky());
    let found = moved(&desk, &["-n", "300"]);
    let relative_variance = |values: &[f64]| {
        let (mean, error) = mean_and_error(values.iter().copied());
        (error / mean).powi(2) * values.len() as f64
    };
    desk.run(&[
        "run",
        "s.toml",
        "-n",
        "4000",
        "-q",
        "--format",
        "svg",
        "--set",
        "markets.us.arpu=$10",
        "--set",
        "markets.us.margin=50%",
    ]);
    let luck = relative_variance(&desk.table("output/s/outcomes.csv").numbers("value"));
    let deviation = (12.0_f64 / 8.0).ln() / (2.0 * 1.644_853_626_951_472_2);
    let inputs = (deviation * deviation).exp() * (1.0 + 0.4 * 0.4 / 12.0 / 0.25);
    let known = inputs * luck / (inputs * (1.0 + luck) - 1.0);
    let chance = found.figures[0].chance.unwrap();
    // The relative variance of luck is known to some percent by 3,000 simulations.
    assert!(
        chance.se > 0.0 && (chance.estimate - known).abs() < SIGMAS * (chance.se + 0.01),
        "{chance:?}, not {known}"
    );
    assert!(known > 0.2 && known < 0.98, "{known}");
}

#[test]
fn ends_that_make_no_scenario_are_narrowed_and_the_page_says_why() {
    let desk = Desk::new(&STILL.replace("terminal_growth = \"0%\"", "terminal_growth = \"6%\""));
    let found = moved(&desk, &["-n", "20"]);
    // Twice 6% is above the discount rate of 10%, half of that below 6%: half the way.
    for (path, ends) in [("markets.us.terminal_growth", [0.03, 0.09]), ("company.discount_rate", [0.075, 0.2])] {
        let movement = found.movement(path);
        close(movement.ends[0].unwrap(), ends[0], 1e-9);
        close(movement.ends[1].unwrap(), ends[1], 1e-9);
        assert!(movement.narrowed.as_deref().is_some_and(|reason| !reason.is_empty()), "{movement:?}");
    }
    assert!(page(&desk).contains("moved over a narrower range than by the rule"));
}

#[test]
fn any_figures_may_be_asked_for() {
    let desk = Desk::new(&risky());
    let metrics = "value.p5,markets.us.outcomes.banned,markets.us.retention.mean,value.es5,users.mean";
    let found = moved(&desk, &["-n", "100", "--metric", metrics, "--metric", "value.mean"]);
    let paths: Vec<&str> = found.figures.iter().map(|figure| figure.metric.as_str()).collect();
    assert_eq!(paths.join(","), format!("{metrics},value.mean"));
    desk.run(&["run", "s.toml", "-n", "100", "-q", "--format", "svg"]);
    let outcomes = desk.table("output/s/outcomes.csv");
    let banned = outcomes.words("us.final_state").iter().filter(|state| *state == "banned").count() as f64 / 100.0;
    close(found.figures[1].base.unwrap(), banned, 1e-12);
    close(found.figures[5].base.unwrap(), mean_and_error(outcomes.numbers("value")).0, 1e-12);
    let mut values = outcomes.numbers("value");
    values.sort_by(f64::total_cmp);
    close(found.figures[0].base.unwrap(), values[4] + 0.95 * (values[5] - values[4]), 1e-12);
    close(found.figures[3].base.unwrap(), values[..5].iter().sum::<f64>() / 5.0, 1e-12);
    // The rate of bans moves users, and the margin does not.
    let of = |figure: usize, path: &str| found.figures[figure].swings[found.driver(path)].unwrap();
    assert!(of(1, "policy.ban.rate").size.estimate > 0.0 && of(4, "policy.ban.rate").size.estimate < 0.0);
    assert!(of(4, "markets.us.margin").is_nothing() && !of(0, "markets.us.margin").is_nothing());
    desk.refused(&["sensitivity", "s.toml", "--metric", "value.maen"], &["--metric", "did you mean `value.mean`"]);
    desk.refused(&["sensitivity", "s.toml", "--metric", "terminal_share"], &["terminal_share"]);
    desk.refused(&["sensitivity", "s.toml", "-n", "1"], &["2 to 1000000 simulations"]);
    desk.refused(&["sensitivity", "s.toml", "--method", "sobol", "--metric", "value.mean"], &["--metric"]);
}

/// Correlated inputs move alone: the other is drawn as in the run.
#[test]
fn correlated_inputs_move_one_at_a_time() {
    let correlated = "[[correlations]]\nbetween = ['markets.us.arpu', 'markets.us.margin']\nrank = 0.6\n";
    let desk = Desk::new(&(product("uniform($5, $15)", "uniform(30%, 70%)") + correlated));
    let found = moved(&desk, &["-n", "50"]);
    desk.run(&["run", "s.toml", "-n", "50", "-q", "--format", "svg"]);
    let margin = mean_and_error(desk.table("output/s/outcomes.csv").numbers("markets.us.margin")).0;
    close(found.swing("markets.us.arpu").size.estimate, 8.0 * margin * 1e9, 1e-9);
}
