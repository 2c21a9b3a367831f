//! The two halves of a scenario: the world (what others do) and the choice (what the owner does), each known by a digest.

use super::checked::{EventKind, Scenario};
use super::emit::{Tree, quote};
use super::quantities::{DataTable, Input, Quantity};
use super::resolved::{format_draw, format_hash, format_timing, is_unnoticed, name_copies};
use super::words::DesignKind;
use sha2::{Digest, Sha256};

/// The table of strategies; its inputs are the owner's, all others the world's.
const STRATEGIES: &str = "strategies.";

impl Scenario {
    /// First 16 hexadecimal digits of the SHA-256 of the world: of every resolved input outside `strategy` and `[strategies.*]`.
    /// Scenarios in which it is equal are one world, whatever the owner does in it, and whatever they are called.
    pub fn world_digest(&self) -> String {
        let mut tree = Tree::default();
        self.write_time(&mut tree);
        self.write_markets(&mut tree);
        for event in self.list_events() {
            self.write_event(&mut tree, event);
            if let EventKind::AcquisitionTalks { perimeter } = &event.kind
                && perimeter.is_empty()
            {
                // They are where the strategy sells, which is no part of the world.
                tree.table(&format!("events.{}", event.key)).remove("market");
            }
        }
        let is_owners = |path: &str| path.starts_with(STRATEGIES);
        let inputs: Vec<&Input> = self.inputs.iter().filter(|input| !is_owners(&input.path)).collect();
        let mut hash = Sha256::new();
        let data = write_inputs(&mut tree, &self.data, inputs.iter().map(|input| (input.path.as_str(), *input)));
        hash.update(tree.render());
        for correlation in &self.correlations {
            let paths = [correlation.first, correlation.second].map(|input| &self.inputs[input.0].path);
            if !paths.into_iter().any(|path| is_owners(path)) {
                hash.update(self.format_correlation(correlation));
            }
        }
        hash.update(data);
        format_hash(hash)
    }

    /// The same of what the strategy `key` does, whatever its name: two strategies in which it is equal are one choice. None where
    /// there is no such strategy.
    pub fn strategy_digest(&self, key: &str) -> Option<String> {
        let strategy = self.strategies.get(key)?;
        let own = format!("{STRATEGIES}{key}.");
        let mut tree = Tree::default();
        self.write_strategy(&mut tree, "strategy", strategy);
        let inputs = self.inputs.iter().filter_map(|input| Some((input.path.strip_prefix(&own)?, input)));
        let inputs: Vec<(String, &Input)> = inputs.map(|(name, input)| (format!("strategy.{name}"), input)).collect();
        let data = write_inputs(&mut tree, &self.data, inputs.iter().map(|(path, input)| (path.as_str(), *input)));
        let mut hash = Sha256::new();
        hash.update(tree.render());
        for correlation in &self.correlations {
            let paths = [correlation.first, correlation.second].map(|input| &self.inputs[input.0].path);
            if paths.into_iter().any(|path| path.starts_with(&own)) {
                hash.update(self.format_correlation(correlation).replace(&own, "strategy."));
            }
        }
        hash.update(data);
        Some(format_hash(hash))
    }
}

impl Scenario {
    /// Whether `other` differs in nothing but the quantities of its inputs, what its strategies do, which is in force, and its events: histories of
    /// both can be run side by side.
    pub(crate) fn has_shape_of(&self, other: &Self) -> bool {
        let time = |s: &Self| (s.start, s.horizon, s.step, s.record.clone(), s.design);
        let keys = |s: &Self| -> Vec<String> {
            s.strategies.keys().chain(s.events.iter().map(|event| &event.key)).cloned().collect()
        };
        // A Sobol' design gives dimensions to inputs by their order among those that are uncertain.
        let is_bound = self.design == DesignKind::Sobol;
        let has_shape = |(number, (a, b)): (usize, (&Input, &Input))| {
            let is_known = |s: &Self| s.known_value(number).is_some();
            a.path == b.path && a.field.timing == b.field.timing && (!is_bound || is_known(self) == is_known(other))
        };
        time(self) == time(other)
            && keys(self) == keys(other)
            && self.inputs.len() == other.inputs.len()
            && self.inputs.iter().zip(&other.inputs).enumerate().all(has_shape)
            && self.data == other.data
            && self.company == other.company
            && self.noise == other.noise
            && self.markets == other.markets
            && self.pressure == other.pressure
            && self.deal == other.deal
            && self.structure == other.structure
            && self.home == other.home
    }
}

