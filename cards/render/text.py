"""The fall-back everyone can read: a card as plain text, for terminals, logs of the demo and clients without cards."""

from __future__ import annotations

from cards.model import Card, StepState

MARKS = {StepState.DONE: "✓", StepState.NOW: "●", StepState.WAITING: "○", StepState.FAILED: "✗"}


def steps_line(card: Card) -> str:
    """The steps on one line: `✓ 收集聊天 · ● 理解内容`."""
    return " · ".join(f"{MARKS[step.state]} {step.label}" for step in card.steps)


def render(card: Card) -> str:
    """All there is on a card, a line each."""
    lines = [f"【{card.title}】", card.body, steps_line(card)]
    lines += [f"  {fact.label}：{fact.value}" + (f"  「{fact.quote}」" if fact.quote else "") for fact in card.facts]
    for choice in card.choices:
        lines.append(f"  {choice.label}（{'可多选' if choice.many else '选一项'}）")
        lines += [f"  [{'x' if option.ticked else ' '}] {option.text}" for option in choice.options]
    if card.inputs:
        lines += ["  可修改：", *(f"    {field.label}：{field.value or field.hint or '（空）'}" for field in card.inputs)]
    buttons = " ".join(f"[{button.text} {button.url}]" if button.url else f"[{button.text}]" for button in card.buttons)
    return "\n".join(line for line in [*lines, buttons, card.footer] if line)
