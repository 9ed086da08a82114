"""Settings: where they come from, which place wins, and how mistakes are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from convcheck.band import Band
from convcheck.configuration import load
from convcheck.errors import UsageError
from convcheck.options import OPTIONS
from convcheck.settings import Settings

KNOWN = {"CC401": {"rise": 0.0, "climb": -1.0}, "CC305": {}, "CC201": {}}


def loaded(
    folder: Path,
    environment: Mapping[str, str] | None = None,
    given: Mapping[str, Any] | None = None,
    assignments: Sequence[str] = (),
) -> Settings:
    """Load settings for a folder without this process' environment."""
    return load(folder, environment or {}, given or {}, assignments)


def test_without_anything_set_all_is_default(tmp_path: Path) -> None:
    """No file, no variable, no option: the declared defaults, with no origin."""
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert loaded(tmp_path) == Settings()
    assert loaded(tmp_path).origins == {}


def test_the_later_place_wins_and_is_remembered(tmp_path: Path) -> None:
    """File, then environment, then command line."""
    file = tmp_path / "pyproject.toml"
    file.write_text('[tool.convcheck]\nband = "5%"\nfail-on = "warning"\ngoal = "max"\n')
    environment = {"CONVCHECK_BAND": "3%", "CONVCHECK_GOAL": "min", "OTHER": "x"}
    settings = loaded(tmp_path, environment, {"band": "1%"})
    assert (Band(0.01), "min", "warning") == (settings.band, settings.goal, settings.fail_on)
    assert settings.origins == {
        "band": "--band",
        "goal": "CONVCHECK_GOAL",
        "fail_on": str(file),
    }


def test_the_nearest_file_upward_is_taken_alone(tmp_path: Path) -> None:
    """A pyproject.toml without a table of ours is passed over; nothing is merged."""
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "convcheck.toml").write_text('train = "far"\nval = "far"\n')
    (tmp_path / "a" / "convcheck.toml").write_text('train = "near"\n')
    (deep / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    settings = loaded(deep)
    assert (("near",), ()) == (settings.train, settings.validation)


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\nconvcheck = 3", "tool.convcheck = []"])
def test_a_value_in_the_place_of_the_table_is_refused(tmp_path: Path, text: str) -> None:
    """It is no defect of the program; the file is named."""
    file = tmp_path / "pyproject.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        loaded(tmp_path)
    assert str(file) in caught.value.message


def test_every_setting_can_be_given_in_a_file(tmp_path: Path) -> None:
    """All keys are read from TOML, by their short or their long name."""
    (tmp_path / "convcheck.toml").write_text(
        """
        train = ["a", "b/*"]
        validation = "c"
        x = "s"
        learning-rate = "lr"
        grad_norm = "g"
        run = "r*"
        from = "csv"
        on-restart = "error"
        goal = "max"
        band = 0.01
        from-step = 5
        to-step = 1e3
        select = "CC4,cc201"
        ignore = ["CC305"]
        target = 0.3
        by-step = 900
        fail-on = "never"
        accept = "improving, stuck"
        exit-zero = true
        jobs = 2
        [limits]
        CC401.rise = 4
        [severities]
        CC401 = "error"
        """
    )
    expected = Settings(
        train=("a", "b/*"),
        validation=("c",),
        x=("s",),
        learning_rate=("lr",),
        gradient_norm=("g",),
        run="r*",
        from_format="csv",
        on_restart="error",
        goal="max",
        band=Band(0.01, absolute=True),
        from_step=5.0,
        to_step=1000.0,
        select=("CC4", "CC201"),
        ignore=("CC305",),
        limits={"CC401.rise": 4.0},
        severities={"CC401": "error"},
        target=0.3,
        by_step=900.0,
        fail_on="never",
        accept=("improving", "stuck"),
        exit_zero=True,
        jobs=2,
    )
    settings = loaded(tmp_path)
    assert expected == settings
    assert len(OPTIONS) == len({key.partition(".")[0] for key in settings.origins})


def test_set_gives_limits_and_severities(tmp_path: Path) -> None:
    """``--set`` goes before the variable, and each limit is kept apart from the others."""
    environment = {"CONVCHECK_SET": "CC401.rise=2,CC305.swing=.5"}
    written = ["cc401.rise=4", "CC401.severity=warning"]
    settings = loaded(tmp_path, environment, assignments=written)
    assert settings.limits == {"CC401.rise": 4.0, "CC305.swing": 0.5}
    assert settings.severities == {"CC401": "warning"}
    assert settings.limits_of("CC401") == {"rise": 4.0}
    assert settings.origins["limits.CC305.swing"] == "CONVCHECK_SET"


@pytest.mark.parametrize(
    ("file", "environment", "given", "assignments", "told"),
    [
        ("bnad = '1%'", {}, {}, [], ["bnad", "'band'"]),
        ("", {"CONVCHECK_FAILON": "error"}, {}, [], ["CONVCHECK_FAILON", "'fail-on'"]),
        ("", {}, {"band": "wide"}, [], ["--band", "wide"]),
        ("", {}, {"band": "0%"}, [], ["--band", "0%"]),
        ("band = 'nan'", {}, {}, [], ["nan"]),
        ("", {}, {"accept": ["good"]}, [], ["good", "converged"]),
        ("from-step = true", {}, {}, [], ["from-step", "True"]),
        ("", {}, {}, ["CC401=4"], ["--set", "CC401.rise=4"]),
        ("", {}, {}, ["CC401.rise=high"], ["--set", "high"]),
        ("", {}, {"by-step": 3}, [], ["--target"]),
        ("", {}, {"from-step": 9, "to-step": 3}, [], ["from-step", "to-step"]),
        ("jobs = 0", {}, {}, [], ["jobs", "0"]),
        ("[set]\n'CC401.rise' = 1", {}, {}, [], ["'set'", "[limits]"]),
        ("[tool.convcheck]\nband = '1%'", {}, {}, [], ["'tool'", "keys stand alone"]),
        ("band = ", {}, {}, [], ["convcheck.toml", "TOML"]),
    ],
)
def test_a_mistake_names_its_place_and_what_was_meant(
    tmp_path: Path,
    file: str,
    environment: Mapping[str, str],
    given: Mapping[str, Any],
    assignments: Sequence[str],
    told: Sequence[str],
) -> None:
    """Every wrong key or value is a usage error that helps."""
    (tmp_path / "convcheck.toml").write_text(file)
    with pytest.raises(UsageError) as caught:
        loaded(tmp_path, environment, given, assignments)
    words = f"{caught.value.message} {caught.value.hint}"
    assert [] == [word for word in told if word not in words]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(select=("CC9",)), "CC9"),
        (Settings(ignore=("CC410",)), "CC401"),
        (Settings(severities={"CC410": "error"}), "CC401"),
        (Settings(limits={"CC410.rise": 1.0}), "CC401"),
        (Settings(limits={"CC401.rize": 1.0}), "rise"),
        (Settings(limits={"CC401.rise": -0.1}), "CC401.rise is -0.1"),
        (Settings(limits={"CC401.climb": -1.1}), "below -1"),
        (Settings(select=("CC401",), ignore=("CC4",)), "no rule is left to run"),
        (Settings(ignore=("CC999",), origins={"ignore": "a.toml"}), "a.toml, ignore: no rule"),
        (Settings(ignore=("CC999",), origins={"ignore": "--ignore"}), "--ignore: no rule"),
        (
            Settings(limits={"CC401.x": 1.0}, origins={"limits.CC401.x": "a.toml"}),
            "a.toml, limits: rule",
        ),
    ],
)
def test_an_unknown_code_or_limit_names_the_nearest(settings: Settings, told: str) -> None:
    """Codes and limits are held against those that there are, and the place is told."""
    with pytest.raises(UsageError) as caught:
        settings.check_codes(KNOWN)
    assert told in f"{caught.value.message} {caught.value.hint}"


