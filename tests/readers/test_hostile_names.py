"""Names from a log or a disk are data: no escape code and no markup of theirs has an effect."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from convcheck.cli import run
from tests.bench.event_files import framed
from tests.readers import _event_bytes as eb
from tests.readers._stores import history, mlflow_database, wandb_log

EVIL = "\x1b[31mtrain\x1b]8;;http://x\x07 loss\r[bold]\u202e\x9b2J\x00|`<b>"
"""A column's name: colours, a link, a return to the line's start, markup, text turned around,
the one-byte form of an escape code, and what means something in Markdown."""
EVIL_FILE = "\x1b[2J\n[red]run\u202e.csv"
FORBIDDEN = "\x1b\x07\r\u202e\x9b\x00"
LOSSES = [1 / (step + 1) for step in range(30)]


def _events(name: str) -> bytes:
    values = [eb.event([eb.simple(name, value)], step) for step, value in enumerate(LOSSES)]
    return b"".join(framed(data) for data in (eb.VERSION, *values))


def _csv(name: str) -> bytes:
    rows = "".join(f"{step},{value}\n" for step, value in enumerate(LOSSES))
    return f'step,"{name}"\n{rows}'.encode()


def _json_lines(name: str) -> bytes:
    lines = (json.dumps({"step": step, name: value}) for step, value in enumerate(LOSSES))
    return "".join(f"{line}\n" for line in lines).encode()


def _json(name: str) -> bytes:
    return json.dumps({name: LOSSES, f"val {name}": LOSSES}).encode()


def _wandb(name: str) -> bytes:
    return wandb_log(history(step, {name: str(value)}) for step, value in enumerate(LOSSES))


LOGS: Mapping[str, Callable[[str], bytes]] = {
    "a.tfevents.1": _events,
    "run.csv": _csv,
    "run.jsonl": _json_lines,
    "run.json": _json,
    "run-1.wandb": _wandb,
}
WAYS = {
    "terminal": ("--no-plot",),
    "picture": ("--plot", "--color", "never"),
    "ascii": ("--ascii", "--no-plot"),
    "quiet": ("-q",),
    "verbose": ("-v", "--no-plot"),
    "markdown": ("--to", "markdown"),
    "json": ("--json",),
    "jsonl": ("--to", "jsonl"),
}
"""How a report can be asked for."""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(name="shown")
def _shown(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that runs a command line and gives all that a person would see."""

    def show(*arguments: str) -> str:
        capsys.readouterr()
        assert run(arguments) != 70
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return told.out + told.err

    return show


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("file", LOGS)
def test_a_name_in_a_log_has_no_effect(shown: Callable[..., str], file: str, way: str) -> None:
    """In every report of every format; where it is named at all, it is spelled out."""
    Path(file).write_bytes(LOGS[file](EVIL))
    text = shown(file, *WAYS[way])
    assert not set(FORBIDDEN) & set(text)
    spelled = {"json": r"\u001b[31mtrain", "jsonl": r"\u001b[31mtrain", "quiet": "", "markdown": ""}
    assert spelled.get(way, r"\x1b[31mtrain") in text


@pytest.mark.parametrize("file", LOGS)
def test_colour_is_only_ours(shown: Callable[..., str], file: str) -> None:
    """Where colours are asked for, those of a name still are shown as text."""
    Path(file).write_bytes(LOGS[file](EVIL))
    text = shown(file, "--color", "always", "--no-plot")
    assert "\x1b[" in text
    assert "\x1b]8" not in text
    assert "\x1b[31mtrain" not in text
    assert not set(FORBIDDEN[1:]) & set(text)


@pytest.mark.parametrize("file", LOGS)
def test_a_name_in_a_message_has_no_effect(shown: Callable[..., str], file: str) -> None:
    """Not in the list of what was recognised, nor in what an error names."""
    Path(file).write_bytes(LOGS[file](EVIL))
    for arguments in (
        ("inspect", file),
        ("inspect", file, "--json"),
        (file, "--train", EVIL.replace("loss", "los")),
        (file, "--x", "\x1b[31mstep\r"),
    ):
        assert not set(FORBIDDEN) & set(shown(*arguments)), arguments
    Path(file).write_bytes(LOGS[file](EVIL.replace("loss", "thing")))
    assert not set(FORBIDDEN) & set(shown(file))


@pytest.mark.parametrize("content", [_csv("loss"), b"", b"no log\n"])
@pytest.mark.parametrize("way", WAYS)
def test_a_name_on_disk_has_no_effect(shown: Callable[..., str], way: str, content: bytes) -> None:
    """Of a log and of what cannot be read; quiet reports keep to one line a run."""
    Path(EVIL_FILE).write_bytes(content)
    text = shown(EVIL_FILE, *WAYS[way])
    assert not set(FORBIDDEN) & set(text)
    if way == "quiet" and content.startswith(b"step"):
        assert text.count("\n") == 1


def test_the_name_of_a_run_has_no_effect(shown: Callable[..., str]) -> None:
    """Databases hold runs under any name."""
    points = list(enumerate(LOSSES))
    mlflow_database(Path("mlflow.db"), {EVIL: {"loss": points}, "other": {EVIL: points}})
    for way in WAYS.values():
        assert not set(FORBIDDEN) & set(shown("mlflow.db", *way))
    assert not set(FORBIDDEN) & set(shown("mlflow.db", "--run", "\x1b[2Jnone"))
