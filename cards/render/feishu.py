"""A card as Feishu's card JSON 2.0. A property that 2.0 does not know makes Feishu refuse the whole card.

Vendor: card-json-v2-structure, card-json-v2-components.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cards.fit import clip
from cards.model import Button, Card, Choice, Fact, Input, Step, StepState, Tone

Element = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """In characters, but for `facts` and `inputs` (how many) and `card_bytes`: the vendor's 30 KB for the whole card as UTF-8
    JSON."""

    card_bytes: int = 30_000
    title: int = 100
    body: int = 4_500
    label: int = 60
    value: int = 1_000
    quote: int = 500
    text: int = 100
    facts: int = 60
    inputs: int = 40
    input: int = 300


LIMITS = Limits()
_SHORT = replace(LIMITS, quote=0, body=1_500, value=200)
_FEW = replace(_SHORT, body=600, value=60, label=30, facts=12)
_PLAIN = replace(_FEW, inputs=0)
_TIGHTER = (
    LIMITS,
    replace(LIMITS, quote=40),
    _SHORT,
    _FEW,
    _PLAIN,
    replace(_PLAIN, title=40, body=60, value=8, label=8, text=8),
)
"""How a card gives way when it is too big as a whole; the order is `cards.fit`'s."""
_INLINE_QUOTE = 40
_ROW = 4
_TEMPLATES = {Tone.PLAIN: "blue", Tone.GOOD: "green", Tone.CARE: "turquoise", Tone.PROBLEM: "orange"}
_MARKS = {StepState.DONE: "✓", StepState.NOW: "●", StepState.WAITING: "○", StepState.FAILED: "✗"}
_SPECIAL = {ord(c): f"&#{ord(c)};" for c in "\\`*_~[]<>#|$&:"}
_LIST = re.compile(r"^(\s*(?:\d{1,9}(?=[.)](?:\s|$)))?)([-+=.)])", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def render(card: Card) -> dict[str, Any]:
    """The card JSON, within the vendor's 30 KB. Texts are shortened with 「…」 where they must; buttons never go.

    A callback button's value is `{"action": "verb:subject", "asks": [choice keys]}`; what was chosen comes in `form_value`.
    """
    drawn: dict[str, Any] = {}
    for limits in _TIGHTER:
        drawn = _draw(card, limits)
        if size(drawn) <= LIMITS.card_bytes:
            break
    return drawn


def size(drawn: dict[str, Any]) -> int:
    """Bytes on the wire."""
    return len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode())


def escaped(text: str) -> str:
    """Text for a `markdown` element that is shown as it is: no mention, link, list, emphasis or code comes of it.

    HTML entities, as the vendor asks. The colon is one of them, or a bare address would become a link.
    """
    plain = _INDENT.sub(lambda match: "\xa0" * len(match.group()), text)
    listed = _LIST.sub(lambda match: f"{match[1]}\x00{ord(match[2])}\x01", plain)
    return listed.translate(_SPECIAL).replace("\x00", "&#").replace("\x01", ";")


def _draw(card: Card, limits: Limits) -> dict[str, Any]:
    title = " ".join(clip(card.title, limits.title).split()) or "随录"
    elements = [*_words(card, limits), *_asking(card, limits), *_footer(card, limits)]
    drawn: dict[str, Any] = {
        "schema": "2.0",
        "config": {"update_multi": True},
        "header": {"title": _plain(title), "template": _TEMPLATES[card.tone]},
        "body": {"elements": elements or [{"tag": "hr"}]},
    }
    if card.url:
        drawn["card_link"] = {"url": card.url}
    return drawn


def _words(card: Card, limits: Limits) -> Iterable[Element]:
    if body := escaped(clip(card.body, limits.body)):
        yield _markdown(body)
    if card.steps:
        yield _small(" · ".join(_step(step, limits) for step in card.steps))
    if card.facts:
        yield from _facts(card.facts, limits)


def _step(step: Step, limits: Limits) -> str:
    label = f"{_MARKS[step.state]} {escaped(clip(step.label, limits.label))}"
    return f"**{label}**" if step.state is StepState.NOW else label


def _facts(facts: Sequence[Fact], limits: Limits) -> Iterable[Element]:
    """Each with its evidence in grey below it; long evidence is folded away under 「聊天原话」."""
    shown = facts[: limits.facts]
    lines = [_fact(fact, limits) for fact in shown]
    if len(facts) > len(shown):
        lines.append(f"…… 另有 {len(facts) - len(shown)} 项")
    yield _markdown("\n".join(lines))
    long = [fact for fact in shown if len(fact.quote) > _INLINE_QUOTE and limits.quote]
    if long:
        quotes = "\n".join(f"**{_bold(fact.label, limits)}**\n{_grey(clip(fact.quote, limits.quote))}" for fact in long)
        title = {"title": _plain("聊天原话")}
        yield {"tag": "collapsible_panel", "expanded": False, "header": title, "elements": [_markdown(quotes)]}


