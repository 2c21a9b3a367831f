//! A scenario built in code: one market, one government that may ban the app, at three rates.
//!
//! `cargo run --example own-scenario`

use std::error::Error;

use marketgate::{Scenario, Settings, simulate};

/// The scenario, but for the rate of bans.
const SCENARIO: &str = r#"
start = 2026-01-01
horizon = "5 years"

[company]
discount_rate = "10% to 14%"

[markets.us]
users = "100M"
ceiling = "140M to 200M"
growth = "20% to 60%"
churn = "0.3 per year"
arpu = "$6 to $9"
margin = "20% to 30%"

[policy.ban]
"#;

fn main() -> Result<(), Box<dyn Error>> {
    for rate in ["0.02 per year", "0.1 per year", "0.5 per year"] {
        let text = format!("{SCENARIO}rate = \"{rate}\"\n");
        let scenario = Scenario::parse("own.toml", &text, &[])?;
        let results = simulate(&scenario, &Settings { replications: 1_000, ..Settings::default() })?;
        let banned = results.figure("markets.us.outcomes.banned")?.value.unwrap_or_default();
        let value = results.value().mean.unwrap_or_default();
        println!(
            "bans at {rate}: worth ${:.0}M; banned at the end in {:.0}% of simulations",
            value / 1e6,
            100.0 * banned
        );
    }
    Ok(())
}
