"""Words for losses and epochs in other languages than English, and full-width marks, in English."""

from __future__ import annotations

import re
from collections.abc import Iterable

from convcheck import roles
from convcheck.readers._text_rewriting import Rewrite


def _any_of(words: Iterable[str]) -> bytes:
    return b"|".join(word.encode() for word in sorted(words, key=len, reverse=True))


_LATIN = roles.FOREIGN | {word.title(): text for word, text in roles.FOREIGN.items()}
_ENGLISH = {word.encode(): text.encode() for word, text in _LATIN.items()}
_CHINESE = {
    word.encode(): text.encode()
    for word, text in (roles.CHINESE_QUALIFIERS | roles.CHINESE_MEASURES).items()
}
_MARKS = {"：".encode(): b": ", "，".encode(): b", "}
_ROUND = re.compile("第[ ]?([0-9]+)[ ]?(?:轮次|轮|个?epoch)".encode())
_LOSSES = tuple(word.encode() for word in ("损失", "érdida", "erda", "erte", "erlust"))
_WORD = re.compile(rb"(?<![\w\x80-\xff])(?:" + _any_of(_LATIN) + rb")(?![\w\x80-\xff])")
_IDEOGRAPH = rb"[\xe4-\xe9][\x80-\xbf]{2}"
_PART = re.compile(_any_of(roles.CHINESE_QUALIFIERS | roles.CHINESE_MEASURES))
_MEASURE = re.compile(
    rb"(?<!" + _IDEOGRAPH + rb")((?:" + _any_of(roles.CHINESE_QUALIFIERS) + rb")*+"
    rb"(?:" + _any_of(roles.CHINESE_MEASURES) + rb"))(?:\xe5\x80\xbc)?+(?!" + _IDEOGRAPH + rb")"
)
"""A measure, what it is of, and the word for value: another word before it names another loss."""


def translated(data: bytes) -> bytes:
    """Return lines with such words in English."""
    data = _ROUND.sub(rb"epoch \1 ", data)
    data = _MEASURE.sub(_measure_in_english, data)
    for mark, plain in _MARKS.items():
        data = data.replace(mark, plain)
    return _WORD.sub(lambda match: _ENGLISH[match[0]], data)


def _measure_in_english(match: re.Match[bytes]) -> bytes:
    return b" ".join(_CHINESE[part] for part in _PART.findall(match[1]))


TRANSLATED = Rewrite(_LOSSES, translated)
