//! Variants of one history: the same chance, other inputs or another strategy.
//!
//! A history is run for all its variants at once, as long as nothing has asked for what they differ in. So whatever in the rules reads an input,
//! a choice of the owner or the list of events goes through the functions here or through [`ParameterDraw`], which note the question.
//! Variants that answer every question alike have the same course so far, to the last bit.

use std::cell::RefCell;
use std::fmt;

use crate::draws::Purpose;
use crate::model::{BAN_LENGTHS, ParameterDraw, Plan, RuleProgress, StreamOwner, World};
use crate::scenario::{Chance, Parameter, Scenario, ScheduledEvent, Strategy};

/// One of several variants of a history.
#[derive(Debug, Clone, Copy)]
pub struct HistoryVariant<'a, 'v> {
    /// Its plan: of the same shape as those of the others, with its own quantities, strategy and events.
    pub plan: &'a Plan<'a>,
    /// Which inputs differ among the variants.
    pub differences: &'v Differences,
    /// Values of all inputs, of which those that differ are not read.
    pub common: &'v [f64],
    /// Values of the inputs that differ, in the order of [`Differences::inputs`].
    pub own: &'v [f64],
}

/// What differs among some variants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// Inputs, by number, ascending.
    pub inputs: Vec<usize>,
    /// For each input its place among those; none where it is the same in all.
    places: Vec<Option<usize>>,
    /// Strategies in force differ.
    pub strategy: bool,
    /// Scheduled events differ.
    pub events: bool,
}

impl Differences {
    /// What differs from the first of `scenarios`, which are of one shape; `inputs` are those whose values may differ besides.
    pub fn new<'s>(scenarios: impl Iterator<Item = &'s Scenario> + Clone, inputs: impl Iterator<Item = usize>) -> Self {
        let mut found = Self::default();
        let Some(first) = scenarios.clone().next() else { return found };
        let mut differing = vec![false; first.inputs.len()];
        inputs.for_each(|input| differing[input] = true);
        for other in scenarios.skip(1) {
            let pairs = differing.iter_mut().zip(first.inputs.iter().zip(&other.inputs));
            pairs.for_each(|(differing, (a, b))| *differing |= a.quantity != b.quantity);
            found.strategy |= first.strategies[first.strategy] != other.strategies[other.strategy];
            found.events |= first.events != other.events;
        }
        found.inputs = (0..differing.len()).filter(|&input| differing[input]).collect();
        found.places = vec![None; differing.len()];
        found.inputs.iter().enumerate().for_each(|(place, &input)| found.places[input] = Some(place));
        found
    }
}

impl HistoryVariant<'_, '_> {
    /// Value of an input that is drawn once.
    pub fn value(&self, input: usize) -> f64 {
        self.differences.places[input].map_or_else(|| self.common[input], |place| self.own[place])
    }

    /// Whether an input is the same in another variant: its value, or the distribution that it is drawn from at each use.
    fn has_input_of(&self, other: &Self, input: usize) -> bool {
        let quantity = |variant: &Self| &variant.plan.scenario.inputs[input].quantity;
        let (a, b) = (self.value(input), other.value(input));
        if a.is_nan() && b.is_nan() { quantity(self) == quantity(other) } else { a.to_bits() == b.to_bits() }
    }
}

/// Something that the rules asked and that variants may answer differently.
pub enum Question {
    /// An input.
    Input(usize),
    /// Whether an input exceeds a number.
    Exceeds(usize, f64),
    /// Whether two variants are alike in something else.
    IsAlike(Box<IsAlike>),
}

/// Whether two variants are alike in something.
type IsAlike = dyn Fn(&HistoryVariant<'_, '_>, &HistoryVariant<'_, '_>) -> bool + Send;

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(input) => write!(f, "Input({input})"),
            Self::Exceeds(input, number) => write!(f, "Exceeds({input}, {number})"),
            Self::IsAlike(_) => f.write_str("IsAlike"),
        }
    }
}

impl Question {
    /// Whether two variants answer it alike.
    pub fn has_one_answer(&self, first: &HistoryVariant<'_, '_>, second: &HistoryVariant<'_, '_>) -> bool {
        match self {
            Self::Input(input) => first.has_input_of(second, *input),
            Self::Exceeds(input, number) => (*number < first.value(*input)) == (*number < second.value(*input)),
            Self::IsAlike(is_alike) => is_alike(first, second),
        }
    }
}

/// Notes the questions that variants may answer differently.
#[derive(Debug, Default)]
pub struct QuestionLog {
    /// What differs; nothing where a history is run for itself.
    differences: Differences,
    /// Whether anything is noted.
    is_kept: bool,
    asked: RefCell<Vec<Question>>,
}

impl QuestionLog {
    /// Notes questions about `differences` from now on.
    pub fn watch(&mut self, differences: Differences) {
        self.differences = differences;
    }

    /// Whether questions are noted from now on.
    pub fn keep(&mut self, is_kept: bool) {
        self.is_kept = is_kept;
        self.asked.get_mut().clear();
    }

    /// Which inputs differ, by number.
    pub(super) fn differing_inputs(&self) -> &[usize] {
        &self.differences.inputs
    }

    #[inline]
    pub(super) fn ask_input(&self, input: usize) {
        if self.is_kept && self.differences.places[input].is_some() {
            self.note(Question::Input(input));
        }
    }

