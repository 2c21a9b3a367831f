//! The chance of one replication: a stream of random numbers for each purpose and name.

use crate::draws::{Key, Purpose, Stream, Streams};
use crate::scenario::{MarketId, Scenario};

/// Whose stream it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Nobody's in particular.
    World,
    /// A market's.
    Market(MarketId),
    /// A bidder's, by number.
    Bidder(usize),
    /// A scheduled event's, by number.
    Event(usize),
}

/// Keys of every name in the scenario, so that streams hang on names and not on positions.
#[derive(Debug, Clone)]
pub struct Names {
    markets: Vec<Key>,
    bidders: Vec<Key>,
    events: Vec<Key>,
}

impl Names {
    /// The names of `scenario`.
    pub fn of(scenario: &Scenario) -> Self {
        Self {
            markets: scenario.markets.iter().map(|m| Key::named(&m.key)).collect(),
            bidders: scenario.deal.bidders.iter().map(|b| Key::named(&b.key)).collect(),
            events: scenario.events.iter().map(|e| Key::named(&e.key)).collect(),
        }
    }

    fn key(&self, whose: Whose) -> (u32, Key) {
        match whose {
            Whose::World => (0, Key::NONE),
            Whose::Market(MarketId(m)) => (1 + m as u32, self.markets[m]),
            Whose::Bidder(b) => ((1 + self.markets.len() + b) as u32, self.bidders[b]),
            Whose::Event(e) => ((1 + self.markets.len() + self.bidders.len() + e) as u32, self.events[e]),
        }
    }
}

/// Streams in use, made when first drawn from.
#[derive(Debug)]
pub struct Luck {
    streams: Streams,
    used: Vec<(u32, Purpose)>,
    kept: Vec<Stream>,
}

impl Luck {
    /// The luck of replication `replication` under `seed`.
    pub fn new(seed: u64, replication: u64) -> Self {
        Self { streams: Streams::new(seed, replication), used: Vec::with_capacity(64), kept: Vec::with_capacity(64) }
    }

    /// Turns to another replication and keeps the memory.
    pub fn turn_to(&mut self, seed: u64, replication: u64) {
        self.streams = Streams::new(seed, replication);
        self.used.clear();
        self.kept.clear();
    }

    /// The stream of this purpose and name.
    pub fn stream(&mut self, names: &Names, purpose: Purpose, whose: Whose) -> &mut Stream {
        let (number, key) = names.key(whose);
        let place = self.used.iter().position(|&used| used == (number, purpose)).unwrap_or_else(|| {
            self.used.push((number, purpose));
            self.kept.push(self.streams.stream(purpose, key));
            self.kept.len() - 1
        });
        &mut self.kept[place]
    }
}
