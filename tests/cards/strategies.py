"""Hypothesis strategies: any card that the vocabulary can hold, in friendly and unfriendly words."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.model import Action
from cards.model import Button, Card, Choice, Fact, Input, Option, Step, StepState, Tone

PAGE = "https://crm.invalid/sidebar?lead=7"
UNFRIENDLY = [
    "",
    " \n ",
    "汉" * 1365,  # 4 kB
    "<" * 4_000,
    '"\n' * 2_000,
    "😀" * 1_000,
    "👨‍👩‍👧‍👦" * 300,
    "\ud800 half a character",
    "\x00",
    "a\r\nb",
    "[点我](https://evil.invalid) **粗** `码` <at id=all></at> &lt; \\",
]
words = st.text(max_size=60) | st.text(alphabet="*_[]()<>#-+`|\\\n😀长\"'&", max_size=300) | st.sampled_from(UNFRIENDLY)
ids = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
keys = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
urls = st.sampled_from(["https://a.invalid/1", "https://b.invalid/2", "http://127.0.0.1:1/3"])
facts = st.builds(Fact, words, words, words)
steps = st.builds(Step, words, st.sampled_from(StepState))


@st.composite
def choices(draw: st.DrawFn, key: str) -> Choice:
    named = draw(st.lists(ids, max_size=24, unique=True))
    options = tuple(Option(name, draw(words), draw(st.booleans())) for name in named)
    return Choice(key, draw(words), options, draw(st.booleans()))


@st.composite
def buttons(draw: st.DrawFn, asked: list[str]) -> tuple[Button, ...]:
    """No two of them do the same, as on every card of the house."""
    verbs = st.sampled_from(["confirm", "drop", "reassign", "snooze_it"])
    forms = st.dictionaries(st.just("kept"), words.map(lambda text: text.encode("utf-8", "ignore").decode()[:40]), max_size=1)
    actions = st.builds(lambda verb, subject, form: str(Action(verb, subject, form)), verbs, ids, forms)
    made = draw(st.lists(actions, max_size=14, unique_by=lambda action: action.partition("?")[0]))
    callbacks = [
        Button(draw(words), action, primary=draw(st.booleans()), asks=draw(st.sampled_from(["", *asked]))) for action in made
    ]
    links = [Button(draw(words), url=url) for url in draw(st.lists(urls, max_size=5))]
    return tuple(draw(st.permutations([*callbacks, *links])))


@st.composite
def cards(draw: st.DrawFn) -> Card:
    names = draw(st.lists(keys, max_size=6, unique=True))
    asked = tuple(draw(choices(name)) for name in names[:3])
    fields = tuple(Input(f"edit_{name}", draw(words), draw(words), draw(words)) for name in names)
    return Card(
        kind=draw(st.sampled_from(["draft", "nudge"])),
        title=draw(words),
        body=draw(words),
        tone=draw(st.sampled_from(Tone)),
        facts=tuple(draw(st.lists(facts, max_size=12)) * draw(st.sampled_from([1, 1, 6]))),
        steps=tuple(draw(st.lists(steps, max_size=6))),
        choices=asked,
        inputs=fields * draw(st.integers(0, 1)),
        buttons=draw(buttons([choice.key for choice in asked if not choice.many])),
        footer=draw(words),
        url=draw(st.sampled_from(["", PAGE])),
    )
