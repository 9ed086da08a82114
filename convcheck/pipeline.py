"""The whole story: find the logs, read them, measure, judge, and gather what there is to tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import convcheck
from convcheck import errors, readers, series
from convcheck.errors import ConvcheckError, InputError, NoObjective, UsageError
from convcheck.exit_codes import INTERNAL_ERROR, UNUSABLE_INPUT
from convcheck.readers._discovery import discover
from convcheck.report import Inspection, Report, RunReport, Unread
from convcheck.table import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from convcheck.model import Run, Source
    from convcheck.settings import Settings
    from convcheck.siblings import Siblings
    from convcheck.table import LossTable

    Progress = Callable[[str], None]


def analyze(
    paths: Sequence[str],
    settings: Settings,
    stdin: bytes | None = None,
    progress: Progress | None = None,
) -> Report:
    """Analyze every run under the paths; ``-`` stands for the bytes of standard input.

    What cannot be read, and what the settings do not fit, is listed in the report. Raises
    UsageError for settings that fit no run, and whatever a defect of this program raises where
    nothing could be analyzed.
    """
    sources: list[Source | Unread] = []
    for path in paths:
        try:
            sources += find(path, settings, stdin)
        except InputError as error:
            sources.append(_unread(error, path))
    told = list(_each(sources, settings, progress))
    runs = _with_unique_ids([each for each in told if isinstance(each, RunReport)])
    unread = tuple(each for each in told if isinstance(each, Unread))
    if not runs:
        _raise_if_no_input_is_at_fault(unread)
    return Report(_compared(runs, settings), unread, settings, convcheck.__version__)


def _each(
    sources: Sequence[Source | Unread], settings: Settings, progress: Progress | None
) -> Iterator[RunReport | Unread]:
    """Analyze sources in their order, several at once where the settings say so."""
    if settings.jobs > 1 and len(sources) > 1:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        # Fresh processes: a forked copy of a threaded parent may hang.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(settings.jobs, len(sources)), context) as pool:
            tell = partial(_tell_from_afar, settings=settings)
            results = pool.map(tell, sources, chunksize=max(1, len(sources) // 64))
            yield from _with_progress(results, sources, progress)
    else:
        here = (_tell(source, settings) for source in sources)
        yield from _with_progress(here, sources, progress)


def _with_progress(
    results: Iterator[RunReport | Unread],
    sources: Sequence[Source | Unread],
    progress: Progress | None,
) -> Iterator[RunReport | Unread]:
    for number, source in enumerate(sources, start=1):
        if progress is not None:
            progress(f"{number} of {len(sources)}: {source.path}")
        yield next(results)


def _tell(source: Source | Unread, settings: Settings) -> RunReport | Unread:
    """Analyze one run of perhaps many, none of which may be lost by what is wrong with another."""
    if isinstance(source, Unread):
        return source
    try:
        return analyze_source(source, settings)
    except InputError as error:
        return _unread(error, source.path)
    except UsageError as error:  # this log has not what is asked for: others may
        return replace(_unread(error, source.path), exit_code=UNUSABLE_INPUT)
    except Exception as error:
        what = f"internal error: {type(error).__name__}: {error}"
        hint = "analyze it alone with -v to see where, and report that"
        return Unread(source.path, what, hint, INTERNAL_ERROR, error)


def _tell_from_afar(source: Source | Unread, settings: Settings) -> RunReport | Unread:
    """Do the same in another process, which an exception of any kind may not leave."""
    told = _tell(source, settings)
    if isinstance(told, RunReport) or isinstance(told.error, ConvcheckError | None):
        return told
    return replace(told, error=RuntimeError(told.message))


def _raise_if_no_input_is_at_fault(unread: Sequence[Unread]) -> None:
    """Raise the first error for which not the input is to blame."""
    for each in unread:
        if each.error is not None and not isinstance(each.error, InputError):
            raise each.error


def find(path: str, settings: Settings, stdin: bytes | None = None) -> list[Source]:
    """Find the runs under a path. Raises InputError where there is none."""
    unnamed = replace(
        settings, train=(), validation=(), x=(), learning_rate=(), gradient_norm=(), goal=None
    )

    def readable(source: Source) -> Run | None:
        try:
            return read_run(source, settings)
        except InputError:
            return None
        except UsageError:  # a run all the same, which is told when it is analyzed
            return readable_unnamed(source)

    def readable_unnamed(source: Source) -> Run | None:
        try:
            return read_run(source, unnamed)
        except InputError:
            return None

    return discover(path, settings.from_format or None, settings.run or None, readable, stdin)


def analyze_source(source: Source, settings: Settings) -> RunReport:
    """Analyze one run. Raises InputError where it cannot be read."""
    # Here, so that who converts or inspects a log does not wait for what judges it.
    from convcheck.diagnosis import diagnose
    from convcheck.profile import Profile
    from convcheck.run_report import report_run

    run = read_run(source, settings)
    profile = Profile(run, settings.band)
    return report_run(profile, diagnose(profile, settings), settings)


def read_run(source: Source, settings: Settings) -> Run:
    """Read one run: survey, choose, read, build. Raises InputError where that cannot be done."""
    reader = readers.get(source.format)
    catalog = reader.survey(source)
    choice = _choice(settings)
    selection = series.choose(catalog, choice)
    table = reader.read(source, selection.wanted)
    return series.build(selection, table, source, catalog, choice)


def read_table(source: Source, settings: Settings) -> LossTable:
    """Read every series of numbers of one run, counted as an analysis would count them.

    Raises InputError where it cannot be read.
    """
    reader = readers.get(source.format)
    catalog = reader.survey(source)
    try:
        axis = series.choose(catalog, _choice(settings)).axis
    except NoObjective:
        axis = ""
    wanted = [
        Wanted(entry.name, axis if settings.x else entry.axis or axis)
        for entry in catalog.entries
        if entry.numeric and entry.name != axis
    ]
    table = reader.read(source, wanted)
    notes = dict.fromkeys((*source.notes, *catalog.notes, *table.notes))
    return replace(table, notes=tuple(notes))


def inspect(
    paths: Sequence[str], settings: Settings, stdin: bytes | None = None
) -> tuple[list[Inspection], list[ConvcheckError]]:
    """Say what is recognised in every run under the paths, and what could not be read.

    Raises UsageError for settings that fit no run.
    """
    found: list[Inspection] = []
    unread: list[ConvcheckError] = []
    for path in paths:
        try:
            sources = find(path, settings, stdin)
        except InputError as error:
            unread.append(error)
            continue
        for source in sources:
            try:
                found.append(_inspect(source, settings))
            except ConvcheckError as error:
                error.path = error.path or source.path
                unread.append(error)
    misfits = [error for error in unread if isinstance(error, UsageError)]
    if misfits and not found:
        raise misfits[0]
    return found, unread


def _inspect(source: Source, settings: Settings) -> Inspection:
    catalog = readers.get(source.format).survey(source)
    bare = Inspection(
        path=source.path,
        format=source.format,
        logger=catalog.logger,
        files=source.files,
        entries=catalog.entries,
        roles={},
        axis=None,
        goal=None,
        notes=(*source.notes, *catalog.notes),
        run=source.run,
    )
    try:
        run = read_run(source, settings)
    except NoObjective as error:
        return replace(bare, problem=f"{error.message}; {error.hint}")
    return replace(
        bare,
        roles={role: found.name for role, found in run.series.items()},
        axis=run.axis,
        goal=run.goal,
        points={found.name: len(found) for found in run.series.values()},
        restarts=run.restarts,
        rejected=run.rejected,
        notes=run.notes,
    )


def as_error(unread: Unread) -> InputError:
    """Return the exception behind an input that could not be read."""
    if isinstance(unread.error, InputError):
        return unread.error
    return errors.SourceUnreadable(unread.message, unread.hint, unread.path)


def _choice(settings: Settings) -> series.Choice:
    return series.Choice(
        train=settings.train,
        validation=settings.validation,
        x=settings.x,
        learning_rate=settings.learning_rate,
        gradient_norm=settings.gradient_norm,
        goal=settings.goal,
        on_restart=settings.on_restart,
        from_step=settings.from_step,
        to_step=settings.to_step,
    )


def _unread(error: ConvcheckError, path: str) -> Unread:
    return Unread(error.path or path, error.message, error.hint, error.exit_code, error)


def _with_unique_ids(runs: list[RunReport]) -> tuple[RunReport, ...]:
    """Put the path in front of ids that several runs share, or in their place if that will do.

    What is named twice on the command line is counted besides.
    """
    ids = Counter(run.id for run in runs)
    paths = Counter(run.path for run in runs)
    given: Counter[str] = Counter()

    def unique(run: RunReport) -> RunReport:
        if ids[run.id] == 1:
            return run
        name = run.path if paths[run.path] == 1 else f"{run.path}:{run.id}"
        given[name] += 1
        return replace(run, id=name if given[name] == 1 else f"{name}:{given[name]}")

    return tuple(map(unique, runs))


def _compared(runs: tuple[RunReport, ...], settings: Settings) -> tuple[RunReport, ...]:
    """Add to the findings of each run what shows only beside the others of the same call."""
    if len(runs) < 2:
        return runs
    from convcheck.diagnosis import compare
    from convcheck.siblings import siblings_below

    def compared(run: RunReport, siblings: Siblings | None) -> RunReport:
        if run.standing is None or siblings is None:
            return run
        return replace(run, diagnosis=compare(run.diagnosis, run.standing, siblings, settings))

    return tuple(map(compared, runs, siblings_below([run.standing for run in runs])))
