"""``make fuzz``: fuzz each reader for some minutes and say what was found.

A finding is any exception other than those of :mod:`convcheck.errors`, an input of a few kilobytes
that takes longer than SLOWEST_SECONDS, or memory beyond MOST_MEGABYTES. The input is kept in the
folder that is printed; it reproduces the finding with
``python -m tests.fuzz.one_target TARGET FILE``. Exit code 1 where something was found, 2 where
atheris is missing.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import SWITCHES, TARGETS

DEFAULT = ("events", "wandb", "json", "csv")
"""The readers that are fuzzed unless others are named."""
SLOWEST_SECONDS = 5
"""Thousands of times what a log of a few kilobytes takes."""
MOST_MEGABYTES = 1500
"""Of the whole process: numpy, pyarrow and the corpus take some 300."""
MOST_BYTES = 8192
"""Longest input: twice the longest seed."""
WITHOUT_ATHERIS = (
    "fuzzing needs atheris, which is not installed: pip install '.[fuzz]' (it has wheels for "
    "Linux and CPython 3.11 to 3.13; newer ones it may not support yet)"
)


def main(arguments: Sequence[str]) -> int:
    """Fuzz each target in a process of its own and return the exit code."""
    options = _options(arguments)
    if importlib.util.find_spec("atheris") is None:
        print(WITHOUT_ATHERIS, file=sys.stderr)
        return 2
    folder = Path(options.folder or tempfile.mkdtemp(prefix="convcheck-fuzz-"))
    found = [name for name in options.target or DEFAULT if not _clean(name, folder, options)]
    print(f"findings in: {', '.join(found)}; see {folder}" if found else "no findings")
    return 1 if found else 0


def _clean(target: str, folder: Path, options: argparse.Namespace) -> bool:
    """Fuzz one target; return whether nothing was found."""
    corpus, findings = folder / target / "corpus", folder / target / "findings"
    corpus.mkdir(parents=True, exist_ok=True)
    findings.mkdir(exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        for switch in SWITCHES:
            (corpus / f"seed-{number:03}-{switch.decode()}").write_bytes(switch + seed)
    limits = {
        "max_total_time": round(options.minutes * 60),
        "timeout": SLOWEST_SECONDS,
        "rss_limit_mb": MOST_MEGABYTES,
        "max_len": MOST_BYTES,
        "artifact_prefix": f"{findings}/",
        "print_final_stats": 1,
        "verbosity": 1,
    }
    print(f"== {target}: {options.minutes:g} minutes", flush=True)
    command = [sys.executable, "-m", "tests.fuzz.one_target", target, str(corpus)]
    flags = [f"-{name}={value}" for name, value in limits.items()]
    return subprocess.run([*command, *flags], check=False).returncode == 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", nargs="*", metavar="TARGET", help=f"of: {', '.join(TARGETS)}")
    parser.add_argument("--minutes", type=float, default=10, help="time for each target")
    parser.add_argument("--folder", help="where corpus and findings are kept; else a new one")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.target) - set(TARGETS))
    if unknown:
        parser.error(f"no target is called {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
