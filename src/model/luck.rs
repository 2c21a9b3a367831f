//! The chance of one replication: a stream of random numbers for each purpose and name.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::draws::{Density, Key, Purpose, Stream, Streams};
use crate::scenario::{MarketId, Scenario};

/// Whose stream it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

/// A decision of chance: the number of this turn from the stream of this purpose and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Decision {
    /// What it decides.
    pub purpose: Purpose,
    /// Whose it is.
    pub whose: Whose,
    /// How many the stream gave before.
    pub turn: u8,
}

/// Densities of decisions that are not drawn evenly.
pub type Lead = IndexMap<Decision, Density>;

/// What watches the decisions of a history, and may lead them.
#[derive(Debug, Default)]
pub struct Watch {
    /// The densities that decisions are held against.
    pub lead: Arc<Lead>,
    /// Whether decisions are drawn from them.
    pub leads: bool,
    /// Decisions so far and their numbers, but for later turns than [`Watch::TURNS`].
    pub seen: Vec<(Decision, f64)>,
    /// Probability of these numbers under the densities over that under even ones.
    pub ratio: f64,
    /// Numbers that each stream in use gave.
    turns: Vec<u8>,
}

impl Watch {
    /// Turns of a stream that are watched.
    pub const TURNS: u8 = 3;

    /// Begins another history.
    pub fn begin(&mut self, lead: &Arc<Lead>, leads: bool) {
        if !Arc::ptr_eq(&self.lead, lead) {
            self.lead = Arc::clone(lead);
        }
        self.leads = leads;
        self.ratio = 1.0;
        self.seen.clear();
        self.turns.clear();
    }

    /// The number of a decision in place of the even one that its stream gave.
    fn decide(&mut self, place: usize, purpose: Purpose, whose: Whose, even: f64) -> f64 {
        if self.turns.len() <= place {
            self.turns.resize(place + 1, 0);
        }
        let turn = self.turns[place];
        if turn == Self::TURNS {
            return even;
        }
        self.turns[place] += 1;
        let decision = Decision { purpose, whose, turn };
        let density = self.lead.get(&decision);
        let number = density.filter(|_| self.leads).map_or(even, |density| density.quantile(even));
        self.ratio *= density.map_or(1.0, |density| density.at(number));
        self.seen.push((decision, number));
        number
    }
}

/// Streams in use, made when first drawn from.
#[derive(Debug)]
pub struct Luck {
    streams: Streams,
    used: Vec<(u32, Purpose)>,
    kept: Vec<Stream>,
    /// What watches; nothing in a plain run.
    pub watch: Option<Box<Watch>>,
}

impl Luck {
    /// The luck of replication `replication` under `seed`.
    pub fn new(seed: u64, replication: u64) -> Self {
        Self {
            streams: Streams::new(seed, replication),
            used: Vec::with_capacity(64),
            kept: Vec::with_capacity(64),
            watch: None,
        }
    }

    /// Turns to another replication and keeps the memory.
    pub fn turn_to(&mut self, seed: u64, replication: u64) {
        self.streams = Streams::new(seed, replication);
        self.used.clear();
        self.kept.clear();
    }

    /// The stream of this purpose and name.
    pub fn stream(&mut self, names: &Names, purpose: Purpose, whose: Whose) -> &mut Stream {
        let place = self.place(names, purpose, whose);
        &mut self.kept[place]
    }

    /// The next uniform number of this purpose and name.
    pub fn uniform(&mut self, names: &Names, purpose: Purpose, whose: Whose) -> f64 {
        let place = self.place(names, purpose, whose);
        let even = self.kept[place].uniform();
        match &mut self.watch {
            Some(watch) => watch.decide(place, purpose, whose, even),
            None => even,
        }
    }

    fn place(&mut self, names: &Names, purpose: Purpose, whose: Whose) -> usize {
        let (number, key) = names.key(whose);
        self.used.iter().position(|&used| used == (number, purpose)).unwrap_or_else(|| {
            self.used.push((number, purpose));
            self.kept.push(self.streams.stream(purpose, key));
            self.kept.len() - 1
        })
    }
}