    #[inline]
    pub(super) fn ask_exceeds(&self, input: usize, number: f64) {
        if self.is_kept && self.differences.places[input].is_some() {
            self.note(Question::Exceeds(input, number));
        }
    }

    fn ask_strategy(&self, question: impl FnOnce() -> Question) {
        if self.is_kept && self.differences.strategy {
            self.note(question());
        }
    }

    fn ask_events(&self) {
        if self.is_kept && self.differences.events {
            self.note(Question::IsAlike(Box::new(|a, b| a.plan.scenario.events == b.plan.scenario.events)));
        }
    }

    fn note(&self, question: Question) {
        self.asked.borrow_mut().push(question);
    }
}

impl<'a> World<'a> {
    /// A number that the strategy in force states.
    pub(super) fn strategy_number(&self, read: fn(&Strategy) -> Parameter) -> f64 {
        self.draw.questions.ask_strategy(|| {
            let value =
                move |variant: &HistoryVariant<'_, '_>| variant.value(read(variant.plan.strategy()).0).to_bits();
            Question::IsAlike(Box::new(move |a, b| value(a) == value(b)))
        });
        self.draw[read(self.plan.strategy())]
    }

    /// A choice of the strategy in force.
    pub(super) fn strategy_choice<T: PartialEq + 'static>(&self, read: fn(&Strategy) -> &T) -> &'a T {
        self.draw.questions.ask_strategy(|| {
            Question::IsAlike(Box::new(move |a, b| read(a.plan.strategy()) == read(b.plan.strategy())))
        });
        read(self.plan.strategy())
    }

    /// The scheduled events, in the order of their dates.
    pub(super) fn events(&self) -> &'a [ScheduledEvent] {
        self.draw.questions.ask_events();
        &self.plan.scenario.events
    }

    /// Equally likely lengths of a ban under the law of market `m`, days.
    pub(super) fn ban_lengths(&self, m: usize) -> &'a [f64; BAN_LENGTHS] {
        self.draw.questions.ask_input(self.plan.policy(m).ban.after.0);
        &self.plan.ban_lengths[m]
    }

    /// The quantile of an input that is drawn at each use.
    pub(super) fn quantile(&self, chance: Chance, uniform: f64) -> f64 {
        self.draw.questions.ask_input(chance.0);
        self.plan.scenario.value(chance.0, uniform)
    }

    /// The quantile of the part of its distribution above `floor`.
    pub(super) fn quantile_above(&self, chance: Chance, uniform: f64, floor: f64) -> f64 {
        self.draw.questions.ask_input(chance.0);
        self.plan.scenario.value_above(chance.0, uniform, floor)
    }

    /// The probability that it exceeds `value`.
    pub(super) fn survival(&self, chance: Chance, value: f64) -> f64 {
        self.draw.questions.ask_input(chance.0);
        self.plan.scenario.survival(chance, value)
    }

    /// A quantity drawn afresh, from a named stream.
    pub fn draw_value(&mut self, chance: Chance, purpose: Purpose, owner: StreamOwner) -> f64 {
        let uniform = self.draw_uniform(purpose, owner);
        self.quantile(chance, uniform)
    }

    /// Whether something happens whose probability is an input.
    pub fn draw_event(&mut self, probability: Parameter, purpose: Purpose, owner: StreamOwner) -> bool {
        let uniform = self.draw_uniform(purpose, owner);
        self.draw.exceeds(probability, uniform)
    }

    /// Turns the history into that of another variant, which has answered every question alike so far.
    pub fn turn_into(&mut self, variant: &HistoryVariant<'a, '_>) {
        self.plan = variant.plan;
        self.draw.turn_into(variant);
        self.rules.fit(variant.plan.strategy().rules.len());
    }

    /// The questions noted since this was last called.
    pub fn take_questions(&mut self) -> Vec<Question> {
        std::mem::take(self.draw.questions.asked.get_mut())
    }

    /// Takes over how far `other` has come: a world of the same shape with the same parameters and baseline.
    pub fn copy_course(&mut self, other: &Self) {
        let World {
            plan: _,
            draw: _,
            baseline: _,
            streams,
            agenda,
            now,
            step,
            beginning,
            completed_steps,
            redeployment,
            markets,
            groups,
            step_runs,
            home,
            deal,
            sunk,
            skipped,
            averted,
            notices,
            rules,
            log: _,
            shares: _,
            anger_shares: _,
            earners: _,
        } = other;
        self.streams.copy_position(streams);
        self.agenda.clone_from(agenda);
        (self.now, self.step, self.completed_steps) = (*now, *step, *completed_steps);
        self.beginning = *beginning;
        self.redeployment.clone_from(redeployment);
        self.markets.clone_from(markets);
        self.groups.clone_from(groups);
        self.step_runs.clone_from(step_runs);
        self.home.clone_from(home);
        self.deal.clone_from(deal);
        (self.sunk, self.notices) = (*sunk, *notices);
        self.skipped.clone_from(skipped);
        self.averted.clone_from(averted);
        self.rules.clone_from(rules);
    }
}

impl RuleProgress {
    /// Makes room for so many rules; none has fired where there were others.
    fn fit(&mut self, rules: usize) {
        if self.fired.len() != rules {
            *self = Self::new(rules);
        }
    }
}

impl ParameterDraw {
    /// Whether an input exceeds `number`.
    pub(super) fn exceeds(&self, parameter: Parameter, number: f64) -> bool {
        self.questions.ask_exceeds(parameter.0, number);
        number < self.peek(parameter)
    }
}
