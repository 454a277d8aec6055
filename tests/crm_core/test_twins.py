"""The same message by two ways is one; two messages with the same words are two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.decisions.twins import UNTIMED, Heard, bare, mark, twins

AT = datetime(2026, 11, 5, 2, 0, 20, tzinfo=UTC)
MINUTE = AT.replace(second=0)


def heard(id_: str, text: str, *, ours: bool = False, at: datetime = AT, blur: int = 0, read: bool = False) -> Heard:
    return Heard(id_, text, ours, at, blur, read)


def test_a_pasted_message_is_its_archived_twin() -> None:
    archived = heard("a1", "预算 50 万，Q3 上线。")
    pasted = heard("p1", "预算50万,Q3上线", at=MINUTE, blur=60)

    assert twins([pasted], [archived]) == {"p1": "a1"}


def test_what_is_said_twice_is_two_messages() -> None:
    archived = [heard("a1", "好的"), heard("a2", "好的", at=AT + timedelta(seconds=20))]
    pasted = [heard(f"p{i}", "好的", at=MINUTE, blur=60) for i in (1, 2, 3)]

    assert twins(pasted, archived) == {"p1": "a1", "p2": "a2"}


def test_the_same_words_at_another_time_are_another_message() -> None:
    assert twins([heard("p", "明天发您报价单", at=AT + timedelta(hours=2), blur=60)], [heard("a", "明天发您报价单")]) == {}


def test_a_short_word_has_to_be_of_the_same_side_and_a_long_one_not() -> None:
    assert twins([heard("p", "好的", ours=True)], [heard("a", "好的")]) == {}
    assert twins([heard("p", "预算是五十万左右", ours=True)], [heard("a", "预算是五十万左右")]) == {"p": "a"}


def test_words_without_a_time_are_found_wherever_they_are() -> None:
    fresh = heard("p", "预算是五十万左右", at=AT + timedelta(days=40), blur=UNTIMED)

    assert twins([fresh], [heard("a", "预算是五十万左右")]) == {"p": "a"}


def test_a_letter_that_ocr_misread_does_not_make_another_message() -> None:
    archived = [heard("a1", "我们预算大概在五十万左右，月底前定"), heard("a2", "竞品报价低了百分之十五")]
    shot = [heard("s1", "我们预算大慨在五十万左右，月底前定", read=True), heard("s2", "竟品报价低了百分之十五", read=True)]

    assert twins(shot, archived) == {"s1": "a1", "s2": "a2"}
    assert twins([heard("t", shot[0].text)], archived) == {}


def test_other_words_are_other_messages_however_near() -> None:
    archived = [heard("a1", "预算50万"), heard("a2", "行")]
    shot = [heard("s1", "预算60万", read=True), heard("s2", "不", read=True)]

    assert twins(shot, archived) == {}


def test_a_no_is_never_a_misreading() -> None:
    assert twins([heard("s", "这个价格我们不可以接受", read=True)], [heard("a", "这个价格我们可以接受")]) == {}


def test_words_that_are_gone_are_known_by_their_mark() -> None:
    left_out = Heard("a", "", False, AT, mark=mark("我老婆住院了，别记这个"))

    assert twins([heard("p", "我老婆住院了,别记这个")], [left_out]) == {"p": "a"}


def test_what_is_no_letter_is_itself() -> None:
    assert bare("👍") != bare("😀")
    assert twins([heard("p", "👍")], [heard("a", "😀")]) == {}


@given(texts=st.lists(st.sampled_from(["好的", "预算50万", "明天发您报价", "👍"]), max_size=12), seed=st.randoms())
@settings(max_examples=60, deadline=None)
def test_a_chat_told_again_in_minutes_is_all_known_and_each_one_once(texts: list[str], seed: object) -> None:
    known = [heard(f"a{i}", text, ours=i % 2 == 0, at=AT + timedelta(seconds=35 * i)) for i, text in enumerate(texts)]
    fresh = [heard(f"p{i}", m.text, ours=m.ours, at=m.at.replace(second=0), blur=60) for i, m in enumerate(known)]

    found = twins(fresh, known)

    assert set(found) == {message.id for message in fresh}
    assert len(set(found.values())) == len(known)
