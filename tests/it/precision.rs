//! How precise figures are: errors against the spread over seeds, and runs that go on until they are as asked.

use std::sync::atomic::AtomicBool;

use marketgate::analysis::{Gatherer, Moments};
use marketgate::simulation::{Layout, Settings, simulate};

use crate::sample::{STILL, scenario};
use crate::study::{Desk, risky};

const FEW: &[&str] = &["--quiet", "--format", "svg"];

fn run(desk: &Desk, arguments: &[&str]) -> serde_json::Value {
    desk.run(&[&["run", "s.toml"], arguments, FEW].concat());
    serde_json::from_slice(&desk.bytes("output/s/summary.json")).unwrap()
}

/// Values of sixty seeds with ten blocks each, of a market whose worth hangs on four uncertain inputs and a little noise.
///
/// The spread of sixty means has a relative error of 1/√118 = 9.2%, 4.9 of which (a false alarm in a million) are 45%. At ten
/// blocks the error is by doubt √1.943 = 1.39 times that of the blocks, which is the spread.
#[test]
fn the_error_of_a_mean_is_the_spread_of_means_over_seeds() {
    let uncertain = [
        "markets.us.arpu=$5 to $20",
        "markets.us.margin=30% to 70%",
        "company.discount_rate=8% to 12%",
        "markets.us.volatility=5%",
    ];
    let scenario = scenario(STILL, &uncertain);
    let layout = Layout::new(&scenario);
    let (mut means, mut errors, mut gains) = (Moments::default(), Moments::default(), Moments::default());
    for seed in 1..=60 {
        let mut gatherer = Gatherer::new(&scenario, &layout);
        let settings = Settings { replications: 10_000, seed, threads: 2 };
        simulate(&scenario, &layout, settings, &AtomicBool::new(false), |block| {
            gatherer.take(block);
            Ok(())
        })
        .unwrap();
        let value = gatherer.figures(seed).value;
        means.add(value.mean.unwrap());
        errors.add(value.se.unwrap());
        gains.add(value.gain.unwrap());
    }
    let spread = means.standard_error().unwrap() * 60_f64.sqrt();
    let doubt = (1.0 + 2.0 * (2.0 / 9.0_f64).sqrt()).sqrt();
    let ratio = errors.mean().unwrap() / doubt / spread;
    assert!((0.55..1.45).contains(&ratio), "{ratio}");
    assert!(gains.mean().unwrap() > 6.0, "as of independent values the error would be far from the spread");
}

#[test]
fn designs_whose_blocks_are_not_independent_hypercubes_keep_the_errors_of_independent_values() {
    for design in ["sobol", "random"] {
        let desk = Desk::new(&format!("design = '{design}'\n{STILL}"));
        let found = run(&desk, &["-n", "12000", "--set", "markets.us.arpu=$5 to $20"]);
        assert!(found["value"]["gain"].is_null() && found["value"]["se"].as_f64() > Some(0.0), "{design}");
    }
}

#[test]
fn a_run_goes_on_until_it_is_as_precise_as_asked_and_is_the_run_of_so_many() {
    let desk = Desk::new(&risky());
    let asked = ["--precision", "value.mean=2%,value.p50=4%", "-n", "90000"];
    let found = run(&desk, &[&asked[..], &["--threads", "1"]].concat());
    let (text, rows) = (desk.bytes("output/s/summary.json"), desk.bytes("output/s/outcomes.parquet"));
    let took = found["replications"].as_u64().unwrap();
    assert!((7000..90_000).contains(&took) && took.is_multiple_of(1000), "{took}");
    let figures = &found["precision"]["figures"];
    for (path, share) in [("value.mean", 0.02), ("value.p50", 0.04)] {
        assert_eq!(figures[path]["asked"].as_f64(), Some(share));
        assert!(figures[path]["reached"].as_f64().is_some_and(|reached| reached <= share), "{figures}");
    }
    let value = &found["value"];
    let relative = value["se"].as_f64().unwrap() / value["mean"].as_f64().unwrap();
    assert_eq!(figures["value.mean"]["reached"].as_f64(), Some(relative));
    assert_eq!((&found["precision"]["met"], &found["precision"]["most"]), (&true.into(), &90_000.into()));
    run(&desk, &[&asked[..], &["--threads", "3"]].concat());
    assert!(desk.bytes("output/s/summary.json") == text, "threads change nothing");
    // The resolved scenario takes as many, and so does -n.
    std::fs::copy(desk.path("output/s/run.toml"), desk.path("s.toml")).unwrap();
    let again = run(&desk, &[]);
    assert!(desk.bytes("output/s/outcomes.parquet") == rows, "the rows are those of a run of so many");
    assert_eq!((again["replications"].as_u64(), &again["value"]), (Some(took), value));
    assert!(again["precision"].is_null());
}

