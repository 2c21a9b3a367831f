//! A column of numbers in two bytes each.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// Steps between the least number and the greatest.
const STEPS: f64 = u16::MAX as f64;

/// Numbers rounded to one of 65,536 levels, evenly spaced from the least to the greatest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackedColumn {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// Number of the level of each, as two bytes, the lower first, in base64.
    data: String,
}

impl PackedColumn {
    /// Packs numbers, of which there is at least one and all are finite.
    pub fn pack(values: &[f64]) -> Self {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let width = high - low;
        let level = |value: &f64| if width > 0.0 { ((value - low) / width * STEPS).round() as u16 } else { 0 };
        let bytes: Vec<u8> = values.iter().flat_map(|value| level(value).to_le_bytes()).collect();
        Self { low, high, data: STANDARD.encode(bytes) }
    }

    /// Whether it holds so many numbers.
    ///
    /// # Errors
    /// Where it does not, or they are no numbers: why.
    pub fn check(&self, rows: usize) -> Result<(), String> {
        let bytes = STANDARD.decode(&self.data).map_err(|error| format!("a column is not base64: {error}"))?;
        if bytes.len() != 2 * rows {
            return Err(format!("a column has {} bytes in place of {}", bytes.len(), 2 * rows));
        }
        if !self.low.is_finite() || !self.high.is_finite() || self.low > self.high {
            return Err("the ends of a column are not in order".to_owned());
        }
        Ok(())
    }

    /// The numbers, as they were rounded.
    pub fn values(&self) -> Vec<f64> {
        let step = (self.high - self.low) / STEPS;
        let bytes = STANDARD.decode(&self.data).unwrap_or_default();
        let level = |pair: &[u8]| f64::from(u16::from_le_bytes([pair[0], pair[1]]));
        bytes.chunks_exact(2).map(|pair| self.low + step * level(pair)).collect()
    }
}
