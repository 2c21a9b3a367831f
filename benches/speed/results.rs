//! From the figures of a finished run to charts and the report.

use criterion::Criterion;
use marketgate::charts;
use marketgate::report::{self, Format};

use crate::files::{marketgate, tiktok};

pub(crate) fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("results");
    group.sample_size(10);
    let folder = tempfile::tempdir().unwrap();
    let (output, file) = (folder.path().to_str().unwrap(), tiktok("forced-sale"));
    marketgate(&["run", file.to_str().unwrap(), "-n", "1000", "--quiet", "--format", "svg", "-o", output]);
    let finished = folder.path().join("forced-sale");
    let summary = report::load(&finished).unwrap();
    let inputs = report::load_inputs(&finished).unwrap();
    let page_rows = report::load_page_rows(&finished, &summary).unwrap();
    group.bench_function("charts", |bencher| bencher.iter(|| charts::render(&summary).unwrap()));
    for (name, formats) in [("report", &[Format::Svg][..]), ("report-and-pictures", &[Format::Svg, Format::Png])] {
        let written = |bencher: &mut criterion::Bencher| {
            bencher.iter(|| {
                let folder = tempfile::tempdir().unwrap();
                report::write_views(
                    folder.path(),
                    (&summary, page_rows.as_ref()),
                    &inputs,
                    report::RowFiles::BOTH,
                    &report::Views::new(formats),
                )
                .unwrap()
            });
        };
        group.bench_function(name, written);
    }
    group.finish();
}
