//! Scripts of jobs that run the shards of a plan on the machines at hand.

use clap::ValueEnum;

use crate::cli::shell::quote;

/// What runs the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum JobKind {
    /// An array of Slurm
    Slurm,
    /// An indexed job of Kubernetes
    K8s,
    /// GNU parallel or xargs, on one machine
    Parallel,
    /// Ray, by marketgate for Python
    Ray,
}

/// A job of so many tasks, each a shard of a plan.
#[derive(Debug)]
pub(super) struct JobScript {
    /// The command that runs a shard of such a plan.
    pub(super) command: &'static str,
    /// The plan, from the top of the file system, in one line.
    pub(super) plan: String,
    /// The folder of the shards, likewise.
    pub(super) output: String,
    /// Number of shards.
    pub(super) tasks: usize,
    /// How often they are run: once a round of the study.
    pub(super) rounds: usize,
}

impl JobKind {
    /// The ending of its file.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Slurm => "slurm.sh",
            Self::K8s => "k8s.yaml",
            Self::Parallel => "parallel.sh",
            Self::Ray => "ray.py",
        }
    }

    /// What it is called.
    pub(super) const fn describe(self) -> &'static str {
        match self {
            Self::Slurm => "The Slurm job (submit it with sbatch)",
            Self::K8s => "The Kubernetes job (say in it which image and which volume)",
            Self::Parallel => "The job for this machine (run it with sh)",
            Self::Ray => "The Ray job (run it with python)",
        }
    }
}

impl JobScript {
    /// The script.
    pub(super) fn write(&self, kind: JobKind) -> String {
        match kind {
            JobKind::Slurm => self.write_slurm(),
            JobKind::K8s => self.write_k8s(),
            JobKind::Parallel => self.write_parallel(),
            JobKind::Ray => self.write_ray(),
        }
    }

    /// What every shell script sets.
    fn write_variables(&self) -> String {
        format!(
            "# The program; set MARKETGATE where it is not in the PATH.\nmarketgate=${{MARKETGATE:-marketgate}}\nplan={}\n\
             shards={}\n",
            quote(&self.plan),
            quote(&self.output)
        )
    }

    fn write_slurm(&self) -> String {
        format!(
            "#!/bin/bash\n\
             #SBATCH --job-name=marketgate\n\
             #SBATCH --array=1-{tasks}\n\
             #SBATCH --cpus-per-task=1\n\
             #SBATCH --requeue\n\
             # Submit with sbatch. A task that is requeued goes on where it was stopped. When all are done:\n\
             #   marketgate gather FOLDER, where FOLDER is that of shards= below. Where it says that a further round is missing, submit again.\n\
             set -euo pipefail\n\
             {variables}\
             exec \"$marketgate\" {command} --plan \"$plan\" --shard auto \\\n    \
             --threads \"${{SLURM_CPUS_PER_TASK:-1}}\" --output \"$shards\"\n",
            tasks = self.tasks,
            command = self.command,
            variables = self.write_variables(),
        )
    }

    fn write_parallel(&self) -> String {
        format!(
            "#!/bin/sh\n\
             # Runs all shards, as many at once as JOBS says or the machine has cores, and gathers them. Stopped, it goes on when run again.\n\
             set -eu\n\
             {variables}\
             tasks={tasks}\n\
             jobs=${{JOBS:-$(getconf _NPROCESSORS_ONLN)}}\n\
             run_shards() {{\n    \
             if parallel --version 2>/dev/null | grep -q '^GNU parallel'; then\n        \
             seq 1 \"$tasks\" | parallel --will-cite --quote --jobs \"$jobs\" --halt soon,fail=20% \\\n            \
             \"$marketgate\" {command} --plan \"$plan\" --shard \"{{}}/$tasks\" --threads 1 --output \"$shards\" --quiet\n    \
             else\n        \
             seq 1 \"$tasks\" | xargs -P \"$jobs\" -I '{{}}' \\\n            \
             \"$marketgate\" {command} --plan \"$plan\" --shard \"{{}}/$tasks\" --threads 1 --output \"$shards\" --quiet\n    \
             fi\n\
             }}\n\
             {rounds}\
             exec \"$marketgate\" gather \"$shards\" --output \"$shards\"\n",
            variables = self.write_variables(),
            command = self.command,
            rounds = "run_shards\n".repeat(self.rounds),
            tasks = self.tasks,
        )
    }