def _fact(fact: Fact, limits: Limits) -> str:
    line = f"**{_bold(fact.label, limits)}**：{escaped(clip(fact.value, limits.value))}"
    return f"{line}\n{_grey(fact.quote)}" if 0 < len(fact.quote) <= _INLINE_QUOTE and limits.quote else line


def _bold(label: str, limits: Limits) -> str:
    """Emphasis needs a word without blanks at its ends."""
    return escaped(" ".join(clip(label, limits.label).split())) or "·"


def _grey(quote: str) -> str:
    return f"<font color='grey'>「{escaped(clip(quote, LIMITS.quote))}」</font>"


def _asking(card: Card, limits: Limits) -> Iterable[Element]:
    """Questions, lines to change and the buttons that submit them stand in one form; links stay outside of it."""
    choices = [choice for choice in card.choices if choice.options]
    asked = [element for choice in choices for element in _choice(choice, limits)]
    asked += _inputs(card.inputs, limits)
    keys = [choice.key for choice in choices] if asked else None
    drawn = [_button(button, at, limits, asks=None if button.url else keys) for at, button in enumerate(card.buttons)]
    pressed = [element for button, element in zip(card.buttons, drawn, strict=True) if not button.url]
    if asked and pressed:
        yield {"tag": "form", "name": "form", "elements": [*asked, *_rows(pressed)]}
        yield from _rows([element for element in drawn if element not in pressed])
    else:
        yield from _rows(drawn)


def _inputs(inputs: Sequence[Input], limits: Limits) -> Iterable[Element]:
    """Folded away under 「修改内容」. A value that does not fit whole is left to the page: cut, it would come back changed."""
    whole = [field for field in inputs if "\n" not in field.value and field.value == clip(field.value, limits.input)]
    if fields := [_input(field, limits) for field in whole[: limits.inputs]]:
        title = {"title": _plain("修改内容")}
        yield {"tag": "collapsible_panel", "expanded": False, "header": title, "elements": fields}


def _input(field: Input, limits: Limits) -> Element:
    return {
        "tag": "input",
        "name": field.key,
        "label": _plain(clip(field.label, limits.label) or "·"),
        "placeholder": _plain(clip(field.hint, limits.text) or "请输入"),
        "default_value": field.value,
        "max_length": limits.input,
        "required": False,
    }


def _choice(choice: Choice, limits: Limits) -> Iterable[Element]:
    yield _markdown(f"**{_bold(choice.label, limits)}**")
    select: Element = {
        "tag": "multi_select_static" if choice.many else "select_static",
        "name": choice.key,
        "required": False,
        "placeholder": _plain("请选择"),
        "options": [{"text": _plain(clip(o.text, limits.text) or "·"), "value": o.id} for o in choice.options],
    }
    ticked = [index for index, option in enumerate(choice.options) if option.ticked]
    if choice.many:
        select["selected_values"] = [choice.options[index].id for index in ticked]
    elif ticked:
        select["initial_index"] = ticked[0] + 1
    yield select


def _button(button: Button, index: int, limits: Limits, *, asks: Sequence[str] | None = None) -> Element:
    """A button in a form (`asks`: the choices it submits) needs a name of its own; out of one it simply calls back."""
    drawn: Element = {
        "tag": "button",
        "text": _plain(clip(button.text, limits.text) or "·"),
        "type": "primary_filled" if button.primary else "default",
        "behaviors": [{"type": "open_url", "default_url": button.url}]
        if button.url
        else [{"type": "callback", "value": {"action": button.action, **({"asks": list(asks)} if asks else {})}}],
    }
    return drawn if asks is None else {**drawn, "name": f"button_{index}", "form_action_type": "submit"}


def _rows(buttons: Sequence[Element]) -> Iterable[Element]:
    """Side by side, wrapping on a narrow screen."""
    for start in range(0, len(buttons), _ROW):
        columns = [{"tag": "column", "width": "auto", "elements": [button]} for button in buttons[start : start + _ROW]]
        yield {"tag": "column_set", "flex_mode": "flow", "columns": columns}


def _footer(card: Card, limits: Limits) -> Iterable[Element]:
    if card.footer:
        yield _small(f"<font color='grey'>{escaped(clip(card.footer, limits.value))}</font>")


def _markdown(content: str) -> Element:
    return {"tag": "markdown", "content": content}


def _small(content: str) -> Element:
    return {**_markdown(content), "text_size": "notation"}


def _plain(content: str) -> Element:
    return {"tag": "plain_text", "content": content}
