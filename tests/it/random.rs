//! Valid scenarios at random: every table of the format, up to six markets, events before and after the start.

use std::fmt::Write as _;

/// A small generator of its own (SplitMix64, Steele et al. 2014), so that the scenarios of a seed stay what they are.
struct Dice(u64);

impl Dice {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.unit() * bound as f64) as usize
    }

    fn odds(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// A quantity within bounds, known or uncertain, with its unit behind the numbers.
    fn quantity(&mut self, low: f64, high: f64, unit: &str) -> String {
        let (a, b) = (self.between(low, high), self.between(low, high));
        let (a, b) = (a.min(b), a.max(b) + 1e-3 * (high - low));
        let b = b.min(high);
        match self.below(4) {
            0 | 1 => format!("\"{a:.6}{unit}\""),
            2 => format!("\"uniform({a:.6}{unit}, {b:.6}{unit})\""),
            _ => format!("\"{a:.6} to {b:.6}{unit}, min {low:.6}{unit}, max {high:.6}{unit}\""),
        }
    }

    /// A share; now and then nothing or all.
    fn share(&mut self) -> String {
        match self.below(8) {
            0 => "\"0%\"".into(),
            1 => "\"100%\"".into(),
            _ => self.quantity(1.0, 99.0, "%"),
        }
    }

    fn days(&mut self, most: f64) -> String {
        if self.odds(0.1) { "\"0 days\"".into() } else { self.quantity(1.0, most, " days") }
    }
}

const NAMES: [&str; 6] = ["us", "india", "europe", "brazil", "japan", "china"];

/// The scenario of `seed`.
pub(crate) fn scenario(seed: u64) -> String {
    let mut dice = Dice(seed);
    let dice = &mut dice;
    let markets = &NAMES[..=dice.below(6)];
    let home = dice.odds(0.6).then(|| markets[markets.len() - 1]);
    let mut text = String::new();
    let step = dice.between(1.0, 31.0);
    let horizon = dice.between(30.0, 2200.0);
    let design = dice.of(&["lhs", "sobol", "random"]);
    let _ = writeln!(
        text,
        "start = 2021-06-01\nhorizon = \"{horizon:.3} days\"\nstep = \"{step:.3} days\"\ndesign = \"{design}\"\nstrategy = \"a\"\n\
         record = [\"50 days\", \"1 year\"]"
    );
    company(dice, &mut text, home);
    policy(dice, &mut text, "");
    response(dice, &mut text, "");
    for market in markets {
        one_market(dice, &mut text, market, markets);
    }
    deal(dice, &mut text);
    if home.is_some() {
        home_country(dice, &mut text);
    }
    strategy(dice, &mut text, markets);
    for number in 0..dice.below(9) {
        event(dice, &mut text, number, markets, home);
    }
    if dice.odds(0.3) {
        text += "[[correlations]]\nbetween = [\"company.discount_rate\", \"markets.us.arpu\"]\nrank = 0.5\n";
    }
    // With dice of their own, so that all else is what it was without them.
    rules(&mut Dice(!seed), &mut text, markets);
    text
}

fn company(dice: &mut Dice, text: &mut String, home: Option<&str>) {
    *text += "[company]\ndiscount_rate = \"uniform(8%, 20%)\"\n";
    if let Some(home) = home {
        let _ = writeln!(text, "home = \"{home}\"");
    }
    let _ = writeln!(text, "cash_tax = {}\nseverance = {}", dice.quantity(0.0, 30.0, "%"), dice.share());
    let _ = writeln!(text, "[noise]\ncorrelation = {}", dice.share());
    let _ = writeln!(text, "[pressure]\nhalf_life = {}", dice.quantity(10.0, 300.0, " days"));
}

