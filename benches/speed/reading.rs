//! Scenarios read: files to what is true.

use criterion::Criterion;
use marketgate::scenario::{Scenario, Template};

use crate::files::tiktok;

pub(crate) fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reading");
    group.sample_size(30);
    let file = tiktok("forced-sale");
    group.bench_function("scenario", |bencher| bencher.iter(|| Scenario::load(&file, &[]).unwrap()));
    // What a sweep does at every point.
    let template = Template::load(&file, &[]).unwrap();
    let setting = ["events.us-order.deadline=60 days".to_owned()];
    group.bench_function("another-point", |bencher| bencher.iter(|| template.override_with(&setting).unwrap()));
    group.finish();
}
