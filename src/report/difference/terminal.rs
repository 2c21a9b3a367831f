//! A difference for the terminal.

use super::page::{contributions, exchanged_together, is_strategy_alone, name_figure, split_table, write_figure};
use crate::analysis::Difference;
use crate::report::terminal::{indent_words, join_parts, print_table, wrap_words};
use crate::report::warnings::print_warnings;
use crate::text::clean::clean;
use crate::text::numbers::count;
use crate::text::numbers::signed_money;

/// The difference in lines of at most `width` columns.
pub(super) fn print_difference(difference: &Difference, width: usize) -> String {
    let [a, b] = [&difference.a.name, &difference.b.name].map(|name| clean(name));
    let method = match difference.method.order_pairs {
        Some(pairs) => format!("{} sampled orders of exchange in each 1,000", 2 * pairs),
        None if is_strategy_alone(difference) => "each with both strategies".to_owned(),
        None => format!("{} mixtures of the two", difference.method.mixtures),
    };
    let (replications, seed) = (count(difference.replications), difference.seed);
    let scope = format!("{replications} simulations · seed {seed} · {method}");
    let head = format!("A: {a}\nB: {b}\n{}\n", wrap_words(&scope, width));
    let figures = difference.figures.iter().map(|(figure, change)| {
        let [in_a, in_b] = [change.a, change.b].map(write_figure);
        let by = signed_money(change.change.mean, change.change.se);
        let line = format!("{}: {in_a} in A, {in_b} in B; change {by}", name_figure(difference, figure));
        let noise = "(within noise: less than two standard errors; more simulations would show more)";
        let noise = if change.within_noise { indent_words(noise, width) } else { String::new() };
        format!("{}\n{noise}", wrap_words(&line, width))
    });
    let tables = [split_table(difference), contributions(difference), exchanged_together(difference)];
    let tables = tables.into_iter().flatten().map(|table| print_table(&table, width));
    join_parts([head].into_iter().chain(figures).chain(tables).chain([print_warnings(&difference.warnings)]))
}

/// What is printed where nothing differs.
pub fn print_no_difference(difference: &Difference) -> String {
    let [a, b] = [&difference.a.name, &difference.b.name].map(|name| clean(name));
    format!("{a} and {b} differ in nothing that decides results; the change in value is exactly 0.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::difference_sample;
    use crate::report::difference::page::write_share;
    use crate::report::terminal::count_columns;
    use crate::text::names::capitalize;
    use crate::text::paths::name_difference;

    #[test]
    fn the_page_names_every_difference_and_stays_narrow() {
        let difference = difference_sample::difference(6);
        let text = print_difference(&difference, 80);
        assert!(text.lines().all(|line| count_columns(line) <= 80), "{text}");
        for group in &difference.groups {
            let name = capitalize(&name_difference(group, &difference));
            assert!(text.contains(name.split(' ').next().unwrap()), "{name}");
        }
        for part in ["Value outside China: $32.3bn ± $0.17bn in A", "−$6.24bn ± $0.07bn", "57%", "−13%", "Contributes"]
        {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert!(!text.contains("within noise"));
    }

    #[test]
    fn shares_keep_their_sign_and_little_is_not_nothing() {
        let told = [0.57, -0.131, 0.002, -0.002, 1.208, 0.997].map(write_share);
        assert_eq!(told, ["57%", "−13%", "~0%", "~0%", "121%", ">99%"]);
    }

    #[test]
    fn noise_and_bundles_are_told() {
        let mut difference = difference_sample::difference(2);
        difference.figures.values_mut().for_each(|change| change.within_noise = true);
        let twin = difference.groups[0].items[0].clone();
        difference.groups[0].items.push(twin);
        difference.groups[0].reason = Some("there is no market `uk`".to_owned());
        let text = print_difference(&difference, 80);
        for part in ["within noise", "Differences that go together", "“The US", "there is no market"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn names_of_strangers_do_not_steer_the_terminal() {
        let mut difference = difference_sample::difference(1);
        let name = "a\u{1b}[2J\u{202E}b";
        (difference.a.name, difference.home) = (name.to_owned(), Some(name.to_owned()));
        name.clone_into(&mut difference.groups[0].items[0].a);
        let text = print_difference(&difference, 80) + &print_no_difference(&difference);
        assert!(!text.contains(['\u{1b}', '\u{202E}']), "{text:?}");
    }
}
