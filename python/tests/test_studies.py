import polars
import pytest

import marketgate as mg
from conftest import list_files

N = 100


def check_same_files(study, output, folder):
    written = list_files(study.save(output / "python", formats=["svg"]))
    expected = list_files(output / "command" / folder)
    assert written.keys() == expected.keys()
    assert [name for name in written if written[name] != expected[name]] == []
    assert study.to_json().encode() in expected.values()
    assert study.summary["format"].startswith("marketgate.") and "data:image/svg" in study._repr_html_()


def call(command, output, *words):
    done = command(*words, "--format", "svg", "-o", output / "command")
    assert done.returncode == 0, done.stderr


def test_a_comparison_is_that_of_the_command(tmp_path, case, command):
    quiet = tmp_path / "quiet.toml"
    quiet.write_text(f'extends = "{case.name}"\nstrategy = "wait"\n')
    (tmp_path / case.name).write_text(case.read_text())
    files = [tmp_path / case.name, quiet]
    call(command, tmp_path, "compare", *files, "-n", N)
    study = mg.compare(mg.run(files[0], n=N), files[1], n=N)
    check_same_files(study, tmp_path, "comparison")
    assert study.kind == "comparison" and len(polars.DataFrame(study.tables["comparison"])) > 0


def test_a_comparison_needs_two_runs_of_one_seed_with_rows(case):
    run = mg.run(case, n=N)
    with pytest.raises(mg.ScenarioError, match="two runs"):
        mg.compare(run)
    with pytest.raises(mg.ScenarioError, match="seeds"):
        mg.compare(run, mg.run(case, n=N, seed=2))
    with pytest.raises(mg.ScenarioError, match="rows=True"):
        mg.compare(run, mg.run(case, n=N, rows=False))


def test_a_decision_is_that_of_the_command(tmp_path, case, command):
    call(command, tmp_path, "decide", case, "-n", N, "--wait", "30 days", "--at-least", "70%")
    study = mg.decide(case, n=N, wait="30 days", at_least="70%")
    check_same_files(study, tmp_path, "small-decision")
    assert set(study.tables) == {"choices", "pairs", "inputs", "events"}


def test_a_decision_searches_the_best_value_of_an_input(tmp_path, case, command):
    strategy = mg.load(case).strategies[0]
    range = f"strategies.{strategy}.reserve=20%..120%"
    call(command, tmp_path, "decide", case, "-n", 40, "--wait", "none", "--optimise", range)
    study = mg.decide(case, n=40, wait=None, optimise=[range])
    check_same_files(study, tmp_path, "small-decision")
    assert study.summary["search"]["strategy"] == strategy
    for wrong, files in [(["reserve"], [case]), ([range], [case, case])]:
        with pytest.raises(mg.ScenarioError, match="optimise"):
            mg.decide(*files, n=40, optimise=wrong)


def test_what_makes_no_decision_is_refused(case):
    for wrong, why in [({"at_least": "soon"}, "at_least"), ({"wait": "0 days"}, "above 0 days"),
                       ({"only": ["none"]}, "none"), ({"weights": [0.5]}, "probabilities")]:
        with pytest.raises(mg.ScenarioError, match=why):
            mg.decide(case, n=N, **wrong)


def test_a_sweep_is_that_of_the_command(tmp_path, case, command):
    words = ["--vary", "events.order.deadline=30 days, 90 days", "--vary", "deal.bidders.one.interest=0.2, 0.9"]
    call(command, tmp_path, "sweep", case, "-n", N, *words, "--metric", "value.mean", "--where", "deal.bidders.one.interest < 0.5 or events.order.deadline > 60 days")
    study = mg.sweep(
        case,
        {"events.order.deadline": "30 days, 90 days", "deal.bidders.one.interest": [0.2, 0.9]},
        n=N,
        metrics=["value.mean"],
        where="deal.bidders.one.interest < 0.5 or events.order.deadline > 60 days",
    )
    check_same_files(study, tmp_path, "small-sweep")
    assert len(polars.DataFrame(study.tables["sweep"])) == 3


def test_a_sweep_ends_points_that_are_precise_enough(tmp_path, case, command):
    words = ["--vary", "events.order.deadline=30 days, 90 days", "--precision", "20%"]
    call(command, tmp_path, "sweep", case, "-n", 4000, *words)
    study = mg.sweep(case, {"events.order.deadline": "30 days, 90 days"}, n=4000, precision="20%")
    check_same_files(study, tmp_path, "small-sweep")
    assert min(study.summary["histories"]) < 4000
    with pytest.raises(mg.ScenarioError, match="precision: "):
        mg.sweep(case, {"events.order.deadline": "30 days, 90 days"}, precision="soon")


def test_a_file_lists_the_points_of_a_sweep(tmp_path, case, command):
    design = tmp_path / "points.csv"
    design.write_text("events.order.deadline,deal.bidders.one.interest\n30 days,0.2\n60 days,0.9\n90 days,0.5\n")
    call(command, tmp_path, "sweep", case, "-n", N, "--design", design)
    study = mg.sweep(case, design=str(design), n=N)
    check_same_files(study, tmp_path, "small-sweep")
    assert len(study.summary["histories"]) == 3
    with pytest.raises(mg.ScenarioError, match="leave out --vary"):
        mg.sweep(case, {"events.order.deadline": "30 days, 90 days"}, design=str(design), n=N)
    with pytest.raises(mg.ScenarioError, match="none.csv"):
        mg.sweep(case, design="none.csv", n=N)


def test_the_sweep_of_the_file_is_found(tmp_path, case, command):
    call(command, tmp_path, "sweep", case, "-n", N)
    told = []
    study = mg.sweep(case, n=N, progress=lambda done, total: told.append((done, total)))
    check_same_files(study, tmp_path, "small-deadline")
    assert told[-1][1] == 3 * N
    with pytest.raises(mg.ScenarioError, match="it has deadline"):
        mg.sweep(case, name="other")


def test_what_makes_no_sweep_is_refused(case):
    for vary, why in [({"markets.uss.arpu": "$5"}, "did you mean `us`"), ({"markets.us.arpu": "5 days"}, "arpu")]:
        with pytest.raises(mg.ScenarioError, match=why):
            mg.sweep(case, vary, n=N)


@pytest.mark.parametrize("method, n, options, words", [
    ("tornado", 300, {}, []),
    ("one-at-a-time", 2, {"metrics": ["value.p5"]}, ["--metric", "value.p5"]),
    ("morris", 1, {"trajectories": 2}, ["--trajectories", 2]),
    ("sobol", 4, {"second_order": True}, ["--second-order"]),
])
def test_drivers_are_those_of_the_command(tmp_path, case, command, method, n, options, words):
    call(command, tmp_path, "sensitivity", case, "--method", method, "-n", n, *words)
    study = mg.sensitivity(case, method, n=n, **options)
    check_same_files(study, tmp_path, f"small-{method}")


def test_options_go_with_their_methods(case):
    for method, wrong in [("morris", {"second_order": True}), ("sobol", {"trajectories": 3}), ("none", {})]:
        with pytest.raises(mg.ScenarioError):
            mg.sensitivity(case, method, n=4, **wrong)
