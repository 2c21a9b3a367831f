//! Named streams of random numbers: one per seed, replication, purpose and name.

use rand_chacha::ChaCha8Rng;
use std::convert::Infallible;

use rand_chacha::rand_core::{Rng as _, SeedableRng as _, TryRng};
use sha2::{Digest as _, Sha256};

use crate::normal::{self, Level};

/// Whose stream: a market, a bidder, an event, an input.
///
/// 128 bits wide, so that two names fit side by side and nothing has to be hashed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    first: u64,
    second: u64,
}

impl Key {
    /// No one's in particular: the stream of a purpose that exists once.
    pub const NONE: Self = Self { first: 0, second: 0 };

    /// By name: the first eight bytes, little-endian, of its SHA-256.
    ///
    /// SHA-256 is a published standard that any other program can follow, and it will not change with a library. Among
    /// a thousand names, two share a key with probability 3e-14.
    pub fn named(name: &str) -> Self {
        let digest = Sha256::digest(name.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Self { first: u64::from_le_bytes(first), second: 0 }
    }

    /// Two names in order, such as a bidder and a market; both are kept whole.
    ///
    /// # Panics
    /// When one of the two is itself a pair, which would not fit.
    pub fn pair(a: Self, b: Self) -> Self {
        assert!(a.second == 0 && b.second == 0, "a pair of pairs does not fit into a key");
        Self { first: a.first, second: b.first }
    }
}

/// What a stream decides. The numbers are part of every result: none is ever changed, and that of a purpose that is
/// gone is not used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u64)]
pub enum Purpose {
    /// Draws of the uncertain parameters (key: the input).
    Parameters = 1,
    /// The part of the noise in users that all markets share.
    NoiseCommon = 2,
    /// The noise in users of one market.
    Noise = 3,
    /// Arrival of reviews.
    ReviewArrival = 4,
    /// Arrival of direct bans.
    BanArrival = 5,
    /// Length of a review.
    ReviewLength = 6,
    /// How a review ends.
    ReviewOutcome = 7,
    /// Time from an order to its deadline.
    OrderDeadline = 8,
    /// Whether a deadline is extended, and by how long.
    OrderExtension = 9,
    /// Whether an order is enforced.
    OrderEnforcement = 10,
    /// Whether and when an order is revoked.
    OrderRevocation = 11,
    /// Time from a restriction to the ban.
    RestrictedLength = 12,
    /// Time to a suit.
    CourtFiling = 13,
    /// Whether and when a court stays an order or a block.
    CourtInjunction = 14,
    /// When a court rules.
    CourtRuling = 15,
    /// How a court rules.
    CourtVerdict = 34,
    /// Whether and when a block is lifted.
    BanLift = 16,
    /// Length of the process of a deal.
    DealProcess = 17,
    /// Time given to rivals of the first bid.
    DealWait = 18,
    /// What all bidders' multiples have in common.
    DealCommonFactor = 19,
    /// Whether and when a bidder turns up, and what it bids (key: the bidder).
    BidderInterest = 20,
    /// Whether the host approves (key: the bidder).
    HostApproval = 21,
    /// Whether home approves.
    HomeApproval = 22,
    /// When the host decides.
    HostDelay = 23,
    /// When home decides.
    HomeDelay = 24,
    /// Whether a signed deal outlives its order.
    DealSurvival = 25,
    /// When the host answers a proposed structure.
    StructureDelay = 26,
    /// Whether the host accepts it.
    StructureHost = 27,
    /// Whether home accepts it.
    StructureHome = 28,
    /// Arrival of retaliation.
    RetaliationArrival = 29,
    /// Length of an export control.
    ExportControl = 30,
    /// Whether a scheduled event happens (key: the event).
    ScheduledEvent = 31,
    /// Whether mitigation is accepted.
    MitigationAccept = 32,
    /// Scrambling of a Sobol' dimension (key: the input).
    SobolScramble = 33,
    /// In which orders the differences of two scenarios are exchanged (replication: the block).
    ExchangeOrder = 35,
    /// How often a row counts in each resample of a bootstrap (replication: the row).
    Bootstrap = 36,
    /// Start and order of a trajectory of elementary effects (replication: the trajectory).
    Trajectory = 37,
    /// Which histories a resampled box is found in (replication: the resample).
    Resampling = 38,
    /// Which points a sweep visits (key: the input).
    SweepPoints = 39,
    /// Time from the announcement of a ban or restriction to the day on which it takes force.
    BlockNotice = 40,
    /// When an order or a block ends in a settlement.
    Settlement = 41,
    /// What comes of an enforced order: a ban, a trustee, fines, a structure.
    OrderEnd = 42,
    /// When a trustee sells.
    TrusteeLength = 43,
    /// What a trustee's sale brings.
    TrusteePrice = 44,
    /// Time between two sale processes.
    DealGap = 45,
    /// Whether a bidder who turns up late may top a signed deal (key: the bidder).
    DealTopping = 46,
    /// Draws of what is fitted to history.
    Calibration = 47,
}

impl Purpose {
    /// Its name in saved results, which never changes: that of the variant may.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Parameters => "parameters",
            Self::NoiseCommon => "noise-common",
            Self::Noise => "noise",
            Self::ReviewArrival => "review-arrival",
            Self::BanArrival => "ban-arrival",
            Self::ReviewLength => "review-length",
            Self::ReviewOutcome => "review-outcome",
            Self::OrderDeadline => "order-deadline",
            Self::OrderExtension => "order-extension",
            Self::OrderEnforcement => "order-enforcement",
            Self::OrderRevocation => "order-revocation",
            Self::RestrictedLength => "restricted-length",
            Self::CourtFiling => "court-filing",
            Self::CourtInjunction => "court-injunction",
            Self::CourtRuling => "court-ruling",
            Self::CourtVerdict => "court-verdict",
            Self::BanLift => "ban-lift",
            Self::DealProcess => "deal-process",
            Self::DealWait => "deal-wait",
            Self::DealCommonFactor => "deal-common-factor",
            Self::BidderInterest => "bidder-interest",
            Self::HostApproval => "host-approval",
            Self::HomeApproval => "home-approval",
            Self::HostDelay => "host-delay",
            Self::HomeDelay => "home-delay",
            Self::DealSurvival => "deal-survival",
            Self::StructureDelay => "structure-delay",
            Self::StructureHost => "structure-host",
            Self::StructureHome => "structure-home",
            Self::RetaliationArrival => "retaliation-arrival",
            Self::ExportControl => "export-control",
            Self::ScheduledEvent => "scheduled-event",
            Self::MitigationAccept => "mitigation-accept",
            Self::SobolScramble => "sobol-scramble",
            Self::ExchangeOrder => "exchange-order",
            Self::Bootstrap => "bootstrap",
            Self::Trajectory => "trajectory",
            Self::Resampling => "resampling",
            Self::SweepPoints => "sweep-points",
            Self::BlockNotice => "block-notice",
            Self::Settlement => "settlement",
            Self::OrderEnd => "order-end",
            Self::TrusteeLength => "trustee-length",
            Self::TrusteePrice => "trustee-price",
            Self::DealGap => "deal-gap",
            Self::DealTopping => "deal-topping",
            Self::Calibration => "calibration",
        }
    }
}

