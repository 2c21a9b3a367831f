//! The parameters, as `model.py` prints them: numbers in a fixed order.

/// What is the same in all markets; times in days, rates per year.
pub struct World {
    pub(crate) rate: f64,
    pub(crate) correlation: f64,
    pub(crate) ban_rate: f64,
    pub(crate) ban_length: f64,
    pub(crate) kappa: f64,
    pub(crate) around: f64,
    pub(crate) decay: f64,
    pub(crate) capture: f64,
    pub(crate) return_rate: f64,
    pub(crate) habit: f64,
    pub(crate) markets: Vec<Market>,
}

/// One market; fading times in years.
pub(crate) struct Market {
    pub(crate) key: String,
    pub(crate) users: f64,
    pub(crate) ceiling: f64,
    pub(crate) growth: f64,
    pub(crate) growth_sd: f64,
    pub(crate) churn: f64,
    pub(crate) volatility: f64,
    pub(crate) log_arpu: f64,
    pub(crate) log_arpu_sd: f64,
    pub(crate) arpu_growth: f64,
    pub(crate) arpu_growth_sd: f64,
    pub(crate) arpu_growth_long_run: f64,
    pub(crate) arpu_growth_fade: f64,
    pub(crate) margin: f64,
    pub(crate) margin_long_run: f64,
    pub(crate) margin_long_run_sd: f64,
    pub(crate) margin_time: f64,
    pub(crate) terminal_growth: f64,
}

impl World {
    /// A line of the world, then one a market.
    ///
    /// # Panics
    /// Where the text is something else.
    pub(crate) fn read(text: &str) -> Self {
        let mut lines = text.lines();
        let [rate, correlation, ban_rate, ban_length, kappa, around, decay, capture, return_rate, habit] =
            numbers(lines.next().expect("a line of the world"));
        let markets = lines.map(Market::read).collect();
        Self { rate, correlation, ban_rate, ban_length, kappa, around, decay, capture, return_rate, habit, markets }
    }
}

impl Market {
    fn read(line: &str) -> Self {
        let (key, rest) = line.split_once(' ').expect("a market's key and numbers");
        let [
            users,
            ceiling,
            growth,
            growth_sd,
            churn,
            volatility,
            log_arpu,
            log_arpu_sd,
            arpu_growth,
            arpu_growth_sd,
            arpu_growth_long_run,
            arpu_growth_fade,
            margin,
            margin_long_run,
            margin_long_run_sd,
            margin_time,
            terminal_growth,
        ] = numbers(rest);
        Self {
            key: key.to_owned(),
            users,
            ceiling,
            growth,
            growth_sd,
            churn,
            volatility,
            log_arpu,
            log_arpu_sd,
            arpu_growth,
            arpu_growth_sd,
            arpu_growth_long_run,
            arpu_growth_fade,
            margin,
            margin_long_run,
            margin_long_run_sd,
            margin_time,
            terminal_growth,
        }
    }
}

fn numbers<const N: usize>(line: &str) -> [f64; N] {
    let found: Vec<f64> = line.split(' ').map(|word| word.parse().expect("a number")).collect();
    found.try_into().expect("as many numbers as there are parameters")
}
