//! The common model with eight histories side by side: `lanes PARAMETERS HISTORIES SEED`.

fn main() {
    plain::run(plain::lanes::simulate, plain::lanes::count);
}