    fn write_k8s(&self) -> String {
        format!(
            "# Say below which image holds marketgate {version} and which volume the pods share; put the plan on that volume, as plan.json.\n\
             # Create the job with kubectl create -f. When it is complete, gather the folder of the shards from any pod with that volume.\n\
             apiVersion: batch/v1\n\
             kind: Job\n\
             metadata:\n  generateName: marketgate-\n\
             spec:\n  \
             completionMode: Indexed\n  \
             completions: {tasks}\n  \
             parallelism: {tasks}\n  \
             backoffLimit: {retries}\n  \
             template:\n    \
             spec:\n      \
             restartPolicy: Never\n      \
             containers:\n        \
             - name: shard\n          \
             image: marketgate:{version}\n          \
             command: [\"marketgate\", \"{command}\", \"--plan\", {plan}, \"--shard\", \"auto\", \"--threads\", \"1\", \"--output\", {output}]\n          \
             resources: {{ requests: {{ cpu: \"1\", memory: 256Mi }} }}\n          \
             volumeMounts: [{{ name: study, mountPath: {folder} }}]\n      \
             volumes:\n        \
             - name: study\n          \
             persistentVolumeClaim: {{ claimName: marketgate }}\n",
            version = env!("CARGO_PKG_VERSION"),
            tasks = self.tasks,
            command = self.command,
            retries = self.tasks.saturating_mul(3),
            plan = write_json("/study/plan.json"),
            output = write_json("/study/shards"),
            folder = write_json("/study"),
        )
    }

    fn write_ray(&self) -> String {
        format!(
            "\"\"\"Runs the shards of a plan on Ray, and gathers them. Every node needs marketgate for Python, the plan and the folder of the shards.\n\
             A shard whose worker dies is run again, and goes on where it was stopped.\"\"\"\n\
             import marketgate.ray\n\n\
             PLAN = {plan}\n\
             SHARDS = {output}\n\n\
             # Ray is started on this machine; call ray.init(\"auto\") before to connect to a cluster.\n\
             if __name__ == \"__main__\":\n    \
             marketgate.ray.{function}(PLAN, shards={tasks}, folder=SHARDS, output=SHARDS)\n",
            plan = write_json(&self.plan),
            output = write_json(&self.output),
            function = if self.command == "sweep" { "sweep" } else { "run_plan" },
            tasks = self.tasks,
        )
    }
}

/// A text in double quotes as JSON has it, which is one of YAML and of Python too.
fn write_json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_path_is_carried_out() {
        let hostile = "/tmp/$(touch x) `touch y` 'a' \"b\" \\ ; & | {}";
        let (plan, output) = (format!("{hostile}/plan.json"), hostile.to_owned());
        let job = JobScript { command: "sweep", plan, output, tasks: 4, rounds: 1 };
        for kind in [JobKind::Slurm, JobKind::Parallel] {
            let script = job.write(kind);
            let quoted = "shards='/tmp/$(touch x) `touch y` '\\''a'\\'' \"b\" \\ ; & | {}'\n";
            assert!(script.contains(quoted), "{script}");
            assert_eq!(script.matches("touch").count(), 4, "{script}");
        }
        let script = job.write(JobKind::Ray);
        assert!(
            script.contains("    marketgate.ray.sweep(PLAN, shards=4, folder=SHARDS, output=SHARDS)\n"),
            "{script}"
        );
        assert!(script.contains("SHARDS = \"/tmp/$(touch x) `touch y` 'a' \\\"b\\\" \\\\ ; & | {}\"\n"), "{script}");
    }
}
