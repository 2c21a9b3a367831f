//! The program from its start to its end where it has little to do.

use criterion::Criterion;

use crate::files::{marketgate, tiktok};

pub(crate) fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("startup");
    group.sample_size(30);
    group.bench_function("version", |bencher| bencher.iter(|| marketgate(&["--version"])));
    let file = tiktok("forced-sale");
    let file = file.to_str().unwrap();
    group.bench_function("check", |bencher| bencher.iter(|| marketgate(&["check", file])));
    group.finish();
}