fn policy(dice: &mut Dice, text: &mut String, prefix: &str) {
    let mut left = 1.0;
    let mut outcome = |dice: &mut Dice| {
        let share = dice.between(0.0, left);
        left -= share;
        format!("\"{:.6}%\"", 100.0 * share)
    };
    let _ = writeln!(
        text,
        "[{prefix}policy.review]\nrate = {}\njump = {}\nlength = {}\ncleared = \"rest\"\nforced_sale = {}\nban = {}\nrestriction = {}\n\
         mitigated = {}\nmitigation_accept = {}\nmitigation_cost = {}",
        dice.quantity(0.0, 1.5, " per year"),
        dice.quantity(0.0, 1.5, " per year"),
        dice.days(200.0),
        outcome(dice),
        outcome(dice),
        outcome(dice),
        outcome(dice),
        dice.share(),
        dice.quantity(0.0, 10.0, "%"),
    );
    let _ = writeln!(
        text,
        "[{prefix}policy.order]\ndeadline = {}\nenforcement = {}\nfine = {}\nrevocation = {}\nrestricted_first = {}\nrestricted_length = {}\n\
         extension = {{ probability = {}, if_signed = {}, max = {}, length = {} }}",
        dice.days(150.0),
        dice.share(),
        dice.quantity(0.0, 1e9, "")
            .replace('"', "")
            .parse::<f64>()
            .map_or("\"$10M\"".into(), |fine| format!("\"${fine:.0}\"")),
        dice.quantity(0.0, 2.0, " per year"),
        dice.share(),
        dice.days(80.0),
        dice.share(),
        dice.share(),
        dice.below(4),
        dice.quantity(1.0, 60.0, " days"),
    );
    let _ = writeln!(
        text,
        "[{prefix}policy.court]\nfiling = {}\ninjunction = {}\ninjunction_delay = {}\nruling_delay = {}\nupheld = {}\ncost = \"$3M\"",
        dice.days(40.0),
        dice.share(),
        dice.days(60.0),
        dice.days(400.0),
        dice.share(),
    );
    let after = dice.of(&[
        "\"weibull(0.7, 150 days)\"",
        "\"mixture(40%: 5 days to 40 days, 60%: 1 year to 4 years)\"",
        "\"7 days\"",
    ]);
    let _ = writeln!(
        text,
        "[{prefix}policy.ban]\nrate = {}\njump = {}\npermanent = {}\nafter = {after}\nrestructured_pressure = {}",
        dice.quantity(0.0, 0.6, " per year"),
        dice.quantity(0.0, 0.8, " per year"),
        dice.share(),
        dice.share(),
    );
}

fn response(dice: &mut Dice, text: &mut String, prefix: &str) {
    let _ = writeln!(text, "[{prefix}response]");
    for key in ["review_revenue", "ordered_revenue", "circumvention", "circumvention_revenue", "reseed"] {
        let _ = writeln!(text, "{key} = {}", dice.share());
    }
    for key in ["order_churn", "transition_churn", "circumvention_decay", "capture", "win_back", "content_churn"] {
        let _ = writeln!(text, "{key} = {}", dice.quantity(0.0, 5.0, " per year"));
    }
    let _ = writeln!(text, "transition = {}\nreturn_time = {}", dice.days(90.0), dice.quantity(1.0, 90.0, " days"));
    let _ = writeln!(
        text,
        "habit = {}\nrestricted_wear = {}",
        dice.quantity(1.0, 90.0, " days"),
        dice.quantity(0.1, 4.0, "")
    );
}

