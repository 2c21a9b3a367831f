//! What a user should be told of, where it happened in some replication.

/// Something that went otherwise than whoever wrote the scenario will have meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Notice {
    /// A deal failed because what was to be sold was worth nothing.
    WorthlessDeal,
    /// The owner sought a buyer for markets none of which could be sold.
    NothingToSell,
    /// A government action from before the start had lasted longer than its policy allows.
    OutlastedTerm,
}

/// One figure for each [`Notice`].
pub type Notices<T> = [T; Notice::ALL.len()];

impl Notice {
    /// Every notice, in order.
    pub const ALL: [Self; 3] = [Self::WorthlessDeal, Self::NothingToSell, Self::OutlastedTerm];

    /// What happened, as the end of a sentence that says where.
    pub fn describe(self) -> &'static str {
        match self {
            Self::WorthlessDeal => "a deal fell through because what was to be sold had no positive standalone value.",
            Self::NothingToSell => {
                "the owner sought a buyer when none of the markets to be sold could be sold any more, so no talks began."
            }
            Self::OutlastedTerm => {
                "a government action from before the start had already lasted as long as any term that its policy allows, so it \
                 ended at the start. Where it stood longer, raise that term (for a block `policy.ban.after` or `permanent`)."
            }
        }
    }
}
