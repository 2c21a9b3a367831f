//! Thrift's compact protocol, as far as Parquet uses it: read field by field, in memory and time bounded by its bytes.

/// What is wrong with a file.
pub(super) type Broken = &'static str;

/// Tables and lists nested deeper than this are refused.
const DEPTH: u32 = 16;

/// Kinds of values.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const TABLE: u8 = 12;

/// Bytes that are read from the front.
#[derive(Debug, Clone)]
pub(super) struct Thrift<'b> {
    rest: &'b [u8],
    depth: u32,
}

impl<'b> Thrift<'b> {
    /// Begins at the front of `bytes`.
    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes, depth: 0 }
    }

    /// What has not been read.
    pub(super) const fn rest(&self) -> &'b [u8] {
        self.rest
    }

    /// A whole number that is not negative.
    pub(super) fn count(&mut self, kind: u8) -> Result<u64, Broken> {
        u64::try_from(self.number(kind)?).map_err(|_| "a count is negative")
    }

    /// A whole number.
    pub(super) fn number(&mut self, kind: u8) -> Result<i64, Broken> {
        if !(4..=6).contains(&kind) {
            return Err("a field that should hold a number does not");
        }
        let zigzag = varint(&mut self.rest)?;
        Ok((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    /// A text.
    pub(super) fn binary(&mut self, kind: u8) -> Result<&'b [u8], Broken> {
        if kind != BINARY {
            return Err("a field that should hold a text does not");
        }
        let length = varint(&mut self.rest)?;
        take(&mut self.rest, length)
    }

    /// Hands every field of a table to `field`, by number and kind; what `field` does not read it must [`skip`](Self::skip).
    pub(super) fn table(
        &mut self,
        kind: u8,
        mut field: impl FnMut(&mut Self, i64, u8) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        if kind != TABLE || self.depth == DEPTH {
            return Err("a field that should hold a table does not");
        }
        self.depth += 1;
        let mut number = 0_i64;
        loop {
            let head = take(&mut self.rest, 1)?[0];
            if head == 0 {
                self.depth -= 1;
                return Ok(());
            }
            number = match head >> 4 {
                0 => self.number(4)?,
                step => number.saturating_add(i64::from(step)),
            };
            field(self, number, head & 15)?;
        }
    }

    /// The table that stands alone at the front.
    pub(super) fn root(&mut self, field: impl FnMut(&mut Self, i64, u8) -> Result<(), Broken>) -> Result<(), Broken> {
        self.table(TABLE, field)
    }

    /// Hands every item of a list to `item`, with its kind.
    pub(super) fn list(
        &mut self,
        kind: u8,
        mut item: impl FnMut(&mut Self, u8) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        if !(LIST..=SET).contains(&kind) || self.depth == DEPTH {
            return Err("a field that should hold a list does not");
        }
        self.depth += 1;
        let head = take(&mut self.rest, 1)?[0];
        let length = if head >> 4 == 15 { varint(&mut self.rest)? } else { u64::from(head >> 4) };
        for _ in 0..length {
            // An item takes a byte at least, so that the bytes bound the turns of this loop.
            let before = self.rest.len();
            item(self, head & 15)?;
            if self.rest.len() == before {
                return Err("an item of a list is empty");
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// Passes over the value of a field.
    pub(super) fn skip(&mut self, kind: u8) -> Result<(), Broken> {
        match kind {
            TRUE | FALSE => Ok(()),
            BYTE => take(&mut self.rest, 1).map(drop),
            DOUBLE => take(&mut self.rest, 8).map(drop),
            BINARY => self.binary(kind).map(drop),
            LIST | SET => self.list(kind, |thrift, kind| match kind {
                // Of these an item has a byte, and a field none.
                TRUE | FALSE => take(&mut thrift.rest, 1).map(drop),
                _ => thrift.skip(kind),
            }),
            TABLE => self.table(kind, |thrift, _, kind| thrift.skip(kind)),
            _ => self.number(kind).map(drop),
        }
    }
}

/// The first `length` bytes, which are taken off.
pub(super) fn take<'b>(bytes: &mut &'b [u8], length: u64) -> Result<&'b [u8], Broken> {
    let split = usize::try_from(length).ok().and_then(|length| bytes.split_at_checked(length));
    let (first, rest) = split.ok_or("it ends within a value")?;
    *bytes = rest;
    Ok(first)
}

/// A number of seven bits a byte, the lowest first.
pub(super) fn varint(bytes: &mut &[u8]) -> Result<u64, Broken> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(bytes, 1)?[0];
        value |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return Ok(value);
        }
    }
    Err("a number has too many bytes")
}
