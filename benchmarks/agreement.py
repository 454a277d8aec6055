"""How far what was found in chats agrees with their labels (NLP.md 6, "Scoring"): counts that a table is made of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from unicodedata import normalize

Row = Mapping[str, Any]
Same = Callable[[Row, Row], bool]
W, F = TypeVar("W"), TypeVar("F")
GROUPS = ("stages", "pains", "objections", "actions", "tags")
_POTS = ("budget", "target_price")
_NAMED = ("decision_maker", "contact_person")
_READ = 160
"""Characters of a summary that count."""


@dataclass
class Tally:
    right: int = 0
    wanted: int = 0
    found: int = 0

    def add(self, right: int, wanted: int, found: int) -> None:
        self.right, self.wanted, self.found = self.right + right, self.wanted + wanted, self.found + found

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted) if self.right else 0.0


@dataclass
class Report:
    """`fields` by name, `groups` by GROUPS; `due` of the actions that were found; `covered` is a share a chat."""

    fields: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    groups: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    due: Tally = field(default_factory=Tally)
    evidence: Tally = field(default_factory=Tally)
    traps: Tally = field(default_factory=Tally)
    covered: list[float] = field(default_factory=list)
    sure: list[tuple[float, bool]] = field(default_factory=list)
    """(confidence, right) of each fact that says how sure it is."""
    errors: list[tuple[str, str, str, str]] = field(default_factory=list)
    """(chat, "missed" or "spurious" or "trap", field, norm)"""

    def group(self, name: str, wanted: Sequence[Row], found: Sequence[Row], same: Same) -> list[tuple[Row, Row]]:
        """Counts them; the rows that agree."""
        matched = pairs(wanted, found, same)
        self.groups[name].add(len(matched), len(wanted), len(found))
        return matched

    @property
    def facts(self) -> Tally:
        total = Tally()
        for one in self.fields.values():
            total.add(one.right, one.wanted, one.found)
        return total

    @property
    def macro(self) -> float:
        wanted = [one.f1 for one in self.fields.values() if one.wanted]
        return sum(wanted) / max(1, len(wanted))

    @property
    def coverage(self) -> float:
        return sum(self.covered) / max(1, len(self.covered))

    @property
    def overall(self) -> float:
        """The mean of seven, less up to half of it for traps that were sprung."""
        of = self.groups
        talk = (of["pains"].f1 + of["objections"].f1) / 2
        actions = of["actions"].f1 * self.due.precision
        seven = (self.macro, self.facts.f1, of["stages"].f1, talk, actions, of["tags"].f1, self.coverage)
        return sum(seven) / 7 * (1 - 0.5 * self.traps.right / max(1, self.traps.wanted))


def score(chats: Sequence[Row], answers: Iterable[Row]) -> Report:
    """Chats with their `gold`, and what an extractor said of them, in any order; a chat without an answer found nothing."""
    by_id = {answer["id"]: answer for answer in answers}
    report = Report()
    for chat in chats:
        _chat(report, chat, by_id.get(chat["id"], {}))
    return report


def _chat(report: Report, chat: Row, answer: Row) -> None:
    _facts(report, chat, answer)
    gold = chat["gold"]
    lenient = {one["event"] for one in gold["optional_stage_events"]} - {one["event"] for one in gold["stage_events"]}
    stages = [one for one in answer.get("stage_events", []) if one["event"] not in lenient]
    report.group("stages", gold["stage_events"], stages, lambda want, got: want["event"] == got["event"])
    report.group("pains", gold["pain_points"], answer.get("pain_points", []), _overlap)
    report.group("objections", gold["objections"], answer.get("objections", []), _same_objection)
    for want, got in report.group("actions", gold["next_actions"], answer.get("next_actions", []), _same_action):
        report.due.add(_same_due(want, got), 1, 1)
    undecided = set(gold["optional_tags"])
    wanted, found = set(gold["tags"]) - undecided, set(answer.get("tags", [])) - undecided
    report.groups["tags"].add(len(wanted & found), len(wanted), len(found))
    report.covered.append(_covered(gold["key_facts"], answer.get("summary", "")))


def pairs(wanted: Sequence[W], found: Sequence[F], same: Callable[[W, F], bool]) -> list[tuple[W, F]]:
    """Each found row answers one wanted row at most, the first that it agrees with."""
    left = list(found)
    matched = []
    for want in wanted:
        got = next((one for one in left if same(want, one)), None)
        if got is not None:
            left.remove(got)
            matched.append((want, got))
    return matched


def _facts(report: Report, chat: Row, answer: Row) -> None:
    gold, found = chat["gold"], list(answer.get("facts", []))
    same = _Agreement(_aliases(chat))
    matched = pairs(gold["facts"], found, same)
    right = [got for _, got in matched]
    rest = [got for got in found if got not in right]
    spurious = [got for got in rest if not _defensible(got, gold, same, chat)]
    for want in gold["facts"]:
        report.fields[want["field"]].add(0, 1, 0)
    for got in (*right, *spurious):
        report.fields[got["field"]].add(0, 0, 1)
    for got in right:
        report.fields[got["field"]].add(1, 0, 0)
    judged = [(got, True) for got in right] + [(got, False) for got in spurious]
    report.sure += [(got["confidence"], agrees) for got, agrees in judged if "confidence" in got]
    hit = [want for want, _ in matched]
    report.errors += [(chat["id"], "missed", one["field"], one["norm"]) for one in gold["facts"] if one not in hit]
    report.errors += [(chat["id"], "spurious", one["field"], one["norm"]) for one in spurious]
    report.evidence.add(sum(_literal(chat, got) for got in found), len(found), len(found))
    _traps(report, chat, answer, same)


def _defensible(got: Row, gold: Row, same: Same, chat: Row) -> bool:
    """Neither rewarded nor punished: an optional reading, an action's date, a budget for a demanded price, a known person."""
    kin = [{**one, "field": got["field"]} for one in gold["facts"] if _kin(one["field"], got["field"])]
    people = [{"field": got["field"], "norm": one["name"]} for one in chat["participants"] if got["field"] == "contact_person"]
    return any(same(want, got) for want in (*gold["optional_facts"], *promised_days(gold), *kin, *people))


