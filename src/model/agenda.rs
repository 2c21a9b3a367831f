//! What is due to happen, earliest first; ties by rank, then in the order of scheduling.

/// Something that is due; in a market, by the number of the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// A scheduled event of the scenario, by its number.
    Scheduled(usize),
    /// A review begins of itself.
    ReviewArrives(usize),
    /// A direct ban falls.
    BanArrives(usize),
    /// A review ends.
    ReviewEnds(usize),
    /// The deadline of an order passes.
    Deadline(usize),
    /// An order is revoked.
    Revocation(usize),
    /// A restriction on the way to a ban becomes one.
    RestrictionBecomesBan(usize),
    /// A ban or restriction is lifted.
    Lift(usize),
    /// The owner's suit is filed.
    Filing(usize),
    /// A court stays the order or block.
    Injunction(usize),
    /// A court rules.
    Ruling(usize),
    /// The host answers a proposed structure.
    StructureHost(usize),
    /// Home answers a structure that the host has accepted.
    StructureHome(usize),
    /// Users have got used to a change of owner.
    TransitionEnds(usize),
    /// An order or a block ends in a settlement.
    Settlement(usize),
    /// The owner begins to seek a buyer.
    SeekBuyer,
    /// After a failed sale process another begins.
    SellAgain,
    /// A bidder, by its number, makes its bid.
    BidArrives(usize),
    /// The bids are compared, and the best is signed if it qualifies.
    Signing,
    /// The host government decides on the signed deal.
    DealHost,
    /// The home government decides on the signed deal.
    DealHome,
    /// The home country retaliates.
    Retaliation,
    /// The owner looks whether a rule fires, as on every day on which one may.
    OwnerLooks,
    /// An instant at which the state is recorded, by its number.
    Record(usize),
}

impl Due {
    /// At the same instant arrivals of bids come before a signing, the owner's daily look comes after whatever happens, and recording last.
    fn rank(self) -> u8 {
        match self {
            Self::Record(_) => 3,
            Self::OwnerLooks => 2,
            Self::Signing => 1,
            _ => 0,
        }
    }
}

/// Names one entry of the agenda, so that it can be struck off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

#[derive(Debug, Clone, Copy)]
struct Entry {
    day: f64,
    due: Due,
    number: u64,
}

/// The agenda of one replication.
///
/// A sorted list, latest first: it holds a few dozen entries, so that a list beats a heap, and an
/// entry can be struck off without leaving a husk behind.
#[derive(Debug, Default, Clone)]
pub struct Agenda {
    entries: Vec<Entry>,
    scheduled: u64,
}

impl Agenda {
    /// Leaves nothing but that the state is recorded on these days, which ascend, and keeps its memory.
    pub fn begin(&mut self, recorded: &[f64]) {
        let due = |(i, &day): (usize, &f64)| Entry { day, due: Due::Record(i), number: i as u64 };
        self.entries.clear();
        self.entries.extend(recorded.iter().enumerate().rev().map(due));
        self.scheduled = recorded.len() as u64;
    }

    /// Enters `due` at `day`.
    pub fn schedule(&mut self, day: f64, due: Due) -> Ticket {
        let number = self.scheduled;
        self.scheduled += 1;
        let later = |e: &Entry| (e.day, e.due.rank()) > (day, due.rank());
        let index = self.entries.partition_point(later);
        self.entries.insert(index, Entry { day, due, number });
        Ticket(number)
    }

    /// Strikes an entry off, if it is still there.
    pub fn cancel(&mut self, ticket: Option<Ticket>) {
        if let Some(Ticket(number)) = ticket
            && let Some(index) = self.entries.iter().position(|e| e.number == number)
        {
            self.entries.remove(index);
        }
    }

    /// Takes the earliest entry, if it is due by `day`.
    pub fn pop_due(&mut self, day: f64) -> Option<(f64, Due)> {
        let entry = self.entries.last()?;
        if entry.day > day {
            return None;
        }
        self.entries.pop().map(|e| (e.day, e.due))
    }

    /// How many entries were ever made.
    pub fn scheduled(&self) -> u64 {
        self.scheduled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earliest_first_and_ties_in_the_order_of_scheduling() {
        let mut agenda = Agenda::default();
        agenda.schedule(2.0, Due::Scheduled(0));
        agenda.schedule(1.0, Due::Scheduled(1));
        agenda.schedule(2.0, Due::Scheduled(2));
        agenda.schedule(3.0, Due::Scheduled(3));
        let order: Vec<_> = std::iter::from_fn(|| agenda.pop_due(2.0)).collect();
        assert_eq!(order, [(1.0, Due::Scheduled(1)), (2.0, Due::Scheduled(0)), (2.0, Due::Scheduled(2))]);
    }

    #[test]
    fn it_begins_with_recordings_and_what_happens_on_such_a_day_comes_first() {
        let mut agenda = Agenda::default();
        agenda.begin(&[0.0, 7.0, 7.5]);
        agenda.schedule(7.0, Due::Signing);
        let order: Vec<_> = std::iter::from_fn(|| agenda.pop_due(9.0)).collect();
        assert_eq!(order, [(0.0, Due::Record(0)), (7.0, Due::Signing), (7.0, Due::Record(1)), (7.5, Due::Record(2))]);
        agenda.begin(&[1.0]);
        assert_eq!(
            (agenda.pop_due(9.0), agenda.pop_due(9.0), agenda.scheduled()),
            (Some((1.0, Due::Record(0))), None, 1)
        );
    }

    #[test]
    fn a_bid_comes_before_a_signing_at_the_same_instant() {
        let mut agenda = Agenda::default();
        agenda.schedule(1.0, Due::Signing);
        agenda.schedule(1.0, Due::BidArrives(0));
        assert_eq!(agenda.pop_due(1.0), Some((1.0, Due::BidArrives(0))));
        assert_eq!(agenda.pop_due(1.0), Some((1.0, Due::Signing)));
    }

    #[test]
    fn a_cancelled_entry_does_not_happen() {
        let mut agenda = Agenda::default();
        let ticket = agenda.schedule(1.0, Due::SeekBuyer);
        agenda.cancel(Some(ticket));
        agenda.cancel(None);
        assert_eq!(agenda.pop_due(9.0), None);
    }
}
