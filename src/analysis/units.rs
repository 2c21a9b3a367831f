//! Units: the parts of a study that know nothing of one another, in rounds; a round may need the results of those before it. A study asks for
//! units; they are simulated here, or in shards on several machines, or come from what shards have saved. What the study makes of them is the
//! same in either case, so that its figures are.

use crate::simulation::SimulationError;

/// Bytes of a unit, at most, where a study knows no better: as saved ones are read, they are bounded before they are.
const MOST_UNIT_BYTES: usize = 256 << 20;

/// Which unit of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// Its round, from 0.
    pub round: usize,
    /// Its number in the round, from 0.
    pub number: usize,
    /// How many units the round has.
    pub count: usize,
}

/// Where the result of a unit is.
#[derive(Debug)]
pub enum UnitPlace {
    /// It is simulated here, and kept.
    Here,
    /// Another shard simulates it, or this one has.
    Elsewhere,
    /// It was saved as these bytes.
    Saved(Vec<u8>),
}

/// Why a unit is not to be had.
pub type UnitError = Box<dyn std::error::Error + Send + Sync>;

/// Results of units that are shared between machines.
pub trait Units: Sync {
    /// Where a unit is; of one that was saved at most `most` bytes are read.
    ///
    /// # Errors
    /// Where what was saved cannot be read, or is missing.
    fn find(&self, unit: Unit, most: usize) -> Result<UnitPlace, UnitError>;

    /// Keeps the result of a unit that was simulated here.
    ///
    /// # Errors
    /// Where it cannot be saved.
    fn keep(&self, unit: Unit, bytes: &[u8]) -> Result<(), UnitError>;

    /// Ends a round of `count` units: nothing happens where all of them were handed on.
    ///
    /// # Errors
    /// Where units are elsewhere, so that the study cannot go on here; where they cannot be saved.
    fn end_round(&self, round: usize, count: usize) -> Result<(), UnitError>;

    /// Says that the bytes of a unit are not those of one.
    fn refuse(&self, unit: Unit) -> UnitError;
}

/// Where the units of a study come from.
#[derive(Clone, Copy)]
pub struct UnitSource<'a> {
    shared: Option<&'a dyn Units>,
}

impl<'a> UnitSource<'a> {
    /// All are simulated here, and none is saved.
    pub const HERE: UnitSource<'static> = UnitSource { shared: None };

    /// They are shared between machines.
    pub const fn shared(units: &'a dyn Units) -> Self {
        Self { shared: Some(units) }
    }

    /// How they are shared; none where all are simulated here.
    pub const fn units(self) -> Option<&'a dyn Units> {
        self.shared
    }

    /// The result of a unit: simulated, or as it was saved; none where it is elsewhere. What was saved must fit.
    ///
    /// # Errors
    /// Those of `simulate`; [`SimulationError::Receiver`] where it cannot be saved or read.
    pub fn take<T: Packed>(
        self,
        unit: Unit,
        fits: impl FnOnce(&T) -> bool,
        simulate: impl FnOnce() -> Result<T, SimulationError>,
    ) -> Result<Option<T>, SimulationError> {
        let Some(units) = self.shared else { return simulate().map(Some) };
        match units.find(unit, MOST_UNIT_BYTES).map_err(SimulationError::Receiver)? {
            UnitPlace::Elsewhere => Ok(None),
            UnitPlace::Saved(bytes) => match unpack_whole(&bytes).filter(fits) {
                Some(found) => Ok(Some(found)),
                None => Err(SimulationError::Receiver(units.refuse(unit))),
            },
            UnitPlace::Here => {
                let mut bytes = Vec::new();
                simulate()?.pack(&mut bytes);
                units.keep(unit, &bytes).map_err(SimulationError::Receiver)?;
                Ok(None)
            }
        }
    }

    /// Says that a unit is elsewhere of which a round that has ended knows.
    pub fn miss_unit() -> SimulationError {
        SimulationError::Receiver("a part of the study is missing".into())
    }

    /// Ends a round: behind it, every unit of it was handed on.
    ///
    /// # Errors
    /// [`SimulationError::Receiver`] where that is not so.
    pub fn end_round(self, round: usize, count: usize) -> Result<(), SimulationError> {
        let ended = self.shared.map_or(Ok(()), |units| units.end_round(round, count));
        ended.map_err(SimulationError::Receiver)
    }
}

