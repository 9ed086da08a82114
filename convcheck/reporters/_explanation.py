"""A rule or a verdict in full, as text, Markdown or data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convcheck.reporters._text import sentence
from convcheck.reporters._unfilled import legend, unfilled

if TYPE_CHECKING:
    from convcheck.reporters._page import Page
    from convcheck.rule import Example, Rule
    from convcheck.verdicts import VerdictText


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part."""

    title: str
    """Its heading."""
    texts: tuple[str, ...]
    """Its sentences, or the items of its list."""
    listed: bool = False
    """Whether the texts are items of a list."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is told about one rule or verdict."""

    code: str
    """Code of the rule, or name of the verdict."""
    title: str
    """Name and severity."""
    summary: str
    """What it is."""
    sections: tuple[Section, ...]
    """The rest, in reading order; none is empty."""
    example: Example | None
    """A planted log that shows it."""


def of_rule(rule: Rule) -> Explanation:
    """Gather what a rule says about itself."""
    limits = tuple(
        f"{rule.code}.{each.name} = {each.value:g} ({each.unit}): {each.reason} ({each.source})"
        for each in rule.limits
    )
    remedies = tuple(unfilled(each.text) for each in rule.remedies)
    sections = (
        Section("Why it matters", (rule.why,)),
        Section("How it is decided", (rule.how,)),
        Section("Limits, adjustable with --set", limits, listed=True),
        Section("When it can be wrong", (rule.when_wrong,)),
        Section("Likely causes", _causes(rule), listed=True),
        Section("What to do", remedies, listed=True),
        Section("Letters", legend(remedies)),
        Section("Needs in the log", tuple(need.replace("_", " ") for need in rule.needs), True),
        Section("Yields to", rule.yields_to, listed=True),
        Section("References", rule.references, listed=True),
    )
    example = rule.fires[0] if rule.fires else None
    title = f"{rule.name} ({rule.severity})"
    return Explanation(rule.code, title, rule.summary, _filled(sections), example)


def of_verdict(text: VerdictText) -> Explanation:
    """Gather what is said about a verdict."""
    sections = (
        Section("Why it matters", (text.why,)),
        Section("How it is decided", (text.how,)),
        Section("When it can be wrong", (text.when_wrong,)),
        Section("Likely causes", text.causes, listed=True),
        Section("What to do", text.remedies, listed=True),
        Section("References", text.references, listed=True),
    )
    return Explanation(
        text.verdict.value, "(verdict)", text.summary, _filled(sections), text.example
    )


def as_lines(explanation: Explanation, page: Page) -> list[str]:
    """Return the explanation for a terminal, without its chart."""
    head = f"{page.paint(explanation.code, 'strong')} {explanation.title}"
    lines = [f" {head}", "", *page.hanging("", 0, sentence(explanation.summary))]
    for section in explanation.sections:
        lines += page.title(section.title)
        for text in section.texts:
            lines += page.hanging("-" if section.listed else "", 2, text)
    return lines


def as_markdown(explanation: Explanation) -> str:
    """Return the explanation as Markdown."""
    blocks = [f"# {explanation.code} {explanation.title}", sentence(explanation.summary)]
    for section in explanation.sections:
        blocks.append(f"## {section.title}")
        texts = [text.replace("<", "&lt;") for text in section.texts]
        blocks.append("\n".join(f"- {t}" for t in texts) if section.listed else "\n\n".join(texts))
    return "\n\n".join(blocks) + "\n"


def as_dict(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation as plain values."""
    return {
        "code": explanation.code,
        "title": explanation.title,
        "summary": explanation.summary,
        "sections": {each.title: list(each.texts) for each in explanation.sections},
    }


def _causes(rule: Rule) -> tuple[str, ...]:
    return tuple(f"{each.id.replace('-', ' ')}: {each.because}" for each in rule.causes)


def _filled(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    return tuple(section for section in sections if any(section.texts))
