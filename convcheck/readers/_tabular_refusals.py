"""What is clearly no table, seen from the first bytes: the reason in words, or None."""

from __future__ import annotations

import re

from convcheck.readers._longtable_look import is_long_table

MAGIC = {
    b"\x89PNG": "it is an image",
    b"\xff\xd8\xff": "it is an image",
    b"GIF8": "it is an image",
    b"\x1f\x8b": "it is compressed",
    b"PK\x03\x04": "it is a zip archive",
    b"BZh": "it is compressed",
    b"\xfd7zXZ": "it is compressed",
    b"\x28\xb5\x2f\xfd": "it is compressed",
    b"SQLite format 3": "it is a SQLite database",
    b"PAR1": "it is a Parquet file",
    b"ARROW1": "it is an Arrow file",
    b"\x89HDF": "it is an HDF5 file",
    b"%PDF": "it is a PDF document",
    b":W&B": "it is a W&B log",
    b"\x7fELF": "it is a program",
    b"version https://git-lfs": "it is a git-LFS pointer, not the file itself",
}

CONTROL_SHARE = 0.01
"""Text has next to no control characters besides white space and escapes; compiled data has more.
NUL is not counted: a crash leaves runs of it in text files. Nor is the backspace, of which Keras
prints as many as its line is long before it draws that anew."""

_CONTROLS = bytes(code for code in range(1, 32) if chr(code) not in "\b\t\n\v\f\r\x1b") + b"\x7f"

_BEGINNINGS = (
    (
        # "[1,  2000] loss: 2.173" is a line that PyTorch's tutorials print, and
        # "[1,280/60,000]" tells how far an epoch has come
        re.compile(
            r'\{\s*(?:["\'}]|$)|'
            r"(?!\[ *\d[\d,]*, *\d[\d,]*\] *[-:|]? *[A-Za-z]|\[ *\d[\d,]* */)"
            r'\[\s*(?:[{["\]]|-?\d+(?:\.\d+)?\s*,|$)'
        ),
        "it begins like JSON",
    ),
    (re.compile(r"<\s*[!?A-Za-z]"), "it begins like HTML or XML"),
    (re.compile(r":::MLLOG|:::MLP"), "it begins like an MLPerf log"),
    (
        re.compile(
            r'#!|"""|(?:import|from) [\w.]+(?: import .*)?$|def \w+\(|#include', re.MULTILINE
        ),
        "it begins with source code",
    ),
)


def refusal(head: bytes) -> str | None:
    """Return why the first bytes of a file cannot be those of a table, or None."""
    content = head.replace(b"\0", b"")
    if not content.strip():
        return "it is empty"
    for magic, reason in MAGIC.items():
        if head.startswith(magic):
            return reason
    if sum(map(content.count, (bytes([code]) for code in _CONTROLS))) > CONTROL_SHARE * len(
        content
    ):
        return "it is binary"
    if is_long_table(head):
        return "it is a long table"
    beginning = content[:2048].decode("utf-8", "replace").lstrip()
    for pattern, reason in _BEGINNINGS:
        if pattern.match(beginning):
            return reason
    return None
