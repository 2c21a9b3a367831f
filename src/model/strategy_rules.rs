//! Rules of the strategy in force at work: when they are looked at, when they fire, what they start (model, section 10).

use crate::model::{Access, Due, LogEvent, Ticket, World};
use crate::scenario::observables::Seen;
use crate::scenario::{Answer, MarketId, Rule};

/// How far the rules of the strategy in force have come in a replication.
#[derive(Debug, Clone, Default)]
pub struct RuleProgress {
    /// For each rule, whether it has fired.
    pub fired: Vec<bool>,
    /// For each rule, the number of the case that it last fired in.
    fired_in: Vec<Option<u32>>,
    /// Entry of the next daily look.
    look: Option<Ticket>,
    /// Daily looks so far, the next among them.
    pub looks: u64,
}

impl RuleProgress {
    /// For so many rules.
    pub fn new(rules: usize) -> Self {
        Self { fired: vec![false; rules], fired_in: vec![None; rules], ..Self::default() }
    }

    /// Sets everything back.
    pub fn reset(&mut self) {
        self.fired.fill(false);
        self.fired_in.fill(None);
        (self.look, self.looks) = (None, 0);
    }
}

impl World<'_> {
    /// The owner looks: rules whose condition holds fire, the first in the file first, until none does. Call when something has happened.
    pub fn run_rules(&mut self) {
        if !self.markets.iter().any(|state| state.access.is_case()) {
            // No rule waits, whatever rules there are.
            return;
        }
        let rules = self.strategy_choice(|strategy| &strategy.rules);
        // Each fires once a case, and no answer begins a new case, so that this ends.
        while let Some(number) = (0..rules.len()).find(|&number| self.fires(number, &rules[number])) {
            self.fire_rule(number, &rules[number]);
        }
        self.schedule_look();
    }

    /// The daily look.
    pub fn look_at_rules(&mut self) {
        self.rules.look = None;
    }

    /// Whether a rule waits in the case in hand: there is one, and it has not fired in it.
    fn is_waiting(&self, number: usize, rule: &Rule) -> bool {
        let state = &self.markets[rule.market.0];
        state.access.is_case() && self.rules.fired_in[number] != Some(state.case)
    }

    fn fires(&self, number: usize, rule: &Rule) -> bool {
        self.is_waiting(number, rule)
            && rule.condition.holds(|column| self.observe(Seen::find(column)))
            && rule.start.iter().any(|&answer| self.can_start(rule.market.0, answer))
    }

    fn fire_rule(&mut self, number: usize, rule: &Rule) {
        let MarketId(m) = rule.market;
        self.rules.fired[number] = true;
        self.rules.fired_in[number] = Some(self.markets[m].case);
        for &answer in &rule.start {
            if self.can_start(m, answer) {
                self.log_event(Some(m), LogEvent::RuleStarts { rule: number, answer });
                self.start_answer(m, answer);
            }
        }
    }

    /// Whether this answer to what stands against market `m` would begin something now.
    fn can_start(&self, m: usize, answer: Answer) -> bool {
        let state = &self.markets[m];
        if !answer.states().contains(&state.access.name()) {
            return false;
        }
        match (answer, state.order) {
            (Answer::Sell, Some(_)) => !state.selling,
            (Answer::Sell, None) => !self.deal.open && self.is_for_sale(m),
            (Answer::Litigate, _) => !state.sued,
            (Answer::Restructure, Some(_)) => state.proposal.is_none() && !state.restructured,
            (Answer::Exit, Some(order)) => state.access.is_blocked() || !order.exit_at_deadline,
            // Nobody leaves a market that a court has just given back.
            (Answer::Exit, None) => state.access != Access::Stayed,
            (Answer::Restructure, None) | (Answer::Refuse, _) => false,
        }
    }

    /// Starts an answer: to the order in hand as one of `on_order`; without one a sale by choice, a suit, or the owner's exit at once.
    fn start_answer(&mut self, m: usize, answer: Answer) {
        if self.markets[m].order.is_some() {
            return self.answer_order(m, &[answer]);
        }
        match answer {
            Answer::Sell => {
                // Of the strategy's perimeter, which holds this market, or of this market alone.
                let alone = [MarketId(m)];
                let stated: &[MarketId] =
                    if self.strategy_choice(|strategy| &strategy.perimeter).is_empty() { &alone } else { &[] };
                self.open_talks(stated, self.now);
            }
            Answer::Litigate => self.sue(m),
            Answer::Exit => self.exit_market(m),
            Answer::Restructure | Answer::Refuse => {}
        }
    }

    /// Enters the next daily look, at the beginning of the next day, where time alone may make a waiting rule fire.
    fn schedule_look(&mut self) {
        let mut rules = self.strategy_choice(|strategy| &strategy.rules).iter().enumerate();
        if self.rules.look.is_none() && rules.any(|(number, rule)| rule.moves() && self.is_waiting(number, rule)) {
            let day = libm::floor(self.now) + 1.0;
            self.rules.look = Some(self.agenda.schedule(day, Due::OwnerLooks));
            self.rules.looks += 1;
        }
    }
}
