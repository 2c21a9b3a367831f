//! The chance of one replication: a stream of random numbers for each purpose and name.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::draws::{Density, Key, Purpose, Stream, Streams};
use crate::scenario::Scenario;

/// Whose stream it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StreamOwner {
    /// Nobody's in particular.
    World,
    /// A market's, by number.
    Market(usize),
    /// A bidder's, by number.
    Bidder(usize),
    /// A scheduled event's, by number.
    Event(usize),
    /// Those of one measure over several markets, by its event, as one of them, by its number, meets them: each market draws the same numbers.
    Joint(usize, usize),
}

/// Keys of every name in the scenario, so that streams hang on names and not on positions.
#[derive(Debug, Clone)]
pub struct StreamKeys {
    markets: Vec<Key>,
    bidders: Vec<Key>,
    events: Vec<Key>,
}

impl StreamKeys {
    /// The names of `scenario`.
    pub fn new(scenario: &Scenario) -> Self {
        Self {
            markets: scenario.markets.iter().map(|m| Key::named(&m.key)).collect(),
            bidders: scenario.deal.bidders.iter().map(|b| Key::named(&b.key)).collect(),
            events: scenario.events.iter().map(|e| Key::named(&e.key)).collect(),
        }
    }

    fn key(&self, owner: StreamOwner) -> (u32, Key) {
        match owner {
            StreamOwner::World => (0, Key::NONE),
            StreamOwner::Market(m) => (1 + m as u32, self.markets[m]),
            StreamOwner::Bidder(b) => ((1 + self.markets.len() + b) as u32, self.bidders[b]),
            StreamOwner::Event(e) => ((1 + self.markets.len() + self.bidders.len() + e) as u32, self.events[e]),
            StreamOwner::Joint(e, m) => {
                let before = 1 + self.markets.len() + self.bidders.len() + self.events.len();
                ((before + e * self.markets.len() + m) as u32, self.events[e])
            }
        }
    }
}

/// A decision of chance: the number of this turn from the stream of this purpose and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Decision {
    /// What it decides.
    pub purpose: Purpose,
    /// Whose it is.
    pub owner: StreamOwner,
    /// How many the stream gave before.
    pub turn: u8,
}

/// Densities of decisions that are not drawn evenly.
pub type Proposal = IndexMap<Decision, Density>;

/// What records the decisions of a replication, and may draw them from a proposal.
#[derive(Debug, Default)]
pub struct DrawRecorder {
    /// The densities that decisions are held against.
    pub proposal: Arc<Proposal>,
    /// Whether decisions are drawn from them.
    pub draws_from_proposal: bool,
    /// Decisions so far and their numbers, but for later turns than [`DrawRecorder::TURNS`].
    pub decisions: Vec<(Decision, f64)>,
    /// Probability of these numbers under the densities over that under even ones.
    pub likelihood_ratio: f64,
    /// Numbers that each stream in use gave.
    turns: Vec<u8>,
}

impl DrawRecorder {
    /// Turns of a stream that are watched.
    pub const TURNS: u8 = 3;

    /// Begins another replication.
    pub fn begin(&mut self, proposal: &Arc<Proposal>, draws_from_proposal: bool) {
        if !Arc::ptr_eq(&self.proposal, proposal) {
            self.proposal = Arc::clone(proposal);
        }
        self.draws_from_proposal = draws_from_proposal;
        self.likelihood_ratio = 1.0;
        self.decisions.clear();
        self.turns.clear();
    }

    /// The number of a decision in place of the even one that its stream gave.
    fn decide(&mut self, index: usize, purpose: Purpose, owner: StreamOwner, even: f64) -> f64 {
        if self.turns.len() <= index {
            self.turns.resize(index + 1, 0);
        }
        let turn = self.turns[index];
        if turn == Self::TURNS {
            return even;
        }
        self.turns[index] += 1;
        let decision = Decision { purpose, owner, turn };
        let density = self.proposal.get(&decision);
        let number = density.filter(|_| self.draws_from_proposal).map_or(even, |density| density.quantile(even));
        self.likelihood_ratio *= density.map_or(1.0, |density| density.at(number));
        self.decisions.push((decision, number));
        number
    }
}

/// Streams in use, made when first drawn from.
#[derive(Debug)]
pub struct RandomStreams {
    streams: Streams,
    used: Vec<(u32, Purpose)>,
    kept: Vec<Stream>,
    /// What watches; nothing in a plain run.
    pub recorder: Option<Box<DrawRecorder>>,
}

impl RandomStreams {
    /// The streams of replication `replication` under `seed`.
    pub fn new(seed: u64, replication: u64) -> Self {
        Self {
            streams: Streams::new(seed, replication),
            used: Vec::with_capacity(64),
            kept: Vec::with_capacity(64),
            recorder: None,
        }
    }

    /// Turns to another replication and keeps the memory.
    pub fn start_replication(&mut self, seed: u64, replication: u64) {
        self.streams = Streams::new(seed, replication);
        self.used.clear();
        self.kept.clear();
    }

    /// The replication whose streams they are, and the seed.
    pub fn source(&self) -> Streams {
        self.streams
    }

    /// Goes on where `other` stands, whose streams are those of the same replication.
    pub fn copy_position(&mut self, other: &Self) {
        self.streams = other.streams;
        self.used.clone_from(&other.used);
        self.kept.clone_from(&other.kept);
    }

    /// The stream of this purpose and name.
    pub fn stream(&mut self, stream_keys: &StreamKeys, purpose: Purpose, owner: StreamOwner) -> &mut Stream {
        let index = self.index(stream_keys, purpose, owner);
        &mut self.kept[index]
    }

    /// The next uniform number of this purpose and name.
    pub fn draw_uniform(&mut self, stream_keys: &StreamKeys, purpose: Purpose, owner: StreamOwner) -> f64 {
        let index = self.index(stream_keys, purpose, owner);
        let even = self.kept[index].uniform();
        match &mut self.recorder {
            Some(recorder) => recorder.decide(index, purpose, owner, even),
            None => even,
        }
    }

    fn index(&mut self, stream_keys: &StreamKeys, purpose: Purpose, owner: StreamOwner) -> usize {
        let (number, key) = stream_keys.key(owner);
        self.used.iter().position(|&used| used == (number, purpose)).unwrap_or_else(|| {
            self.used.push((number, purpose));
            self.kept.push(self.streams.stream(purpose, key));
            self.kept.len() - 1
        })
    }
}
