//! What a change of strategy is made of, against known answers (model, section 11) and against the rows of both.

use marketgate::analysis::{Difference, SPLIT_PARTS, StrategySplit};

use crate::sample::{STILL, YEAR, close};
use crate::study::Desk;

/// An order on the first day, surely enforced by a ban for good; a bidder who surely pays 58% of the standalone value of $5bn, on day 55.
fn world(more: &str) -> String {
    "strategy = 'sell'\n".to_owned()
        + STILL
        + "[policy.order]\nenforcement = '100%'\nfine = '$20M'\n[policy.ban]\npermanent = '100%'\n\
           [events.o]\non = 2021-01-01\nmarket = 'us'\nkind = 'forced-sale'\ndeadline = '90 days'\n\
           [deal]\nprocess = '45 days'\nhost_delay = '10 days'\nbargaining_power = '100%'\nfallback = '0%'\ntax = '25%'\ntax_basis = '$900M'\n\
           [strategies.sell]\non_order = 'sell'\n[strategies.refuse]\non_order = 'refuse'\n[strategies.hold]\non_order = 'sell'\nreserve = '70%'\n"
        + more
}

const BIDDER: &str = "[deal.bidders.b]\ninterest = '100%'\nmultiple = 0.58\nhost_approval = '100%'\ndelay = '5 days'\n";

fn difference(desk: &Desk, strategies: &str, n: &str) -> (Difference, StrategySplit) {
    let found: Difference = desk.json(&["diff", "s.toml", "--strategies", strategies, "-n", n, "--format", "svg"]);
    let split = found.split.clone().unwrap_or_else(|| panic!("{found:?}"));
    // The parts sum to the change, whatever it is.
    let sum: f64 = split.parts.values().map(|part| part.mean).sum();
    let change = found.change().unwrap();
    assert!(
        (sum - change.change.mean).abs() <= 1e-9 * change.a.mean.abs().max(change.b.mean.abs()),
        "{sum}: {found:?}"
    );
    assert!(split.parts.keys().eq(SPLIT_PARTS.iter()));
    (found, split)
}

/// Present value of $500M a year from one day to another, at 10%.
fn cash(from: f64, to: f64) -> f64 {
    5e9 * ((-0.1 * from / YEAR).exp() - (-0.1 * to / YEAR).exp())
}

#[test]
fn selling_against_refusing_is_split_as_by_hand() {
    let desk = Desk::new(&world(BIDDER));
    let (_, split) = difference(&desk, "refuse,sell", "20");
    let part = |name: &str| split.parts[name].mean;
    let at_closing = (-0.1 * 55.0 / YEAR).exp();
    // Who refuses never sells: the whole price is for closing.
    close(part("closing"), 2.9e9 * at_closing, 1e-6);
    assert_eq!(part("price"), 0.0);
    close(part("tax"), -0.25 * (2.9e9 - 0.9e9) * at_closing, 1e-6);
    // Who refuses is banned from day 90 on and loses all from then on; who sells gives up the cash from day 55.
    close(part("blocked"), cash(90.0, f64::INFINITY), 1e-6);
    close(part("cash"), -cash(55.0, f64::INFINITY), 1e-6);
    close(part("costs"), 20e6 * (-0.1 * 90.0 / YEAR).exp(), 1e-6);
    assert_eq!(part("structure"), 0.0);
    assert_eq!(split.closed.map(|closed| closed.mean), [0.0, 1.0]);
    assert_eq!(split.price[0], None);
    close(split.price[1].unwrap(), 2.9e9 * at_closing, 1e-6);
    // The other way round every part is the other way.
    let (_, back) = difference(&desk, "sell,refuse", "20");
    SPLIT_PARTS.iter().for_each(|part| assert_eq!(back.parts[*part].mean, -split.parts[*part].mean, "{part}"));
}