fn one_market(dice: &mut Dice, text: &mut String, market: &str, all: &[&str]) {
    let users = dice.between(1e5, 3e8);
    let _ = writeln!(
        text,
        "[markets.{market}]\nusers = {users:.0}\nceiling = {:.0}\ngrowth = {}\nvolatility = {}\narpu = \"$1 to $9\"\narpu_growth = {}\n\
         margin = {}\nmargin_long_run = {}\nterminal_growth = {}\nleverage = {}",
        users * dice.between(1.1, 4.0),
        dice.quantity(-40.0, 120.0, "%"),
        dice.quantity(0.0, 0.5, ""),
        dice.quantity(-20.0, 100.0, "%"),
        dice.quantity(-200.0, 60.0, "%"),
        dice.quantity(-10.0, 60.0, "%"),
        dice.quantity(-2.0, 5.0, "%"),
        dice.share(),
    );
    if dice.odds(0.5) {
        let _ = writeln!(text, "churn = {}", dice.quantity(0.0, 3.0, " per year"));
    } else {
        let _ = writeln!(
            text,
            "churn = {{ day1 = \"40% to 50%, min 36%\", day7 = \"20% to 30%, max 35%\", day30 = \"8% to 15%, max 18%\" }}"
        );
    }
    for (table, most) in [("links", 0.8), ("content", 0.18)] {
        let others: Vec<&&str> = all.iter().filter(|other| **other != market).filter(|_| dice.odds(0.4)).collect();
        if !others.is_empty() {
            let _ = writeln!(text, "[markets.{market}.{table}]");
            for other in others {
                let _ = writeln!(text, "{other} = {}", dice.quantity(0.0, most, ""));
            }
        }
    }
    if dice.odds(0.3) {
        policy(dice, text, &format!("markets.{market}."));
    }
    if dice.odds(0.3) {
        response(dice, text, &format!("markets.{market}."));
    }
}

fn deal(dice: &mut Dice, text: &mut String) {
    *text += "[deal]\n";
    for key in ["bargaining_power", "bidder_correlation", "algorithm_share", "stake", "tax", "survives"] {
        let _ = writeln!(text, "{key} = {}", dice.share());
    }
    for key in ["home_approval", "home_approval_controlled", "home_approval_without_algorithm", "fallback"] {
        let _ = writeln!(text, "{key} = {}", dice.share());
    }
    for (key, most) in [("process", 90.0), ("wait", 30.0), ("host_delay", 60.0), ("home_delay", 60.0)] {
        let _ = writeln!(text, "{key} = {}", dice.days(most));
    }
    *text += "tax_basis = \"$100M\"\n";
    for bidder in &["ant", "bee", "cat"][..dice.below(4)] {
        let _ = writeln!(
            text,
            "[deal.bidders.{bidder}]\ninterest = {}\nmultiple = {}\ndelay = {}\nhost_approval = {}",
            dice.share(),
            dice.quantity(0.2, 2.0, ""),
            dice.days(90.0),
            dice.share(),
        );
    }
    let _ = writeln!(
        text,
        "[structure]\ndelay = {}\nhost_acceptance = {}\nstake = {}\nlicence = {}\nrunning = {}\nprice = {}\nup_front = \"$40M\"",
        dice.days(90.0),
        dice.share(),
        dice.share(),
        dice.quantity(0.0, 40.0, "%"),
        dice.quantity(0.0, 10.0, "%"),
        dice.quantity(0.1, 1.5, ""),
    );
}

fn home_country(dice: &mut Dice, text: &mut String) {
    *text += "[backlash]\n";
    for key in ["talks", "signing", "acceptance", "cap", "sensitivity"] {
        let _ = writeln!(text, "{key} = {}", dice.quantity(0.1, 2.0, ""));
    }
    let _ = writeln!(
        text,
        "churn = {}\nhalf_life = {}",
        dice.quantity(0.0, 0.5, " per year"),
        dice.days(90.0).replace("\"0 days\"", "\"9 days\"")
    );
    let _ = writeln!(
        text,
        "[retaliation]\nrate = {}\njump = {}\n[export_control]\nlength = {}",
        dice.quantity(0.0, 0.5, " per year"),
        dice.quantity(0.0, 2.0, " per year"),
        dice.days(900.0),
    );
}

