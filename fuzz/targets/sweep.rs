#![no_main]

#[allow(dead_code)]
#[path = "../../tests/it/hostile/doors.rs"]
mod doors;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::sweep(bytes));
