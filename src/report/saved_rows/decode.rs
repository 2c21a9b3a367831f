//! The encodings in which figures stand in pages; what does not fit its page is an error, never a wait.

use super::thrift::{Broken, take, varint};

/// Longest value of a bit-packed run.
const WIDEST: u32 = 64;

/// Runs and bit-packed groups by turns: the first `count` numbers of `width` bits.
pub(super) fn hybrid(mut bytes: &[u8], width: u32, count: usize) -> Result<Vec<u64>, Broken> {
    let mut found = Vec::with_capacity(count);
    while found.len() < count {
        let head = varint(&mut bytes)?;
        let most = count - found.len();
        let length = usize::try_from(head >> 1).unwrap_or(usize::MAX);
        if length == 0 {
            return Err("a run is empty");
        }
        if head & 1 == 0 {
            let value = take(&mut bytes, u64::from(width.div_ceil(8)))?;
            let value = value.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte));
            found.extend(std::iter::repeat_n(value, length.min(most)));
        } else {
            // Groups are of eight; the last may be cut short in the file and in what is wanted.
            let values = length.saturating_mul(8).min(most);
            let needed = (values as u64 * u64::from(width)).div_ceil(8);
            let whole = (length as u64).saturating_mul(u64::from(width)).min(bytes.len() as u64);
            let packed = take(&mut bytes, whole.max(needed))?;
            found.extend((0..values).map(|i| bits(packed, i * width as usize, width)));
        }
    }
    Ok(found)
}

/// `width` bits from bit `at` on, the lowest first.
fn bits(bytes: &[u8], at: usize, width: u32) -> u64 {
    let from = &bytes[at / 8..];
    let mut window = [0; 16];
    let length = from.len().min(16);
    window[..length].copy_from_slice(&from[..length]);
    let mask = if width == WIDEST { u64::MAX } else { (1 << width) - 1 };
    (u128::from_le_bytes(window) >> (at % 8)) as u64 & mask
}

/// Numbers whose bytes are stored rank by rank.
pub(super) fn split(bytes: &[u8], count: usize) -> Result<impl Iterator<Item = f64>, Broken> {
    if bytes.len() != count.saturating_mul(8) {
        return Err("a page of numbers has not the length of its numbers");
    }
    Ok((0..count).map(move |i| f64::from_le_bytes(std::array::from_fn(|rank| bytes[rank * count + i]))))
}

/// Eight bytes each.
pub(super) fn plain(bytes: &[u8], count: usize) -> Result<impl Iterator<Item = [u8; 8]>, Broken> {
    let values = bytes.as_chunks::<8>().0.get(..count).ok_or("a page of numbers ends too early")?;
    Ok(values.iter().copied())
}

/// Whole numbers as differences, packed in blocks.
pub(super) fn differences(mut bytes: &[u8], count: usize) -> Result<Vec<i64>, Broken> {
    let signed = |zigzag: u64| (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64);
    let (block, parts) = (varint(&mut bytes)?, varint(&mut bytes)?);
    let (total, first) = (varint(&mut bytes)?, signed(varint(&mut bytes)?));
    // A page of nothing but missing figures has a head and no number.
    if count == 0 {
        return Ok(Vec::new());
    }
    let sound = block <= 1 << 16 && parts > 0 && block % parts == 0 && block / parts > 0 && (block / parts) % 32 == 0;
    if !sound || total != count as u64 {
        return Err("a page of whole numbers has a wrong head");
    }
    let each = (block / parts) as usize;
    let mut found = Vec::with_capacity(count);
    found.push(first);
    let mut value = first;
    while found.len() < count {
        let least = signed(varint(&mut bytes)?);
        let widths = take(&mut bytes, parts)?;
        for &width in widths {
            let values = each.min(count - found.len());
            if values == 0 {
                break;
            }
            let width = u32::from(width);
            if width > WIDEST {
                return Err("a difference has more than 64 bits");
            }
            let packed = take(&mut bytes, each as u64 * u64::from(width) / 8)?;
            for i in 0..values {
                let difference = (bits(packed, i * width as usize, width) as i64).wrapping_add(least);
                value = value.wrapping_add(difference);
                found.push(value);
            }
        }
    }
    Ok(found)
}

/// Words with their lengths before them.
pub(super) fn words(mut bytes: &[u8], count: u64) -> Result<Vec<&[u8]>, Broken> {
    let mut found = Vec::new();
    for _ in 0..count {
        let length = take(&mut bytes, 4)?;
        let length = u32::from_le_bytes(std::array::from_fn(|i| length[i]));
        found.push(take(&mut bytes, u64::from(length))?);
    }
    Ok(found)
}
