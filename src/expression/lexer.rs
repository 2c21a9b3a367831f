//! From text to tokens.

use std::ops::Range;

use winnow::Parser as _;
use winnow::ascii::{digit1, multispace0};
use winnow::combinator::{alt, delimited, opt, preceded, repeat};
use winnow::error::ContextError;
use winnow::stream::Location as _;
use winnow::token::{one_of, take_while};

use crate::quantity::{Fault, is_unit_word};

type Input<'t> = winnow::stream::LocatingSlice<&'t str>;
type Result<T> = winnow::ModalResult<T, ContextError>;

/// Signs of one character.
const SIGNS: [char; 11] = ['<', '>', '=', '+', '-', '−', '*', '/', '(', ')', '!'];

/// A piece of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    pub(super) span: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `$20B`, `35%`, `90 days`, `0.5`.
    Amount,
    /// A name, or a word without quotes.
    Name,
    /// A word in quotes; the text is without them.
    Quoted,
    /// An operator or a bracket.
    Sign,
}

/// All tokens of a text.
///
/// # Errors
/// Where something belongs to no token.
pub(super) fn read(text: &str) -> std::result::Result<Vec<Token<'_>>, Fault> {
    let mut input = Input::new(text);
    let mut tokens = Vec::new();
    loop {
        let _: Result<&str> = multispace0.parse_next(&mut input);
        if input.is_empty() {
            return Ok(tokens);
        }
        let start = input.current_token_start();
        let Ok(token) = token(&mut input) else {
            let length = text[start..].chars().next().map_or(0, char::len_utf8);
            let error = Fault::new(start..start + length, "this belongs to no condition");
            return Err(error.help("conditions look like `value < $20B and us.final_state == banned`"));
        };
        tokens.push(token);
    }
}

fn token<'t>(input: &mut Input<'t>) -> Result<Token<'t>> {
    let kind = |kind| move |(text, span)| Token { kind, text, span };
    alt((
        quoted.with_span().map(kind(Kind::Quoted)),
        amount.with_span().map(kind(Kind::Amount)),
        name.with_span().map(kind(Kind::Name)),
        alt((alt(("<=", ">=", "==", "!=", "&&", "||")), one_of(SIGNS).take())).with_span().map(kind(Kind::Sign)),
    ))
    .parse_next(input)
}

/// A word in single or double quotes.
fn quoted<'t>(input: &mut Input<'t>) -> Result<&'t str> {
    alt((delimited('"', take_while(0.., |c| c != '"'), '"'), delimited('\'', take_while(0.., |c| c != '\''), '\'')))
        .parse_next(input)
}

/// Digits with a dollar sign before and a unit behind.
fn amount<'t>(input: &mut Input<'t>) -> Result<&'t str> {
    let digits = || take_while(1.., |c: char| c.is_ascii_digit() || c == '_');
    let number = alt(((digits(), opt(('.', opt(digits())))).void(), ('.', digits()).void()));
    let exponent = (one_of(['e', 'E']), opt(one_of(['+', '-'])), digit1);
    let unit = alt((
        preceded(multispace0, '%').void(),
        preceded(multispace0, take_while(1.., char::is_alphabetic)).verify(|word: &str| is_unit_word(word)).void(),
    ));
    let units = repeat::<_, _, (), _, _>(0..=2, unit);
    (opt('$'), number, opt(exponent), units).take().parse_next(input)
}

/// Letters, digits and underscores; dots and hyphens between them.
fn name<'t>(input: &mut Input<'t>) -> Result<&'t str> {
    let part = || take_while(1.., |c: char| c.is_alphanumeric() || c == '_');
    let rest = repeat::<_, _, (), _, _>(0.., (take_while(1.., ['.', '-']), part()));
    (part(), rest).take().parse_next(input)
}
