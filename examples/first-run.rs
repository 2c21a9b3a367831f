//! A first run: one of the scenarios of the repository, its figures on the terminal, its report in `output/`.
//!
//! `cargo run --example first-run`

use std::error::Error;
use std::path::Path;

use marketgate::{Scenario, Settings, simulate};

fn main() -> Result<(), Box<dyn Error>> {
    let scenario = Scenario::load(Path::new("scenarios/next-entrant/games.toml"), &[])?;
    let results = simulate(&scenario, &Settings { replications: 2_000, ..Settings::default() })?;
    print!("{}", results.print());
    let folder = results.write(Path::new("output"))?;
    println!("open {}", folder.join("report.html").display());
    Ok(())
}
