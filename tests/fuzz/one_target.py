"""Fuzz one reader in this process until the time is over or something is found.

libFuzzer ends the process itself, so that each target needs one of its own:
``python -m tests.fuzz.one_target csv FOLDER -max_total_time=600``.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> None:
    """Fuzz the target named first, with libFuzzer's arguments after it."""
    import atheris

    # What is to be instrumented must not have been imported before.
    with atheris.instrument_imports(include=["convcheck"]):
        from tests.fuzz.targets import TARGETS

        _import_all("convcheck.readers", "convcheck.series")
    atheris.enabled_hooks.add("str")
    target, *rest = arguments
    atheris.Setup([sys.argv[0], *rest], TARGETS[target])
    atheris.Fuzz()


def _import_all(*packages: str) -> None:
    """Import what the readers would import when they need it first."""
    for package in packages:
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            importlib.import_module(f"{package}.{module.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
