//! Which files a scenario may read beside itself, and how much of them.
//!
//! A scenario may come from a stranger. It may name a parent (`.toml`) and data (`.csv`) by relative
//! path only; the file must lie, symbolic links followed, below the folder above the scenario's own
//! (below its own folder, where that is the top of the file system), and no part of the path may be hidden.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;

use crate::disk;

/// Files that were packed together, by their names as seen from the scenario's folder.
pub(crate) type Texts = IndexMap<String, String>;

/// Where everything a scenario reads lies.
#[derive(Debug, Clone, PartialEq)]
enum Root {
    /// Below this folder.
    Disk(PathBuf),
    /// Among these texts: nothing is read from the disk.
    Packed(Arc<Texts>),
}

/// Where relative paths in a text start from, and what they may reach. Each text keeps its own, so that texts of two
/// scenarios stand side by side and neither reads what only the other may.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Folder {
    path: PathBuf,
    root: Root,
}

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    /// What is wrong with it.
    pub(crate) message: String,
    /// How to mend it.
    pub(crate) help: Option<&'static str>,
}

impl Refusal {
    fn new(message: impl Into<String>, help: Option<&'static str>) -> Self {
        Self { message: message.into(), help }
    }
}

impl Folder {
    /// The folder of the scenario in `top`.
    pub(crate) fn of(top: &Path) -> io::Result<Self> {
        Ok(Self { path: parent(top), root: Root::of(top)? })
    }

    /// The folder of a scenario that was packed with all that it reads.
    pub(crate) fn packed(texts: Arc<Texts>) -> Self {
        Self { path: PathBuf::new(), root: Root::Packed(texts) }
    }

    /// The text of a file that [`Folder::resolve`] found, of at most `limit` bytes.
    pub(crate) fn read(&self, real: &Path, limit: u64) -> Result<String, Refusal> {
        match &self.root {
            Root::Disk(_) => read(real, limit),
            Root::Packed(texts) => {
                let text = texts.get(&write_name(real)).filter(|text| text.len() as u64 <= limit);
                text.cloned().ok_or_else(|| Refusal::new(format!("`{}` is missing or too large", real.display()), None))
            }
        }
    }

    /// The folder of a file that a text here names and that is shown as `file`.
    pub(crate) fn beside(&self, file: &Path) -> Self {
        Self { path: parent(file), root: self.root.clone() }
    }

    /// The file that `written` names in a text of this folder; both its real path and the one to show.
    pub(crate) fn resolve(&self, written: &str, extension: &str) -> Result<(PathBuf, PathBuf), Refusal> {
        self.root.resolve(&self.path, written, extension)
    }

    /// `file` as it is called from here, so that nothing says where on this machine it lies.
    pub(crate) fn relative(&self, file: &str) -> String {
        let (folder, path) = (tidy(&self.path), tidy(Path::new(file)));
        if folder.is_absolute() != path.is_absolute() && !folder.as_os_str().is_empty() {
            return file.to_owned();
        }
        let alike = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
        let up = folder.components().skip(alike).map(|_| "..".into());
        let down = path.components().skip(alike).map(|part| part.as_os_str().to_string_lossy());
        up.chain(down).collect::<Vec<_>>().join("/")
    }

    /// The path that `written` names, whether or not it may be read.
    pub(crate) fn join(&self, written: &str) -> PathBuf {
        tidy(&self.path.join(written))
    }
}

fn parent(file: &Path) -> PathBuf {
    file.parent().map(Path::to_owned).unwrap_or_default()
}

impl Root {
    /// What the scenario in `top` may read.
    fn of(top: &Path) -> io::Result<Self> {
        let top = top.canonicalize()?;
        let own = top.parent().unwrap_or(&top);
        let above = own.parent().filter(|above| above.parent().is_some());
        Ok(Self::Disk(above.unwrap_or(own).to_owned()))
    }

