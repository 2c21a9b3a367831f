//! The state of a market (model, section 3).

/// Declares the states in the order used throughout, each with its name in files and its meaning.
macro_rules! states {
    ($(#[$about:meta])* enum $all:ident { $( #[doc = $doc:literal] $(#[$mark:meta])? $state:ident = $name:literal, )* }) => {
        $(#[$about])*
        pub enum $all { $( #[doc = $doc] $(#[$mark])? $state, )* }

        impl $all {
            /// Every state, in the order used throughout.
            pub const ALL: [Self; 9] = [$(Self::$state),*];

            /// Its name in files of scenarios and results.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$state => $name, )* }
            }

            /// What it is, in a few words.
            pub const fn meaning(self) -> &'static str {
                match self { $( Self::$state => $doc.trim_ascii(), )* }
            }
        }
    };
}

states! {
    /// Whether an app can be had, used and earned with in a market.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    #[repr(u8)]
    enum Access {
        /// No government action.
        #[default]
        Open = "open",
        /// Under review.
        Review = "review",
        /// A sale is ordered, or a ban or restriction announced, and the deadline is running.
        Ordered = "ordered",
        /// A court has suspended an order or a block.
        Stayed = "stayed",
        /// Out of the stores.
        Restricted = "restricted",
        /// Blocked.
        Banned = "banned",
        /// Run by a trusted partner or a joint venture.
        Restructured = "restructured",
        /// Sold.
        Divested = "divested",
        /// Left by choice.
        Exited = "exited",
    }
}

impl Access {
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
