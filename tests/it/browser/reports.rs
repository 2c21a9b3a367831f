//! Reports of real runs, made once for all tests.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::common::BASE;

/// Enough for every chart to have something to show, and done in a second or two.
const REPLICATIONS: &str = "300";

/// The case of the repository: ten markets, a home, sales.
pub(crate) fn forced_sale() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| run(&bundled("forced-sale")))
}

/// One market to which nothing happens but a review.
pub(crate) fn one_market() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| run(&written("one-market", &format!("title = \"One market\"\n{BASE}"))))
}

/// Twelve markets with names that are long, or in other scripts, or look like markup.
pub(crate) fn twelve_markets() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let names = [
            "The United Kingdom of Great Britain and Northern Ireland, with its overseas territories",
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
            "<script>alert(1)</script> & <b>Sons</b>",
            "جمهورية مصر العربية والمملكة العربية السعودية",
            "Россия, Беларусь, Казахстан, Кыргызстан и Армения",
            "中华人民共和国香港特别行政区",
        ];
        let (start, market) = BASE.split_once("[markets.us]").unwrap();
        let mut text = format!("title = \"Twelve markets with long names, and a title that itself is long enough to need two lines\"\n{start}");
        for i in 0..12 {
            let _ = write!(text, "\n[markets.m{i}]\nname = {:?}\n{market}", names[i % names.len()]);
        }
        text += "\n[events.ban]\non = 2021-03-01\nmarket = \"m0\"\nkind = \"ban\"\nprobability = \"60%\"\n";
        run(&written("twelve-markets", &text))
    })
}

/// One market that may be banned, simulated often enough to be weighed otherwise.
pub(crate) fn weighed() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        made(&["run", "-n", "3000"], &[written("weighed", WEIGHED)], "");
        folder().join("weighed/report.html")
    })
}

/// What is simulated there.
pub(crate) const WEIGHED: &str = r#"
start = 2020-01-01
horizon = "5 years"
step = "31 days"

[company]
discount_rate = "uniform(10%, 14%)"

[markets.us]
name = "United States"
users = "100M"
ceiling = "300M"
growth = "5% to 15%"
churn = "0.1 per year"
arpu = "$6 to $9"
margin = "20% to 30%"
terminal_growth = "2% to 4%"
[markets.us.policy.review]
rate = "0 per year"
[markets.us.policy.ban]
rate = "0 per year"

[events.ban]
on = 2021-07-01
market = "us"
kind = "ban"
probability = "40%"
"#;

/// Three scenarios of the repository, compared.
pub(crate) fn comparison() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        made(&["run", "-n", REPLICATIONS], &["ban", "forced-sale", "acquisition"].map(bundled), "compared");
        folder().join("compared/comparison/report.html")
    })
}

/// What two scenarios of the repository differ in.
pub(crate) fn difference() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        made(&["diff", "-n", REPLICATIONS], &["forced-sale", "litigate"].map(bundled), "differing");
        folder().join("differing/difference/report.html")
    })
}

/// A sweep, what drives the result, where it goes wrong, and what moved there.
pub(crate) fn studies() -> &'static [PathBuf] {
    static MADE: OnceLock<Vec<PathBuf>> = OnceLock::new();
    MADE.get_or_init(|| {
        let sale = [bundled("forced-sale")];
        let bad = "value_abroad < $25B";
        made(&["sweep", "-n", "10"], &sale, "studied");
        for command in
            [&["sensitivity", "--method", "tornado"][..], &["discover", "--where", bad], &["stress", "--reverse", bad]]
        {
            made(&[command, &["-n", REPLICATIONS]].concat(), &sale, "studied");
        }
        let page = |name: &str| folder().join(format!("studied/forced-sale-{name}/report.html"));
        ["sweep", "tornado", "discovery", "stress"].map(page).to_vec()
    })
}

/// The report for a board of the forced sale, with a decision over two worlds beside it.
pub(crate) fn board() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        made(&["decide", "-n", REPLICATIONS, "--wait", "none"], &["forced-sale", "ban"].map(bundled), "board");
        made(&["run", "-n", REPLICATIONS, "--board"], &[bundled("forced-sale")], "board");
        folder().join("board/forced-sale/board.html")
    })
}

fn bundled(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tiktok-2020").join(name).with_extension("toml")
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn written(name: &str, text: &str) -> PathBuf {
    let path = folder().join(format!("{name}.toml"));
    std::fs::write(&path, text).unwrap();
    path
}

/// Runs a scenario with the program itself, and gives its report.
fn run(scenario: &Path) -> PathBuf {
    made(&["run", "-n", REPLICATIONS], &[scenario.to_owned()], "");
    folder().join(scenario.file_stem().unwrap()).join("report.html")
}

/// Lets the program make something of scenarios in a folder below that of all reports.
fn made(command: &[&str], scenarios: &[PathBuf], below: &str) {
    let program = Command::new(env!("CARGO_BIN_EXE_marketgate"))
        .args(command)
        .args(["--format", "svg", "--quiet", "-o"])
        .arg(folder().join(below))
        .args(scenarios)
        .output()
        .unwrap();
    assert!(program.status.success(), "{}", String::from_utf8_lossy(&program.stderr));
}