/// What is saved of a unit: the same bits when it is read again.
pub trait Packed: Sized {
    /// Appends it.
    fn pack(&self, into: &mut Vec<u8>);

    /// Reads it from the front of `bytes`; none where they hold no such thing. Takes no more memory than they do, but for a small factor.
    fn unpack(bytes: &mut &[u8]) -> Option<Self>;
}

/// Reads bytes that hold one thing and nothing more.
fn unpack_whole<T: Packed>(mut bytes: &[u8]) -> Option<T> {
    let found = T::unpack(&mut bytes)?;
    bytes.is_empty().then_some(found)
}

macro_rules! pack_numbers {
    ($($kind:ty: $is_one:expr),+) => {$(
        impl Packed for $kind {
            fn pack(&self, into: &mut Vec<u8>) {
                into.extend_from_slice(&self.to_le_bytes());
            }

            fn unpack(bytes: &mut &[u8]) -> Option<Self> {
                let (first, rest) = bytes.split_first_chunk()?;
                *bytes = rest;
                Some(Self::from_le_bytes(*first)).filter($is_one)
            }
        }
    )+};
}

// No simulation leaves anything infinite; what is missing is not a number.
pack_numbers!(u8: |_| true, u64: |_| true, f32: |x| !x.is_infinite(), f64: |x| !x.is_infinite());

impl Packed for bool {
    fn pack(&self, into: &mut Vec<u8>) {
        u8::from(*self).pack(into);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        match u8::unpack(bytes)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, into: &mut Vec<u8>) {
        (self.len() as u64).pack(into);
        self.iter().for_each(|one| one.pack(into));
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let length = usize::try_from(u64::unpack(bytes)?).ok()?;
        // Everything takes a byte at least.
        if length > bytes.len() {
            return None;
        }
        (0..length).map(|_| T::unpack(bytes)).collect()
    }
}

impl Packed for String {
    fn pack(&self, into: &mut Vec<u8>) {
        (self.len() as u64).pack(into);
        into.extend_from_slice(self.as_bytes());
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let length = usize::try_from(u64::unpack(bytes)?).ok()?;
        let (text, rest) = bytes.split_at_checked(length)?;
        *bytes = rest;
        Self::from_utf8(text.to_vec()).ok()
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, into: &mut Vec<u8>) {
        self.is_some().pack(into);
        self.iter().for_each(|one| one.pack(into));
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        if bool::unpack(bytes)? { T::unpack(bytes).map(Some) } else { Some(None) }
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, into: &mut Vec<u8>) {
        self.0.pack(into);
        self.1.pack(into);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Some((A::unpack(bytes)?, B::unpack(bytes)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_read_to_the_bit_and_nothing_else_is() {
        type Thing = (Vec<(Option<f64>, String)>, (Vec<bool>, u64));
        let thing: Thing = (
            vec![(Some(-0.0), "ä".to_owned()), (None, String::new()), (Some(f64::MAX), "x".to_owned())],
            (vec![true, false], u64::MAX),
        );
        let mut bytes = Vec::new();
        thing.pack(&mut bytes);
        let again: Thing = unpack_whole(&bytes).unwrap();
        assert_eq!(again, thing);
        assert!(again.0[0].0.unwrap().is_sign_negative());
        for length in 0..bytes.len() {
            assert!(unpack_whole::<Thing>(&bytes[..length]).is_none(), "{length} bytes");
        }
        bytes.push(0);
        assert!(unpack_whole::<Thing>(&bytes).is_none(), "something follows");
    }

    #[test]
    fn lengths_that_nothing_follows_take_no_memory() {
        let bytes = u64::MAX.to_le_bytes();
        assert!(unpack_whole::<Vec<Vec<f64>>>(&bytes).is_none());
        assert!(unpack_whole::<String>(&bytes).is_none());
        assert!(unpack_whole::<Option<f64>>(&[2]).is_none());
        assert!(unpack_whole::<f64>(&f64::NEG_INFINITY.to_le_bytes()).is_none(), "no figure is infinite");
        assert!(unpack_whole::<f64>(&f64::NAN.to_le_bytes()).is_some_and(f64::is_nan), "a figure may be missing");
    }
}
