mod estimates;
mod fits;
mod held_out;
mod laws;