/// Enters inputs under their paths, and returns the columns of data that they are drawn from.
fn write_inputs<'i>(tree: &mut Tree, data: &[DataTable], inputs: impl Iterator<Item = (&'i str, &'i Input)>) -> String {
    // Tables and columns in the order in which these inputs name them: others may use the same files.
    let mut used: Vec<(usize, Vec<usize>)> = Vec::new();
    for (path, input) in inputs.filter(|(_, input)| !is_unnoticed(input)) {
        let timing = format_timing(input);
        let text = match &input.quantity {
            Quantity::Distribution(distribution) => {
                format!("{timing} Distribution({}){}", distribution.to_stable_text(), format_draw(input))
            }
            Quantity::Column { data, column } => {
                let table = used.iter().position(|(table, _)| table == data).unwrap_or_else(|| {
                    used.push((*data, Vec::new()));
                    used.len() - 1
                });
                let columns = &mut used[table].1;
                let column = columns.iter().position(|other| other == column).unwrap_or_else(|| {
                    columns.push(*column);
                    columns.len() - 1
                });
                format!("{timing} Column {{ data: {table}, column: {column} }}")
            }
        };
        tree.set(path, text);
    }
    let names = name_copies(used.iter().map(|(table, _)| &data[*table]));
    let tables = names.iter().zip(&used).map(|(name, (table, columns))| {
        let table = &data[*table];
        let head: Vec<String> = columns.iter().map(|column| quote(&table.columns[*column])).collect();
        let rows =
            table.rows.iter().map(|row| format!("{:?}\n", columns.iter().map(|c| row[*c]).collect::<Vec<f64>>()));
        format!("{}\n{}\n{}", quote(name), head.join(", "), rows.collect::<String>())
    });
    tables.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Distribution;
    use std::path::Path;

    const TEXT: &str = "start = 2020-08-03\nhorizon = '2 years'\nstrategy = 'sell'\ncompany.home = 'china'\n\
        company.discount_rate = '10%'\n\
        [markets.us]\nusers = '100M'\nceiling = '150M'\ngrowth = '20%'\nchurn = '0.3 per year'\narpu = '$6 to $9'\nmargin = '20%'\n\
        links = { china = 0.5 }\n\
        [markets.china]\nusers = '100M'\nceiling = '150M'\ngrowth = '20%'\nchurn = '0.3 per year'\narpu = '$6 to $9'\nmargin = '20%'\n\
        [deal.bidders.x]\ninterest = '50%'\nmultiple = '1'\nhost_approval = '50% to 60%'\n\
        [events.order]\non = 2021-01-01\nkind = 'forced-sale'\nmarket = 'us'\ndeadline = '90 days'\n\
        [events.talks]\non = 2020-09-01\nkind = 'acquisition-talks'\n\
        [strategies.sell]\non_order = ['sell']\nperimeter = ['us']\nreserve = '20%'\nkeep = '50% to 80%'\n\
        [strategies.wait]\non_order = ['refuse']\nperimeter = ['china']\n\
        [[correlations]]\nbetween = ['markets.us.arpu', 'markets.china.arpu']\nrank = 0.5\n\
        [[correlations]]\nbetween = ['markets.us.arpu', 'strategies.sell.keep']\nrank = 0.2\n";

    fn with(settings: &[&str]) -> Scenario {
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        Scenario::parse("a.toml", TEXT, &settings).unwrap_or_else(|error| panic!("{settings:?}: {error}"))
    }

    fn parse(text: &str) -> Scenario {
        Scenario::parse("a.toml", text, &[]).unwrap_or_else(|error| panic!("{error}"))
    }

    fn load(name: &str) -> Scenario {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        Scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_world_is_what_the_owner_does_not_choose() {
        let world = with(&[]).world_digest();
        // It is saved with results, and compared with that of later versions.
        assert_eq!(world, "f336e9db33543c8d");
        for choice in [
            "strategy=wait",
            "strategies.sell.on_order=['litigate']",
            "strategies.sell.reserve=40%",
            "strategies.sell.perimeter=['us', 'china']",
            "strategies.sell.name=x",
            "strategies.sell.rules=[{ when = 'us.state == ordered', start = 'sell' }]",
            "strategies.late={ on_order = 'sell', seek_buyer = '30 days' }",
            "title=x",
            "question=y",
            "run={ seed = 3, replications = 7, name = 'z' }",
            "markets.us.name=z",
            "deal.bidders.x.name=z",
            "events.order.label=z",
            "markets.us.arpu={ value = '$6 to $9', source = 's', note = 'n', confidence = 'c' }",
        ] {
            assert_eq!(with(&[choice]).world_digest(), world, "{choice}");
        }
        for other in [
            "start=2020-08-04",
            "horizon='3 years'",
            "step='1 day'",
            "design='sobol'",
            "record=['1 day']",
            "company.home='us'",
            "policy.review={ cleared = '0%', ban = 'rest' }",
            "events.order.on=2021-01-02",
            "events.order.market='china'",
            "events.talks={ kind = 'exit', market = 'us' }",
            "events.talks.perimeter=['us']",
            "events.more={ on = 2021-01-01, kind = 'ban', market = 'us' }",
            "deal.bidders.y={ interest = '50%', multiple = 1, host_approval = '50%' }",
            "markets.us.policy.ban.rate=0.1",
            "markets.us.arpu='$6 to $9.01'",
        ] {
            assert_ne!(with(&[other]).world_digest(), world, "{other}");
        }
        let without = |rank: &str| parse(&TEXT.replace(&format!("rank = {rank}\n"), "rank = 0.1\n")).world_digest();
        assert_ne!(without("0.5"), world, "a correlation between inputs of the world");
        assert_eq!(without("0.2"), world, "a correlation with an input of a strategy");
    }

    #[test]
    fn every_input_is_of_the_world_or_of_a_strategy() {
        let scenario = load("tiktok-2020/forced-sale.toml");
        let world = scenario.world_digest();
        let strategies: Vec<String> = scenario.strategies().filter_map(|key| scenario.strategy_digest(key)).collect();
        for (number, input) in scenario.inputs().iter().enumerate() {
            let mut other = scenario.clone();
            let unlike = if other.known_value(number) == Some(0.123) { 0.456 } else { 0.123 };
            other.inputs[number].quantity = Quantity::Distribution(Distribution::fixed(unlike));
            // An input that came later counts where it is not written as its default.
            other.inputs[number].written = unlike.to_string();
            let others: Vec<String> = other.strategies().filter_map(|key| other.strategy_digest(key)).collect();
            let owner = scenario.strategies().position(|key| input.path().starts_with(&format!("strategies.{key}.")));
            assert_eq!(other.world_digest() != world, owner.is_none(), "{}", input.path());
            for (number, (now, before)) in others.iter().zip(&strategies).enumerate() {
                assert_eq!(now != before, owner == Some(number), "{}", input.path());
            }
        }
    }

    #[test]
    fn files_that_differ_in_what_the_owner_does_are_one_world() {
        let world = |name: &str| load(&format!("tiktok-2020/{name}.toml")).world_digest();
        assert_eq!(world("base"), world("status-quo"));
        assert_eq!(world("forced-sale"), world("litigate"));
        let worlds = ["base", "forced-sale", "ban", "acquisition"].map(world);
        for (i, one) in worlds.iter().enumerate() {
            assert!(!worlds[..i].contains(one), "{worlds:?}");
        }
    }

    #[test]
    fn the_owner_has_the_same_choices_in_every_world_of_a_case() {
        let choices = |name: &str| -> Vec<(String, Option<String>)> {
            let scenario = load(&format!("tiktok-2020/{name}.toml"));
            scenario.strategies().map(|key| (key.to_owned(), scenario.strategy_digest(key))).collect()
        };
        let base = choices("base");
        assert_eq!(base.len(), 12);
        for (number, (key, digest)) in base.iter().enumerate() {
            assert!(base[..number].iter().all(|(_, other)| other != digest), "{key} is another's twin");
        }
        for world in ["status-quo", "forced-sale", "ban", "litigate", "acquisition"] {
            assert_eq!(choices(world), base, "{world}");
        }
    }

    #[test]
    fn a_strategy_is_what_it_does() {
        let digest = |settings: &[&str], key: &str| with(settings).strategy_digest(key).unwrap();
        let sell = digest(&[], "sell");
        assert_ne!(sell, digest(&[], "wait"));
        assert_eq!(with(&[]).strategy_digest("none"), None);
        for same in ["strategy=wait", "strategies.sell.name=x", "markets.us.margin=10%", "strategies.wait.reserve=10%"]
        {
            assert_eq!(digest(&[same], "sell"), sell, "{same}");
        }
        for other in [
            "strategies.sell.on_order=['sell', 'litigate']",
            "strategies.sell.then=['refuse']",
            "strategies.sell.perimeter=['us', 'china']",
            "strategies.sell.algorithm=keep",
            "strategies.sell.offer_mitigation=true",
            "strategies.sell.reserve=21%",
            "strategies.sell.keep=50% to 81%",
            "strategies.sell.seek_buyer=0 days",
            "strategies.sell.rules=[{ when = 'us.state == ordered', start = 'sell' }]",
        ] {
            assert_ne!(digest(&[other], "sell"), sell, "{other}");
        }
        let other_rank = parse(&TEXT.replace("rank = 0.2", "rank = 0.3"));
        assert_ne!(other_rank.strategy_digest("sell").unwrap(), sell);
        // The same under another name is the same choice.
        let twin = parse(&TEXT.replace("strategies.wait", "strategies.stay"));
        assert_eq!(twin.strategy_digest("stay").unwrap(), digest(&[], "wait"));
    }

    #[test]
    fn columns_of_data_belong_to_who_draws_them() {
        let folder = tempfile::Builder::new().prefix("world").tempdir().unwrap();
        let load = |csv: &str, choice: &str| {
            std::fs::write(folder.path().join("d.csv"), csv).unwrap();
            let text = TEXT.replace("keep = '50% to 80%'", choice).replace("rank = 0.2", "rank = 0.0");
            let text = text.replace("margin = '20%'\nlinks", "margin = { csv = 'd.csv', column = 'm' }\nlinks");
            let text = text.split("[[correlations]]").next().unwrap_or_default();
            let path = folder.path().join("a.toml");
            std::fs::write(&path, text).unwrap();
            let scenario = Scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}"));
            (scenario.world_digest(), scenario.strategy_digest("sell").unwrap())
        };
        let drawn = "keep = { csv = 'd.csv', column = 'k' }";
        let (world, choice) = load("k,m\n10%,20%\n30%,40%\n", drawn);
        assert_eq!(load("k,m\n10%,20%\n31%,40%\n", drawn).0, world);
        assert_ne!(load("k,m\n10%,20%\n31%,40%\n", drawn).1, choice);
        assert_ne!(load("k,m\n10%,20%\n30%,41%\n", drawn).0, world);
        assert_eq!(load("k,m\n10%,20%\n30%,41%\n", drawn).1, choice);
        assert_eq!(load("k,m\n10%,20%\n30%,40%\n", "keep = '10%'").0, world);
    }
}
