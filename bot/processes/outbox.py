"""`suilu outbox`: what waits, what died, tried again or let go. By ids and kinds; never anybody's words or name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, cast

from bot.jobs.queue import queue_at
from bot.processes.opened import opened
from bot.settings import Settings
from crm_core.errors import Conflict, NotVisible
from crm_core.outbox import LetterState, Looked
from crm_core.people import SYSTEM
from crm_core.work.letters import Letters

_WHY = {
    "superseded": "这张卡片后来又发过，旧内容不再发 (the card was posted anew or has newer words)",
    "swallowed": "内容已并入更新的一次 (its words went out with newer ones)",
    "dropped": "已经放弃 (it was dropped)",
    "lives_nowhere": "原卡片没有发出去过 (a change of a card that is shown nowhere)",
    "not_dead": "不是死信，无需放弃 (it is not a dead letter)",
}


class BadLetter(Exception):
    """A letter that is none, or that cannot be treated so; one line. Nothing was changed."""


def letters(settings: Settings, states: Sequence[str], *, platform: str = "", limit: int = 100) -> list[str]:
    """One line a row, newest first."""
    with opened(settings) as core:
        now = core.clock.now()
        found = core.outbox.letters(*(cast("Looked", state) for state in states), platform=platform, limit=limit)
        return [_line(letter, now) for letter in found]


def letters_json(settings: Settings, states: Sequence[str], *, platform: str = "", limit: int = 100) -> str:
    """The same as one JSON array; moments in UTC."""
    with opened(settings) as core:
        found = core.outbox.letters(*(cast("Looked", state) for state in states), platform=platform, limit=limit)
    return json.dumps([_plain(letter) for letter in found], ensure_ascii=False, indent=1)


def replay(settings: Settings, keys: Sequence[str], *, all_dead: bool = False, platform: str = "") -> list[str]:
    """Try dead letters again; a line each. With `all_dead` those that cannot be are passed over; else raises BadLetter."""
    lines = _treat(settings, Letters.replay, keys, all_dead=all_dead, platform=platform)
    queue_at(settings).wake("deliver")
    return [f"{key}: {done or '重新发送 (sent again)'}" for key, done in lines]


def drop(settings: Settings, keys: Sequence[str], *, all_dead: bool = False, platform: str = "") -> list[str]:
    """Let dead letters go for good; a line each. Raises BadLetter."""
    lines = _treat(settings, Letters.drop, keys, all_dead=all_dead, platform=platform)
    return [f"{key}: {done or '已放弃 (dropped)'}" for key, done in lines]


def _treat(
    settings: Settings, how: Callable[[Letters, str], bool], keys: Sequence[str], *, all_dead: bool, platform: str
) -> list[tuple[str, str]]:
    """All in one transaction: (key, what is to be said of it other than that it was done)."""
    with opened(settings) as core, core.work(SYSTEM) as w:
        wanted = w.letters.dead(platform) if all_dead else list(dict.fromkeys(keys))
        return [(key, _one(w.letters, how, key, forgiving=all_dead)) for key in wanted]


def _one(box: Letters, how: Callable[[Letters, str], bool], key: str, *, forgiving: bool) -> str:
    try:
        return "" if how(box, key) else "无需处理 (nothing to do)"
    except NotVisible:
        raise BadLetter(f"{key}: 没有这封信 (no such letter); 未作任何改动 (nothing was changed)") from None
    except Conflict as refusal:
        if forgiving:
            return f"跳过 (passed over): {_WHY[refusal.because]}"
        raise BadLetter(f"{key}: {_WHY[refusal.because]}; 未作任何改动 (nothing was changed)") from None


def _line(letter: LetterState, now: datetime) -> str:
    kind = f"{letter.kind} {letter.card_kind}".strip()
    error = f": {letter.error}" if letter.error else ""
    waits = f", next {letter.not_before:%m-%d %H:%M:%S}Z" if letter.state == "ready" else ""
    told = f"{letter.state}, tries {letter.attempts}, {_age(now - letter.created_at)} old{waits}{error}"
    return f"{letter.key}  {letter.platform}  {kind}  {told}"


def _age(age: timedelta) -> str:
    seconds = max(int(age.total_seconds()), 0)
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _plain(letter: LetterState) -> dict[str, Any]:
    fields = asdict(letter)
    del fields["id"]
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in fields.items()}
