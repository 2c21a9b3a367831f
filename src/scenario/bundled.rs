//! The scenarios that come with the program.

use crate::atlas::{BLOCKS_CSV, COUNTRY_YEARS_CSV, FIGURES_CSV, MARKETS_CSV, SCREENING_CSV};

/// Embeds files of the folder `scenarios/` under their paths in it; behind `=`, what is embedded already.
macro_rules! bundled {
    ($($path:literal $(= $text:expr)?),* $(,)?) => {
        [$(($path, bundled!(text $path $($text)?))),*]
    };
    (text $path:literal) => { include_str!(concat!("../../scenarios/", $path)) };
    (text $path:literal $text:expr) => { $text };
}

/// Path under `scenarios/` and text of each bundled file.
pub static BUNDLED: &[(&str, &str)] = &bundled![
    "README.md",
    "facts.csv",
    "grindr-2019/README.md",
    "grindr-2019/grindr.toml",
    "grindr-2019/ninety-days.toml",
    "next-entrant/games.toml",
    "next-entrant/social.toml",
    "reference/README.md",
    "reference/atlas-facts.csv" = FIGURES_CSV,
    "reference/atlas.csv" = MARKETS_CSV,
    "reference/cfius.csv" = SCREENING_CSV,
    "reference/country-year.csv" = COUNTRY_YEARS_CSV,
    "reference/platform-blocks.csv" = BLOCKS_CSV,
    "tiktok-2020/acquisition.toml",
    "tiktok-2020/ban.toml",
    "tiktok-2020/base.toml",
    "tiktok-2020/forced-sale.toml",
    "tiktok-2020/litigate.toml",
    "tiktok-2020/status-quo.toml",
    "tiktok-2025/README.md",
    "tiktok-2025/as-happened.toml",
    "tiktok-2025/ban.toml",
    "tiktok-2025/base.toml",
    "tiktok-2025/dark-hours.toml",
    "wechat-2020/README.md",
    "wechat-2020/no-stay.toml",
    "wechat-2020/wechat.toml",
];
