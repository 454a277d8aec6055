"""The closed vocabulary of cards (互动卡片): everything three platforms can all show, and nothing else.

A card is data. It is made by a function of `cards.catalog`, whose parameters are all that it can show; it travels through
the outbox as JSON and is drawn by `cards.render.<platform>`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Tone(StrEnum):
    """How a card speaks. There is no alarm: a nudge is an offer of help."""

    PLAIN = "plain"
    GOOD = "good"
    CARE = "care"
    PROBLEM = "problem"


class StepState(StrEnum):
    DONE = "done"
    NOW = "now"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a card: what it is about, what it is, and the words in the chat that say so (evidence)."""

    label: str
    value: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: StepState


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A question on the card. `many=True`: tick any number (lines of a draft); else: one of them (a new owner).

    What was chosen arrives with the click of any button of the card, in `Action.form[key]`, option ids joined by `,`.
    """

    key: str
    label: str
    options: tuple[Option, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """A line of text that the reader may change in place. What stands in it arrives in `Action.form[key]` with the click of any
    button of the card, changed or not.

    A platform whose cards take no typing shows none: a card with inputs has a button that opens the page to change them on.
    """

    key: str
    label: str
    value: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button that calls back with `action` (`verb:subject`, see `bot.model.Action`), or opens `url` when that is set.

    `asks` names the choice this button submits. A platform that cannot show the choice shows one button an option
    instead, with `?key=option` added to the action.
    """

    text: str
    action: str = ""
    url: str = ""
    primary: bool = False
    asks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    kind: str
    title: str
    body: str = ""
    tone: Tone = Tone.PLAIN
    facts: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = ()
    choices: tuple[Choice, ...] = ()
    inputs: tuple[Input, ...] = ()
    buttons: tuple[Button, ...] = ()
    footer: str = ""
    url: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Card:
        """Raises KeyError or TypeError for what `to_json` never wrote. Rows of before there were inputs have none."""
        return cls(
            kind=data["kind"],
            title=data["title"],
            body=data["body"],
            tone=Tone(data["tone"]),
            facts=tuple(Fact(**fact) for fact in data["facts"]),
            steps=tuple(Step(step["label"], StepState(step["state"])) for step in data["steps"]),
            choices=tuple(
                Choice(c["key"], c["label"], tuple(Option(**o) for o in c["options"]), c["many"]) for c in data["choices"]
            ),
            inputs=tuple(Input(**field) for field in data.get("inputs", ())),
            buttons=tuple(Button(**button) for button in data["buttons"]),
            footer=data["footer"],
            url=data["url"],
        )
