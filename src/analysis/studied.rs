//! Which scenario a study is of, as its results hold it.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::scenario::Scenario;

/// Which scenario is studied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudiedScenario {
    /// Short name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Digest of everything that decides the results, as the file has it.
    pub digest: String,
    /// Digest of the world: of all that the owner does not choose. Empty in results of earlier versions.
    #[serde(default)]
    pub world: String,
    /// Strategy in force, by key.
    pub strategy: String,
    /// First day.
    pub start: Date,
    /// Name of the home market.
    pub home: Option<String>,
    /// Names of the markets, by key.
    pub markets: IndexMap<String, String>,
}

impl StudiedScenario {
    /// What is told of `scenario`.
    pub fn new(scenario: &Scenario) -> Self {
        let markets = scenario.markets();
        Self {
            name: scenario.name().into(),
            title: scenario.title().into(),
            digest: scenario.digest().into(),
            world: scenario.world_digest(),
            strategy: scenario.strategy().into(),
            start: scenario.start(),
            home: scenario.company.home.map(|home| markets[home.0].name().into()),
            markets: markets.iter().map(|market| (market.key().into(), market.name().into())).collect(),
        }
    }
}
