//! Words for what the change from one strategy to another is made of.

/// A part as a heading has it, and what it is.
pub(crate) fn describe_split_part(part: &str) -> (&'static str, &'static str) {
    match part {
        "price" => ("Price, where a sale closes", "a higher or lower price at closing, at the start's money"),
        "closing" => ("Chance of closing", "a sale that closes more or less often"),
        "cash" => (
            "Cash of what is kept",
            "cash after tax of the business while the owner keeps it, until a sale or for good",
        ),
        "sale-against-cash" => (
            "Sale against cash kept",
            "what a sale brings after tax, against the cash that the business brings while it is kept",
        ),
        "tax" => ("Tax on the sale", "tax on the gain of a sale"),
        "blocked" => ("Time without access", "cash that is not earned while banned, restricted or left"),
        "structure" => ("Structure short of a sale", "what partners pay and what they get"),
        "costs" => (
            "Direct costs",
            "suits, severance, fines, and running costs of conditions and structures, as far as they arise",
        ),
        _ => ("Another part", ""),
    }
}
