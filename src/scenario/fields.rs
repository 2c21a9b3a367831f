//! What the format says of a quantity, and the macro by which [`super::inputs`] declares them.

use crate::quantity::Dimension;

/// When a quantity is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// Once per replication: something we do not know and that does not change during one simulation.
    Once,
    /// Afresh at each use: the length of this review, the delay of that bidder.
    EachUse,
}

/// What holds where a scenario is silent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Presence {
    /// The scenario must give it.
    Required,
    /// It may be absent, and absence has the meaning that the documentation states.
    Optional,
    /// This text is read as if the strategist had written it.
    Default(&'static str),
}

/// One quantity of the scenario format.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Path with `*` for chosen names, such as `markets.*.arpu`.
    pub path: &'static str,
    /// What it measures; decides the units accepted and the family of "a to b".
    pub dimension: Dimension,
    /// Required, optional, or its default as text.
    pub presence: Presence,
    /// Least value allowed, in canonical units (dollars, days, per year, shares as fractions).
    pub min: f64,
    /// Greatest value allowed, in the same units.
    pub max: f64,
    /// Once per replication or at each use.
    pub timing: Timing,
    /// Meaning, in one or two sentences.
    pub doc: &'static str,
    /// Where the default comes from.
    pub source: &'static str,
    /// The default in the home market, as text, where it is another there.
    pub at_home: Option<&'static str>,
    /// The version of marketgate that brought it, where results of before it are known: at its default it leaves digests as they were.
    pub added: Option<&'static str>,
}

/// How a value in the scenario is drawn, as its type says.
pub(super) trait Drawn {
    /// When it is drawn.
    const TIMING: Timing;
    /// What holds where the scenario is silent and there is no default.
    const SILENT: Presence = Presence::Required;
}

/// The source of a default that has no other.
pub(super) const ASSUMED: &str = "assumption";

/// Declares groups of inputs: for each a struct, how it is read, and the fields and keys of the format.
///
/// An entry is `name: Type = …;` under its meaning, with `name as "key"` where the key has another name:
///
/// - `(Dimension, least to greatest, else "default" from "source")` for a quantity; range, default and source may be left out, and
///   `at home "default"` and `added in "version"` may follow;
/// - `["default"; function]` for a key that holds no quantity: what holds where it is absent, for people and as a value;
/// - `{ group }` for a group under this key, `{ overriding }` for one that stands in for the scenario's of that name, and
///   `{ function }` for what a function reads.
macro_rules! inputs {
    ($(
        $(#[doc = $about:literal])+
        $(#[derive($copy:ident)])?
        struct $group:ident at $path:literal {
            $( $(#[doc = $doc:literal])+ $name:ident $(as $key:literal)? : $kind:ty = $spec:tt; )*
        }
    )*) => {
        $(
            $(#[doc = $about])+
            #[derive(Debug, Clone, $($copy,)? PartialEq)]
            pub struct $group {
                $( $(#[doc = $doc])+ #[doc = input!(unit $spec)] pub(crate) $name: $kind, )*
            }

            impl InputGroup for $group {
                fn read(section: &mut Section<'_, '_>) -> Self {
                    Self { $(
                        $name: input!(read section, $path, input!(key $name $($key)?), $kind, concat!($($doc),+), $spec),
                    )* }
                }
            }
        )*

        /// Fields of each entry.
        pub(super) static FIELDS: &[&[Field]] = &[$( $(
            input!(fields concat!($path, input!(key $name $($key)?)), $kind, concat!($($doc),+), $spec),
        )* )*];

        /// Keys of each entry.
        pub(super) static KEYS: &[&[Key]] = &[$( $(
            input!(keys concat!($path, input!(key $name $($key)?)), $kind, concat!($($doc),+), $spec),
        )* )*];
    };
}

/// One entry of [`inputs!`].
macro_rules! input {
    (key $name:ident) => { stringify!($name) };
    (key $name:ident $key:literal) => { $key };

    (unit ($dimension:ident $($rest:tt)*)) => {
        concat!(" Measured as [`Dimension::", stringify!($dimension), "`].")
    };
    (unit $other:tt) => { "" };

    (read $section:ident, $path:literal, $key:expr, $kind:ty, $doc:expr, ($($quantity:tt)*)) => {
        <$kind as ReadInput>::read($section, $key, const { &input!(field concat!($path, $key), $kind, $doc, $($quantity)*) })
    };
    (read $section:ident, $path:literal, $key:expr, $kind:ty, $doc:expr, [$default:literal; $value:expr]) => {
        match <$kind as ReadKey>::read($section, $key) {
            Some(value) => value,
            None => ($value)(&mut *$section),
        }
    };
    (read $section:ident, $path:literal, $key:expr, $kind:ty, $doc:expr, { group }) => {
        <$kind as InputGroup>::read(&mut $section.enter($key))
    };
    (read $section:ident, $path:literal, $key:expr, $kind:ty, $doc:expr, { overriding }) => {
        <$kind as InputGroup>::read(&mut $section.enter_overriding($key))
    };
    (read $section:ident, $path:literal, $key:expr, $kind:ty, $doc:expr, { $read:path }) => { $read(&mut *$section) };

    (fields $path:expr, $kind:ty, $doc:expr, ($($quantity:tt)*)) => { &[input!(field $path, $kind, $doc, $($quantity)*)] };
    (fields $path:expr, $kind:ty, $doc:expr, $other:tt) => { &[] };
    (field $path:expr, $kind:ty, $doc:expr, $dimension:ident $(, $min:literal to $max:literal)?
        $(, else $default:literal $(from $source:literal)?)? $(, at home $at_home:literal)? $(, added in $version:literal)?) => {
        Field {
            path: $path,
            dimension: Dimension::$dimension,
            presence: input!(presence $kind $(, $default)?),
            min: input!(bound 0 $dimension $(, $min)?),
            max: input!(bound 1 $dimension $(, $max)?),
            timing: <$kind as Drawn>::TIMING,
            doc: $doc.trim_ascii_start(),
            source: input!(source $($default $($source)?)?),
            at_home: input!(option $($at_home)?),
            added: input!(option $($version)?),
        }
    };
    (keys $path:expr, $kind:ty, $doc:expr, [$default:literal; $value:expr]) => {
        &[Key {
            path: $path,
            kind: <$kind as ReadKey>::KIND,
            required: false,
            default: $default,
            doc: $doc.trim_ascii_start(),
        }]
    };
    (keys $path:expr, $kind:ty, $doc:expr, $other:tt) => { &[] };

    (presence $kind:ty) => { <$kind as Drawn>::SILENT };
    (presence $kind:ty, $default:literal) => { Presence::Default($default) };
    (bound 0 $dimension:ident) => { Dimension::$dimension.range().0 };
    (bound 1 $dimension:ident) => { Dimension::$dimension.range().1 };
    (bound $end:tt $dimension:ident, $bound:literal) => { $bound };
    (source) => { "" };
    (source $default:literal) => { ASSUMED };
    (source $default:literal $source:literal) => { $source };
    (option) => { None };
    (option $text:literal) => { Some($text) };
}

pub(super) use {input, inputs};
