//! What tells scenarios of one name apart.

use std::path::Path;

/// A scenario that is compared, and where its results are.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its strategy.
    pub strategy: &'a str,
    /// The folder of its results; those of two scenarios are not the same.
    pub folder: &'a Path,
}

/// What tells each from the others of its name: the strategy, where each has its own, else the folders in which they differ, else
/// their order. Nothing, where the name is enough.
pub fn tell_apart(places: &[Place]) -> Vec<Option<String>> {
    let mut labels = vec![None; places.len()];
    for (number, place) in places.iter().enumerate() {
        let alike: Vec<usize> = (0..places.len()).filter(|&other| places[other].name == place.name).collect();
        if alike.len() > 1 && alike[0] == number {
            alike.iter().zip(differences(places, &alike)).for_each(|(&side, label)| labels[side] = Some(label));
        }
    }
    labels
}

/// A word for each of those that have one name, no two the same.
fn differences(places: &[Place], alike: &[usize]) -> Vec<String> {
    let own = |words: &Vec<String>| words.iter().enumerate().all(|(i, word)| !words[..i].contains(word));
    let strategies: Vec<String> = alike.iter().map(|&side| places[side].strategy.to_owned()).collect();
    let paths: Vec<&Path> = alike.iter().map(|&side| places[side].folder).collect();
    let numbers = (1..=alike.len()).map(|number| format!("no. {number}")).collect();
    [strategies, folders(&paths)].into_iter().find(own).unwrap_or(numbers)
}

/// The part of each path in which they differ; no more of it, since a path tells of a machine.
fn folders(paths: &[&Path]) -> Vec<String> {
    let part = |part: &std::ffi::OsStr| part.to_string_lossy().into_owned();
    let all: Vec<Vec<String>> = paths.iter().map(|path| path.iter().map(part).collect()).collect();
    let is_shared = |at: &dyn Fn(&[String]) -> Option<String>| {
        let first = at(&all[0]);
        first.is_some() && all.iter().all(|path| at(path) == first)
    };
    let from_start = |i: usize| is_shared(&|path| path.get(i).cloned());
    let from_end = |i: usize| is_shared(&|path| path.len().checked_sub(i + 1).map(|at| path[at].clone()));
    let most = all[0].len();
    let before = (0..most).take_while(|&i| from_start(i)).count();
    let behind = (0..most).take_while(|&i| from_end(i)).count();
    let differing = |path: &Vec<String>| {
        let end = (path.len() - behind).max(before);
        // Where one lies within another of the same names nothing is left.
        if before < end { path[before..end].join("/") } else { path.last().cloned().unwrap_or_default() }
    };
    all.iter().map(differing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell_places_apart(places: &[[&str; 3]]) -> Vec<Option<String>> {
        let places: Vec<Place> = places
            .iter()
            .map(|[name, strategy, folder]| Place { name, strategy, folder: Path::new(*folder) })
            .collect();
        tell_apart(&places)
    }

    #[test]
    fn what_differs_tells_them_apart() {
        assert_eq!(tell_places_apart(&[["a", "sell", "/x/a"], ["b", "sell", "/x/b"]]), [None, None]);
        let both = |a: &str, b: &str| vec![Some(a.to_owned()), Some(b.to_owned())];
        assert_eq!(tell_places_apart(&[["a", "sell", "/x/a"], ["a", "refuse", "/y/a"]]), both("sell", "refuse"));
        assert_eq!(tell_places_apart(&[["a", "sell", "/home/me/x/a"], ["a", "sell", "/home/me/y/a"]]), both("x", "y"));
        assert_eq!(tell_places_apart(&[["a", "sell", "/r/1/out/a"], ["a", "sell", "/r/2/out/a"]]), both("1", "2"));
        assert_eq!(tell_places_apart(&[["a", "sell", "/r/1/p/a"], ["a", "sell", "/r/2/q/a"]]), both("1/p", "2/q"));
        assert_eq!(tell_places_apart(&[["a", "sell", "/r/a"], ["a", "sell", "/r/old"]]), both("a", "old"));
        let found = tell_places_apart(&[
            ["a", "sell", "/x/a"],
            ["b", "sell", "/x/b"],
            ["a", "sell", "/y/a"],
            ["a", "refuse", "/z/a"],
        ]);
        assert_eq!(found, [Some("x".to_owned()), None, Some("y".to_owned()), Some("z".to_owned())]);
    }

    #[test]
    fn no_two_are_told_alike() {
        for folders in [["/r/a", "/r/x/a"], ["/a/a", "/a"], ["/a/b/a", "/a/a"], ["/r/x/x", "/r/x"], ["/a", "/a"]] {
            let found = tell_places_apart(&[["a", "sell", folders[0]], ["a", "sell", folders[1]]]);
            assert_ne!(found[0], found[1], "{folders:?}: {found:?}");
        }
    }
}
