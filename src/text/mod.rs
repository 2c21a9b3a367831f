//! Words of what is reported, for charts and reports alike: number formats, names, states, figures, inputs and draws.

pub(crate) mod causes;
pub(crate) mod clean;
pub(crate) mod draws;
pub(crate) mod kinds;
pub(crate) mod names;
pub(crate) mod numbers;
pub(crate) mod paths;
pub(crate) mod phrases;
pub(crate) mod states;
pub(crate) mod strategy_parts;
