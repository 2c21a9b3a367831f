//! Where the recommended choice gains over the next, and where it loses.

use super::narrative::quote;
use super::tables::name;
use crate::analysis::decision::{ContributionPart, Decision, World};
use crate::analysis::evidence::find_differences;
use crate::report::narrative::Finding;
use crate::report::words::{capitalize, name_market};
use crate::text::numbers::{probability, rounded_money};
use crate::text::states;

/// The outcomes of the main market that bring the largest gain and the largest loss against the next choice, in dollars. An outcome in which the difference is
/// no more than on average explains no lead; one within chance is not told.
pub(super) fn describe_gains(decision: &Decision, world: &World) -> Option<Finding> {
    let of = world.contribution.as_ref().filter(|_| world.recommendation.close.is_empty())?;
    let (lead, _) = world.measure_lead(of.best, of.next)?;
    let figures: Vec<(f64, Option<f64>)> = of.parts.iter().map(|part| (part.contribution, part.se)).collect();
    let stands = find_differences(&figures);
    let told = || of.parts.iter().zip(&stands).filter(|(_, stands)| **stands).map(|(part, _)| part);
    let by_size = |a: &&ContributionPart, b: &&ContributionPart| a.contribution.abs().total_cmp(&b.contribution.abs());
    let gain = told().filter(|part| part.contribution > 0.0 && part.difference > lead).max_by(by_size);
    let loss = told().filter(|part| part.contribution < 0.0).max_by(by_size);
    let market = name_market(world.scenario.markets.get(&world.main_market)?);
    let (best, next) = (quote(&name(decision, of.best)), quote(&name(decision, of.next)));
    // Such as "in 4% of simulations the United States ends banned under it and sold under the other, and it is worth $20bn less there".
    let describe = |part: &ContributionPart| {
        let [ours, theirs] = [&part.best, &part.next].map(|key| states::describe_ending(key));
        let how = if part.best == part.next {
            format!("ends {ours} under both")
        } else {
            format!("ends {ours} under it and {theirs} under the other")
        };
        format!(
            "in {} of simulations {market} {how}, and it is worth {} {} there",
            probability(part.probability),
            rounded_money(part.difference.abs(), None),
            if part.difference > 0.0 { "more" } else { "less" }
        )
    };
    let size = |part: &ContributionPart| rounded_money(part.contribution.abs(), part.se);
    let told_gain = gain.map(|gain| format!("{}: {} on average over all", describe(gain), size(gain)));
    match (told_gain, loss) {
        (None, None) => None,
        (Some(gain), None) => {
            Some(Finding::new(format!("Where {best} gains most over {next}:"), format!("{}.", capitalize(&gain))))
        }
        (gain, Some(loss)) => {
            let gain = gain.map(|gain| format!(" Its largest gain: {gain}.")).unwrap_or_default();
            Some(Finding::new(
                format!("{best} can also lose against {next}: {}.", describe(loss)),
                format!("Over all simulations that takes {} from its lead.{gain}", size(loss)),
            ))
        }
    }
}
