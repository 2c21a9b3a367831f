//! The company, its markets, and retention of new installs.

use super::{Policy, Response};
use crate::quantity::Dimension;
use crate::scenario::fields::{ASSUMED, Drawn, Field, Presence, input, inputs};
use crate::scenario::keys::Key;
use crate::scenario::quantities::{Churn, MarketId, Parameter, Replaceable, Ties};
use crate::scenario::reader::{InputGroup, ReadInput, ReadKey, Section};
use jiff::civil::Date;

inputs! {
    /// Money that is not in dollars.
    #[derive(Copy)]
    struct Money at "" {
        /// Dollars for one unit of `currency`, by which amounts in it are multiplied when they are read: one known value for the whole file. Required
        /// with a `currency` other than USD.
        exchange_rate: Option<Parameter> = (Factor, 1e-6 to 1e6);
    }

    /// The company as a whole.
    struct Company at "company." {
        /// Its home market, if the scenario has one.
        home: Option<MarketId> = { Section::home };
        /// Continuous discount rate r. It must hold no premium for bans: the model has the bans.
        discount_rate: Parameter = (Rate, 0.001 to 1.0);
        /// Share of positive cash flow that goes in tax; also in the baseline and in standalone values.
        cash_tax: Parameter = (Share, else "0%");
        /// Lump sum at a ban or an exit, as a share of the market's revenue of one year; of a restructured market the owner's stake of it.
        severance: Parameter = (Share, else "0%");
        /// What the owner once paid for the company: results then tell value over it, and the return a year. It decides nothing else.
        investment: Option<Parameter> = (Money, 1.0 to 1e15);
        /// The date on which that was paid, before `start`; required with `investment`.
        invested: Option<Date> = ["none"; |_| None];
    }

    /// The noise in users.
    struct Noise at "noise." {
        /// Share of the variance of user noise that all markets have in common.
        correlation: Parameter = (Share, else "30%");
    }

    /// A market.
    struct Market at "markets.*." {
        /// Its key in the file, such as `us`.
        key: String = { Section::own_name };
        /// Name for people.
        name: String = ["the atlas's, or its key"; Section::market_name];
        /// Monthly active users at the start; in a market blocked before the start, at the time the block fell. `daily_users` and `daily_share` may stand in its place.
        users: Replaceable = (Users, 1.0 to 2e10);
        /// Daily active users at the start, with `daily_share` in place of `users`: users are their quotient, from 1 to 20 billion.
        daily_users: Option<Parameter> = (Users, 1.0 to 2e10);
        /// Share of a month's users who come on a given day (stickiness, DAU/MAU); with `daily_users`.
        daily_share: Option<Parameter> = (Share, 0.01 to 1.0);
        /// Addressable users. Draws are truncated below at 1.05 times `users`.
        ceiling: Parameter = (Users, 1.0 to 2e10);
        /// Net growth of users at the start, per year, continuous. Negative: an exponential decline.
        growth: Parameter = (Growth, -10.0 to 20.0);
        /// Rate at which the people active at the start leave for good, per year; or a table of day-1/7/30/90 retention of new installs.
        churn: Churn = (Rate, 0.0 to 100.0);
        /// Standard deviation of the noise in users over one year.
        volatility: Parameter = (Rate, 0.0 to 3.0, else "0");
        /// Revenue per active user and year at the start. `revenue` or `standalone` may stand in its place.
        arpu: Replaceable = (MoneyPerUserYear);
        /// Revenue of one year at the start, in place of `arpu`: ARPU is revenue over users, in every simulation.
        revenue: Option<Parameter> = (Money);
        /// What the market is worth at the start without government action, after `cash_tax`, in place of `arpu` and `margin`: its cash is scaled so that it
        /// is worth this in every simulation.
        standalone: Option<Parameter> = (Money, 1.0 to 1e15);
        /// Growth of ARPU at the start, per year, continuous (h0).
        arpu_growth: Parameter = (Growth, -10.0 to 10.0, else "0%");
        /// Growth of ARPU in the long run (h∞).
        arpu_growth_long_run: Parameter = (Growth, -1.0 to 1.0, else "0%");
        /// Time in which the growth of ARPU fades from its first towards its long-run value (T_h).
        arpu_growth_fade: Parameter = (Duration, 1.0 to 36_525.0, else "2 years");
        /// Contribution margin at the start (m0): what is left of revenue after the costs that it brings; may be negative. No overhead is deducted.
        /// `ebitda_margin` and `overhead` may stand in its place. Beside `standalone` it may be left out, and is 100%.
        margin: Replaceable = (Margin, -100.0 to 1.0);
        /// Contribution margin in the long run (m∞); the margin at the start where absent.
        margin_long_run: Option<Parameter> = (Margin, -100.0 to 1.0);
        /// EBITDA margin at the start, with `overhead` in place of `margin`: the contribution margin is the sum of the two, at most 100%.
        ebitda_margin: Option<Parameter> = (Margin, -100.0 to 1.0);
        /// EBITDA margin in the long run, with `ebitda_margin`; that at the start where absent.
        ebitda_margin_long_run: Option<Parameter> = (Margin, -100.0 to 1.0);
        /// Overhead, as a share of revenue: costs that EBITDA bears and that stay when the market is lost.
        overhead: Option<Parameter> = (Share);
        /// Time in which the margin moves from its first towards its long-run value (T_m).
        margin_time: Parameter = (Duration, 1.0 to 36_525.0, else "2 years");
        /// Growth of the cash rate after the horizon, per year (g∞); below the discount rate.
        terminal_growth: Parameter = (Growth, -1.0 to 0.5, else "2%");
        /// How much of this host's business the home country can hurt; scales what its government's actions add to retaliation.
        leverage: Parameter = (Share, else "0%");
        /// How far a government action in this market moves pressure in the named one; 1 to itself and to home, else 0, where not set.
        links as "links.*": Ties = (Factor, 0.0 to 10.0);
        /// Share of what users of this market watch that is made in the named market.
        content as "content.*": Ties = (Share);
        /// What its government does; shared inputs where the market overrides nothing.
        policy: Policy = { overriding };
        /// How its users and revenue respond; shared inputs where the market overrides nothing.
        response: Response = { overriding };
    }

    /// Retention of new installs.
    struct Retention at "markets.*.churn." {
        /// Share of new installs still active after 1 day.
        day1: Option<Parameter> = (Share, 1e-6 to 1.0);
        /// Share of new installs still active after 7 days.
        day7: Option<Parameter> = (Share, 1e-6 to 1.0);
        /// Share of new installs still active after 30 days.
        day30: Option<Parameter> = (Share, 1e-6 to 1.0);
        /// Share of new installs still active after 90 days.
        day90: Option<Parameter> = (Share, 1e-6 to 1.0);
        /// Age of the app in this market at the start; the day-one base are survivors of installs over this time.
        app_age: Parameter = (Duration, 7.0 to 14_610.0, else "2 years");
        /// Growth of installs over `app_age`, per year; the market's `growth` where absent.
        install_growth: Option<Parameter> = (Growth, -10.0 to 20.0);
    }
}