/// All streams of one replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    seed: u64,
    replication: u64,
}

impl Streams {
    /// Those of this replication under this seed.
    pub const fn new(seed: u64, replication: u64) -> Self {
        Self { seed, replication }
    }

    /// The stream of `key` for `purpose`, from its start.
    ///
    /// Seed, purpose and key, side by side, are the 256-bit key of `ChaCha8`; the replication is its stream number. So
    /// no two streams can overlap.
    pub fn stream(&self, purpose: Purpose, key: Key) -> Stream {
        let mut packed = [0; 32];
        for (bytes, word) in packed.chunks_exact_mut(8).zip([self.seed, purpose as u64, key.first, key.second]) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        let mut generator = ChaCha8Rng::from_seed(packed);
        generator.set_stream(self.replication);
        Stream(generator)
    }
}

/// A stream of random numbers. Each draw of its own uses one 64-bit word, whatever the draw.
///
/// It is a generator to `rand` and `rand_distr` too, by which studies draw orders, samples and counts. The model and the designs
/// draw by the functions here only: by inversion, so that a draw is monotone in the uniform behind it, uses one word and does not
/// change with a library.
#[derive(Debug, Clone)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// Uniform on the open interval (0, 1): an odd multiple of 2⁻⁵³, so that 0 and 1 never come and u and 1 − u are
    /// equally exact.
    pub fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.0.next_u64() >> 11 | 1) as f64 * STEP
    }

    /// Unit exponential: −ln of a uniform.
    pub fn exponential(&mut self) -> f64 {
        -libm::log(self.uniform())
    }

    /// Standard normal, by inversion: portable, one word each, and monotone in the uniform behind it.
    pub fn normal(&mut self) -> f64 {
        normal::quantile(Level::new(self.uniform()))
    }

    /// Fills `normals` with standard normals: those that as many calls of [`Stream::normal`] give.
    pub fn fill_normal(&mut self, normals: &mut [f64]) {
        self.fill_uniform(normals);
        normal::quantiles(normals);
    }

    /// Fills `uniforms` with what as many calls of [`Stream::uniform`] give.
    fn fill_uniform(&mut self, uniforms: &mut [f64]) {
        let mut words = [[0; 8]; 64];
        for uniforms in uniforms.chunks_mut(words.len()) {
            let words = &mut words[..uniforms.len()];
            self.0.fill_bytes(words.as_flattened_mut());
            // Behind the exponent of 1 the leading 52 bits are 1 and j/2⁵²; less 1 − 2⁻⁵³ that is (2j + 1)/2⁵³, exactly.
            let uniform = |word: &[u8; 8]| f64::from_bits(1.0_f64.to_bits() | u64::from_le_bytes(*word) >> 12);
            let exact = uniforms.iter_mut().zip(words);
            exact.for_each(|(u, word)| *u = uniform(word) - (1.0 - f64::EPSILON / 2.0));
        }
    }

    /// A whole number below `bound`, each equally likely to within `bound`/2⁶⁴.
    pub(super) fn draw_below(&mut self, bound: usize) -> usize {
        let product = u128::from(self.0.next_u64()) * bound as u128;
        (product >> 64) as usize
    }

    /// Puts the strata of a design into an order of which each is equally likely (Fisher and Yates).
    ///
    /// The orders are part of every result, so that they do not come from a library that may draw them in another way.
    pub fn shuffle_strata<T>(&mut self, strata: &mut [T]) {
        for last in (1..strata.len()).rev() {
            strata.swap(last, self.draw_below(last + 1));
        }
    }

    /// 32 random bits.
    pub(super) fn draw_bits(&mut self) -> u32 {
        (self.0.next_u64() >> 32) as u32
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.try_fill_bytes(bytes)
    }
}
