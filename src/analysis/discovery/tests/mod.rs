//! What a search must find.

mod figures;
mod known;
mod peels;
mod reference;
mod small;