    /// The file that `written` names in a text of `folder`; both its real path and the one to show.
    fn resolve(&self, folder: &Path, written: &str, extension: &str) -> Result<(PathBuf, PathBuf), Refusal> {
        let path = Path::new(written);
        let plain = path.components().all(|part| match part {
            Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
            Component::ParentDir | Component::CurDir => true,
            Component::RootDir | Component::Prefix(_) => false,
        });
        if !plain || written.contains(['\\', '\0']) || written.is_empty() {
            return Err(Refusal::new(
                "not a relative path",
                Some("write it relative to this file, with `/`, without hidden folders"),
            ));
        }
        if path.extension().is_none_or(|found| found != extension) {
            return Err(Refusal::new(format!("not a .{extension} file"), None));
        }
        let shown = tidy(&folder.join(path));
        let own = match self {
            Self::Disk(own) => own,
            Self::Packed(texts) if texts.contains_key(&write_name(&shown)) => return Ok((shown.clone(), shown)),
            Self::Packed(_) => {
                let message = format!("cannot read `{}`: the plan does not hold it", shown.display());
                return Err(Refusal::new(message, None));
            }
        };
        let real =
            shown.canonicalize().map_err(|e| Refusal::new(format!("cannot read `{}`: {e}", shown.display()), None))?;
        let hidden = |path: &Path| path.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
        match real.strip_prefix(own) {
            Ok(below) if !hidden(below) => Ok((real, shown)),
            _ => Err(Refusal::new(
                "outside the scenario's folders",
                Some("a scenario reads files in its own folder, in those below, and in those beside it"),
            )),
        }
    }
}

/// A relative path with `/` between its names, on any system.
fn write_name(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The text of a regular file of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> Result<String, Refusal> {
    let failed = |e: io::Error| Refusal::new(format!("cannot read `{}`: {e}", path.display()), None);
    let bytes = match disk::read(path, limit) {
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            return Err(Refusal::new(format!("`{}` is {error}", path.display()), None));
        }
        read => read.map_err(failed)?,
    };
    String::from_utf8(bytes).map_err(|e| {
        let before = &e.as_bytes()[..e.utf8_error().valid_up_to()];
        let line = before.split(|&byte| byte == b'\n').count();
        Refusal::new(format!("`{}` is not UTF-8 text (line {line})", path.display()), Some("save it as UTF-8"))
    })
}

/// `a/b/../c` as `a/c`, for display and for the system alike.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn tree() -> (tempfile::TempDir, Root, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let own = dir.path().join("pack/own");
        fs::create_dir_all(own.join("data")).unwrap();
        fs::create_dir_all(dir.path().join("pack/.secret")).unwrap();
        for name in ["own/top.toml", "own/data/a.csv", "base.toml", ".secret/a.csv", "../outside.csv", "own/notes.txt"]
        {
            fs::write(dir.path().join("pack").join(name), "x = 1").unwrap();
        }
        let root = Root::of(&own.join("top.toml")).unwrap();
        (dir, root, own)
    }

    #[test]
    fn files_below_and_beside_are_allowed() {
        let (_dir, root, own) = tree();
        assert!(root.resolve(&own, "data/a.csv", "csv").is_ok());
        assert!(root.resolve(&own, "./../base.toml", "toml").is_ok());
    }

    #[test]
    fn everything_else_is_refused() {
        let (dir, root, own) = tree();
        let absolute = dir.path().join("outside.csv");
        for (written, extension) in [
            ("../../outside.csv", "csv"),
            (absolute.to_str().unwrap(), "csv"),
            ("../.secret/a.csv", "csv"),
            ("notes.txt", "toml"),
            ("data\\a.csv", "csv"),
            ("", "csv"),
            ("a\0.csv", "csv"),
            ("missing.csv", "csv"),
        ] {
            assert!(root.resolve(&own, written, extension).is_err(), "{written}");
        }
    }

    #[test]
    fn files_are_called_the_same_from_wherever_they_are_read() {
        let called = |top: &str, file: &str| {
            let folder = Folder { path: parent(Path::new(top)), root: Root::Disk(PathBuf::new()) };
            folder.relative(&folder.join(file).display().to_string())
        };
        for top in
            ["top.toml", "./top.toml", "own/top.toml", "../own/top.toml", "/home/me/own/top.toml", "a/../own/top.toml"]
        {
            for file in ["top.toml", "../base.toml", "data/a.csv", "../beside/base.toml"] {
                assert_eq!(called(top, file), file, "{top}");
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_outside_is_refused() {
        let (dir, root, own) = tree();
        std::os::unix::fs::symlink(dir.path().join("outside.csv"), own.join("link.csv")).unwrap();
        assert!(root.resolve(&own, "link.csv", "csv").unwrap_err().message.contains("outside"));
    }

    #[test]
    fn a_large_file_a_folder_and_foreign_bytes_are_refused() {
        let (_dir, _root, own) = tree();
        assert!(read(&own.join("top.toml"), 4).is_err());
        assert!(read(&own, 100).is_err());
        fs::write(own.join("latin.toml"), b"a = 1\nb = '\xe9'").unwrap();
        assert!(read(&own.join("latin.toml"), 100).unwrap_err().message.contains("line 2"));
    }
}
