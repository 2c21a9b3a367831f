//! What is asked of a sweep, in the words of those who ask. Command line, Python and plans ask in the same way.

use std::collections::HashSet;
use std::path::Path;

use super::points::{Choice, Points, PointsError};
use crate::analysis::metric::{Metric, MetricError};
use crate::analysis::option_error::OptionError;
use crate::scenario::{Scenario, SweepRequest, Template};

/// Why the points of a sweep cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SweepRequestError {
    /// Options that say nothing that could be heeded.
    #[error("{}", .0.iter().map(OptionError::to_string).collect::<Vec<_>>().join("\n"))]
    Options(Vec<OptionError>),
    /// Points that cannot be made of what they say.
    #[error(transparent)]
    Points(#[from] PointsError),
}

impl From<OptionError> for SweepRequestError {
    fn from(error: OptionError) -> Self {
        Self::Options(vec![error])
    }
}

/// Whether a design is a table of points in a file.
pub fn is_table(design: &str) -> bool {
    Path::new(design).extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"))
}

/// The points of a sweep; sampled designs draw from `seed`, others lie in the text of a `table`.
///
/// # Errors
/// [`SweepRequestError`].
pub fn plan_points(
    template: &Template,
    request: &SweepRequest,
    table: Option<String>,
    seed: u64,
) -> Result<Points, SweepRequestError> {
    let wrong: Vec<OptionError> =
        request.vary.iter().filter_map(|(path, _)| check_path(template, path).err()).collect();
    if !wrong.is_empty() {
        return Err(SweepRequestError::Options(wrong));
    }
    for (path, written) in &request.vary {
        let wrong =
            |fault: crate::quantity::Fault| OptionError::new("vary", format!("{path}: {}", fault.shown(written)));
        template.check_currency(path, written).map_err(wrong)?;
    }
    if let Some(design) = request.design.as_deref().filter(|design| request.zip && *design != "grid") {
        let reason = format!("values go in pairs (zip) or by the design `{design}`, not both");
        return Err(OptionError::new("design", reason).into());
    }
    let mut points = match request.design.as_deref() {
        Some(file) if is_table(file) => list_points(file, table.unwrap_or_default(), template, request)?,
        design => {
            let choice = match design {
                Some(design) if !request.zip => Choice::parse(design)?,
                _ if request.zip => Choice::Zip,
                _ => Choice::Grid,
            };
            Points::plan(&request.vary, choice, seed)?
        }
    };
    points.inputs().iter().try_for_each(|input| check_path(template, &input.path))?;
    if let Some(filter) = &request.filter {
        points.keep(filter)?;
    }
    Ok(points)
}

/// Whether a path leads to something in this scenario.
fn check_path(template: &Template, path: &str) -> Result<(), OptionError> {
    template.check_path(path).map_err(OptionError::in_text("vary", path))
}

/// The points of a file, which may be the `sweep.csv` of another sweep: its figures are left out.
fn list_points(
    file: &str,
    text: String,
    template: &Template,
    request: &SweepRequest,
) -> Result<Points, SweepRequestError> {
    if !request.vary.is_empty() {
        let wrong = "a file says itself what is varied; leave out --vary, or add a column to the file";
        return Err(OptionError::new("design", wrong).into());
    }
    let all = Metric::all(template.scenario());
    let figures: HashSet<&str> = all.iter().map(Metric::path).collect();
    let of_figure = |name: &str| {
        let path = [".se", ".low", ".high", ".change", ".change_se"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .unwrap_or(name);
        figures.contains(path) || ["point", "replications"].contains(&name)
    };
    Ok(Points::from_table(file, text, of_figure)?)
}

/// The figures asked for; mean and 5th percentile of the value that leads at all points where none are.
///
/// # Errors
/// All that there are not.
pub fn find_metrics(
    scenario: &Scenario,
    points: &Points,
    request: &SweepRequest,
) -> Result<Vec<Metric>, Vec<MetricError>> {
    if !request.metrics.is_empty() {
        return Metric::find_all(&request.metrics, scenario);
    }
    let mean = Metric::leading(points.leading(scenario)).path().to_owned();
    let low = mean.replace(".mean", ".p5");
    Metric::find_all(&[mean, low], scenario)
}
