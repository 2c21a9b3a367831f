//! The grammar of what an input is varied over.

use crate::quantity::Fault;

/// What was written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Values<'t> {
    /// Values one by one.
    Listed(Vec<&'t str>),
    /// From one value to another.
    Range(Range<'t>),
}

/// `from..to:points log`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Range<'t> {
    pub(super) from: &'t str,
    pub(super) to: &'t str,
    pub(super) points: Option<usize>,
    pub(super) logarithmic: bool,
}

/// Reads a specification.
///
/// # Errors
/// Where a value is missing or the number of points is none.
pub(super) fn parse_values(text: &str) -> Result<Values<'_>, Fault> {
    if let Some((from, rest)) = text.split_once("..") {
        return parse_range(text, from, rest).map(Values::Range);
    }
    let parts = split(text);
    if let Some(empty) = parts.iter().find(|part| part.is_empty()) {
        let start = empty.as_ptr() as usize - text.as_ptr() as usize;
        let help = "write a..b:n for n points from a to b, or a,b,c for these values";
        return Err(Fault::new(start..start, "no value stands here").help(help));
    }
    Ok(Values::Listed(parts))
}

fn parse_range<'t>(text: &str, from: &'t str, rest: &'t str) -> Result<Range<'t>, Fault> {
    let rest = rest.trim_end();
    let (rest, logarithmic) = match rest.strip_suffix("log") {
        Some(before) if before.ends_with(char::is_whitespace) => (before.trim_end(), true),
        _ => (rest, false),
    };
    let (to, points) = match rest.split_once(':') {
        Some((to, points)) => {
            let Ok(count) = points.trim().parse() else {
                let start = points.as_ptr() as usize - text.as_ptr() as usize;
                let fault = Fault::new(start..start + points.len(), "the number of points is a whole number");
                return Err(fault.help("such as 30 days..360 days:12, or with equal factors $1..$100:9 log"));
            };
            (to, Some(count))
        }
        None => (rest, None),
    };
    Ok(Range { from: from.trim(), to: to.trim(), points, logarithmic })
}

/// The parts of a list, cut at commas that stand in no bracket and no quotes.
pub fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut quote, mut start) = (0_usize, None, 0);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        match (c, quote) {
            (_, Some(open)) => quote = (c != open).then_some(open),
            ('"' | '\'', None) => quote = Some(c),
            ('(' | '[' | '{', None) => depth += 1,
            (')' | ']' | '}', None) => depth = depth.saturating_sub(1),
            (',', None) if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_cut_at_their_own_commas() {
        assert_eq!(
            split("a, choice(60%: 1, 40%: 2) ,[\"x\", \"y\"]"),
            ["a", "choice(60%: 1, 40%: 2)", "[\"x\", \"y\"]"]
        );
        assert_eq!(split("'a,b',c"), ["'a,b'", "c"]);
        assert_eq!(split("a,,b"), ["a", "", "b"]);
        assert_eq!(split("a)),b"), ["a))", "b"]);
    }

    #[test]
    fn ranges_have_ends_points_and_spacing() {
        let Values::Range(range) = parse_values(" 30 days .. 1 year : 12 log ").unwrap() else { panic!() };
        assert_eq!(range, Range { from: "30 days", to: "1 year", points: Some(12), logarithmic: true });
        let Values::Range(range) = parse_values("1..2").unwrap() else { panic!() };
        assert_eq!((range.points, range.logarithmic), (None, false));
    }
}
