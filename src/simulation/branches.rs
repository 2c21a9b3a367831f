//! All variants of one history, run together for as long as they go alike.
//!
//! The rules note which inputs and choices they ask for ([`crate::model::QuestionLog`]). Before each event the course is saved; where an event
//! asked for something that the variants differ in, those that would have answered otherwise branch off from there and are run on later, by the same
//! rule. So whatever does not depend on what is varied is simulated once, and which that is nobody has to say.

use super::layout::Layout;
use crate::model::{Differences, HistoryVariant, ModelError, World};

/// Runs histories in all their variants, one history after the other.
#[derive(Debug)]
pub(super) struct BranchRunner<'a> {
    world: World<'a>,
    record: Record,
    /// The course before the event at hand.
    before: Saved<'a>,
    /// Saved courses whose memory is free.
    free: Vec<Saved<'a>>,
    values: Vec<f64>,
}

/// What has been recorded of a history.
#[derive(Debug, Clone, Default)]
struct Record {
    row: Vec<f64>,
    fans: Vec<f32>,
    states: Vec<u8>,
}

/// How far a history has come.
#[derive(Debug)]
struct Saved<'a> {
    world: World<'a>,
    record: Record,
}

/// Variants that are still to be run.
struct Branch<'a> {
    /// By number, ascending.
    variants: Vec<usize>,
    /// Where they branch off; none where it is at the inputs themselves.
    from: Option<Saved<'a>>,
}

/// What is read of a history that has been run.
#[derive(Debug, Clone, Copy)]
pub struct HistoryRecord<'r> {
    /// Its row, as the layout says; where several variants share it, the columns of inputs are those of one of them.
    pub row: &'r [f64],
    /// Its fans, as the layout says.
    pub fans: &'r [f32],
    /// For each rule of the strategy in force, whether it fired.
    pub fired: &'r [bool],
}

impl Record {
    fn new(layout: &Layout) -> Self {
        Self { row: vec![0.0; layout.row()], fans: vec![0.0; layout.fans()], states: vec![0; layout.states()] }
    }

    /// Takes over what `other` holds, where anything is recorded before the end.
    fn copy(&mut self, other: &Self, layout: &Layout) {
        if !layout.instants.is_empty() {
            self.clone_from(other);
        }
    }
}

impl<'a> Saved<'a> {
    fn new(world: &World<'a>, layout: &Layout) -> Self {
        Self { world: World::new(world.plan, false), record: Record::new(layout) }
    }
}

impl<'a> BranchRunner<'a> {
    /// Ready for variants that differ in `differences`; `world` is of the plan of one of them.
    pub(super) fn new(mut world: World<'a>, differences: &Differences, layout: &Layout) -> Self {
        world.draw.questions.watch(differences.clone());
        Self {
            before: Saved::new(&world, layout),
            record: Record::new(layout),
            free: Vec::new(),
            values: Vec::new(),
            world,
        }
    }

