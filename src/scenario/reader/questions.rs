//! `as_of`, `case` and `[questions]`: what a forecast knew, and what it is asked.

use super::super::checked::Question;
use super::super::facts;
use super::super::quantities::Origin;
use super::state::Reader;
use crate::calibration::{Knowledge, priors};

impl Reader<'_> {
    /// Reads what priors may know.
    pub(super) fn read_knowledge(&mut self) {
        let mut top = self.root();
        let as_of = top.read_date("as_of");
        let case = top.read_text("case").map(str::to_owned);
        let knowledge = Knowledge { as_of, case };
        if !priors::knows_case(&knowledge) {
            let help =
                "ids stand in scenarios/reference/episodes.csv; leave `case` out where the case is not among them";
            top.error("case", "the episodes have none with this id").help(help);
        }
        self.knowledge = knowledge;
    }

    /// Refuses inputs of the file, and of the atlas, that cite what nobody knew on the day of what is known. Built-in defaults stand: they are
    /// the same in every forecast.
    pub(super) fn check_knowledge(&mut self) {
        let Some(day) = self.knowledge.as_of else { return };
        let later: Vec<(usize, String)> = self
            .inputs
            .values()
            .enumerate()
            // A resolved scenario writes them out.
            .filter(|(_, input)| input.origin != Origin::Default && input.source.as_deref() != Some(input.field.source))
            .filter_map(|(number, input)| {
                let (id, from) = facts::find_later(input.source.as_deref()?, day)?;
                Some((number, format!("`{}` rests on {id}, which is of {from}; `as_of` is {day}", input.path)))
            })
            .collect();
        for (number, message) in later {
            let span = self.span(number);
            self.error(span, message).help("write what was known then, and mark it as an assumption");
        }
    }

    /// `[questions.NAME]`.
    pub(super) fn read_questions(&mut self, horizon: f64) -> Vec<Question> {
        let start = self.start;
        let mut top = self.root();
        let mut all = top.enter("questions");
        let mut questions = Vec::new();
        for key in all.keys() {
            let mut s = all.enter(key);
            let needs = [
                ("market", "the market that it is about"),
                ("kind", "legal, access, store, sale_announced or sale_closed"),
                ("by", "the day, such as 2020-11-12"),
            ];
            for (name, doc) in needs {
                if !s.sets(name) {
                    s.report_missing(name, doc);
                }
            }
            let (market, kind, by) = (s.read_market("market"), s.read_word("kind"), s.read_date("by"));
            let outcome = s.read_flag("outcome");
            let source = s.read_text("source").unwrap_or_default().to_owned();
            if by.is_some_and(|by| by <= start) {
                s.error("by", "a question is about a day after the start").label("not after the start");
            }
            if by.is_some_and(|by| f64::from((by - start).get_days()) > horizon) {
                s.error("by", "this day is after the horizon").help("simulate longer: set a later `horizon`");
            }
            if let (Some(market), Some(kind), Some(by)) = (market, kind, by) {
                questions.push(Question { key: key.to_owned(), market, kind, by, outcome, source });
            }
        }
        questions
    }
}
