//! Categories of apps: how users of each kind leave, go round a block, settle with rivals and keep a habit.
//!
//! Facts and episodes speak of social apps, less of messengers; what they do not say of a category is assumed, and marked so.

use std::borrow::Cow;

use super::defaults::AtlasDefault;

/// A kind of app, with what holds of it where a scenario is silent.
#[derive(Debug, PartialEq, Eq)]
pub struct Category {
    /// Its word in the scenario format.
    pub name: &'static str,
    /// Its defaults: churn of each market, and how users respond.
    pub defaults: [AtlasDefault; 4],
}

impl Category {
    /// The words of all categories, in the order in which they are listed to people.
    pub const NAMES: [&'static str; 5] = ["social", "messenger", "games", "shop", "assistant"];

    /// The category of that word.
    pub fn find(name: &str) -> Option<&'static Self> {
        CATEGORIES.iter().find(|category| category.name == name)
    }
}

/// Churn of every market is drawn together: what is uncertain of it is the category's.
const CHURN: &str = "category churn";
const ASSUMPTION: &str = "assumption";

const fn drawn(
    path: &'static str,
    value: &'static str,
    [source, note, confidence]: [&'static str; 3],
    draw: Option<&'static str>,
) -> AtlasDefault {
    let [value, source, note, confidence] =
        [Cow::Borrowed(value), Cow::Borrowed(source), Cow::Borrowed(note), Cow::Borrowed(confidence)];
    AtlasDefault { path, value, source, note, confidence, draw }
}

const fn default(path: &'static str, value: &'static str, remarks: [&'static str; 3]) -> AtlasDefault {
    drawn(path, value, remarks, None)
}

const fn churn(value: &'static str, remarks: [&'static str; 3]) -> AtlasDefault {
    drawn("churn", value, remarks, Some(CHURN))
}

const fn assumed(note: &'static str) -> [&'static str; 3] {
    [ASSUMPTION, note, ASSUMPTION]
}

#[rustfmt::skip]
static CATEGORIES: [Category; 5] = [
    Category { name: Category::NAMES[0], defaults: [
        churn("3% to 6% per month", ["P088", "no figure was found for established social apps; a starting guess", ASSUMPTION]),
        default("response.circumvention", "15% to 85%", ["P016; episodes twitter_ng_2021, vk_ua_2017",
            "traffic or users left in the first days or weeks: TikTok in the US 15%, Twitter in Nigeria 50%, VK in Ukraine 85%", "found-in-source-weak"]),
        default("response.capture", "0.15 per month to 0.40 per month", ["P007", "the owner's court filings on TikTok in the US", "derived"]),
        default("response.habit", "30 days to 214 days", ["P053",
            "a quarter of TikTok's Indian users would have come back after 297 days: 214 days, if they do as they say; the lower end is assumed", "derived"]),
    ]},
    Category { name: Category::NAMES[1], defaults: [
        churn("1% to 3% per month", assumed("people stay where those are whom they write to")),
        default("response.circumvention", "30% to 97%", ["episodes telegram_ru_2018, whatsapp_ru_2026",
            "users left after one and two weeks: Telegram in Russia 97%, WhatsApp 85%; blocks that hardly worked, so the lower end is assumed", ASSUMPTION]),
        default("response.capture", "0.1 per month to 0.4 per month", assumed("whole circles of friends move, late and together; compare P007 of a social app")),
        default("response.habit", "60 days to 1 year", assumed("those who moved are kept by their circle, and so come back with it; compare P053 of a social app")),
    ]},
    Category { name: Category::NAMES[2], defaults: [
        churn("8% to 20% per month", assumed("players finish games and begin others")),
        default("response.circumvention", "2% to 20%", assumed("payment and game servers stand in the country more often than not")),
        default("response.capture", "0.2 per month to 0.6 per month", assumed("the next game is near; compare P007 of a social app")),
        default("response.habit", "14 days to 90 days", assumed("a game that was left is seldom taken up again")),
    ]},
    Category { name: Category::NAMES[3], defaults: [
        churn("4% to 10% per month", assumed("buyers compare prices, and few keep to one shop")),
        default("response.circumvention", "1% to 10%", assumed("goods have to be delivered in the country that blocks")),
        default("response.capture", "0.3 per month to 0.8 per month", assumed("what was bought here is bought elsewhere at once")),
        default("response.habit", "30 days to 180 days", assumed("prices bring buyers back")),
    ]},
    Category { name: Category::NAMES[4], defaults: [
        churn("4% to 12% per month", assumed("a young market: people try several assistants")),
        default("response.circumvention", "5% to 40%", assumed("works in a browser over a foreign network; the most engaged users do so")),
        default("response.capture", "0.3 per month to 1 per month", assumed("rivals do the same work, and nobody's friends are left behind")),
        default("response.habit", "14 days to 120 days", assumed("little is stored with one assistant")),
    ]},
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_its_word_and_says_where_its_defaults_come_from() {
        for name in Category::NAMES {
            let category = Category::find(name).unwrap();
            assert_eq!(category.name, name);
            let paths = category.defaults.iter().map(|default| default.path).collect::<Vec<_>>();
            assert_eq!(paths, ["churn", "response.circumvention", "response.capture", "response.habit"]);
            assert!(category.defaults.iter().all(|default| !default.note.is_empty() && !default.source.is_empty()));
        }
        assert!(Category::find("dating").is_none());
    }

    /// A share s that comes back after T days has a habit of T / -ln s.
    #[test]
    fn the_habit_of_social_apps_follows_from_the_survey() {
        assert_eq!((297.0 / -libm::log(0.25)).round(), 214.0);
    }
}
