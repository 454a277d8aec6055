"""Screenshots of one chat → what was said in them: the one function outsiders call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.capture.model import MINUTE, MOST_PICTURES, NO_TIME, Captured, NotAChat, Said
from bot.capture.screens.bubbles import Bubble, Note, Page, page
from bot.capture.screens.join import Entry, joined
from bot.capture.screens.ocr import Ocr, lines
from bot.capture.screens.picture import opened
from bot.capture.screens.times import moment

FORMAT = "screenshots"


def read(pictures: Sequence[bytes], ocr: Ocr, *, now: datetime, zone: ZoneInfo) -> Captured:
    """The conversation that they show, joined where they overlap. `now`: when they were handed in.

    `ours` is True on the right; on the left False in a single chat, None in a group, where a colleague may stand too. In a
    single chat the left side bears the chat's name. A message is as old as the time above it, `blur` reaches to the next
    time, after the last one to `now`. `sure` is the reader's certainty about the worst line, halved where an edge cuts the
    message.

    Raises NotAChat: `empty`, `too_many`, `too_large`, `not_a_picture`, `picture_bomb`, `too_slow`, `no_bubbles`, `two_chats`,
    `no_ocr`.
    """
    if not pictures:
        raise NotAChat("empty")
    if len(pictures) > MOST_PICTURES:
        raise NotAChat("too_many")
    pages = [_page(data, ocr) for data in pictures]
    entries = joined(pages)
    if not any(isinstance(entry, Bubble) and entry.kind != "image" for entry in entries):  # a photograph has shapes too
        raise NotAChat("no_bubbles")
    return _captured(pages, entries, now=now, zone=zone)


def _page(data: bytes, ocr: Ocr) -> Page:
    picture = opened(data)
    return page(picture, lines(ocr, picture))


def _captured(pages: Sequence[Page], entries: Sequence[Entry], *, now: datetime, zone: ZoneInfo) -> Captured:
    title = next((p.title for p in pages if p.title), "")
    kinds = {p.group for p in pages}
    group = True if True in kinds else False if False in kinds else None
    times = [moment(e.text, now=now, zone=zone) if isinstance(e, Note) else None for e in entries]
    messages, at = [], None
    for place, entry in enumerate(entries):
        if isinstance(entry, Bubble):
            messages.append(_said(entry, group=group, title=title, at=at, until=_next(times[place:], now)))
        else:
            at = times[place] or at
    system = [entry.text for entry, time in zip(entries, times, strict=True) if isinstance(entry, Note) and time is None]
    dated = all(message.at for message in messages)
    return Captured(tuple(messages), FORMAT, title, group, dated, tuple(system))


def _next(times: Sequence[datetime | None], now: datetime) -> datetime:
    return next((time for time in times if time), now)


def _said(bubble: Bubble, *, group: bool | None, title: str, at: datetime | None, until: datetime) -> Said:
    """`until`: before then it was said."""
    blur = NO_TIME if at is None else max(MINUTE, int((until - at).total_seconds()))
    by = bubble.by or (title if group is False and not bubble.ours else "")
    ours = True if bubble.ours else None if group else False
    return Said(by, bubble.text, at, blur, ours, bubble.kind, round(bubble.sure, 3))
