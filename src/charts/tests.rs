//! Tests.

use super::sample;

#[test]
#[ignore = "writes pictures to look at"]
fn look() {
    let out = std::path::Path::new("/tmp/look");
    std::fs::create_dir_all(out).unwrap();
    let long = "The United Federated Republics of Somewhere and Elsewhere";
    for (name, summary) in
        [("ten", sample::summary()), ("one", sample::with_markets(1, long)), ("twelve", sample::with_markets(12, long))]
    {
        for chart in super::render(&summary).unwrap() {
            std::fs::write(out.join(format!("{name}-{}.svg", chart.name)), &chart.svg).unwrap();
            std::fs::write(out.join(format!("{name}-{}.png", chart.name)), chart.png().unwrap()).unwrap();
        }
    }
}