def promised_days(gold: Row) -> list[Row]:
    """The days of its promises, as deadlines."""
    return [{"field": "deadline", "norm": due} for one in gold["next_actions"] for due in _dues(one)]


def _kin(one: str, other: str) -> bool:
    return any(one in family and other in family for family in (_POTS, _NAMED))


def _traps(report: Report, chat: Row, answer: Row, same: Same) -> None:
    for trap in chat["gold"]["must_not"]:
        sprung = _sprung(trap, chat["gold"], answer, same)
        report.traps.add(sprung, 1, sprung)
        if sprung:
            report.errors.append((chat["id"], "trap", trap["field"], trap["norm"]))


def _sprung(trap: Row, gold: Row, answer: Row, same: Same) -> bool:
    where, norm = trap["field"], trap["norm"]
    if where == "stage_events":
        return any(one["event"] == norm for one in answer.get(where, []))
    if where == "tags":
        return norm in answer.get(where, [])
    if where == "next_actions":
        return any(folded(norm)[:6] in folded(one["what"]) for one in answer.get(where, []))
    return any(same(trap, one) and not any(same(fact, one) for fact in gold["facts"]) for one in answer.get("facts", []))


def folded(text: str) -> str:
    """Without case, width, spaces and hyphens: how names are compared."""
    return re.sub(r"[\s\-_·]", "", normalize("NFKC", text)).casefold()


def _aliases(chat: Row) -> dict[str, list[str]]:
    lexicon = chat.get("lexicon") or {}
    terms = {**(lexicon.get("products") or {}), **(lexicon.get("competitors") or {})}
    return {folded(name): [name, *(aliases or [])] for name, aliases in terms.items()}


def agreement(chat: Row) -> Same:
    """Whether a found fact is the wanted one, by the names that this chat knows."""
    return _Agreement(_aliases(chat))


