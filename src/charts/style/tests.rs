//! Colours: told apart by the colour-blind, in greyscale and on a dark page.

use super::*;

fn linear(channel: u8) -> f64 {
    let c = f64::from(channel) / 255.0;
    if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

/// CIELAB of linear sRGB.
fn lab(rgb: [f64; 3]) -> [f64; 3] {
    let dot = |w: [f64; 3]| w.iter().zip(rgb).map(|(a, b)| a * b).sum::<f64>();
    let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let (x, y, z) = (
        f(dot([0.4124, 0.3576, 0.1805]) / 0.950_47),
        f(dot([0.2126, 0.7152, 0.0722])),
        f(dot([0.0193, 0.1192, 0.9505]) / 1.088_83),
    );
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// Machado, Oliveira and Fernandes (2009), full severity, on linear sRGB.
const VISION: [(&str, [[f64; 3]; 3]); 4] = [
    ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deuteranopia",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "tritanopia",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

fn apart(page: &str, colours: &[(&str, Colour)], least: f64) {
    for (vision, m) in VISION {
        let seen = |c: Colour| {
            let l = c.0.map(linear);
            lab(m.map(|row| row.iter().zip(l).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0)))
        };
        for (i, (a, first)) in colours.iter().enumerate() {
            for (b, second) in &colours[..i] {
                let d: f64 = seen(*first).iter().zip(seen(*second)).map(|(p, q)| (p - q) * (p - q)).sum();
                assert!(d.sqrt() > least, "{page}, {vision}: {a} and {b} differ by {:.1}", d.sqrt());
            }
        }
    }
}

#[test]
fn states_are_told_apart_by_the_colour_blind() {
    // 2.3 is a just noticeable difference; six of them are told apart at a glance.
    let mut colours: Vec<(&str, Colour)> = STATES.iter().map(|s| (s.key, s.colour())).collect();
    colours.push(("background", PAPER));
    apart("light", &colours, 14.0);
    let dark = |c: Colour| dark_colours().find(|(light, _)| *light == c).map_or(c, |(_, dark)| dark);
    let colours: Vec<(&str, Colour)> = colours.into_iter().map(|(key, c)| (key, dark(c))).collect();
    apart("dark", &colours, 14.0);
}

/// Contrast of WCAG 2.
fn contrast(a: Colour, b: Colour) -> f64 {
    let light = |c: Colour| {
        let [r, g, b] = c.0.map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn scenarios_are_told_apart_and_their_names_can_be_read() {
    let dark = |c: Colour| dark_colours().find(|(light, _)| *light == c).map_or(c, |(_, dark)| dark);
    let named: Vec<(&str, Colour)> = ["1", "2", "3", "4", "5"].into_iter().zip(SIDES).chain([("ink", INK)]).collect();
    apart("light", &named, 20.0);
    let on_dark: Vec<(&str, Colour)> = named.iter().map(|&(name, c)| (name, dark(c))).collect();
    apart("dark", &on_dark, 20.0);
    for (name, colour) in named {
        assert!(contrast(colour, PAPER) > 4.5, "{name} on paper");
        assert!(contrast(dark(colour), dark(PAPER)) > 4.5, "{name} on a dark page");
    }
}

#[test]
fn scenarios_do_not_wear_the_colours_of_states() {
    let dark = |c: Colour| dark_colours().find(|(light, _)| *light == c).map_or(c, |(_, dark)| dark);
    for side in SIDES {
        for state in STATES {
            for (page, of) in [("light", (|c| c) as fn(Colour) -> Colour), ("dark", dark)] {
                let seen = |c: Colour| lab(of(c).0.map(linear));
                let d: f64 = seen(side).iter().zip(seen(state.colour())).map(|(p, q)| (p - q) * (p - q)).sum();
                assert!(d.sqrt() > 18.0, "{page}: {} is near {}: {:.1}", side.hex(), state.key, d.sqrt());
            }
        }
    }
}

#[test]
fn edges_of_pale_marks_are_seen() {
    let dark = |c: Colour| dark_colours().find(|(light, _)| *light == c).map_or(c, |(_, dark)| dark);
    for edge in [FAN_EDGE, MUTED] {
        assert!(contrast(edge, PAPER) >= 3.0 && contrast(dark(edge), dark(PAPER)) >= 3.0, "{}", edge.hex());
    }
}

#[test]
fn shades_are_even_steps_in_every_eye_and_bear_words() {
    let dark = |c: Colour| dark_colours().find(|(light, _)| *light == c).map_or(c, |(_, dark)| dark);
    for (page, of) in [("light", (|c| c) as fn(Colour) -> Colour), ("dark", dark)] {
        for ramp in [RAMP, BELOW] {
            for (vision, m) in VISION {
                let seen: Vec<f64> = ramp
                    .iter()
                    .map(|c| {
                        let l = of(*c).0.map(linear);
                        lab(m.map(|row| row.iter().zip(l).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0)))[0]
                    })
                    .collect();
                let steps: Vec<f64> = seen.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
                assert!(steps.iter().all(|step| (5.0..10.0).contains(step)), "{page}, {vision}: {steps:?}");
            }
            for (i, shade) in ramp.into_iter().enumerate() {
                let words = if i < PALE { SHADE_INK } else { PAPER };
                assert!(contrast(of(shade), of(words)) >= 4.5, "{page}: words on shade {i}");
            }
        }
    }
}

#[test]
fn states_survive_greyscale() {
    // Luma of ITU-R BT.601, which printers and picture programs use, and of BT.709, which browsers do.
    for weights in [[0.299, 0.587, 0.114], [0.2126, 0.7152, 0.0722]] {
        let luma = |s: &State| s.colour().0.iter().zip(weights).map(|(c, weight)| f64::from(*c) * weight).sum::<f64>();
        let mut greys: Vec<f64> = STATES.iter().map(luma).collect();
        greys.sort_by(f64::total_cmp);
        assert!(greys.windows(2).all(|pair| pair[1] - pair[0] > 12.0), "{weights:?}: {greys:?}");
    }
}

#[test]
fn states_are_those_of_the_summary() {
    assert_eq!(STATES.map(|s| s.key), crate::analysis::STATES);
}
