//! Whole commands, from the file to the report, on all threads.

use std::time::{Duration, Instant};

use criterion::Criterion;

use crate::files::{marketgate, tiktok};

/// Set to 1, it adds the runs that take minutes.
const LARGE: &str = "MARKETGATE_BENCH_LARGE";

pub(crate) fn benches(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let (output, file) = (folder.path().to_str().unwrap(), tiktok("forced-sale"));
    let file = file.to_str().unwrap();
    let run = |histories: &str| marketgate(&["run", file, "-n", histories, "--quiet", "-o", output]);
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10).warm_up_time(Duration::from_millis(500));
    group.bench_function("1000", |bencher| bencher.iter(|| run("1000")));
    group.finish();

    let mut group = criterion.benchmark_group("sweep");
    group.sample_size(10).warm_up_time(Duration::from_millis(500));
    let sweep = |points: usize| {
        let deadlines = format!("events.us-order.deadline=30 days..360 days:{points}");
        marketgate(&["sweep", file, "--vary", &deadlines, "-n", "100", "--restart", "--quiet", "-o", output]);
    };
    group.bench_function("100-points", |bencher| bencher.iter(|| sweep(100)));
    group.finish();

    if std::env::var(LARGE).is_ok_and(|value| value == "1") {
        // Ten of them would take hours: once each.
        let once = |name: &str, work: &dyn Fn()| {
            let start = Instant::now();
            work();
            println!("{name}: {:.1} s", start.elapsed().as_secs_f64());
        };
        once("sweep/1000-points", &|| sweep(1000));
        once("run/100000", &|| run("100000"));
        once("run/1000000", &|| run("1000000"));
    }
}
