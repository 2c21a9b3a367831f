//! The state of a market (model, section 3).

/// Whether an app can be had, used and earned with in a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Access {
    /// No government action.
    #[default]
    Open,
    /// Under review.
    Review,
    /// A sale is ordered and the deadline is running.
    Ordered,
    /// A court has suspended an order or a block.
    Stayed,
    /// Out of the stores.
    Restricted,
    /// Blocked.
    Banned,
    /// Run by a trusted partner or a joint venture.
    Restructured,
    /// Sold.
    Divested,
    /// Left by choice.
    Exited,
}

impl Access {
    /// Every state, in the order used throughout.
    pub const ALL: [Self; 9] = [
        Self::Open,
        Self::Review,
        Self::Ordered,
        Self::Stayed,
        Self::Restricted,
        Self::Banned,
        Self::Restructured,
        Self::Divested,
        Self::Exited,
    ];

    /// Its name in files of scenarios and results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Review => "review",
            Self::Ordered => "ordered",
            Self::Stayed => "stayed",
            Self::Restricted => "restricted",
            Self::Banned => "banned",
            Self::Restructured => "restructured",
            Self::Divested => "divested",
            Self::Exited => "exited",
        }
    }

    /// Nobody can use the app but by circumvention.
    pub fn is_cut_off(self) -> bool {
        matches!(self, Self::Banned | Self::Exited)
    }

    /// A restriction or a ban is in force.
    pub fn is_blocked(self) -> bool {
        matches!(self, Self::Restricted | Self::Banned)
    }

    /// A case stands against the app: a review, an order, a restriction or a ban, stayed or not.
    pub fn is_case(self) -> bool {
        matches!(self, Self::Review | Self::Ordered | Self::Stayed) || self.is_blocked()
    }

    /// No longer the owner's to run: cut off or sold.
    pub fn is_lost(self) -> bool {
        self.is_cut_off() || self == Self::Divested
    }

    /// Sold or left: nothing changes that any more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Divested | Self::Exited)
    }

    /// New users can come.
    pub fn recruits(self) -> bool {
        !self.is_blocked() && self != Self::Exited
    }
}

#[cfg(test)]
mod tests {
    use super::Access;
    use crate::scenario::STATES_OF_CASES;
    use crate::scenario::observables::STATES;

    #[test]
    fn states_have_the_names_and_numbers_of_conditions() {
        assert_eq!(Access::ALL.map(Access::name), STATES);
        assert!(Access::ALL.iter().enumerate().all(|(number, state)| *state as usize == number));
        let cases: Vec<&str> = Access::ALL.into_iter().filter(|state| state.is_case()).map(Access::name).collect();
        assert_eq!(cases, STATES_OF_CASES);
    }
}
