"""New entries for an organisation's lexicon, from what its reps confirmed, corrected and left out: the extractor gets better
by use, and nothing is trained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.nlp.lexicon import Lexicon, Terms
from bot.nlp.text import normalise

NAMED = {
    "competitor": "competitors",
    "competitor_price": "competitors",
    "competitor_delta": "competitors",
    "product": "products",
}
"""Field of a line → the file that its name belongs to."""
FIELDS = (*NAMED, "decision_maker", "contact_person", "pain_point")


@dataclass(frozen=True, slots=True)
class Taught:
    """A line of a confirmed draft. `value` as it was saved; `proposed` as it was understood, where a person has changed it."""

    draft: int
    field: str
    value: Mapping[str, Any]
    proposed: Mapping[str, Any] | None
    ticked: bool


@dataclass(frozen=True)
class Lesson:
    """What to add: file → name → what people call it, and in how many drafts each name stood; `doubted`: (file, name) → how
    often reps left out what was proposed."""

    terms: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    times: Counter[tuple[str, str]] = field(default_factory=Counter)
    doubted: Counter[tuple[str, str]] = field(default_factory=Counter)


def learn(lines: Iterable[Taught], lexicon: Lexicon, *, least: int) -> Lesson:
    """`least`: drafts in which a name was kept before it is proposed; one that a person wrote is proposed at once."""
    kept: dict[tuple[str, str], set[int]] = {}
    written: dict[tuple[str, str], set[str]] = {}
    lesson = Lesson()
    for line in lines:
        file, name = _name(line.field, line.value)
        if not name:
            continue
        if not line.ticked:
            lesson.doubted[file, name] += 1
            continue
        kept.setdefault((file, name), set()).add(line.draft)
        if line.proposed is not None:
            written.setdefault((file, name), set()).add(_name(line.field, line.proposed)[1])
    for at, drafts in kept.items():
        _teach(lesson, lexicon, at, drafts, written.get(at), least)
    _doubt(lesson, kept, least)
    return lesson


def _name(kind: str, value: Mapping[str, Any]) -> tuple[str, str]:
    """The file, and the name that a line's value is about; a pain point only where it fits no entry of the list."""
    if kind in NAMED:
        return NAMED[kind], str(value.get("name") or "").strip()
    if kind == "pain_point":
        return "cues", "" if value.get("label") else str(value.get("text") or "").strip()
    return "people", str(value.get("name") or "").strip()


def _teach(
    lesson: Lesson, lexicon: Lexicon, at: tuple[str, str], drafts: set[int], instead: set[str] | None, least: int
) -> None:
    file, name = at
    known = _known(lexicon, file, name)
    called = sorted(word for word in instead or () if word and word != name and not _known(lexicon, file, word))
    if (known and not called) or (instead is None and len(drafts) < least):
        return
    lesson.terms.setdefault(file, {})[known or name] = called
    lesson.times[file, known or name] = len(drafts)


def _known(lexicon: Lexicon, file: str, name: str) -> str:
    """The entry that this name stands for already; empty: none does."""
    if file == "people":
        return name if lexicon.named.fullmatch(normalise(name)) else _canonical(lexicon.names.people, name)
    if file == "cues":
        return name if lexicon.says("pain", normalise(name)) else ""
    return _canonical(lexicon.competitors if file == "competitors" else lexicon.products, name)


def _canonical(terms: Terms, name: str) -> str:
    plain = normalise(name)
    return next((entry for entry, words in terms.items() if plain in {normalise(word) for word in (entry, *words)}), "")


def _doubt(lesson: Lesson, kept: Mapping[tuple[str, str], set[int]], least: int) -> None:
    """Only what was left out again and again, and never kept."""
    for at in [at for at, times in lesson.doubted.items() if times < least or at in kept]:
        del lesson.doubted[at]
