"""JSON documents: trainer_state.json, catboost_training.json, evals_result, a Keras history."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from convcheck.errors import SourceUnreadable
from convcheck.readers._json_repair import closed
from convcheck.readers._json_text import NotJson, loads
from convcheck.readers._own_report import REASON, is_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from convcheck.model import Source
    from convcheck.readers._json_batches import RecordBatch
    from convcheck.readers._json_document import Document
    from convcheck.readers._json_records import LeftOut
    from convcheck.table import Catalog, LossTable, Wanted

SUMMARY = "JSON documents: trainer_state.json, catboost_training.json, evals_result, Keras history"
RANK = 30

MAX_BYTES = 512 << 20
"""A larger document is refused: parsed, it takes several times its size in memory."""


def recognise(head: bytes, name: str) -> str | None:  # noqa: ARG001 - all readers share this form
    """Accept a JSON document that is whole or cut off."""
    if is_report(head):
        return REASON
    text = head.decode("utf-8-sig", "ignore").strip()
    if text[:1] not in {"{", "["} or not text:
        return "it does not begin with a brace or bracket"
    first, _, rest = text.partition("\n")
    if rest and first.strip()[-1:] in {"}", "]"} and _is_json(first):
        return "its first line is a whole value, as in JSON lines"
    if _is_json(text):
        return None
    shortened = closed(text)
    return None if shortened is not None and _is_json(shortened) else "it is no JSON"


def survey(source: Source) -> Catalog:
    """List the columns of the document; raises SourceUnreadable."""
    from convcheck.readers import _json_table
    from convcheck.readers._json_records import LeftOut

    left_out = LeftOut()
    documents = _documents(source, left_out)
    batches = _batches(source, documents, left_out)
    return _json_table.catalog(batches, left_out, extras=documents[0][1].extras)


def read(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted columns; raises SourceUnreadable."""
    from convcheck.readers import _json_table
    from convcheck.readers._json_records import LeftOut

    left_out = LeftOut()
    documents = _documents(source, left_out)
    batches = _batches(source, documents, left_out)
    return _json_table.table(batches, wanted, left_out, extras=documents[0][1].extras)


def _documents(source: Source, left_out: LeftOut) -> list[tuple[str, Document]]:
    """Return what each file of the source holds, with the file's name; at least one.

    Raises SourceNotFound or SourceUnreadable.
    """
    from convcheck.readers._json_document import document
    from convcheck.readers._lines import blocks

    contents: dict[str, list[bytes]] = {}
    for block in blocks(source):
        contents.setdefault(block.file, []).append(block.data)
        if sum(map(len, contents[block.file])) > MAX_BYTES:
            hint = "log one JSON object a line instead, which needs no more memory as it grows"
            message = f"{block.file or 'the input'} is larger than {MAX_BYTES >> 20} MiB"
            raise SourceUnreadable(message, hint, block.file)
    found = [
        (file, document(_parsed(b"".join(parts), file, left_out), PurePath(file).stem))
        for file, parts in contents.items()
    ]
    if not found:
        raise SourceUnreadable("the document is empty", path=source.path)
    left_out.unused += sum(each.unused for _, each in found)
    return found


def _parsed(data: bytes, file: str, left_out: LeftOut) -> Any:
    """Return the value of a document, without its last element where that is cut off.

    Raises SourceUnreadable where it is no JSON.
    """
    text = data.decode("utf-8", "replace").strip()
    try:
        return loads(text)
    except NotJson as error:
        problem = error
    shortened = closed(text)
    if shortened is None or not _is_json(shortened):
        hint = "where each line holds an object of its own, say --from jsonl"
        raise SourceUnreadable(f"{file or 'the input'} is no JSON: {problem}", hint, file)
    left_out.cut.append(file or "input")
    return loads(shortened)


def _batches(
    source: Source, documents: Sequence[tuple[str, Document]], left_out: LeftOut
) -> Iterator[RecordBatch]:
    """Yield the flat records of all documents."""
    from convcheck.readers._json_batches import RecordBatch
    from convcheck.readers._json_dialects import adapted, identify
    from convcheck.readers._json_records import flat_records
    from convcheck.readers._json_reshape import split_word

    for file, each in documents:
        by_file = split_word(source.splits.get(file))
        for group in each.groups:
            records = flat_records(list(group.rows), left_out, group.split or by_file)
            dialect = each.dialect or identify(records)
            yield RecordBatch([adapted(dialect, record) for record in records], dialect)


def _is_json(text: str) -> bool:
    """Return whether a text is one JSON value."""
    try:
        loads(text)
    except NotJson:
        return False
    return True
