//! Names of results: no file takes the place of another's.

use std::fs;

use super::{Place, code, seed_of, told};
use crate::common::BASE;

const RUN: &str = "-n 50 --format svg -q";

fn named(name: &str) -> String {
    format!("{BASE}\n[run]\nname = '{name}'\n")
}

#[test]
fn a_stranger_cannot_take_the_place_of_results() {
    let place = Place::finished();
    fs::write(place.path("stranger.toml"), named("base").replace("$6 to $9", "$1 to $2")).unwrap();
    let ended = place.sh(&format!("$M run stranger.toml {RUN}"));
    assert_eq!((code(&ended), seed_of(&place.contents("output/base"))), (2, 1), "{ended:?}");
    assert!(told(&ended).contains("holds results of `base`, which `stranger` would replace"), "{}", told(&ended));
    // Elsewhere it may be called as it likes; its author may change it, and run it again.
    assert_eq!(code(&place.sh(&format!("$M run stranger.toml {RUN} -o other"))), 0);
    let ended = place.sh(&format!("$M run stranger.toml {RUN} -o other --set 'markets.us.arpu=$3'"));
    assert_eq!(code(&ended), 0, "{ended:?}");
}

#[test]
fn the_resolved_scenario_runs_in_its_own_place_and_leaves_it_to_its_file() {
    let place = Place::finished();
    let ended = place.sh(&format!(
        "$M run output/base/run.toml {RUN} && $M run base.toml --seed 2 {RUN} --set 'markets.us.arpu=$3'"
    ));
    assert_eq!((code(&ended), place.entries()), (0, vec!["base".to_owned()]), "{ended:?}");
    let mark = fs::read_to_string(place.path("output/base/.marketgate")).unwrap();
    assert!(mark.contains("\"file\":\"base\""), "{mark}");
}

#[test]
fn every_file_is_looked_at_before_the_first_is_simulated() {
    let place = Place::finished();
    fs::write(place.path("good.toml"), BASE).unwrap();
    for (name, wanted) in
        [("../x", "cannot be the name"), ("comparison", "cannot be called"), ("base", "would replace")]
    {
        fs::write(place.path("bad.toml"), named(name).replace("$6 to $9", "$1 to $2")).unwrap();
        let ended = place.sh(&format!("$M run good.toml bad.toml {RUN}"));
        assert_eq!((code(&ended), place.entries()), (2, vec!["base".to_owned()]), "{ended:?}");
        assert!(told(&ended).contains(wanted), "{}", told(&ended));
        if name != "base" {
            assert_eq!(code(&place.sh("$M check bad.toml")), 2, "check refuses what run refuses");
        }
    }
}
