//! Which shard this task of a cluster's job is, by the variables that the cluster sets.

use crate::analysis::Shard;

/// Variables by which a task of Slurm, of an indexed job of Kubernetes, and of PBS knows its number.
const INDEX: [&str; 3] = ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "PBS_ARRAY_INDEX"];

/// The shard of this task of a job of `tasks`.
///
/// # Errors
/// A sentence that says why it is none of them.
pub(super) fn find_shard(tasks: Option<usize>, variable: impl Fn(&str) -> Option<String>) -> Result<Shard, String> {
    let set: Vec<&str> = INDEX.into_iter().filter(|name| variable(name).is_some()).collect();
    let read = |name: &str| -> Result<i64, String> {
        let text = variable(name).ok_or_else(|| format!("{name} is not set, and {} is", set.join(" and ")))?;
        text.trim().parse().map_err(|_| format!("{name} is `{text}`, and no whole number"))
    };
    let planned = || {
        let tasks = tasks.and_then(|tasks| i64::try_from(tasks).ok());
        tasks.ok_or_else(|| "the plan says of no number of tasks; plan it with --tasks".to_owned())
    };
    let (index, first, step, count) = match set.as_slice() {
        [name @ "SLURM_ARRAY_TASK_ID"] => {
            let [least, most, step, count] = ["MIN", "MAX", "STEP", "COUNT"].map(|end| read(&slurm(end)));
            let (least, most, step, count) = (least?, most?, step?, count?);
            if step < 1 || count < 1 || (count - 1).checked_mul(step) != most.checked_sub(least) {
                return Err(format!(
                    "the array of this job is not even: {count} tasks from {least} to {most} by {step}; run the shards that are \
                     missing one by one, with --shard and their number"
                ));
            }
            (read(name)?, least, step, count)
        }
        [name @ "JOB_COMPLETION_INDEX"] => (read(name)?, 0, 1, planned()?),
        [name @ "PBS_ARRAY_INDEX"] => (read(name)?, 1, 1, planned()?),
        [] => return Err(format!("--shard auto reads {}, and none of them is set", INDEX.join(", "))),
        _ => return Err(format!("{} are both set; say which shard it is, as in --shard 3/16", set.join(" and "))),
    };
    if tasks.is_some() && planned()? != count {
        return Err(format!(
            "the job has {count} tasks, and the plan {}; submit as many, or run single shards, as in --shard 3/{}",
            planned()?,
            planned()?
        ));
    }
    let beyond = index.checked_sub(first).filter(|beyond| beyond % step == 0).map(|beyond| beyond / step);
    let number = beyond.and_then(|beyond| usize::try_from(beyond.checked_add(1)?).ok());
    number.zip(usize::try_from(count).ok()).and_then(|(number, of)| Shard::new(number, of)).ok_or_else(|| {
        format!(
            "{} is {index}, and is counted from {first} for {count} tasks",
            set.first().copied().unwrap_or_default()
        )
    })
}

fn slurm(end: &str) -> String {
    format!("SLURM_ARRAY_TASK_{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(tasks: Option<usize>, variables: &[(&str, &str)]) -> Result<String, String> {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        find_shard(tasks, variable).map(|shard| shard.to_string())
    }

    fn slurm_array(
        id: &'static str,
        [least, most, step, count]: [&'static str; 4],
    ) -> Vec<(&'static str, &'static str)> {
        vec![
            ("SLURM_ARRAY_TASK_ID", id),
            ("SLURM_ARRAY_TASK_MIN", least),
            ("SLURM_ARRAY_TASK_MAX", most),
            ("SLURM_ARRAY_TASK_STEP", step),
            ("SLURM_ARRAY_TASK_COUNT", count),
        ]
    }

    #[test]
    fn tasks_are_mapped_by_their_first_index_and_step() {
        let cases = [
            ("1", ["1", "16", "1", "16"], "1/16"),
            ("0", ["0", "15", "1", "16"], "1/16"),
            ("15", ["0", "15", "1", "16"], "16/16"),
            ("9", ["1", "13", "4", "4"], "3/4"),
        ];
        for (id, array, shard) in cases {
            assert_eq!(find(None, &slurm_array(id, array)).as_deref(), Ok(shard), "{id} of {array:?}");
        }
        assert_eq!(find(Some(16), &slurm_array("4", ["1", "16", "1", "16"])).as_deref(), Ok("4/16"));
        assert_eq!(find(Some(4), &[("JOB_COMPLETION_INDEX", "0")]).as_deref(), Ok("1/4"));
        assert_eq!(find(Some(4), &[("JOB_COMPLETION_INDEX", "3")]).as_deref(), Ok("4/4"));
        assert_eq!(find(Some(4), &[("PBS_ARRAY_INDEX", "4")]).as_deref(), Ok("4/4"));
    }

    #[test]
    fn what_is_no_task_of_the_plan_is_refused() {
        let refused = |tasks, variables: &[(&str, &str)], part: &str| {
            let told = find(tasks, variables).unwrap_err();
            assert!(told.contains(part), "{told}");
        };
        refused(Some(16), &slurm_array("1", ["1", "8", "1", "8"]), "8 tasks, and the plan 16");
        // An array such as 3,7: part of a job submitted again.
        refused(Some(16), &slurm_array("3", ["3", "7", "1", "2"]), "not even");
        refused(None, &slurm_array("4", ["1", "13", "4", "4"]), "SLURM_ARRAY_TASK_ID is 4");
        refused(None, &slurm_array("x", ["1", "4", "1", "4"]), "no whole number");
        refused(None, &slurm_array("1", ["1", "4", "0", "4"]), "not even");
        refused(None, &slurm_array("1", ["-9223372036854775808", "9223372036854775807", "1", "4"]), "not even");
        refused(None, &[("SLURM_ARRAY_TASK_ID", "1")], "SLURM_ARRAY_TASK_MIN is not set");
        refused(None, &[("JOB_COMPLETION_INDEX", "0")], "--tasks");
        refused(Some(4), &[("JOB_COMPLETION_INDEX", "4")], "counted from 0 for 4 tasks");
        refused(Some(4), &[("PBS_ARRAY_INDEX", "0")], "counted from 1 for 4 tasks");
        refused(Some(4), &[], "none of them is set");
        refused(Some(4), &[("PBS_ARRAY_INDEX", "1"), ("JOB_COMPLETION_INDEX", "0")], "both set");
    }
}
