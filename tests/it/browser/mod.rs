//! The report, opened in a real browser as its readers open it: from a file.

mod board;
mod chrome;
mod explore;
mod interplay;
mod looks;
mod paper;
mod protocol;
mod reports;