def test_rules_go_by_code_number_and_name(tmp_path: Path) -> None:
    """As the README's table prints them; a number may be the beginning of codes."""
    (tmp_path / "convcheck.toml").write_text("[limits]\n401.rise = 4\n")
    given = {"ignore": ["Overfitting,305"], "select": ["2,CC4"]}
    settings = loaded(tmp_path, given=given).with_codes({"overfitting": "CC401"})
    assert (("CC401", "CC305"), ("CC2", "CC4")) == (settings.ignore, settings.select)
    assert settings.limits == {"CC401.rise": 4.0}


def test_known_codes_and_their_beginnings_pass() -> None:
    """A family is selected by the beginning of its codes."""
    limits = {"CC401.rise": 0.0, "CC401.climb": -0.5}
    settings = Settings(select=("CC4", "CC201"), ignore=("CC305",), limits=limits)
    settings.check_codes(KNOWN)
    assert [settings.is_selected(code) for code in KNOWN] == [True, False, True]
    assert [settings.is_ignored(code) for code in KNOWN] == [False, True, False]
    assert all(Settings().is_selected(code) for code in KNOWN)


@pytest.mark.parametrize("label", ["2%", "0.5%", "0.01", "1e-05"])
def test_a_band_is_labelled_as_it_was_written(label: str) -> None:
    """Reading and writing a band are each other's inverse."""
    assert Band.parse(label).label == label


def test_a_band_is_a_share_of_the_range_or_a_loss() -> None:
    """Two percent of a range of five is a tenth; an absolute band asks for no range."""
    assert Band.parse("2%").width(5.0) == 0.1
    assert Band.parse("0.3").width(5.0) == 0.3
