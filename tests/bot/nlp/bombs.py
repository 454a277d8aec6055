"""Texts made to blow up a pattern: what each of its repetitions repeats, as often as a message has room for, then a stranger.

Read off the parsed pattern, so that a pattern that is added tomorrow is attacked too.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, cast

import bot.nlp
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import Late

_STRANGER = "\x01"
_LEAST = 4
"""Repetitions of less cannot blow up."""
_ANYTHING = "一a1 .-@,预\n"
_OF_CATEGORY: dict[Any, str] = {
    code.CATEGORY_DIGIT: "1",
    code.CATEGORY_WORD: "a",
    code.CATEGORY_SPACE: " ",
    code.CATEGORY_NOT_SPACE: "a",
}


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern of the extractor: those of its modules, and those made of the shipped lexicon."""
    for module in iter_modules(bot.nlp.__path__):
        for name, value in vars(import_module(f"bot.nlp.{module.name}")).items():
            if isinstance(value, re.Pattern | Late):
                yield f"{module.name}.{name}", cast("re.Pattern[str]", value)
    lexicon = Lexicon.shipped()
    yield "lexicon.named", lexicon.named
    yield "lexicon.titled", lexicon.titled
    yield from ((f"cue {name}", lexicon.cue(name)) for name in lexicon.cues.lists if name != "words")


def bombs(pattern: re.Pattern[str], size: int) -> list[str]:
    """Of `size` characters each."""
    dice = random.Random(7)
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    found = dict.fromkeys(_bombs(tree, "", size, dice))
    whole = "".join(_sample(tree, dice) for _ in range(40)) or "一"
    return [*found, (whole * (size // len(whole) + 1))[:size]]


def _bombs(tree: Any, before: str, size: int, dice: random.Random) -> Iterator[str]:
    for op, given in tree:
        for inner in _insides(op, given):
            yield from _bombs(inner, before, size, dice)
        if op in (code.MAX_REPEAT, code.MIN_REPEAT) and given[1] >= _LEAST:
            body = _sample(given[2], dice) or "一"
            yield (before + body * (size // len(body)))[: size - 1] + _STRANGER
        before += _sample([(op, given)], dice)


def _insides(op: Any, given: Any) -> list[Any]:
    if op in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        return [given[2]]
    if op is code.SUBPATTERN:
        return [given[-1]]
    if op is code.BRANCH:
        return list(given[1])
    return []


def _sample(tree: Any, dice: random.Random) -> str:
    """Something that the pattern matches, its look-arounds left out."""
    return "".join(_one(op, given, dice) for op, given in tree)


def _one(op: Any, given: Any, dice: random.Random) -> str:
    if op is code.LITERAL:
        return chr(given)
    if op is code.IN:
        return _of_class(given, dice)
    if op in (code.ANY, code.NOT_LITERAL):
        return "一"
    if op is code.BRANCH:
        return _sample(dice.choice(given[1]), dice)
    if op in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        return _sample(given[2], dice) * max(1, int(given[0]))
    return _sample(given[-1], dice) if op is code.SUBPATTERN else ""


def _of_class(items: Any, dice: random.Random) -> str:
    if items[0][0] is code.NEGATE:
        return next((c for c in _ANYTHING if not re.match(_written(items), c)), "一")
    op, given = dice.choice(items)
    if op is code.LITERAL:
        return chr(given)
    return chr(dice.randint(*given)) if op is code.RANGE else _OF_CATEGORY.get(given, "一")


def _written(items: Any) -> str:
    """The characters that a negated class leaves out, as a class."""
    parts = [
        chr(given) if op is code.LITERAL else f"{chr(given[0])}-{chr(given[1])}"
        for op, given in items[1:]
        if op in (code.LITERAL, code.RANGE)
    ]
    return "[" + "".join(re.escape(part) if len(part) == 1 else part for part in parts) + r"\b]"
