//! Which sweeps are asked for, on the command line or in the file: what they vary, which points they visit, what they tell.

use clap::Args;

use crate::analysis::Metric;
use crate::analysis::sweep::{MOST_VALUES, Points, PointsError, find_metrics, is_table, plan_points};
use crate::cli::error::CliError;
use crate::cli::refuse_metrics;
use crate::report;
use crate::scenario::{Scenario, SweepRequest, Template};

/// What is swept.
#[derive(Debug, Args)]
pub(super) struct SweepArgs {
    /// Vary an input: a..b:n (n values), a..b:n log (by equal factors), a list a,b,c, or dates; several make a grid
    #[arg(long, value_name = "PATH=SPEC")]
    vary: Vec<String>,
    /// Take values in pairs instead of every one with every other
    #[arg(long, conflicts_with = "design")]
    zip: bool,
    /// Keep the points where a condition over the paths varied holds
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    /// How points are chosen: grid, lhs:N, sobol:N (ranges a..b), or a CSV file with a column for each path
    #[arg(long, value_name = "DESIGN")]
    design: Option<String>,
    /// Figures to tell, by their path in summary.json [default: mean and 5th percentile of value]
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    metric: Vec<String>,
    /// Run only the sweep of this name that stands in the file
    #[arg(long, value_name = "NAME", conflicts_with_all = ["vary", "design"])]
    only: Option<String>,
}

impl SweepArgs {
    /// Whether the command line says anything of it.
    pub(super) fn is_given(&self) -> bool {
        self.zip
            || !(self.vary.is_empty() && self.metric.is_empty())
            || self.filter.is_some()
            || self.design.is_some()
            || self.only.is_some()
    }
}

/// The sweep of the command line, or those of the file.
pub(super) fn requests(args: &SweepArgs, scenario: &Scenario) -> Result<Vec<SweepRequest>, CliError> {
    if !args.vary.is_empty() || args.design.as_deref().is_some_and(is_table) {
        let pair = |text: &String| match text.split_once('=') {
            Some((path, spec)) => Ok((path.trim().to_owned(), spec.trim().to_owned())),
            None => Err(CliError::Input(format!(
                "--vary is written PATH=SPEC, and this is `{text}`\n  such as --vary 'events.us-order.deadline=30 days..360 days:12'"
            ))),
        };
        return Ok(vec![SweepRequest {
            name: "sweep".to_owned(),
            vary: args.vary.iter().map(pair).collect::<Result<_, _>>()?,
            zip: args.zip,
            design: args.design.clone(),
            filter: args.filter.clone(),
            metrics: args.metric.clone(),
            replications: None,
        }]);
    }
    let kept = scenario.sweeps();
    let mut chosen: Vec<SweepRequest> =
        kept.iter().filter(|sweep| args.only.as_ref().is_none_or(|only| sweep.name == *only)).cloned().collect();
    if chosen.is_empty() {
        let names: Vec<&str> = kept.iter().map(|sweep| sweep.name.as_str()).collect();
        return Err(match &args.only {
            Some(only) if !names.is_empty() => {
                CliError::Input(format!("the file has no sweep `{only}`; it has {}", names.join(", ")))
            }
            _ => PointsError::Nothing.into(),
        });
    }
    for sweep in &mut chosen {
        sweep.zip |= args.zip;
        sweep.design = args.design.clone().or(sweep.design.take());
        sweep.filter = args.filter.clone().or(sweep.filter.take());
        if !args.metric.is_empty() {
            sweep.metrics.clone_from(&args.metric);
        }
    }
    Ok(chosen)
}

/// What is wrong with the sweeps that stand in a file; of those that are right, how many points they have.
pub(in crate::cli) fn check_sweeps(template: &Template) -> Result<Vec<(String, usize)>, CliError> {
    let mut values = 0;
    let mut of = |request: &SweepRequest| {
        let named = |error: CliError| CliError::Input(format!("{error}\n  in the sweep `{}`", request.name));
        let points = read_table(request).and_then(|table| points(1, template, request, table)).map_err(named)?;
        values += points.len() * points.inputs().len();
        if values > MOST_VALUES {
            let text = format!("the sweeps of a file have at most {MOST_VALUES} values, points times inputs, together");
            return Err(named(CliError::Input(text)));
        }
        metrics(template.scenario(), &points, request).map_err(named)?;
        Ok((request.name.clone(), points.len()))
    };
    template.scenario().sweeps().iter().map(&mut of).collect()
}

/// The text of the table that lists the points, where a file does.
pub(super) fn read_table(request: &SweepRequest) -> Result<Option<String>, CliError> {
    let file = request.design.as_deref().filter(|design| is_table(design));
    Ok(file.map(|file| report::read_file(file.as_ref())).transpose()?)
}

/// The points of a sweep; sampled designs draw from `seed`, others lie in the text of a `table`.
pub(super) fn points(
    seed: u64,
    template: &Template,
    request: &SweepRequest,
    table: Option<String>,
) -> Result<Points, CliError> {
    Ok(plan_points(template, request, table, seed)?)
}

/// The figures asked for; mean and 5th percentile of the value that leads at all points where none are.
pub(super) fn metrics(scenario: &Scenario, points: &Points, request: &SweepRequest) -> Result<Vec<Metric>, CliError> {
    find_metrics(scenario, points, request).map_err(refuse_metrics)
}
