"""Teaches the judges of single mentions (`bot.nlp.judges`) by our labelled chats, development part. Needs the `learn` extra."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from benchmarks import learn
from benchmarks.agreement import Row, Same, agreement, folded, promised_days
from benchmarks.extraction import case
from benchmarks.learn import fingerprint
from bot.nlp import learned, products, telling
from bot.nlp.extract import claimed, read
from bot.nlp.judges import deadline, pain, phrase, price, quantity, rival, stage, values, ware
from bot.nlp.reading import Reading
from bot.nlp.state import Turn
from tests.bot.nlp import chats

WEIGHTS = Path("config/lexicon/judges")
Line = Mapping[str, Any]
PARTS = ("opq", "lmn", "jk", "abcdefghi")
"""The first letters of the files that are heard together by a model that was taught by the others."""
_AT_ONCE = 2
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TRAP_OF_PRICE, _TRAP_OF_WARE = 2.0, 3.0
"""What a price, and a ware, that must not be told counts beside another wrong one."""
_PROMISED, _TRAP = 0.05, 6.0
"""What the day of a promise, and what must not be told, counts beside another wrong deadline, or rival."""
_TRAP_OF_STAGE = 3.0
"""The same beside another stage that is not told."""


class Example(NamedTuple):
    """What a judge is taught by: a mention, whether it was wanted, and what it counts beside others."""

    features: frozenset[str] | Mapping[str, float]
    """Those that are there; or each with its value."""
    wanted: bool
    counts: float = 1.0


class Lessons(NamedTuple):
    """`strength`: the inverse of how much weights are held down; `least`: mentions in which a feature is seen; `small`: weights
    below are dropped. `blind`: a chat is heard by a learned model that was not taught by it, else what it hears would be too
    right there.
    """

    examples: Callable[[Line, Reading], Iterator[Example]]
    strength: float
    least: int
    small: float
    blind: bool = False


def run(labels: Sequence[str]) -> str:
    wanted = labels or list(JUDGES)
    blind = [label for label in wanted if JUDGES[label].blind]
    with ProcessPoolExecutor(_AT_ONCE) as pool:
        parts = [pool.submit(_heard_blind, letters, blind) for letters in PARTS if blind]
        plain = [label for label in wanted if not JUDGES[label].blind]
        read_once = [(line, reading_of(line)) for line in chats.load("dev")] if plain else []
        rows = {label: [*chain.from_iterable(JUDGES[label].examples(*one) for one in read_once)] for label in plain}
        rows |= {label: [row for part in parts for row in part.result()[label]] for label in blind}
    return "\n".join(_written(label, taught(rows[label], JUDGES[label])) for label in wanted)


def _heard_blind(letters: str, labels: Sequence[str]) -> dict[str, list[Example]]:
    """What the chats of these files teach, heard by a model that was taught by the others."""
    model = learn.blind(letters)
    with patch.object(learned, "_shipped", lambda: model):
        read = [(line, reading_of(line)) for line in chats.of_batches(letters)]
        return {label: [*chain.from_iterable(JUDGES[label].examples(*one) for one in read)] for label in labels}


def _written(label: str, told: Mapping[str, Any]) -> str:
    WEIGHTS.mkdir(exist_ok=True)
    path = WEIGHTS / f"{label}.json"
    path.write_text(json.dumps({"made_from": fingerprint(), **told}, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    return f"{label}: {len(told['weights'])} weights, {path.stat().st_size / 1024:.0f} kB"


def taught(rows: Sequence[Example], lessons: Lessons) -> dict[str, Any]:
    """Bias and weights, in hundredths."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    seen = Counter(chain.from_iterable(row.features for row in rows))
    columns = DictVectorizer()
    table = columns.fit_transform([{f: _value(row, f) for f in row.features if seen[f] >= lessons.least} for row in rows])
    table.indices, table.indptr = table.indices.astype("int32"), table.indptr.astype("int32")
    plain = not lessons.blind  # features that are there or not
    model = LogisticRegression(C=lessons.strength, max_iter=600, solver="liblinear", dual=plain, random_state=0)
    model.fit(table, [row.wanted for row in rows], sample_weight=[row.counts for row in rows])
    told = zip(columns.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {name: round(100 * float(weight)) for name, weight in told if abs(weight) >= lessons.small}
    return {"bias": round(100 * float(model.intercept_[0])), "weights": weights}


def _value(row: Example, feature: str) -> float:
    return row.features[feature] if isinstance(row.features, Mapping) else 1.0


def reading_of(line: Line) -> Reading:
    chat, lexicon = case(line)
    return read(chat.messages, lexicon, zone=chat.zone, outsiders=chat.outsiders)


def _prices(kind: str) -> Callable[[Line, Reading], Iterator[Example]]:
    """Every value of an amount; those that may be told or not teach nothing."""

    def examples(line: Line, reading: Reading) -> Iterator[Example]:
        wanted, optional, traps = (_amounts(kind, line["gold"][group]) for group in ("facts", "optional_facts", "must_not"))
        for value in values.candidates(reading):
            right = value.ends in wanted
            if right or value.ends not in optional:
                yield Example(value.features, right, _TRAP_OF_PRICE if value.ends in traps and not right else 1.0)

    return examples


def _amounts(kind: str, rows: Sequence[Mapping[str, Any]]) -> set[values.Ends]:
    """~500000 CNY, 100000..150000 CNY: their ends in fen."""
    norms = [_NUMBER.findall(row["norm"].replace(",", "")) for row in rows if row["field"] == kind]
    return {tuple(round(100 * float(end)) for end in ends) for ends in norms}


def _deadlines(line: Line, reading: Reading) -> Iterator[Example]:
    """Every coming day where it is named; the day of a promise alone is hardly a mistake."""
    promised, same = promised_days(line["gold"]), agreement(line)
    for one in deadline.candidates(reading):
        got = {"field": "deadline", "norm": one.mention.day.isoformat()}
        yield from _lesson(one.features, got, line["gold"], same, promised)


def _rivals(line: Line, reading: Reading) -> Iterator[Example]:
    """Every rival of the lexicon that is named."""
    same = agreement(line)
    for name, features in rival.candidates(reading).items():
        yield from _lesson(features, {"field": "competitor", "norm": name}, line["gold"], same, ())


def _phrases(line: Line, reading: Reading) -> Iterator[Example]:
    """Every clause: whether it has the words of something that a summary has to tell."""
    keys = {folded(words) for fact in line["gold"]["key_facts"] for words in fact["any"] if len(folded(words)) > 1}
    for one in telling.candidates([turn.said for turn in reading.turns], "", set(), reading.lexicon):
        said = folded(one.text)
        yield Example(one.features, any(key in said for key in keys))


def _lesson(features: frozenset[str], got: Row, gold: Row, same: Same, promised: Sequence[Row]) -> Iterator[Example]:
    """By the first that it agrees with: a fact, an optional one (nothing is learned), a promise, a trap."""
    if any(same(want, got) for want in gold["facts"]):
        yield Example(features, True)
    elif not any(same(want, got) for want in gold["optional_facts"]):
        told = ((promised, _PROMISED), (gold["must_not"], _TRAP))
        yield Example(features, False, next((counts for rows, counts in told if any(same(want, got) for want in rows)), 1.0))


def _wares(line: Line, reading: Reading) -> Iterator[Example]:
    """Every ware that is named; one that may be told or not teaches nothing."""
    wanted, optional, traps = (_named(line, group) for group in ("facts", "optional_facts", "must_not"))
    for name, features in ware.candidates(reading).items():
        right = name in wanted
        if right or name not in optional:
            yield Example(features, right, _TRAP_OF_WARE if name in traps and not right else 1.0)


def _quantities(line: Line, reading: Reading) -> Iterator[Example]:
    """Every number for every ware that is named."""
    wanted = _named(line, "facts")
    for one in quantity.candidates(reading, products.find(reading.named, reading.lexicon, reading.ledger.spent)):
        yield Example(one.features, float(one.number.value) in wanted.get(one.name, ()))


def _pains(line: Line, reading: Reading) -> Iterator[Example]:
    """Every message of the customer's."""
    claims = claimed(reading)
    wanted = {one["msg"] for row in line["gold"]["pain_points"] for one in row["evidence"]}
    places = {turn.said.message.id: message["i"] for turn, message in _messages(line, reading)}
    for message, measures in pain.candidates(reading.turns, claims.troubles, claims.held).items():
        yield Example(measures, places[message] in wanted)


def _stages(line: Line, reading: Reading) -> Iterator[Example]:
    """Every stage; one that may be told or not teaches nothing."""
    heard = [turn for turn in reading.turns if turn.heard]
    wanted, optional = ({row["event"] for row in line["gold"][group]} for group in ("stage_events", "optional_stage_events"))
    traps = {row["norm"] for row in line["gold"]["must_not"] if row["field"] == "stage_events"} - wanted
    told = stage.candidates(claimed(reading).stages, heard) if heard else {}
    for event, measures in told.items():
        if event in wanted or event not in optional:
            yield Example(measures, event in wanted, _TRAP_OF_STAGE if event in traps else 1.0)


def _messages(line: Line, reading: Reading) -> Iterator[tuple[Turn, Mapping[str, Any]]]:
    """Each turn with the message that it is."""
    spoken = [message for message in line["messages"] if message["text"].strip()]
    return zip(reading.turns, spoken, strict=True)


def _named(line: Line, group: str) -> dict[str, list[float]]:
    """The wares of these rows by the names of the lexicon, with their quantities."""
    same, found = agreement(line), dict[str, list[float]]()
    for row in line["gold"][group]:
        if row["field"] == "product":
            for name in line["lexicon"]["products"]:
                if same({**row, "norm": row["norm"].split("|")[0] + "||"}, {"field": "product", "norm": f"{name}||"}):
                    found.setdefault(name, []).extend(map(float, _NUMBER.findall(row["norm"].split("|")[1])))
    return found


JUDGES: dict[str, Lessons] = {
    **{kind: Lessons(_prices(kind), strength=0.2, least=5, small=0.05) for kind in price.BARS},
    deadline.LABEL: Lessons(_deadlines, strength=0.3, least=3, small=0.1),
    ware.LABEL: Lessons(_wares, strength=0.2, least=2, small=0.05),
    rival.LABEL: Lessons(_rivals, strength=0.2, least=3, small=0.05),
    phrase.LABEL: Lessons(_phrases, strength=0.1, least=3, small=0.08),
    quantity.LABEL: Lessons(_quantities, strength=0.15, least=3, small=0.05),
    pain.LABEL: Lessons(_pains, strength=0.3, least=20, small=0.005, blind=True),
    stage.LABEL: Lessons(_stages, strength=0.1, least=20, small=0.005, blind=True),
}
