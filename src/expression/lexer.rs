//! From text to tokens.

use std::ops::Range;

use winnow::Parser as _;
use winnow::ascii::{digit1, multispace0, multispace1};
use winnow::combinator::{alt, delimited, opt, preceded, repeat};
use winnow::error::ContextError;
use winnow::stream::Location as _;
use winnow::token::{one_of, take_while};

use crate::quantity::{Fault, is_unit_word};

type Input<'t> = winnow::stream::LocatingSlice<&'t str>;
/// Reads one kind of token.
type Reader<'t> = fn(&mut Input<'t>) -> Result<&'t str>;
type Result<T> = winnow::ModalResult<T, ContextError>;

/// Signs of two characters; some are none, and an error may say what was meant.
const PAIRS: [&str; 10] = ["<=", ">=", "==", "!=", "&&", "||", "=<", "=>", "<>", "=!"];
/// Signs of one character.
const SIGNS: [char; 16] = ['<', '>', '=', '+', '-', '−', '*', '/', '(', ')', '!', '≤', '≥', '≠', '&', '|'];

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
    /// `2021-01-20`, or digits that are joined as if they were a date.
    Date,
    /// `$20B`, `35%`, `90 days`, `0.5`, `5% per month`.
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
pub(super) fn read_tokens(text: &str) -> std::result::Result<Vec<Token<'_>>, Fault> {
    let mut input = Input::new(text);
    let mut tokens = Vec::new();
    loop {
        let _: Result<&str> = multispace0.parse_next(&mut input);
        if input.is_empty() {
            return Ok(tokens);
        }
        let start = input.current_token_start();
        let Ok(token) = read_token(&mut input) else {
            let first = text[start..].chars().next();
            let span = start..start + first.map_or(0, char::len_utf8);
            return Err(match first {
                Some('"' | '\'') => Fault::new(span, "this quote is not closed"),
                _ => Fault::new(span, "this belongs to no condition")
                    .help("conditions look like `value < $20B and us.final_state == banned`"),
            });
        };
        tokens.push(token);
    }
}

fn read_token<'t>(input: &mut Input<'t>) -> Result<Token<'t>> {
    let read: [(Kind, Reader<'t>); 5] = [
        (Kind::Quoted, quoted),
        (Kind::Date, date),
        (Kind::Amount, amount),
        (Kind::Name, name),
        (Kind::Sign, |input| alt((pair, one_of(SIGNS).take())).parse_next(input)),
    ];
    // A name may begin with digits, and an amount hold several words: what takes most is meant, of equals the first.
    let mut longest: Option<(Token<'t>, Input<'t>)> = None;
    for (kind, read) in read {
        let mut rest = *input;
        if let Ok((text, span)) = read.with_span().parse_next(&mut rest)
            && longest.as_ref().is_none_or(|(token, _)| span.end > token.span.end)
        {
            longest = Some((Token { kind, text, span }, rest));
        }
    }
    let (token, rest) = longest.ok_or_else(|| winnow::error::ErrMode::Backtrack(ContextError::new()))?;
    *input = rest;
    Ok(token)
}

fn pair<'t>(input: &mut Input<'t>) -> Result<&'t str> {
    winnow::token::take(2_usize).verify(|sign: &str| PAIRS.contains(&sign)).parse_next(input)
}

/// A word in single or double quotes.
fn quoted<'t>(input: &mut Input<'t>) -> Result<&'t str> {
    alt((delimited('"', take_while(0.., |c| c != '"'), '"'), delimited('\'', take_while(0.., |c| c != '\''), '\'')))
        .parse_next(input)
}

/// Whole numbers with hyphens between them and nothing else: one token, so that a date is never a subtraction.
fn date<'t>(input: &mut Input<'t>) -> Result<&'t str> {
    let rest = repeat::<_, _, (), _, _>(1.., ('-', digit1));
    (digit1, rest).take().parse_next(input)
}

/// Digits with a dollar sign before and a unit behind.
fn amount<'t>(input: &mut Input<'t>) -> Result<&'t str> {
    let digits = || take_while(1.., |c: char| c.is_ascii_digit() || c == '_');
    let number = || alt(((digits(), opt(('.', opt(digits())))).void(), ('.', digits()).void()));
    let exponent = || (one_of(['e', 'E']), opt(one_of(['+', '-'])), digit1);
    let unit = || {
        alt((
            preceded(multispace0, '%').void(),
            preceded(multispace0, word.verify(|word: &str| is_unit_word(word))).void(),
        ))
    };
    let units = || repeat::<_, _, (), _, _>(0..=2, unit());
    // What cannot be a name takes a word that is no unit along, to be refused as an amount.
    let amount = alt((
        ('$', number(), opt(exponent()), units(), opt(per), opt(word)).void(),
        (number(), opt(exponent()), units(), opt(per)).void(),
    ));
    amount.take().parse_next(input)
}

/// `per month`, `per user and year`.
fn per<'t>(input: &mut Input<'t>) -> Result<&'t str> {
    let unit = || preceded(multispace1, word.verify(|word: &str| is_unit_word(word)));
    let second = (multispace1, alt(("per", "and")), unit());
    (multispace1, "per", unit(), opt(second)).take().parse_next(input)
}

fn word<'t>(input: &mut Input<'t>) -> Result<&'t str> {
    take_while(1.., char::is_alphabetic).parse_next(input)
}

/// Letters, digits and underscores; dots and hyphens between them.
fn name<'t>(input: &mut Input<'t>) -> Result<&'t str> {
    let part = || take_while(1.., |c: char| c.is_alphanumeric() || c == '_');
    let rest = repeat::<_, _, (), _, _>(0.., (take_while(1.., ['.', '-']), part()));
    (part(), rest).take().parse_next(input)
}
