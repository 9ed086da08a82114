"""The contract of every rule: its examples hold, and it says all that it has to say."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from subprocess import run

import pytest

from convcheck import rules
from convcheck.advice import HEADLINES
from convcheck.causes import CAUSES
from convcheck.diagnosis import diagnose
from convcheck.examples import build
from convcheck.findings import Diagnosis
from convcheck.model import Run
from convcheck.needs import NEEDS
from convcheck.profile import Profile
from convcheck.rule import SEVERITIES, Example, Rule
from convcheck.run_facts import FACTS
from convcheck.settings import Settings
from convcheck.wording import FORMS, placeholders

RULES = rules.all_rules()
MODULES = {module.RULE.code: module for module in rules.modules()}
FAMILIES = "123456"
OTHER_UNITS = ({"scale": 10.0}, {"scale": 0.1}, {"shift": -100.0})
"""Ways to log the same curve that change nothing about its shape; the last leaves it no zero."""
EDITS_OF_ZEROS = {"exactly zero"}
"""What is planted by the value zero, and gone with another zero."""
NEAR = 0.01
"""Share of the run within which two findings stand at the same place."""
OTHER_COLUMNS = ("validation", "learning_rate", "gradient_norm", "loss_scale")

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def _cases(kind: str) -> list[tuple[Rule, Example]]:
    return [(rule, example) for rule in RULES for example in getattr(rule, kind)]


def _id(value: object) -> str:
    return value.code if isinstance(value, Rule) else ""


def _diagnose(run: Run, code: str) -> Diagnosis:
    """Let one rule speak alone, so that no other explains it away."""
    return diagnose(Profile(run), Settings(select=(code,)))


def _speaks(run: Run, code: str) -> bool:
    return any(found.rule.code == code for found in _diagnose(run, code).findings)


@pytest.mark.parametrize(("rule", "example"), _cases("fires"), ids=_id)
def test_a_rule_speaks_on_what_was_planted_for_it(rule: Rule, example: Example) -> None:
    """Every planted symptom is found."""
    assert _speaks(build(example), rule.code)


@pytest.mark.parametrize(("rule", "example"), _cases("silent"), ids=_id)
def test_a_rule_is_silent_where_nothing_was_planted(rule: Rule, example: Example) -> None:
    """What looks alike but is none is left alone."""
    assert not _speaks(build(example), rule.code)


@pytest.mark.parametrize(("rule", "example"), _cases("fires"), ids=_id)
@pytest.mark.parametrize("change", OTHER_UNITS, ids=str)
def test_a_symptom_that_needs_no_level_is_found_in_every_unit(
    rule: Rule, example: Example, change: dict[str, float]
) -> None:
    """It shows at the same steps; what lacks its zero is skipped with a reason."""
    planted, logged = build(example), build(example, **change)
    before, after = _diagnose(planted, rule.code), _diagnose(logged, rule.code)
    zero_lost = "shift" in change and example.parameters.get("edit") in EDITS_OF_ZEROS
    if "shift" in change and "zero" in rule.needs:
        assert any(each.code == rule.code and each.why for each in after.skipped)
    elif zero_lost:
        assert [] == _spans(after, rule.code, logged)
    else:
        spans = _spans(before, rule.code, planted)
        assert spans
        assert spans == [pytest.approx(span, abs=NEAR) for span in _spans(after, rule.code, logged)]


def _spans(diagnosis: Diagnosis, code: str, run: Run) -> list[tuple[float, ...]]:
    """Return where each finding of a rule begins and ends, as shares of the run's last step."""
    spans = [found.evidence.span for found in diagnosis.findings if found.rule.code == code]
    last = float(run.objective.step[-1])
    return [() if span is None else (span.first / last, span.last / last) for span in spans]


@every_rule
def test_a_rule_that_lacks_a_column_is_skipped_with_a_reason(rule: Rule) -> None:
    """Without the column it needs a rule does not run, and the report says why."""
    needed = [need for need in rule.needs if need in OTHER_COLUMNS]
    if not needed:
        pytest.skip("needs the loss only")
    run = build(rule.fires[0])
    bare = replace(run, series={"train": run.objective})
    skipped = {each.code: each.why for each in _diagnose(bare, rule.code).skipped}
    assert skipped[rule.code]


