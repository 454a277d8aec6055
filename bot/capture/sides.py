"""Whose side each name in a captured chat is on, as far as it can be known without asking. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.capture.model import ME, Captured


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows: the rep's own name, the customer's names, whom the rep has placed in this chat before, and which
    of the names are colleagues'."""

    rep: str
    theirs: tuple[str, ...] = ()
    speakers: Mapping[str, bool] | None = None
    colleagues: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """`sides`: by name whether it is ours; None: to be asked. `nameless`: there is what has neither name nor side.
    `strange`: nobody in it looks like the customer whose chat it should be."""

    sides: Mapping[str, bool | None]
    nameless: bool
    strange: bool

    @property
    def all_known(self) -> bool:
        return not self.nameless and None not in self.sides.values()


def known_names(captured: Captured, known: Known) -> Names:
    sides = {name: _side(captured, known, name) for name in captured.speakers}
    nameless = any(not message.by and message.ours is None for message in captured.messages)
    return Names(_by_the_other(sides, captured), nameless, _strange(captured, known, sides))


def customer_in(captured: Captured, sides: Mapping[str, bool | None]) -> str:
    """What the customer is called there: the name over the chat, else the one name on that side; empty: nobody can tell."""
    theirs = [name for name, ours in sides.items() if ours is False]
    return "" if captured.group else captured.title or (theirs[0] if len(theirs) == 1 else "")


def _side(captured: Captured, known: Known, name: str) -> bool | None:
    """As the rep has said before; as it was read; or as the names say, where they do not say both."""
    if known.speakers and name in known.speakers:
        return known.speakers[name]
    read = {message.ours for message in captured.messages if message.by == name}
    if len(read) == 1 and None not in read:
        return next(iter(read))
    ours, theirs = name == known.rep or name in ME or name in known.colleagues, name in known.theirs
    return None if ours == theirs else ours


def _by_the_other(sides: Mapping[str, bool | None], captured: Captured) -> Mapping[str, bool | None]:
    """Where two speak and one of them is the rep's side, the other is the customer's; not in a group, where others listen."""
    unknown = [name for name, side in sides.items() if side is None]
    if len(sides) == 2 and len(unknown) == 1 and captured.group is not True:
        other = next(side for name, side in sides.items() if name not in unknown)
        return {**sides, unknown[0]: not other} if other else sides
    return sides


def _strange(captured: Captured, known: Known, sides: Mapping[str, bool | None]) -> bool:
    """Only where there are names to tell by, and none of them was placed in this chat before."""
    seen = [name for name, ours in sides.items() if not ours] + ([captured.title] if captured.title else [])
    placed = known.speakers or {}
    if not known.theirs or not seen or any(placed.get(name) is False for name in sides):
        return False
    return not any(theirs in name or name in theirs for name in seen for theirs in known.theirs)
