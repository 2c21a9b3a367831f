//! Histories of every TikTok scenario on one thread: drawn, run and recorded, nothing gathered.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use marketgate::model::{Plan, World};
use marketgate::scenario::Scenario;
use marketgate::simulation::{Layout, Parameters};

use crate::files::{TIKTOK, tiktok};

/// Histories timed together, the same each time: one alone may hold a ban and a sale, or nothing.
const HISTORIES: u64 = 100;

pub(crate) fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("kernel");
    group.throughput(Throughput::Elements(HISTORIES)).sample_size(20).measurement_time(Duration::from_secs(4));
    for name in TIKTOK {
        let scenario = Scenario::load(&tiktok(name), &[]).unwrap();
        let layout = Layout::new(&scenario);
        let plan = Plan::new(&scenario, 1, layout.instants.clone());
        let parameters = Parameters::new(&scenario, 1);
        let mut uniforms = Vec::new();
        parameters.block(0, &mut uniforms);
        let mut world = World::new(&plan, false);
        let mut values = Vec::new();
        let (mut row, mut fans) = (vec![0.0; layout.row()], vec![0.0; layout.fans()]);
        let mut states = vec![0; layout.states()];
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for replication in 0..HISTORIES {
                    parameters.values(&uniforms, replication as usize, &mut values);
                    world.start_replication(replication, &values).unwrap();
                    world.run(|world, i| layout.record(world, i, &mut row, &mut fans, &mut states)).unwrap();
                    layout.conclude(&world, replication, &values, &mut row);
                    black_box((&row, &fans, &states));
                }
            });
        });
    }
    group.finish();
}
