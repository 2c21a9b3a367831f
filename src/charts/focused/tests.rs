//! Charts of rare endings read back: whether words fit, and what titles say.

use super::*;
use crate::charts::tests::sound::{HOSTILE, assert_sound};

fn drawn(run: &str, of: &Focus) -> Vec<Chart> {
    let charts = focus(of).unwrap();
    charts.iter().for_each(|chart| assert_sound(run, chart));
    charts
}

#[test]
fn rare_endings_are_readable() {
    for gain in [0.01, 0.4, 1.0, 6.2, 1e6] {
        assert_eq!(drawn(&format!("gain {gain}"), &sample::focus(gain)).len(), 4);
    }
    let mut of = sample::focus(3.0);
    let many = of.led.iter().cycle().take(30).cloned().collect();
    of.led = many;
    drawn("many draws", &of);
    of.led.clear();
    of.needed.clear();
    assert_eq!(drawn("no draws", &of).len(), 2);
}

#[test]
fn long_and_hostile_names_stay_names() {
    for name in [HOSTILE, "中华人民共和国的市场", "a_very_long_name_of_an_input_that_goes_on_and_on_and_on", ""]
    {
        let mut of = sample::focus(3.0);
        for text in [&mut of.version, &mut of.scenario.name, &mut of.condition] {
            name.clone_into(text);
        }
        for led in &mut of.led {
            led.inputs.iter_mut().for_each(|path| name.clone_into(path));
            name.clone_into(&mut led.decides);
            led.of = led.of.as_ref().map(|_| name.to_owned());
        }
        drawn(name, &of);
    }
}

#[test]
fn titles_say_whether_leading_paid() {
    let title = |gain: f64| drawn("a gain", &sample::focus(gain))[0].title.clone();
    assert_eq!(title(6.0), "To know it to within 5%, 13,000 simulations led there do the work of 77,000 plain ones");
    assert_eq!(
        title(0.5),
        "To know it to within 5% takes 77,000 plain simulations, or 150,000 led there: a plain run does as well"
    );
}

#[test]
fn damaged_endings_are_refused() {
    let damaged: [fn(&mut Focus); 4] = [
        |of| of.needed[0].plain = f64::NAN,
        |of| of.needed[0].replications = 0.0,
        |of| of.led[0].density.truncate(3),
        |of| of.led[0].density[2] = f64::INFINITY,
    ];
    for damage in damaged {
        let mut of = sample::focus(3.0);
        damage(&mut of);
        assert!(matches!(focus(&of), Err(ChartError::Summary(_))));
    }
}