#[test]
fn a_higher_reserve_is_dearer_and_closes_less_often() {
    let bidders = ["a", "b"].map(|key| {
        format!(
            "[deal.bidders.{key}]\ninterest = '80%'\nmultiple = '0.5 to 1.2'\nhost_approval = '80%'\ndelay = '5 days'\n"
        )
    });
    let text = world(&bidders.concat()).replace("discount_rate = \"10%\"", "discount_rate = \"8% to 12%\"");
    let desk = Desk::new(&text.replace("tax = '25%'", "tax = '20% to 30%'\nstake = '10%'"));
    let n = 1500;
    let (found, split) = difference(&desk, "sell,hold", "1500");
    // By the rows of both runs.
    let rows = ["sell", "hold"].map(|strategy| {
        let set = format!("strategy={strategy}");
        desk.run(&["run", "s.toml", "-n", "1500", "-q", "--format", "svg", "--set", &set, "-o", "run"]);
        let table = desk.table("run/s/outcomes.csv");
        let columns = ["us.sale_price", "us.sale_closing_day", "company.discount_rate"].map(|name| table.numbers(name));
        let of = |i: usize| {
            if columns[0][i].is_nan() {
                0.0
            } else {
                0.9 * columns[0][i] * (-columns[2][i] * columns[1][i] / YEAR).exp()
            }
        };
        let prices: Vec<f64> = (0..n).map(of).collect();
        let closed = columns[0].iter().filter(|price| !price.is_nan()).count() as f64 / n as f64;
        (closed, prices.iter().sum::<f64>() / n as f64 / closed)
    });
    let [(p, m), (q, k)] = rows;
    close(split.parts["price"].mean, 0.5 * (p + q) * (k - m), 1e-9);
    close(split.parts["closing"].mean, 0.5 * (m + k) * (q - p), 1e-9);
    assert!(split.parts["price"].mean > 0.0 && split.parts["closing"].mean < 0.0, "{split:?}");
    assert!(split.parts["tax"].mean.abs() > 0.0 && found.change().is_some());
    // Errors, by batches of a seed each: the spread of the parts from seed to seed.
    let mut parts: Vec<[f64; 2]> = Vec::new();
    for seed in 1..=12 {
        let seed = seed.to_string();
        let arguments = [
            "diff",
            "s.toml",
            "--strategies",
            "sell,hold",
            "-n",
            "300",
            "--seed",
            &seed,
            "--format",
            "svg",
            "-o",
            "seeds",
        ];
        let found: Difference = desk.json(&arguments);
        let split = found.split.unwrap();
        parts.push(["price", "closing"].map(|part| split.parts[part].mean));
    }
    for (k, part) in ["price", "closing"].into_iter().enumerate() {
        let mean = parts.iter().map(|parts| parts[k]).sum::<f64>() / 12.0;
        let spread = (parts.iter().map(|parts| (parts[k] - mean).powi(2)).sum::<f64>() / 11.0).sqrt();
        let told = split.parts[part].se.unwrap() * 5.0_f64.sqrt();
        // χ² of 11 degrees of freedom lies between 0.1 and 3.5 times its mean in all but some millionths; evenly spread inputs
        // make the spread less than told.
        assert!(spread < 1.9 * told && spread > 0.2 * told, "{part}: {spread}, told {told}");
    }
}

#[test]
fn the_page_the_terminal_and_the_table_tell_the_parts() {
    let desk = Desk::new(&world(BIDDER));
    let printed = desk.run(&["diff", "s.toml", "--strategies", "refuse, sell", "-n", "20", "--format", "svg"]);
    for words in
        ["Chance of closing", "Tax on the sale", "Time without access", "Direct costs", "s (refuse)", "s (sell)"]
    {
        assert!(printed.contains(words), "no `{words}` in {printed}");
    }
    assert!(printed.lines().all(|line| line.chars().count() <= 80), "{printed}");
    let page = String::from_utf8(desk.bytes("output/difference/report.html")).unwrap();
    assert!(page.contains("A sale closes in") && page.contains("Chance of closing"));
    let table = desk.table("output/difference/difference.csv");
    assert_eq!(table.words("what").iter().filter(|what| *what == "strategy part").count(), SPLIT_PARTS.len());
    desk.rebuilds("output/difference");
    desk.refused(&["diff", "s.toml", "--strategies", "sell"], &["two strategies"]);
    desk.refused(&["diff", "s.toml", "--strategies", "sell,sel"], &["sel"]);
    desk.refused(&["diff", "s.toml"], &["a second file, or --strategies"]);
}

#[test]
fn two_files_that_differ_in_the_strategy_alone_are_one_world_and_others_are_not() {
    let desk = Desk::new(&world(BIDDER));
    desk.write("t.toml", &world(BIDDER).replacen("strategy = 'sell'", "strategy = 'refuse'", 1));
    let split = |other: &str| desk.json::<Difference>(&["diff", "s.toml", other, "-n", "10", "--format", "svg"]).split;
    assert!(split("t.toml").is_some_and(|split| split.parts["closing"].mean < 0.0));
    desk.write("t.toml", &world(BIDDER).replacen("strategy = 'sell'", "strategy = 'refuse'", 1).replace("$10", "$12"));
    assert_eq!(split("t.toml"), None);
}
