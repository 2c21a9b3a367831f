//! The largest value of a function of a few coordinates: the simplex of Nelder and Mead (1965), begun anew until it gains nothing.

/// Steps of the simplex before it begins anew.
const MOST_STEPS: usize = 4000;
/// How often it begins anew at most.
const MOST_ROUNDS: usize = 20;
/// A gain that is taken as none.
const NO_GAIN: f64 = 1e-11;

/// Where the function is largest near `start`, and its value there.
pub(in crate::inference::survival) fn maximise(function: impl Fn(&[f64]) -> f64, start: &[f64]) -> (Vec<f64>, f64) {
    let mut best = (start.to_vec(), function(start));
    for round in 0..MOST_ROUNDS {
        let edge = if round == 0 { 0.7 } else { 0.1 };
        let found = climb(&function, &best, edge);
        let gain = found.1 - best.1;
        if found.1 >= best.1 {
            best = found;
        }
        if round > 1 && (gain.is_nan() || gain < NO_GAIN) {
            break;
        }
    }
    best
}

/// One run of the simplex from a corner with edges of a given length.
fn climb(function: &impl Fn(&[f64]) -> f64, start: &(Vec<f64>, f64), edge: f64) -> (Vec<f64>, f64) {
    let size = start.0.len();
    let mut corners = vec![start.clone()];
    for axis in 0..size {
        let mut point = start.0.clone();
        point[axis] += edge;
        let value = function(&point);
        corners.push((point, value));
    }
    for _ in 0..MOST_STEPS {
        corners.sort_by(|a, b| b.1.total_cmp(&a.1));
        let width = corners.iter().flat_map(|corner| corner.0.iter().zip(&corners[0].0).map(|(a, b)| (a - b).abs()));
        if width.fold(0.0, f64::max) < 1e-10 {
            break;
        }
        step(function, &mut corners, size);
    }
    corners.swap_remove(0)
}

/// Moves the worst corner through the middle of the others, or draws all towards the best. Corners stand from best to worst.
fn step(function: &impl Fn(&[f64]) -> f64, corners: &mut [(Vec<f64>, f64)], size: usize) {
    let middle: Vec<f64> =
        (0..size).map(|axis| corners[..size].iter().map(|corner| corner.0[axis]).sum::<f64>() / size as f64).collect();
    let along = |factor: f64, worst: &[f64]| {
        let point: Vec<f64> = middle.iter().zip(worst).map(|(m, w)| m + factor * (w - m)).collect();
        let value = function(&point);
        (point, value)
    };
    let (best, second_worst, worst) = (corners[0].1, corners[size - 1].1, corners[size].clone());
    let reflected = along(-1.0, &worst.0);
    if reflected.1 > best {
        let expanded = along(-2.0, &worst.0);
        corners[size] = if expanded.1 > reflected.1 { expanded } else { reflected };
    } else if reflected.1 > second_worst {
        corners[size] = reflected;
    } else {
        let contracted = along(if reflected.1 > worst.1 { -0.5 } else { 0.5 }, &worst.0);
        if contracted.1 > worst.1.max(reflected.1) {
            corners[size] = contracted;
        } else {
            let target = corners[0].0.clone();
            for corner in &mut corners[1..] {
                corner.0.iter_mut().zip(&target).for_each(|(a, b)| *a = f64::midpoint(*a, *b));
                corner.1 = function(&corner.0);
            }
        }
    }
}
