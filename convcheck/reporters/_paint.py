"""Colour and signs, where the output can show them; nothing is said by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from convcheck.rule import Verdict

if TYPE_CHECKING:
    from convcheck.reporters._look import Look
    from convcheck.rule import Severity

Style = Literal["plain", "strong", "dim", "good", "warn", "bad", "accent"]

CODES: dict[Style, str] = {
    "strong": "1",
    "dim": "2",
    "good": "1;32",
    "warn": "1;33",
    "bad": "1;31",
    "accent": "36",
}
"""Parameters of the ECMA-48 sequence SGR; the sixteen colours follow the terminal's theme."""

VERDICTS: dict[Verdict, tuple[str, str, Style]] = {
    Verdict.CONVERGED: ("✔", "+", "good"),
    Verdict.IMPROVING: ("↘", "/", "warn"),
    Verdict.STUCK: ("■", "=", "bad"),
    Verdict.OSCILLATING: ("≈", "~", "bad"),
    Verdict.DIVERGED: ("✘", "x", "bad"),
    Verdict.INCONCLUSIVE: ("?", "?", "warn"),
}
"""Sign, its substitute in ASCII, and style."""

SEVERITIES: dict[Severity, tuple[str, str, Style]] = {
    "error": ("✘", "x", "bad"),
    "warning": ("▲", "!", "warn"),
    "info": ("•", "-", "accent"),
}


@dataclass(frozen=True, slots=True)
class Paint:
    """Paints for one place of output."""

    look: Look
    """What it can show."""

    def __call__(self, text: str, style: Style) -> str:
        """Return the text in a style, or as it is where there is no colour."""
        if not (self.look.color and style in CODES and text):
            return text
        return f"\x1b[{CODES[style]}m{text}\x1b[0m"

    def verdict(self, verdict: Verdict) -> str:
        """Return sign and name of a verdict."""
        sign, plain, style = VERDICTS[verdict]
        name = verdict.value.upper()
        return self(f"{sign if self.look.unicode else plain} {name}", style)

    def severity(self, severity: Severity) -> str:
        """Return sign and name of a severity."""
        sign, plain, style = SEVERITIES[severity]
        return self(f"{sign if self.look.unicode else plain} {severity}", style)