    /// Runs the history of number `replication` in all `variants` and hands each record on with the variants, by number, that it is of.
    ///
    /// # Errors
    /// The first that fails, with the first variant that it fails in.
    pub(super) fn run(
        &mut self,
        replication: u64,
        variants: &[HistoryVariant<'a, '_>],
        layout: &Layout,
        mut take: impl FnMut(&[usize], HistoryRecord<'_>),
    ) -> Result<(), (usize, ModelError)> {
        let mut branches = vec![Branch { variants: (0..variants.len()).collect(), from: None }];
        while let Some(mut branch) = branches.pop() {
            let first = branch.variants[0];
            self.run_branch(replication, variants, &mut branch, layout, &mut branches)
                .map_err(|error| (first, error))?;
            let mut left = branch.variants;
            while let Some(&first) = left.first() {
                let mut alike = left;
                left = self.conclude(replication, variants, &mut alike, layout).map_err(|error| (first, error))?;
                let record =
                    HistoryRecord { row: &self.record.row, fans: &self.record.fans, fired: &self.world.rules.fired };
                take(&alike, record);
            }
        }
        Ok(())
    }

    /// Runs a branch to the end, for those of its variants that go along with the first.
    fn run_branch(
        &mut self,
        replication: u64,
        variants: &[HistoryVariant<'a, '_>],
        branch: &mut Branch<'a>,
        layout: &Layout,
        branches: &mut Vec<Branch<'a>>,
    ) -> Result<(), ModelError> {
        self.begin(replication, variants, branch, layout, branches)?;
        while self.advance(variants, &mut branch.variants, layout, branches)? {}
        Ok(())
    }

    /// Records the end of a history for those of the variants `alike` that have the same figures as the first, and returns the others.
    fn conclude(
        &mut self,
        replication: u64,
        variants: &[HistoryVariant<'a, '_>],
        alike: &mut Vec<usize>,
        layout: &Layout,
    ) -> Result<Vec<usize>, ModelError> {
        self.world.draw.questions.keep(alike.len() > 1);
        self.world.turn_into(&variants[alike[0]]);
        layout.conclude(&self.world, replication, self.world.draw.values(), &mut self.record.row);
        layout.check(&self.world, &self.record.row, &self.record.fans)?;
        Ok(self.split(variants, alike))
    }

    /// Goes to where a branch begins, as the first of its variants.
    fn begin(
        &mut self,
        replication: u64,
        variants: &[HistoryVariant<'a, '_>],
        branch: &mut Branch<'a>,
        layout: &Layout,
        branches: &mut Vec<Branch<'a>>,
    ) -> Result<(), ModelError> {
        let first = &variants[branch.variants[0]];
        self.world.draw.questions.keep(branch.variants.len() > 1);
        if let Some(saved) = branch.from.take() {
            self.world.copy_course(&saved.world);
            self.record.copy(&saved.record, layout);
            self.world.turn_into(first);
            self.free.push(saved);
            return Ok(());
        }
        self.values.clear();
        self.values.extend_from_slice(first.common);
        first.differences.inputs.iter().zip(first.own).for_each(|(&input, &value)| self.values[input] = value);
        self.world.plan = first.plan;
        self.world.start_replication(replication, &self.values)?;
        self.world.turn_into(first);
        let others = self.split(variants, &mut branch.variants);
        if !others.is_empty() {
            branches.push(Branch { variants: others, from: None });
        }
        Ok(())
    }

    /// Goes on by one event; variants that branch off at it leave `together`. Whether there is more.
    fn advance(
        &mut self,
        variants: &[HistoryVariant<'a, '_>],
        together: &mut Vec<usize>,
        layout: &Layout,
        branches: &mut Vec<Branch<'a>>,
    ) -> Result<bool, ModelError> {
        if together.len() > 1 {
            self.before.world.copy_course(&self.world);
            self.before.record.copy(&self.record, layout);
        }
        let Record { row, fans, states } = &mut self.record;
        let more = self.world.run_next(&mut |world, instant| layout.record(world, instant, row, fans, states))?;
        let others = self.split(variants, together);
        if !others.is_empty() {
            let free = self.free.pop().unwrap_or_else(|| Saved::new(&self.world, layout));
            let from = Some(std::mem::replace(&mut self.before, free));
            branches.push(Branch { variants: others, from });
        }
        Ok(more)
    }

    /// Those of the variants `together` that would have answered otherwise than the first what was asked; the others stay.
    fn split(&mut self, variants: &[HistoryVariant<'a, '_>], together: &mut Vec<usize>) -> Vec<usize> {
        let questions = self.world.take_questions();
        if questions.is_empty() {
            return Vec::new();
        }
        let first = &variants[together[0]];
        let goes_along =
            |&number: &usize| questions.iter().all(|question| question.has_one_answer(first, &variants[number]));
        let (along, others) = together.iter().copied().partition(goes_along);
        *together = along;
        if together.len() == 1 {
            self.world.draw.questions.keep(false);
        }
        others
    }
}
