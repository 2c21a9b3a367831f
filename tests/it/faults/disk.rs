//! Disks that are full or read-only, and places where something else stands.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Output;

use super::{Place, code, contents, seed_of, told, whole};

/// Runs a script in which `mount` harms nobody: as root, or in a namespace of its own. None where neither is to be had.
fn mounted(place: &Place, script: &str) -> Option<Output> {
    let script = script.replace('\'', "'\\''");
    for how in ["-m", "-Urm"] {
        let tried =
            place.sh(&format!("unshare {how} sh -c 'mount -t tmpfs none /mnt && {{ {script}\n}} ; echo ended $?'"));
        if String::from_utf8_lossy(&tried.stdout).contains("ended") && !told(&tried).contains("mount: ") {
            return Some(tried);
        }
    }
    eprintln!("NOT TESTED: nothing can be mounted here");
    None
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_full_disk_keeps_the_previous_results_and_is_told_once() {
    let place = Place::new();
    fs::create_dir(place.path("output")).unwrap();
    let script = "mount -t tmpfs -o size=1m none output; mkdir output/base; echo results > output/base/.marketgate; \
                  $M run base.toml -n 400 --format svg -q; echo code $?; ls -A output; cat output/base/.marketgate";
    let Some(ended) = mounted(&place, script) else { return };
    assert!(said(&ended).starts_with("code 1\nbase\nresults\n"), "{ended:?}");
    assert_eq!(told(&ended).matches("No space left").count(), 1, "{}", told(&ended));
}

#[test]
fn a_file_that_may_not_grow_is_an_error_and_no_end() {
    let place = Place::finished();
    for blocks in [1, 40, 400] {
        let ended = place.sh(&format!("ulimit -f {blocks}; exec $M run base.toml --seed 2 -n 50 --format svg -q"));
        assert_eq!((code(&ended), place.entries()), (1, vec!["base".to_owned()]), "{ended:?}");
        assert_eq!(told(&ended).matches("File too large").count(), 1, "{}", told(&ended));
        assert_eq!(seed_of(&place.contents("output/base")), 1);
    }
}

#[test]
fn the_bundled_scenarios_are_written_whole_or_not_at_all() {
    let place = Place::new();
    fs::create_dir(place.path("new")).unwrap();
    let script = "mount -t tmpfs -o size=60k none new; $M init new; echo code $?; find new -type f; \
                  mount -o remount,size=9m new; $M init new >/dev/null; echo code $?; $M check new/tiktok-2020/ban.toml >/dev/null; echo code $?";
    if let Some(ended) = mounted(&place, script) {
        assert!(said(&ended).starts_with("code 1\ncode 0\ncode 0\n"), "{ended:?}");
    }
    let ended = place.sh("ulimit -f 20; $M init more");
    assert_eq!((code(&ended), contents(&place.path("more")).len()), (1, 0), "{ended:?}");
    assert_eq!(code(&place.sh("$M init more")), 0);
}

#[test]
fn a_read_only_output_is_an_error() {
    let place = Place::finished();
    let script = "mount --bind output output; mount -o remount,bind,ro output; $M run base.toml -n 50 --format svg; echo code $?; \
                  $M report output/base; echo code $?";
    let Some(ended) = mounted(&place, script) else { return };
    assert!(said(&ended).starts_with("code 1\ncode 1\n"), "{ended:?}");
    assert_eq!(told(&ended).matches("Read-only").count(), 2, "{}", told(&ended));
    assert_eq!(seed_of(&place.contents("output/base")), 1);
}

#[test]
fn what_stands_in_the_place_of_results_is_left_alone() {
    let place = Place::new();
    fs::create_dir_all(place.path("elsewhere/base")).unwrap();
    fs::create_dir(place.path("linked")).unwrap();
    fs::write(place.path("elsewhere/base/.marketgate"), "mine").unwrap();
    fs::write(place.path("elsewhere/thesis"), "mine").unwrap();
    fs::create_dir(place.path("file")).unwrap();
    fs::write(place.path("file/base"), "mine").unwrap();
    symlink("../elsewhere/base", place.path("linked/base")).unwrap();
    for output in ["elsewhere/thesis", "file", "linked", "/dev/null"] {
        let ended = place.sh(&format!("$M run base.toml -n 50 --format svg -q -o {output}"));
        assert_eq!(code(&ended), 1, "{output}: {ended:?}");
    }
    let kept = contents(&place.path("elsewhere"));
    assert!(kept.len() == 2 && kept.values().all(|bytes| bytes == b"mine"), "{kept:?}");
    assert_eq!(fs::read(place.path("file/base")).unwrap(), b"mine");
    assert!(place.path("linked/base").is_symlink());
}

#[test]
fn an_output_folder_may_be_a_link() {
    let place = Place::new();
    fs::create_dir(place.path("elsewhere")).unwrap();
    symlink("elsewhere", place.path("output")).unwrap();
    let ended = place.sh("$M run base.toml --seed 2 -n 50 --format svg -q");
    assert_eq!((code(&ended), seed_of(&place.contents("elsewhere/base"))), (0, 2));
}

#[test]
fn folders_of_others_stay_beside_the_results() {
    let place = Place::finished();
    for name in [".base.partial", ".base.previous"] {
        fs::create_dir(place.path("output").join(name)).unwrap();
        fs::write(place.path("output").join(name).join("thesis"), "years of work").unwrap();
    }
    let ended = place.sh("$M run base.toml --seed 2 -n 50 --format svg -q");
    assert_eq!((code(&ended), seed_of(&place.contents("output/base"))), (0, 2), "{ended:?}");
    assert_eq!(place.entries(), [".base.partial", ".base.previous", "base"]);
    for name in [".base.partial", ".base.previous"] {
        assert_eq!(fs::read(place.path("output").join(name).join("thesis")).unwrap(), b"years of work");
    }
}

#[test]
fn a_report_made_anew_follows_no_link() {
    let place = Place::finished();
    let (base, victim) = (place.path("output/base"), place.path("victim"));
    fs::create_dir(&victim).unwrap();
    fs::write(victim.join("file"), "mine").unwrap();
    for name in ["report.html", "report.html.partial", "workbook.xlsx", ".marketgate.partial"] {
        let _ = fs::remove_file(base.join(name));
        symlink(victim.join("file"), base.join(name)).unwrap();
    }
    let ended = place.sh("$M report output/base --format svg -q");
    assert_eq!(code(&ended), 0, "{ended:?}");
    assert!(base.join("report.html").metadata().unwrap().len() > 1000 && !base.join("report.html").is_symlink());
    fs::remove_dir_all(base.join("charts")).unwrap();
    symlink(&victim, base.join("charts")).unwrap();
    let ended = place.sh("$M report output/base --format svg -q");
    assert_eq!(code(&ended), 1, "{ended:?}");
    let kept = contents(&victim);
    assert!(kept.len() == 1 && kept.values().all(|bytes| bytes == b"mine"), "{kept:?}");
}

#[test]
fn the_journal_of_a_sweep_follows_no_link() {
    let place = Place::new();
    fs::create_dir(place.path("output")).unwrap();
    fs::write(place.path("victim"), "").unwrap();
    symlink("../victim", place.path("output/.base-sweep.progress")).unwrap();
    let ended = place.sh("$M sweep base.toml --vary 'markets.us.arpu=$6,$7' -n 10 -q");
    assert_eq!((code(&ended), fs::read(place.path("victim")).unwrap()), (1, Vec::new()), "{ended:?}");
}

#[test]
fn pipes_and_devices_are_not_read() {
    let place = Place::finished();
    fs::write(place.path("plain.csv"), "markets.us.arpu\n$6\n").unwrap();
    place.sh("mkfifo pipe.csv pipe.toml; ln -s /dev/zero zero.csv; ln -s /dev/zero zero.toml");
    for command in [
        "sweep base.toml --design pipe.csv -n 10 -q",
        "sweep base.toml --design zero.csv -n 10 -q",
        "sweep base.toml --design /dev/zero -n 10 -q",
        "check pipe.toml",
        "check zero.toml",
        "check /dev/zero",
    ] {
        let ended = place.sh(&format!("$M {command}"));
        assert_eq!(code(&ended), 2, "{command}: {ended:?}");
    }
    for name in ["summary.json", "inputs.csv", "page-rows.json", "outcomes.parquet", "run.toml"] {
        for stranger in ["mkfifo", "ln -s /dev/zero"] {
            let place = Place::finished();
            place.sh(&format!("cd output/base; rm {name}; {stranger} {name}"));
            let command = if ["summary.json", "inputs.csv", "page-rows.json"].contains(&name) {
                "report output/base"
            } else {
                "discover output/base --where 'value<1'"
            };
            let ended = place.sh(&format!("$M {command}"));
            assert!([1, 2].contains(&code(&ended)), "{name} {stranger}: {ended:?}");
        }
    }
}

#[test]
fn results_say_nothing_of_where_they_were_made() {
    let mut made = Vec::new();
    for folder in ["a/own", "somewhere/else/entirely/own"] {
        let place = Place::new();
        fs::create_dir_all(place.path(folder)).unwrap();
        fs::rename(place.path("base.toml"), place.path(folder).parent().unwrap().join("base.toml")).unwrap();
        // Warnings are told with their places; data files too.
        let text = "extends = '../base.toml'\ntitle = 'x'\n[markets.us]\narpu = { csv = '../data.csv', column = 'arpu' }\n\
                    margin = { value = '20%', source = 'U999999' }\n[events.late]\non = 2090-01-01\nmarket = 'us'\nkind = 'ban'\n";
        fs::write(place.path(folder).join("top.toml"), text).unwrap();
        fs::write(place.path(folder).parent().unwrap().join("data.csv"), "arpu\n6\n7\n").unwrap();
        let how = if made.is_empty() {
            format!("{folder}/top.toml")
        } else {
            place.path(folder).join("top.toml").display().to_string()
        };
        let ended = place.sh(&format!("$M run {how} -n 50 --format svg -q"));
        assert_eq!(code(&ended), 0, "{ended:?}");
        let found = place.contents("output/top");
        assert!(
            String::from_utf8_lossy(&found[std::path::Path::new("summary.json")]).contains("(top.toml:"),
            "warned with places"
        );
        made.push(found);
    }
    for (file, bytes) in &made[0] {
        assert!(made[1][file] == *bytes, "{} differs", file.display());
    }
    assert_eq!(made[0].len(), made[1].len());
    assert!(whole(1).len() > 10);
}
