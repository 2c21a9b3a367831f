//! Scenarios.

use std::path::PathBuf;
use std::sync::Arc;

use marketgate::Settings;
use marketgate::scenario::Template;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString};

use crate::errors::{refuse, refuse_load};

/// A scenario that was read and checked.
#[pyclass(frozen, module = "marketgate")]
pub(crate) struct Scenario {
    path: PathBuf,
    template: Arc<Template>,
}

/// A scenario, or the path of its file.
#[derive(FromPyObject)]
pub(crate) enum ScenarioOrPath<'py> {
    Scenario(Bound<'py, Scenario>),
    Path(PathBuf),
}

impl ScenarioOrPath<'_> {
    /// The scenario, read where it is a path, and the name by which the user knows it.
    pub(crate) fn read(self, py: Python<'_>) -> PyResult<(String, Arc<Template>)> {
        let (path, template) = match self {
            Self::Scenario(scenario) => (scenario.get().path.clone(), Arc::clone(&scenario.get().template)),
            Self::Path(path) => {
                let template = load_template(py, &path, &[])?;
                (path, template)
            }
        };
        Ok((path.display().to_string(), template))
    }
}

/// Reads and checks the scenario in a file; `set` gives values to inputs by their paths, as --set of the command line does.
///
/// Raises ScenarioError where it is wrong, with all that is wrong with it.
#[pyfunction]
#[pyo3(signature = (path, set=None))]
pub(crate) fn load(py: Python<'_>, path: PathBuf, set: Option<&Bound<'_, PyDict>>) -> PyResult<Scenario> {
    let settings = set.map_or(Ok(Vec::new()), write_settings)?;
    let template = load_template(py, &path, &settings)?;
    Ok(Scenario { path, template })
}

fn load_template(py: Python<'_>, path: &PathBuf, settings: &[String]) -> PyResult<Arc<Template>> {
    let loaded = py.detach(|| Template::load(path, settings));
    loaded.map(Arc::new).map_err(|error| refuse_load(py, &error))
}

/// Settings as the command line writes them, `PATH=VALUE`.
fn write_settings(set: &Bound<'_, PyDict>) -> PyResult<Vec<String>> {
    set.iter().map(|(path, value)| Ok(format!("{}={}", path.extract::<String>()?, write_value(&value)?))).collect()
}

/// A value as a scenario file writes it.
fn write_value(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if value.is_instance_of::<PyString>() {
        value.extract()
    } else if let Ok(flag) = value.cast::<PyBool>() {
        Ok(flag.is_true().to_string())
    } else if value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>() {
        Ok(value.repr()?.to_string())
    } else if let Ok(date) = value.call_method0("isoformat") {
        date.extract()
    } else {
        let kind = value.get_type().name()?;
        Err(PyTypeError::new_err(format!("an input is set to a text, a number, a flag or a date, not to a {kind}")))
    }
}

/// The settings asked for; what is left open is as the file says, or as usual.
pub(crate) fn choose_settings(
    py: Python<'_>,
    scenario: &marketgate::Scenario,
    (n, seed, threads): (Option<u64>, Option<u64>, Option<usize>),
) -> PyResult<Settings> {
    let (fixed, usual) = (scenario.run_settings(), Settings::default());
    let settings = Settings {
        replications: n.or(fixed.replications()).unwrap_or(usual.replications),
        seed: seed.or(fixed.seed()).unwrap_or(usual.seed),
        threads: threads.unwrap_or(usual.threads),
    };
    if !(1..=1_000_000_000).contains(&settings.replications) {
        return Err(refuse(py, "n, the number of simulations, is 1 to 1,000,000,000"));
    }
    if settings.threads == 0 || settings.threads > 1024 {
        return Err(refuse(py, "threads is 1 to 1024"));
    }
    Ok(settings)
}

#[pymethods]
impl Scenario {
    /// Short name: that of its file.
    #[getter]
    fn name(&self) -> &str {
        self.template.scenario().name()
    }

    /// Title for people.
    #[getter]
    fn title(&self) -> &str {
        self.template.scenario().title()
    }

    /// The question it answers; empty where none is asked.
    #[getter]
    fn question(&self) -> &str {
        self.template.scenario().question()
    }

    /// Digest of everything that decides the results, in hexadecimal.
    #[getter]
    fn digest(&self) -> &str {
        self.template.scenario().digest()
    }

    /// First day, as in "2020-08-03".
    #[getter]
    fn start(&self) -> String {
        self.template.scenario().start().to_string()
    }

    /// Keys of the markets, in the order written.
    #[getter]
    fn markets(&self) -> Vec<&str> {
        self.template.scenario().markets().iter().map(marketgate::scenario::Market::key).collect()
    }

    /// Keys of the strategies, in the order written.
    #[getter]
    fn strategies(&self) -> Vec<&str> {
        self.template.scenario().strategies().collect()
    }

    /// Key of the strategy in force.
    #[getter]
    fn strategy(&self) -> &str {
        self.template.scenario().strategy()
    }

    /// What its author should know.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.template.scenario().warnings().to_vec()
    }

    /// The resolved scenario as TOML: running it again gives the same results.
    fn to_toml(&self) -> String {
        self.template.scenario().resolved()
    }

    fn __repr__(&self) -> String {
        format!("<marketgate.Scenario {}: {}>", self.name(), self.title())
    }
}
