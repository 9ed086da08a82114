"""The shape of the code: imports point one way, files stay small, heavy modules stay out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "convcheck"
FILES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MOST_LINES = 300

LAYERS: tuple[frozenset[str], ...] = tuple(
    frozenset(layer.split())
    for layer in (
        "__main__",
        "cli",
        "__init__",
        "api table_files",
        "pipeline rule_codes",
        "readers series diagnosis reporters run_report",
        "advice rules examples needs",
        "planted_columns",
        "profile",
        "decision settled run_facts",
        "settling_evidence settling_model reasons decision_model",
        "settling_beside definitions",
        "facts_beside",
        "quantities decision_tables temperature",
        "broken_line",
        "told_swing",
        "told_end told_local told_after",
        "drawn_curve",
        "shares told_levels told_validation told_fall told_best last_low",
        "step_lengths curve_profile",
        "series_summary downsample siblings",
        "report schema",
        "exit_codes",
        "configuration",
        "settings options causes cause_weights verdicts wording directions",
        "told_ahead findings",
        "table",
        "long_form",
        "measures curves",
        "name_words noted",
        "model roles band nearest rule",
        "errors",
    )
)
"""Top to bottom: each may import those after it, and nothing before it."""

PERMITTED = {
    # to_dict() is part of the report's face; how it is laid out is a file of its own.
    ("convcheck.report", "convcheck.schema"),
}


def layer_of(module: str) -> int:
    """Return the layer of a module of the package, by the first name below it."""
    name = [*module.split("."), "__init__"][1] if "." in module else "__init__"
    return next(index for index, layer in enumerate(LAYERS) if name in layer)


def module_name(path: Path) -> str:
    """Return the dotted name of a file of the package."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """Yield what a file imports when it runs; imports for type checkers do not count."""

    def visit(node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                target = f"{node.module}.{alias.name}"
                is_module = (ROOT / Path(*target.split("."))).with_suffix(".py").exists()
                is_package = (ROOT / Path(*target.split("."))).is_dir()
                yield target if is_module or is_package else node.module
        for child in ast.iter_child_nodes(node):
            yield from visit(child)

    yield from visit(ast.parse(path.read_text(encoding="utf-8")))


def may_import(importer: str, imported: str) -> bool:
    """Return whether one module of the package may import another."""
    if imported == "convcheck":
        return True  # the package itself holds nothing but its version
    if (importer, imported) in PERMITTED:
        return True
    own, other = importer.split("."), imported.split(".")
    if own[1:2] == other[1:2]:  # the same folder: siblings share only what begins with _
        free = own[1] in ("measures", "curves", "series", "cli", "quantities") or len(own) == 2
        return free or len(other) == 2 or any(part.startswith("_") for part in other[2:])
    return layer_of(importer) < layer_of(imported)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    """No module imports one of a layer above it, or a sibling that is no helper."""
    importer = module_name(path)
    wrong = [
        imported
        for imported in imports(path)
        if imported.split(".")[0] == "convcheck" and not may_import(importer, imported)
    ]
    assert [] == wrong


@pytest.mark.parametrize("path", FILES + TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_within_a_few_screens(path: Path) -> None:
    """No file of the package or of its tests is longer than 300 lines, comments counted."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_measures_know_numpy_only() -> None:
    """A measure imports numpy, the standard library and other measures."""
    foreign = {
        imported.split(".")[0]
        for path in (PACKAGE / "measures").glob("*.py")
        for imported in imports(path)
        if not imported.startswith("convcheck.measures")
    }
    assert foreign <= {"__future__", "collections", "dataclasses", "functools", "itertools",
                       "numpy", "typing"}  # fmt: skip


def test_measures_import_each_other_without_a_circle() -> None:
    """The graph of the measures can be put in an order."""
    graph = {
        module_name(path): [name for name in imports(path) if ".measures." in name]
        for path in (PACKAGE / "measures").glob("*.py")
    }
    done: set[str] = set()
    while ready := {name for name in graph if name not in done and done.issuperset(graph[name])}:
        done |= ready
    assert set(graph) == done


@pytest.mark.parametrize(
    ("library", "allowed"),
    [("plotext", {"reporters/_plot.py"}), ("typer", {"cli/"})],
)
def test_a_library_stays_behind_its_file(library: str, allowed: set[str]) -> None:
    """Only the places named touch plotext and typer, and they do."""
    users = {
        str(path.relative_to(PACKAGE))
        for path in FILES
        if any(name.split(".")[0] == library for name in imports(path))
    }
    assert users
    assert all(any(user.startswith(place) for place in allowed) for user in users), users
