//! Tests of the page and of what lies on the disk.

use super::*;
use crate::charts::sample;

fn rows() -> Vec<InputRow> {
    let row = |path: &str, written: &str, source: &str| InputRow {
        path: path.to_owned(),
        written: written.to_owned(),
        family: "log-normal".to_owned(),
        p5: "$6".to_owned(),
        p50: "$7.55".to_owned(),
        p95: "$9.5".to_owned(),
        origin: "forced-sale.toml:31".to_owned(),
        source: source.to_owned(),
        confidence: "medium".to_owned(),
        note: "analyst back-cast, 2020".to_owned(),
    };
    vec![row("markets.us.arpu", "$6 to $9.5", "S012"), row("policy.order.enforcement", "50% to 90%", "assumption")]
}

#[test]
#[ignore = "writes a page to look at"]
fn look() {
    let dir = Path::new("/tmp/look/page");
    std::fs::create_dir_all(dir).unwrap();
    let mut rows = rows();
    rows.extend(rows.clone());
    rows.extend(rows.clone());
    write_all(dir, &sample::summary(), &rows, "seed = 1\n", &[Format::Svg]).unwrap();
    println!("{}", terminal(&sample::summary()));
}
