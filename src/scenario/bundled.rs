//! The scenarios that come with the program.

/// Embeds files of the folder `scenarios/` under their paths in it.
macro_rules! bundled {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../scenarios/", $path)))),*]
    };
}

/// Path under `scenarios/` and text of each bundled file.
pub static BUNDLED: &[(&str, &str)] = &bundled![
    "README.md",
    "facts.csv",
    "grindr-2019/README.md",
    "grindr-2019/base.toml",
    "grindr-2019/ninety-days.toml",
    "next-entrant/games.toml",
    "next-entrant/social.toml",
    "tiktok-2020/acquisition.toml",
    "tiktok-2020/ban.toml",
    "tiktok-2020/base.toml",
    "tiktok-2020/forced-sale.toml",
    "tiktok-2020/litigate.toml",
    "tiktok-2020/status-quo.toml",
    "wechat-2020/README.md",
    "wechat-2020/base.toml",
    "wechat-2020/no-stay.toml",
];