#[test]
fn a_run_that_ends_at_its_most_says_of_what_it_fell_short() {
    let desk = Desk::new(&risky());
    let (code, told, errors) = desk.tell(&["run", "s.toml", "--precision", "0.01%", "-n", "2500", "--format", "svg"]);
    assert_eq!(code, 0, "{errors}");
    for part in [
        "To bear in mind: ",
        "The run ended at its most, 2,500 simulations",
        "`value.mean`: ",
        "for 0.01%",
        "would reach them",
    ] {
        let lines = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(lines.contains(part), "{told}");
    }
    // Who asks for no words is told of it all the same.
    let (_, _, errors) = desk.tell(&["run", "s.toml", "--precision", "0.01%", "-n", "2500", "--format", "svg", "-q"]);
    assert!(errors.contains("warning: The run ended at its most, 2,500 simulations"), "{errors}");
    assert!(told.contains("Asked for: value.mean to 0.01% (reached: "), "{told}");
    let summary: serde_json::Value = serde_json::from_slice(&desk.bytes("output/s/summary.json")).unwrap();
    assert_eq!((&summary["replications"], &summary["precision"]["met"]), (&2500.into(), &false.into()));
    let page = String::from_utf8(desk.bytes("output/s/report.html")).unwrap();
    assert!(page.contains("The run ended at its most") && page.contains("Precision asked for"));
}

#[test]
fn a_precision_of_no_figure_is_refused_with_the_nearest_for_every_scenario_at_once() {
    let desk = Desk::new(&risky());
    for command in [&["run"][..], &["sweep", "--vary", "markets.us.arpu=$5,$6"]] {
        let asked = ["s.toml", "--precision", "value.maen=1%,markets.us.outcomes.baned=1%,value.p5=200%"];
        let parts = ["did you mean `value.mean`", "did you mean `markets.us.outcomes.banned`", "below 100%"];
        desk.refused(&[command, &asked].concat(), &parts);
    }
    desk.write("t.toml", &risky());
    let told = desk.refused(&["run", "s.toml", "t.toml", "--precision", "value.maen=1%"], &["`value.mean`"]);
    assert_eq!(told.matches("value.maen").count(), 1, "the same mistake is told once: {told}");
}

#[test]
fn points_of_a_sweep_end_by_the_figures_named_alone() {
    let desk = Desk::new(&risky());
    let vary = ["sweep", "s.toml", "--vary", "markets.us.margin=20%,60%", "-n", "9000", "--metric", "value.mean"];
    let took = |asked: &str| {
        desk.run(&[&vary[..], &["--precision", asked], FEW].concat());
        desk.table("output/s-sweep/sweep.csv").numbers("replications")
    };
    assert_eq!(took("markets.us.ever_blocked=50%"), [2000.0; 2]);
    assert_eq!(took("markets.us.ever_blocked=0.01%"), [9000.0; 2]);
    let page = String::from_utf8(desk.bytes("output/s-sweep/report.html")).unwrap();
    assert!(page.contains("0.01% of markets.us.ever_blocked"), "{page}");
}