@every_rule
def test_advice_is_filled_in(rule: Rule) -> None:
    """No finding shows a brace or an empty word, and each names a cause and a remedy."""
    found = next(
        each
        for each in _diagnose(build(rule.fires[0]), rule.code).findings
        if each.rule.code == rule.code
    )
    assert found.causes
    assert found.remedies
    for text in (found.message, *found.remedies):
        assert "{" not in text
        assert "None" not in text
        assert not text[0].islower()
        assert not text.endswith(".")


@every_rule
def test_a_name_is_a_symptom(rule: Rule) -> None:
    """Names are kebab-case, unique, and no commands."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert not rule.name.startswith(("use-", "lower-", "raise-", "add-", "avoid-"))
    assert 1 == [each.name for each in RULES].count(rule.name)


@every_rule
def test_a_code_belongs_to_a_family(rule: Rule) -> None:
    """Codes are unique and of a known family; the severity is a known one."""
    assert re.fullmatch(rf"CC[{FAMILIES}]\d\d", rule.code)
    assert 1 == [each.code for each in RULES].count(rule.code)
    assert rule.severity in SEVERITIES


@every_rule
def test_a_rule_explains_itself(rule: Rule) -> None:
    """Each says what, why, how, when it is wrong, what causes it and what to do."""
    for text in (rule.summary, rule.message, rule.why, rule.how, rule.when_wrong):
        assert len(text) > 20
    for text in (rule.summary, rule.why, rule.how, rule.when_wrong):
        assert text.endswith(".")
    assert rule.causes
    assert rule.remedies
    assert rule.fires
    assert len(rule.silent) >= 2


@every_rule
def test_a_limit_has_unit_reason_and_source(rule: Rule) -> None:
    """No threshold stands without where it comes from."""
    for limit in rule.limits:
        assert re.fullmatch(r"[a-z_]+", limit.name)
        assert limit.unit
        assert limit.reason
        assert limit.source
    assert len({limit.name for limit in rule.limits}) == len(rule.limits)


@every_rule
def test_a_rule_names_only_what_exists(rule: Rule) -> None:
    """Causes, codes and needs that a rule refers to are known."""
    assert set() == {cause.id for cause in rule.causes} - set(CAUSES)
    assert set() == {remedy.cause for remedy in rule.remedies if remedy.cause} - set(CAUSES)
    assert set() == set(rule.yields_to) - set(MODULES)
    assert set() == set(rule.needs) - set(NEEDS)
    assert rule.code not in rule.yields_to


@every_rule
def test_advice_speaks_of_known_facts(rule: Rule) -> None:
    """Every placeholder and condition is a fact of the run or a value of the evidence."""
    known = set(FACTS)
    for example in rule.fires:
        for found in _diagnose(build(example), rule.code).findings:
            known |= set(found.evidence.values)
    texts = [rule.message, *(remedy.text for remedy in rule.remedies)]
    named = {name for text in texts for name in placeholders(text)}
    conditions = [(cause.needs, cause.unless) for cause in rule.causes]
    conditions += [(remedy.needs, remedy.unless) for remedy in rule.remedies]
    for needs, unless in conditions:
        named |= {*needs, *unless}
    assert set() == named - known


@every_rule
def test_placeholders_say_how_they_are_read(rule: Rule) -> None:
    """A number in a message has a form."""
    texts = (rule.message, rule.beside_siblings, *(remedy.text for remedy in rule.remedies))
    forms = re.findall(r"\{\w+:(\w+)\}", " ".join(texts))
    assert set() == set(forms) - set(FORMS)


@every_rule
def test_a_rule_that_words_a_comparison_makes_one(rule: Rule) -> None:
    """Only rules that can be held against siblings have a message for that."""
    assert bool(rule.beside_siblings) == hasattr(MODULES[rule.code], "check_siblings")


def test_headlines_are_rules() -> None:
    """The rules whose symptom is the verdict exist."""
    assert set() == set(HEADLINES) - set(MODULES)


def test_every_cause_is_named_by_a_rule() -> None:
    """No cause is described that no finding would ever name."""
    named = {cause.id for rule in RULES for cause in rule.causes}
    assert set() == set(CAUSES) - named


def test_rules_are_listed_without_heavy_modules() -> None:
    """Listing the rules imports neither numpy nor any reader, nor records of an analysis."""
    code = (
        "import sys; from convcheck import rules; rules.all_rules(); "
        "heavy = ('numpy', 'pyarrow', 'rich', 'convcheck.findings', 'convcheck.model'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    shown = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == shown.stdout.strip()
