use super::super::block_rates::observe_years;
use super::*;

fn known(day: &str, case: Option<&str>) -> Knowledge {
    Knowledge { as_of: Some(day.parse().unwrap()), case: case.map(str::to_owned) }
}

fn cut(knowledge: &Knowledge, all: [&Records; 3]) -> Vec<Records> {
    all.iter().map(|records| knowledge.cut(records, &all)).collect()
}

/// A row that nobody could know of, planted into the episodes, moves no draw; known, it does.
#[test]
fn a_later_row_moves_no_draw() {
    let planted: String = (1..=12)
        .map(|month| {
            format!("planted{month},App,social,us,BR,south_america,ban,content,ban,2021-{month:02}-01,2021-{month:02}-01,2021-{month:02}-02,1,0,,,,restored,,,,,,,,,,,y,,,,,,,,found-in-source\n")
        })
        .collect();
    let with = read_records("episodes.csv", &format!("{}{planted}", records::EPISODES_CSV)).unwrap();
    assert_eq!(with.episodes.len(), shipped()[0].episodes.len() + 12);
    let [_, blocks, years] = shipped();
    let draws = |knowledge: &Knowledge, episodes: &Records| {
        block_lengths::draw_blocks(&cut(knowledge, [episodes, blocks, years])).unwrap()
    };
    let before = known("2020-12-31", None);
    assert_eq!(draws(&before, &shipped()[0]), draws(&before, &with));
    let after = known("2022-01-31", None);
    assert_ne!(draws(&after, &shipped()[0]), draws(&after, &with));
}

#[test]
fn a_case_moves_no_draw_of_its_own_prior() {
    let day = "2022-06-30";
    let own = cut(&known(day, Some("twitter_ng_2021")), shipped().each_ref());
    let all = cut(&known(day, None), shipped().each_ref());
    assert_ne!(block_lengths::draw_blocks(&own).unwrap(), block_lengths::draw_blocks(&all).unwrap());
    // Whatever became of it: its row may say anything.
    let told = records::EPISODES_CSV.replace("2021-06-05,2022-01-13,222", "2021-06-05,2021-06-06,1");
    assert_ne!(told, records::EPISODES_CSV);
    let told = read_records("episodes.csv", &told).unwrap();
    let [_, blocks, years] = shipped();
    let other = cut(&known(day, Some("twitter_ng_2021")), [&told, blocks, years]);
    assert_eq!(block_lengths::draw_blocks(&own).unwrap(), block_lengths::draw_blocks(&other).unwrap());
}

#[test]
fn too_little_known_is_said() {
    let error = write_draws(BLOCK, &known("2010-01-01", None)).unwrap_err();
    assert!(matches!(error, PriorError::TooFew { prior: BLOCK, decisions } if decisions < 10), "{error}");
    assert!(write_draws(BAN_RATE, &known("2017-01-01", None)).is_err());
    let unknown = write_draws("blocks", &Knowledge::default()).unwrap_err();
    assert_eq!(unknown.help(), "expected one of block, ban-rate");
}

/// What the README of the data says of 2019 to 2022: .32 a year after a block in the three years before against .10.
#[test]
fn rates_are_those_on_record() {
    let observed = observe_years(shipped(), 3);
    let rate = |history: bool| {
        let rows: Vec<_> = observed.iter().filter(|year| year.has_history == history).collect();
        rows.iter().map(|year| f64::from(year.blocks)).sum::<f64>() / rows.len() as f64
    };
    assert!((rate(true) - 0.32).abs() < 0.01 && (rate(false) - 0.10).abs() < 0.01, "{} {}", rate(true), rate(false));
    let draws = block_rates::draw_rates(shipped()).unwrap();
    let mean = |read: &dyn Fn(&RateDraw) -> f64| draws.iter().map(read).sum::<f64>() / draws.len() as f64;
    // Autocracies with elections block most. Under the same kind of government a recent block multiplies the rate less than the three times
    // that are counted over all: countries that block again are of the kinds that block.
    assert!(mean(&|draw| draw.first[1]) > mean(&|draw| draw.first[2]));
    let ratio = mean(&|draw| draw.repeat[1] / draw.first[1]);
    assert!((1.3..3.2).contains(&ratio), "{ratio}");
}

#[test]
fn the_text_of_draws_is_a_table_that_inputs_take() {
    let text = write_draws(BLOCK, &Knowledge::default()).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("permanent,after,shape,scale"));
    let rows: Vec<Vec<f64>> = lines.map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect();
    assert_eq!(rows.len(), 1_000);
    assert!(rows.iter().all(|row| (0.0..=1.0).contains(&row[0]) && row[1] > 0.0 && row[1] <= LONGEST));
    assert_eq!(text, write_draws(BLOCK, &Knowledge::default()).unwrap());
}
