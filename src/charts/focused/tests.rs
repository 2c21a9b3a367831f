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
    for (gain, charts) in [(0.01, 2), (0.4, 2), (1.0, 2), (6.2, 4), (1e6, 4)] {
        assert_eq!(drawn(&format!("gain {gain}"), &sample::focus(gain)).len(), charts, "{gain}");
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
}

#[test]
fn where_leading_hardly_paid_nothing_is_said_of_what_leads_there() {
    for gain in [0.5, 1.1, 1.9] {
        assert!(sample::focus(gain).proven().is_empty());
        let charts = drawn("little gain", &sample::focus(gain));
        assert!(charts.iter().all(|chart| !chart.name.starts_with("focus-")), "{gain}");
    }
    // An input is told where it lies elsewhere, a decision of chance where it was led far.
    let of = sample::focus(6.0);
    let names: Vec<&str> = of.proven().iter().map(|led| led.decides.as_str()).collect();
    assert!(names.contains(&"ban-arrival") && !names.contains(&"ban-lift"), "{names:?}");
    assert!(of.proven().iter().all(|led| led.inputs.iter().all(|path| path != "a.b")));
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
