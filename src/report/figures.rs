//! Whether every figure of some results is a number: what a run may write, and what is believed of a saved file.

use serde::ser::{self, Serialize, Serializer};

/// Greatest size of a figure. No scenario comes near it, and what charts compute of figures up to it is finite too.
const GREATEST: f64 = 1e60;

/// Looks at every figure of `results`, wherever it stands.
///
/// # Errors
/// The path of the first that is no number, or larger than any that a run finds.
pub(super) fn check_figures(results: &impl Serialize) -> Result<(), String> {
    results.serialize(Figures).map_err(|fault| {
        let path: Vec<&str> = fault.path.iter().rev().map(String::as_str).collect();
        format!("`{}` {}", path.join("."), fault.reason)
    })
}

/// Looks at figures, and writes nothing.
#[derive(Debug, Clone, Copy)]
struct Figures;

/// What is wrong with a figure, and where it stands, the innermost name first.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
struct Fault {
    path: Vec<String>,
    reason: String,
}

impl Fault {
    fn add_parent(mut self, name: impl Into<String>) -> Self {
        self.path.push(name.into());
        self
    }
}

impl ser::Error for Fault {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self { path: Vec::new(), reason: message.to_string() }
    }
}

/// A list or a table, of which so many items were seen.
#[derive(Debug, Default)]
struct Items(usize);

impl Items {
    fn next(&mut self, item: &(impl Serialize + ?Sized)) -> Result<(), Fault> {
        self.0 += 1;
        item.serialize(Figures).map_err(|fault| fault.add_parent((self.0 - 1).to_string()))
    }
}

/// Types that hold no figure, or one within.
macro_rules! pass {
    ($($name:ident($($type:ty),*)),*) => {
        $(fn $name(self, $(_: $type),*) -> Result<(), Fault> { Ok(()) })*
    };
}

/// Types that hold several.
macro_rules! begin {
    ($($name:ident($($type:ty),+)),+) => {
        $(fn $name(self, $(_: $type),+) -> Result<Items, Fault> { Ok(Items::default()) })+
    };
}

impl Serializer for Figures {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Items;
    type SerializeStruct = Items;
    type SerializeStructVariant = Items;

    pass!(
        serialize_bool(bool),
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_u8(u8),
        serialize_u16(u16),
        serialize_u32(u32),
        serialize_u64(u64),
        serialize_char(char),
        serialize_str(&str),
        serialize_bytes(&[u8]),
        serialize_unit_struct(&'static str),
        serialize_none(),
        serialize_unit(),
        serialize_unit_variant(&'static str, u32, &'static str)
    );

    fn serialize_f32(self, figure: f32) -> Result<(), Fault> {
        self.serialize_f64(f64::from(figure))
    }

    fn serialize_f64(self, figure: f64) -> Result<(), Fault> {
        let reason = match figure {
            _ if figure.abs() <= GREATEST => return Ok(()),
            _ if figure.is_finite() => format!("is {figure:e}, and no figure is larger than {GREATEST:e}"),
            _ => "is not a number".to_owned(),
        };
        Err(Fault { path: Vec::new(), reason })
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self).map_err(|fault| fault.add_parent(name))
    }

    begin!(serialize_seq(Option<usize>), serialize_tuple(usize), serialize_tuple_struct(&'static str, usize));
    begin!(serialize_tuple_variant(&'static str, u32, &'static str, usize), serialize_map(Option<usize>));
    begin!(serialize_struct(&'static str, usize));
    begin!(serialize_struct_variant(&'static str, u32, &'static str, usize));
}

/// Lists, by the number of the item.
macro_rules! list {
    ($($kind:ident: $item:ident),*) => {
        $(impl ser::$kind for Items {
            type Ok = ();
            type Error = Fault;

            fn $item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Fault> {
                self.next(item)
            }

            fn end(self) -> Result<(), Fault> {
                Ok(())
            }
        })*
    };
}

list!(
    SerializeSeq: serialize_element, SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
);

/// Tables of fields that the program names.
macro_rules! table {
    ($($kind:ident),*) => {
        $(impl ser::$kind for Items {
            type Ok = ();
            type Error = Fault;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, item: &T) -> Result<(), Fault> {
                item.serialize(Figures).map_err(|fault| fault.add_parent(name))
            }

            fn end(self) -> Result<(), Fault> {
                Ok(())
            }
        })*
    };
}

table!(SerializeStruct, SerializeStructVariant);

/// Tables whose keys are figures' names.
impl ser::SerializeMap for Items {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Fault> {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Fault> {
        self.next(item)
    }

    fn serialize_entry<K: Serialize + ?Sized, T: Serialize + ?Sized>(
        &mut self,
        key: &K,
        item: &T,
    ) -> Result<(), Fault> {
        let name = || serde_json::to_string(key).unwrap_or_default().trim_matches('"').to_owned();
        item.serialize(Figures).map_err(|fault| fault.add_parent(name()))
    }

    fn end(self) -> Result<(), Fault> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indexmap::IndexMap;

    #[derive(serde::Serialize)]
    struct Results {
        lists: IndexMap<String, Vec<Option<f64>>>,
        of: Kind,
    }

    #[derive(serde::Serialize)]
    #[serde(rename_all = "kebab-case")]
    enum Kind {
        Pair([f64; 2]),
        Named { mean: f64 },
    }

    fn check_list(list: &[Option<f64>], of: Kind) -> Result<(), String> {
        check_figures(&Results { lists: IndexMap::from([("us".to_owned(), list.to_vec())]), of })
    }

    #[test]
    fn a_figure_that_is_none_is_told_by_its_path() {
        assert_eq!(check_list(&[None, Some(1.0)], Kind::Named { mean: -1e59 }), Ok(()));
        let list = check_list(&[None, Some(f64::NAN)], Kind::Pair([0.0; 2]));
        assert_eq!(list, Err("`lists.us.1` is not a number".to_owned()));
        let pair = check_list(&[], Kind::Pair([0.0, f64::NEG_INFINITY]));
        assert_eq!(pair, Err("`of.pair.1` is not a number".to_owned()));
        let large = check_list(&[], Kind::Named { mean: -1e61 });
        assert_eq!(large, Err("`of.mean` is -1e61, and no figure is larger than 1e60".to_owned()));
    }
}
