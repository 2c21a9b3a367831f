//! The common model as a plain loop: `plain PARAMETERS HISTORIES SEED`.

fn main() {
    plain::run(plain::plain::simulate, plain::select);
}
