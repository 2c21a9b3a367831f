//! A sweep: value over two inputs, on the same random draws at every point.
//!
//! `cargo run --example sweep`

use std::error::Error;
use std::path::Path;

use marketgate::{Scenario, Settings, simulate};

fn main() -> Result<(), Box<dyn Error>> {
    let settings = Settings { replications: 500, ..Settings::default() };
    let months = ["1 month", "6 months", "12 months"];
    println!("{:>24}{:>12}{:>12}{:>12}", "", months[0], months[1], months[2]);
    for rate in ["8%", "12%", "16%"] {
        let mut row = format!("{:>24}", format!("discount rate {rate}"));
        for deadline in months {
            let overrides = [format!("company.discount_rate={rate}"), format!("events.us-order.deadline={deadline}")];
            let scenario = Scenario::load(Path::new("scenarios/tiktok-2020/forced-sale.toml"), &overrides)?;
            let value = simulate(&scenario, &settings)?.figure("value_abroad.mean")?.value.unwrap_or_default();
            row += &format!("{:>12}", format!("${:.1}bn", value / 1e9));
        }
        println!("{row}");
    }
    Ok(())
}
