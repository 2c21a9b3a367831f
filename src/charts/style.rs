//! The one style of all charts: colours and sizes.

#[cfg(test)]
mod tests;

use crate::text::states::{STATES, State};

/// A colour, as red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) [u8; 3]);

impl Colour {
    /// As written in SVG and CSS, such as `#1B1F24`.
    pub(crate) fn hex(self) -> String {
        let [r, g, b] = self.0;
        format!("#{r:02X}{g:02X}{b:02X}")
    }
}

const fn rgb(hex: u32) -> Colour {
    let [_, r, g, b] = hex.to_be_bytes();
    Colour([r, g, b])
}

const fn shades(hex: [u32; SHADES]) -> [Colour; SHADES] {
    let (mut shades, mut i) = ([rgb(0); SHADES], 0);
    while i < SHADES {
        shades[i] = rgb(hex[i]);
        i += 1;
    }
    shades
}

/// Size of titles.
pub(super) const TITLE: f64 = 20.0;
/// Size of subtitles.
pub(super) const SUBTITLE: f64 = 14.0;
/// Size of labels.
pub(super) const LABEL: f64 = 13.0;
/// Size of ticks and of the footer.
pub(super) const SMALL: f64 = 12.0;

/// Text and the lines that matter.
pub(crate) const INK: Colour = rgb(0x1B_1F24);
/// Secondary text.
pub(crate) const MUTED: Colour = rgb(0x5A_646E);
/// Grid lines.
pub(crate) const GRID: Colour = rgb(0xE2_E5E8);
/// Axes and reference lines.
pub(crate) const AXIS: Colour = rgb(0x9A_A3AB);
/// Background.
pub(crate) const PAPER: Colour = rgb(0xFF_FFFF);
/// Outer band of a fan: 5% to 95%.
pub(crate) const FAN_OUTER: Colour = rgb(0xD2_E1F3);
/// Inner band of a fan: 25% to 75%.
pub(crate) const FAN_INNER: Colour = rgb(0x94_B8DF);
/// Edges of bands that are too pale to be seen by themselves.
pub(crate) const FAN_EDGE: Colour = rgb(0x4F_84BE);
/// Median of a fan.
pub(crate) const FAN_MEDIAN: Colour = rgb(0x12_427A);
/// What takes from value.
pub(crate) const LOSS: Colour = rgb(0xC8_5A2E);
/// What adds to value.
pub(crate) const GAIN: Colour = rgb(0x2E_7FB0);

// States that a dark page must lift from its background, and what is then too near to them.
const OPEN: Colour = rgb(0x36_75E3);
const BANNED: Colour = rgb(0x9C_0C1C);
const RESTRUCTURED: Colour = rgb(0x13_6B52);
const SOLD: Colour = rgb(0x0A_1E36);

/// Scenarios that are compared, after the first, which is in ink; none is taken for a state.
pub(crate) const SIDES: [Colour; 5] = [rgb(0x8A_0BE0), rgb(0x85_7300), rgb(0xC2_1E5D), rgb(0x0E_4703), rgb(0xA0_1F8B)];

/// Shades of a map.
pub(crate) const SHADES: usize = 11;
/// From little to much, in equal steps of lightness; a dark page turns them round, so that much stands out on either.
pub(crate) const RAMP: [Colour; SHADES] = shades([
    0xDE_F1F6, 0xB8_DFED, 0x92_CDE5, 0x6F_B9DC, 0x50_A5D1, 0x38_91C2, 0x2A_7CB0, 0x21_689C, 0x1A_5488, 0x14_4174,
    0x0E_2F5F,
]);
const RAMP_DARK: [Colour; SHADES] = shades([
    0x14_2341, 0x17_3358, 0x17_446F, 0x14_5686, 0x10_699B, 0x15_7CAF, 0x26_8FC0, 0x3D_A3CF, 0x58_B6DD, 0x74_C9E9,
    0x90_DDF5,
]);
/// The same below zero, from near it to far.
pub(crate) const BELOW: [Colour; SHADES] = shades([
    0xF8_ECDD, 0xF0_D5B3, 0xE7_BD8D, 0xDC_A56C, 0xD0_8E51, 0xC1_783C, 0xAE_632E, 0x9B_4F23, 0x85_3D1B, 0x6F_2C14,
    0x59_1D0D,
]);
const BELOW_DARK: [Colour; SHADES] = shades([
    0x3B_1B11, 0x53_2516, 0x6C_3119, 0x83_3F1E, 0x99_4F24, 0xAD_612D, 0xC0_743B, 0xD1_884B, 0xE1_9D5E, 0xF0_B273,
    0xFF_C78A,
]);
/// How many of them, from the palest, have dark words on them; the others have light ones.
pub(crate) const PALE: usize = 6;
/// Words and lines on pale shades.
pub(crate) const SHADE_INK: Colour = rgb(0x05_070A);

/// Colours that a dark page exchanges but for shades, light first.
const EXCHANGED: [(Colour, u32); 21] = [
    (INK, 0xE8_EAED),
    (MUTED, 0xA6_AFB8),
    (GRID, 0x2F_353B),
    (AXIS, 0x6B_757F),
    (PAPER, 0x16_191D),
    (FAN_OUTER, 0x1E_3654),
    (FAN_INNER, 0x33_6096),
    (FAN_EDGE, 0x5B_8FC9),
    (FAN_MEDIAN, 0xB4_D4F7),
    (LOSS, 0xE0_7A4E),
    (GAIN, 0x4E_A3D6),
    (OPEN, 0x48_7DFE),
    (BANNED, 0xA3_2434),
    (RESTRUCTURED, 0x1E_9269),
    (SOLD, 0x2C_38D0),
    (SIDES[0], 0xBE_53FA),
    (SIDES[1], 0xE1_DB0B),
    (SIDES[2], 0xF5_5036),
    (SIDES[3], 0xA4_F2B6),
    (SIDES[4], 0xF4_6DC8),
    (SHADE_INK, 0xFF_FFFF),
];

/// All colours that a dark page exchanges, light first.
pub(crate) fn dark_colours() -> impl Iterator<Item = (Colour, Colour)> {
    let shades = RAMP.into_iter().zip(RAMP_DARK).chain(BELOW.into_iter().zip(BELOW_DARK));
    EXCHANGED.into_iter().map(|(light, dark)| (light, rgb(dark))).chain(shades)
}

/// Colours of states, in the order of [`STATES`].
///
/// They are told apart with every common form of colour blindness, and each has a lightness of its own, so that they
/// survive greyscale; a test holds them to that.
const STATE_COLOURS: [Colour; STATES.len()] =
    [OPEN, rgb(0xAE_D2F0), rgb(0xFE_E562), rgb(0xC6_8BE5), rgb(0xD8_713D), BANNED, RESTRUCTURED, SOLD, rgb(0xB9_B8AD)];

impl State {
    /// Its colour in every chart.
    pub(crate) fn colour(self) -> Colour {
        let number = STATES.iter().position(|state| *state == self);
        number.map_or(MUTED, |number| STATE_COLOURS[number])
    }
}
