"""Which event files in and below a folder belong to one run."""

from __future__ import annotations

import os
import re

from convcheck.model import Source
from convcheck.readers._event_peek import first_tags
from convcheck.readers._folders import EVENT_FORMAT, Folder
from convcheck.readers._split_names import belongs_beside_splits, rank, split_of

_HPARAMS_FOLDER = re.compile(r"\d{9,}(\.\d+)?")
"""SummaryWriter.add_hparams opens a folder named after the time."""


def take_events(folder: Folder) -> Source | None:
    """Take the event files of the run that this folder holds out of it and return them.

    To a run belong the folder's own files, folders named after splits, and what ``add_scalars``
    writes into folders of its own. None where the folder has nothing of that.
    """
    own = folder.events()
    splits = _split_folders(folder, bool(own))
    members = {child.path: child for child in splits}
    if own:
        members |= {child.path: child for child in folder.below() if _is_part(folder, child)}
    files = list(own)
    for child in members.values():
        if not _HPARAMS_FOLDER.fullmatch(child.name):
            files += child.events()
    splits_of_files = _splits(splits)
    for taken in (folder, *members.values()):
        for file in taken.events():
            del taken.logs[file]
    if not files:
        return None
    return Source(folder.path, EVENT_FORMAT, tuple(files), splits=splits_of_files)


def _split_folders(folder: Folder, has_own: bool) -> list[Folder]:
    """Return the folders of the splits: those beside a train/, or below a run's own files."""
    found = [
        child for child in folder.folders if belongs_beside_splits(child.name) and child.events()
    ]
    has_train = any(split_of(child.name) == "train" for child in found)
    return found if has_own or (has_train and len(found) > 1) else []


def _splits(found: list[Folder]) -> dict[str, str]:
    """Return the split of each file; of several validation splits one only is called that."""
    train = [child for child in found if split_of(child.name) == "train"][:1]
    others = [child for child in found if split_of(child.name) == "validation"]
    validation = sorted(others, key=lambda child: rank(child.name))[:1]
    return {file: "train" for child in train for file in child.events()} | {
        file: "validation" for child in validation for file in child.events()
    }


def _is_part(folder: Folder, child: Folder) -> bool:
    """Tell whether ``add_scalars`` or ``add_hparams`` of the folder's writer made a child."""
    events = child.events()
    if not events:
        return False
    if _HPARAMS_FOLDER.fullmatch(child.name) and child in folder.folders:
        return True
    below = os.path.relpath(child.path, folder.path).replace(os.sep, "/")
    # torch writes "Loss_train/" with the tag "Loss" in it, tensorboardX "Loss/train/".
    return any(
        below.startswith((tag.replace("/", "_").replace(" ", "_") + "_", f"{tag}/"))
        for tag in first_tags(events[0])
        if tag
    )