@dataclass(frozen=True)
class _Agreement:
    """Whether a found fact is the wanted one: same field, and the same value in that field's sense."""

    aliases: Mapping[str, list[str]]

    def __call__(self, want: Row, got: Row) -> bool:
        if want["field"] != got["field"]:
            return False
        judge = _JUDGES.get(want["field"])
        return judge(self, want, got["norm"]) if judge else folded(want["norm"]) == folded(got["norm"])

    def money(self, want: Row, norm: str) -> bool:
        return _ends(want["norm"]) == _ends(norm) != []

    def day(self, want: Row, norm: str) -> bool:
        return any(_same_days(one, norm) for one in want.get("norm_any") or [want["norm"]])

    def product(self, want: Row, norm: str) -> bool:
        name, many = f"{want['norm']}|".split("|")[:2]
        said, how_many = f"{norm}|".split("|")[:2]
        return self._called(name, said) and (not many or _ends(many) == _ends(how_many))

    def name(self, want: Row, norm: str) -> bool:
        return self._called(want["norm"], norm)

    def person(self, want: Row, norm: str) -> bool:
        """顾院长 is 院长, and 顾总."""
        one, other = folded(want["norm"]), folded(norm)
        return self._called(one, other) or (one[:1] == other[:1] != "" and len(other) <= 4)

    def rival_price(self, want: Row, norm: str) -> bool:
        (name, amount), (said, how_much) = (text.rpartition("|")[::2] for text in (want["norm"], norm))
        return (not name or self._called(name, said)) and _ends(amount) == _ends(how_much) != []

    def delta(self, want: Row, norm: str) -> bool:
        name, than, much = want["norm"].split("|")
        said, their_than, their_much = f"{norm}||".split("|")[:3]
        named = not name or not said or self._called(name, said)
        return named and than == their_than and _ends(much) == _ends(their_much)

    def _called(self, name: str, said: str) -> bool:
        one, other = folded(name), folded(said)
        spellings = [one, *(folded(alias) for alias in self.aliases.get(one, []))]
        return bool(other) and any(word and (word in other or other in word) for word in spellings)


_JUDGES: Mapping[str, Callable[[_Agreement, Row, str], bool]] = {
    **dict.fromkeys(("budget", "target_price", "our_quote", "deal_amount"), _Agreement.money),
    **dict.fromkeys(("decision_maker", "contact_person"), _Agreement.person),
    **dict.fromkeys(("competitor", "contact_company", "contact_address"), _Agreement.name),
    "deadline": _Agreement.day,
    "product": _Agreement.product,
    "competitor_price": _Agreement.rival_price,
    "competitor_price_delta": _Agreement.delta,
}


def _ends(norm: str) -> list[float]:
    """[500000.0] of ~500000 CNY, both ends of a range; [] for no number."""
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", norm.replace(",", ""))]


def _days(norm: str) -> list[date]:
    try:
        return [date.fromisoformat(part.strip()[:10]) for part in norm.split("/")]
    except ValueError:
        return []


def _same_days(want: str, got: str) -> bool:
    """The same last day; or a range that meets the wanted one and is no longer than a month."""
    one, other = _days(want), _days(got)
    if not one or not other:
        return False
    meets = len(one) == 2 and other[0] <= one[1] and one[0] <= other[-1] and (other[-1] - other[0]).days <= 31
    return one[-1] == other[-1] or meets


def _spoken_in(row: Row) -> set[int]:
    return {one["msg"] for one in row["evidence"]}


def _overlap(want: Row, got: Row) -> bool:
    return bool(_spoken_in(want) & _spoken_in(got))


def _same_objection(want: Row, got: Row) -> bool:
    return _overlap(want, got) and want["category"] == got["category"]


def _dues(want: Row) -> list[str]:
    return want.get("due_any") or ([want["due"]] if want["due"] else [])


def _same_due(want: Row, got: Row) -> bool:
    return any(_same_days(due, got["due"] or "") for due in _dues(want)) if want["due"] else not got["due"]


def _same_action(want: Row, got: Row) -> bool:
    return _overlap(want, got) or bool(want["due"] and _same_due(want, got) and want["side"] == got["side"])


def _literal(chat: Row, got: Row) -> bool:
    texts = {message["i"]: f"{message['text']}\n{message.get('origin', '')}" for message in chat["messages"]}
    return bool(got["evidence"]) and all(one["text"] and one["text"] in texts.get(one["msg"], "") for one in got["evidence"])


def _covered(key_facts: Sequence[Row], summary: str) -> float:
    read = folded(summary[:_READ])
    told = [any(folded(spelling) in read for spelling in one["any"]) for one in key_facts]
    return sum(told) / max(1, len(told))
