"""New entries for the lexicon, from what reps did with what was proposed."""

from __future__ import annotations

from typing import Any

from bot.nlp.lexicon import Lexicon
from bot.nlp.teaching import Taught, learn

LEXICON = Lexicon.empty().with_terms(competitors={"海川": ("海川科技",)}, products={"测温枪": ()})


def line(draft: int, field: str = "competitor", *, instead: str = "", ticked: bool = True, **value: Any) -> Taught:
    return Taught(draft, field, value, {**value, "name": instead} if instead else None, ticked)


def test_a_name_that_was_kept_often_enough_is_proposed_and_a_known_one_is_not() -> None:
    said = [
        line(1, name="远大"),
        line(2, "competitor_price", name="远大"),
        line(2, name="远大"),
        line(1, name="海川科技"),
        line(2, name="海川"),
        line(3, name="只此一次"),
    ]

    lesson = learn(said, LEXICON, least=2)

    assert lesson.terms == {"competitors": {"远大": []}}
    assert lesson.times["competitors", "远大"] == 2


def test_what_a_person_wrote_counts_at_once_and_what_stood_there_becomes_another_name() -> None:
    said = [
        line(1, name="海川", instead="海传"),
        line(2, "product", name="额温计", instead="鹅温计"),
        line(3, name="海川", instead="海川科技"),
    ]

    assert learn(said, LEXICON, least=5).terms == {"competitors": {"海川": ["海传"]}, "products": {"额温计": ["鹅温计"]}}


def test_what_is_always_left_out_is_doubted_and_never_proposed() -> None:
    said = [line(n, name="用友好", ticked=False) for n in range(3)]
    said += [line(7, name="远大", ticked=False), line(8, name="远大"), line(9, name="远大", ticked=False)]

    lesson = learn(said, LEXICON, least=2)

    assert lesson.terms == {}
    assert dict(lesson.doubted) == {("competitors", "用友好"): 3}


def test_people_that_the_grammar_does_not_know_and_pains_that_fit_no_entry() -> None:
    said = [line(n, "decision_maker", name=name) for n in (1, 2) for name in ("刘总", "阿May")]
    said += [line(n, "pain_point", text="夜班没法睡") for n in (1, 2)]
    said += [line(n, "pain_point", text="靠人工抄表", label="人工效率低") for n in (1, 2)]

    assert learn(said, LEXICON, least=2).terms == {"people": {"阿May": []}, "cues": {"夜班没法睡": []}}
