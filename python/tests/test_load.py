import datetime
import pickle

import pytest

import marketgate as mg


def test_a_scenario_says_what_it_is(case):
    scenario = mg.load(case)
    assert scenario.name == "small" and scenario.title == "A small case"
    assert scenario.markets == ["us", "canada"]
    assert scenario.strategies == ["sell", "wait"] and scenario.strategy == "sell"
    assert scenario.start == "2026-01-01"
    assert "discount_rate" in scenario.to_toml()


def test_inputs_are_set_in_the_types_of_python(case):
    start = datetime.date(2026, 1, 15)
    changed = {"start": start, "markets.us.arpu": "$7", "policy.order.enforcement": 0.5, "strategy": "wait"}
    scenario = mg.load(str(case), set=changed)
    assert scenario.start == "2026-01-15" and scenario.strategy == "wait"
    assert scenario.digest != mg.load(case).digest
    with pytest.raises(TypeError, match="not to a list"):
        mg.load(case, set={"markets.us.arpu": []})


def test_all_mistakes_come_at_once_with_their_places(tmp_path, case, command):
    wrong = case.read_text().replace("arpu    = \"$6", "arpuu   = \"$6").replace('"$5 to $8"', '"5 days"')
    file = tmp_path / "wrong.toml"
    file.write_text(wrong)
    with pytest.raises(mg.ScenarioError) as raised:
        mg.load(file)
    errors = [mistake for mistake in raised.value.diagnostics if mistake.severity == "error"]
    spelt = next(mistake for mistake in errors if "arpuu" in mistake.message)
    line = 1 + wrong[: wrong.index("arpuu")].count("\n")
    assert (spelt.file, spelt.line, spelt.column) == (str(file), line, 1)
    assert spelt.help == "did you mean `arpu`?"
    assert any("days" in str(mistake) and mistake.line > line for mistake in errors)
    # The command line says the same.
    assert str(raised.value).strip() == command("check", file).stderr.strip()
    assert isinstance(raised.value, ValueError)


def test_errors_travel_between_processes(case):
    with pytest.raises(mg.ScenarioError) as raised:
        mg.load(case, set={"markets.us.arpuu": "$7"})
    copy = pickle.loads(pickle.dumps(raised.value))
    assert str(copy) == str(raised.value) and copy.diagnostics == raised.value.diagnostics
    assert copy.diagnostics[0].file == "--set"


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(mg.ScenarioError, match="cannot read .*none.toml: No such file") as raised:
        mg.load(tmp_path / "none.toml")
    assert raised.value.diagnostics == []