fn strategy(dice: &mut Dice, text: &mut String, markets: &[&str]) {
    let answers = [
        "[\"sell\"]",
        "[\"litigate\"]",
        "[\"restructure\"]",
        "[\"refuse\"]",
        "[\"exit\"]",
        "[\"sell\", \"litigate\"]",
        "[\"restructure\", \"litigate\"]",
        "[\"sell\", \"restructure\", \"litigate\", \"exit\"]",
    ];
    let _ = writeln!(
        text,
        "[strategies.a]\non_order = {}\nthen = {}\nalgorithm = \"{}\"\noffer_mitigation = {}\nreserve = {}\nkeep = {}\nvisibility = {}\n\
         visibility_cost = {}\nredeployment = {}",
        dice.of(&answers),
        dice.of(&answers),
        dice.of(&["sell", "keep", "sell-or-keep"]),
        dice.odds(0.5),
        dice.share(),
        dice.share(),
        dice.share(),
        dice.quantity(0.0, 40.0, "%"),
        dice.quantity(0.0, 1.0, ""),
    );
    if dice.odds(0.4) {
        let _ = writeln!(text, "seek_buyer = {}", dice.days(300.0));
    }
    if dice.odds(0.4) {
        let first = markets[0];
        let last = markets[markets.len() - 1];
        let both = if first == last { String::new() } else { format!(", \"{last}\"") };
        let _ = writeln!(text, "perimeter = [\"{first}\"{both}]");
    }
}

/// In two scenarios of three, up to three rules.
fn rules(dice: &mut Dice, text: &mut String, markets: &[&str]) {
    let conditions = [
        "M.time_to_deadline < 40 days and M.offers < 2",
        "M.state != open and (M.users < 50M or date > 2022-06-01)",
        "not M.suit_pending and (M.sued or M.measures > 2)",
        "M.best_offer > 60% or M.time_in_state > 20 days and not (export_control or markets_blocked > 1)",
    ];
    // A perimeter may leave the market out, and then it cannot be sold.
    let sell = if text.contains("perimeter") { "\"litigate\"" } else { "[\"sell\", \"litigate\"]" };
    for _ in 0..(3.0 * dice.between(0.0, 1.4)) as usize {
        let (market, start) = (dice.of(markets), dice.of(&["\"exit\"", "[\"litigate\", \"restructure\"]", sell]));
        let condition = dice.of(&conditions).replace("M.", &format!("{market}."));
        let _ = writeln!(text, "[[strategies.a.rules]]\nwhen = \"{condition}\"\nstart = {start}");
    }
}

fn event(dice: &mut Dice, text: &mut String, number: usize, markets: &[&str], home: Option<&str>) {
    let kinds = [
        "review",
        "forced-sale",
        "ban",
        "restriction",
        "lift",
        "injunction",
        "ruling",
        "acquisition-talks",
        "exit",
        "regime",
        "forced-sale",
        "review",
        "export-control",
        "extension",
    ];
    let kind = dice.of(&kinds);
    if kind == "export-control" && home.is_none() {
        return;
    }
    let (year, month, day) = (2021 + dice.below(3), 1 + dice.below(12), 1 + dice.below(28));
    let past = (year, month) < (2021, 6);
    let _ = writeln!(text, "[events.e{number}]\non = {year}-{month:02}-{day:02}\nkind = \"{kind}\"");
    if kind != "export-control" {
        let _ = writeln!(text, "market = \"{}\"", dice.of(markets));
    }
    if !past {
        let _ = writeln!(text, "probability = {}", dice.share());
    }
    match kind {
        "forced-sale" | "extension" => {
            let _ = writeln!(text, "deadline = {}", dice.days(120.0));
        }
        "ruling" => {
            let _ = writeln!(text, "upheld = {}", dice.share());
        }
        "regime" => {
            let _ = writeln!(
                text,
                "rates = {}\nenforcement = {}\nrevocation = 2",
                dice.quantity(0.1, 3.0, ""),
                dice.quantity(0.1, 3.0, "")
            );
        }
        _ => {}
    }
}
