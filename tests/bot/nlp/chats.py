"""Our own annotated chats (`corpus/dev`, `corpus/test`): YAML to the lines of the label schema, the labels under `gold`.

    - id: a001
      industry, tenant, platform, chat (single, group), at (the moment of the sync), hard: [marks]
      people: {K: {name, role, company}}
      lexicon: {products: {name: [aliases]}, competitors: {name: [aliases]}, staff: []}
      messages: [[who, MM-DD HH:MM, words], {who, time, type, words, origin}]
      gold: facts [field, norm, message, words, {any, value}?], pains [message, words], objections [category, message, words],
            stages [event, message, words], actions [side, what, due or null, message, words], tags, summary,
            optional {facts, stages, tags}, key_facts [fact, [spellings]], must_not [field, norm, why]

A message is named by its place; the words of an evidence are found in it. Times are +08:00. The reader knows no types, so
that 13800138000, 2026-03-31 and 10:30 stay as they were written. Nothing is tuned on the test part.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CORPUS = Path(__file__).parent / "corpus"
PARTS = ("dev", "test")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOTHING = ("", "null", "~")


def load(part: str) -> list[dict[str, Any]]:
    """The chats of one part, in the order of its files. Raises ValueError naming the chat that is not in shape."""
    return [line for lines in files(part).values() for line in lines]


def files(part: str) -> dict[str, list[dict[str, Any]]]:
    """The same, by the name of the file."""
    return {name: of_file(part, name) for name in names(part)}


def names(part: str) -> list[str]:
    """Of its files, in order."""
    return sorted(path.stem for path in (CORPUS / part).glob("*.yaml"))


def of_batches(letters: str, *, others: bool = False) -> list[dict[str, Any]]:
    """The development chats of the files that begin with one of these letters; or those of all `others`."""
    return [line for name in names("dev") if (name[0] in letters) != others for line in of_file("dev", name)]


@cache
def of_file(part: str, name: str) -> list[dict[str, Any]]:
    """Kept, since reading all takes seconds: nobody changes what is given."""
    return [_told(raw) for raw in _raw(CORPUS / part / f"{name}.yaml")]


def _raw(path: Path) -> Iterator[dict[str, Any]]:
    yield from yaml.load(path.read_text("utf-8"), Loader=_LOADER) or []


def _told(raw: dict[str, Any]) -> dict[str, Any]:
    try:
        return chat(raw)
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise ValueError(f"{raw.get('id')}: {type(error).__name__}: {error}") from error


def asked(line: dict[str, Any]) -> dict[str, Any]:
    """What an extractor is given: no labels, no marks."""
    return {key: value for key, value in line.items() if key not in ("gold", "adversarial")}


def chat(raw: dict[str, Any]) -> dict[str, Any]:
    at = datetime.fromisoformat(f"{raw['at']}+08:00")
    messages = [_message(row, place, at) for place, row in enumerate(raw["messages"])]
    return {
        "id": raw["id"],
        "industry": raw["industry"],
        "tenant": raw["tenant"],
        "platform": raw["platform"],
        "chat_type": raw["chat"],
        "reference_time": at.isoformat(),
        "adversarial": list(raw.get("hard") or []),
        "participants": [{"key": key, **person} for key, person in raw["people"].items()],
        "messages": messages,
        "lexicon": _lexicon(raw.get("lexicon") or {}),
        "gold": _gold(raw["gold"], messages, {key: person["name"] for key, person in raw["people"].items()}),
    }


def _lexicon(raw: dict[str, Any]) -> dict[str, Any]:
    terms = {
        kind: {name: aliases or [] for name, aliases in (raw.get(kind) or {}).items()} for kind in ("products", "competitors")
    }
    return {**terms, "staff": raw.get("staff") or []}


def _message(row: Any, place: int, at: datetime) -> dict[str, Any]:
    told = row if isinstance(row, dict) else dict(zip(("who", "time", "words"), row, strict=True))
    line = {
        "i": place,
        "time": _moment(told["time"], at).isoformat(),
        "sender": told["who"],
        "type": told.get("type", "text"),
        "text": told["words"],
    }
    return {**line, "origin": told["origin"]} if "origin" in told else line


def _moment(words: str, at: datetime) -> datetime:
    """MM-DD HH:MM of the year that ends with the sync, or the whole moment."""
    day, clock = words.split()
    whole = day if len(day) == 10 else f"{at.year}-{day}"
    found = datetime.fromisoformat(f"{whole}T{clock}+08:00")
    return found.replace(year=found.year - 1) if len(day) < 10 and found > at else found


def _gold(raw: dict[str, Any], messages: list[dict[str, Any]], names: dict[str, str]) -> dict[str, Any]:
    optional = raw.get("optional") or {}
    return {
        "facts": [_fact(row, messages) for row in _rows(raw, "facts")],
        "pain_points": [{"text": words, **_said(number, words, messages)} for number, words in _rows(raw, "pains")],
        "objections": [
            {"category": kind, "text": words, **_said(number, words, messages)}
            for kind, number, words in _rows(raw, "objections")
        ],
        "stage_events": [_stage(row, messages) for row in _rows(raw, "stages")],
        "next_actions": [_action(row, messages, names) for row in _rows(raw, "actions")],
        "tags": _rows(raw, "tags"),
        "summary": raw["summary"],
        "key_facts": [{"fact": fact, "any": spellings} for fact, spellings in _rows(raw, "key_facts")],
        "must_not": [dict(zip(("field", "norm", "why"), row, strict=True)) for row in _rows(raw, "must_not")],
        "optional_facts": [_fact(row, messages) for row in _rows(optional, "facts")],
        "optional_stage_events": [_stage(row, messages) for row in _rows(optional, "stages")],
        "optional_tags": _rows(optional, "tags"),
    }


def _rows(raw: dict[str, Any], key: str) -> list[Any]:
    return raw.get(key) or []


def _fact(row: list[Any], messages: list[dict[str, Any]]) -> dict[str, Any]:
    field, norm, number, words, *more = row
    extra = more[0] if more else {}
    line = {"field": field, "norm": norm, **_said(number, words, messages)}
    if "any" in extra:
        line["norm_any"] = extra["any"]
    return {**line, "value": extra["value"]} if "value" in extra else line


def _stage(row: list[str], messages: list[dict[str, Any]]) -> dict[str, Any]:
    event, number, words = row
    return {"event": event, **_said(number, words, messages)}


def _action(row: list[Any], messages: list[dict[str, Any]], names: dict[str, str]) -> dict[str, Any]:
    side, what, due, number, words, *more = row
    line = {"side": side, "who": names.get(messages[int(number)]["sender"], ""), "what": what}
    dated = {"due": None if due in _NOTHING else due, **_said(number, words, messages)}
    return {**line, **dated, **({"due_any": more[0]["any"]} if more else {})}


def _said(number: str, words: str, messages: list[dict[str, Any]]) -> dict[str, Any]:
    place = int(number)
    start = messages[place]["text"].find(words)
    if start < 0 or not words:
        raise ValueError(f"message {place} does not say {words}")
    return {"evidence": [{"msg": place, "text": words, "start": start, "end": start + len(words)}]}
