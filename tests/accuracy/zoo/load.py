"""Build the runs that are missing, several at a time, and load them all."""

from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.accuracy.zoo.cache import DEFAULT_CACHE, SHARD_SIZE, read_shard, shard_path, write_shard
from tests.accuracy.zoo.run import ZooRun, make_runs

DEFAULT_SEED = 1
"""Seed of the zoo that the thresholds were fitted on."""

DEFAULT_COUNT = 18_000
"""Runs that are fitted to and scored: 375 of every kind of task. A quarter, a half and all of the
first 12,000 gave a log loss of .594, .578 and .571 on ``truth`` and .659, .648 and .627 on
``trained``, by coefficients that saw neither; so half as many again are trained."""

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Matrices this small only lose time to threads."""


def load(
    count: int = DEFAULT_COUNT, seed: int = DEFAULT_SEED, jobs: int = 2, cache: Path = DEFAULT_CACHE
) -> list[ZooRun]:
    """Give the first ``count`` runs of a seed; ``jobs`` processes train what is not cached yet.

    Trainings stopped sooner lie in the same shards and are left out here.
    With several jobs, call it under ``if __name__ == "__main__"``: the workers import the caller.
    Raises ValueError for a negative count or fewer than one job.
    """
    if count < 0 or jobs < 1:
        raise ValueError(f"count must be >= 0 and jobs >= 1, got {count} and {jobs}")
    shards = range(-(-count // SHARD_SIZE))
    missing = [shard for shard in shards if not shard_path(cache, seed, shard).exists()]
    _build(missing, seed, jobs, cache)
    runs = [run for shard in shards for run in read_shard(shard_path(cache, seed, shard))]
    return [run for run in runs if not run.early][:count]


def build_shard(cache: Path, seed: int, shard: int) -> None:
    """Train the runs of one shard and write it, unless somebody else has done so meanwhile."""
    path = shard_path(cache, seed, shard)
    if path.exists():
        return
    first = shard * SHARD_SIZE
    indices = range(first, first + SHARD_SIZE)
    write_shard(path, [run for index in indices for run in make_runs(seed, index)])


def _build(shards: list[int], seed: int, jobs: int, cache: Path) -> None:
    """One job works in this process; several need a main module that can be imported."""
    if jobs == 1 or len(shards) < 2:
        for done, shard in enumerate(shards, 1):
            build_shard(cache, seed, shard)
            _tell(done, len(shards))
        return
    os.environ.update(ONE_THREAD)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        waiting = [pool.submit(build_shard, cache, seed, shard) for shard in shards]
        for done, future in enumerate(as_completed(waiting), 1):
            future.result()
            _tell(done, len(shards))


def _tell(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\rzoo: {done}/{total} shards trained", end=end, file=sys.stderr, flush=True)
