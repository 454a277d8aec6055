"""Screenshots that overlap become one chat."""

from __future__ import annotations

from itertools import permutations

import pytest

from bot.capture.model import NotAChat
from bot.capture.screens.bubbles import Bubble, Note, Page
from bot.capture.screens.join import Entry, joined

SAID: list[Entry] = [
    Note("11月5日 15:05"),
    Bubble("预算大概50万,老板还没批", False, sure=0.9),
    Bubble("好的", True),
    Bubble("样品下周三之前能寄到吗?", False),
    Bubble("好的", True),
    Note("昨天 09:12"),
    Bubble("含税价 ¥498,487.00,运费另算", True),
    Bubble("好的", False),
    Bubble("合同编号 HT-5748349,麻烦盖章", False),
]


def _pages(*parts: tuple[int, int]) -> list[Page]:
    return [Page("陈建国", False, tuple(SAID[start:end])) for start, end in parts]


def test_what_two_pictures_share_stands_once() -> None:
    assert joined(_pages((0, 5), (3, 9))) == tuple(SAID)


def test_three_pictures_in_any_order() -> None:
    pages = _pages((0, 4), (1, 7), (4, 9))

    assert {joined(order) for order in permutations(pages)} == {tuple(SAID)}


def test_one_picture_twice_and_one_inside_another() -> None:
    assert joined(_pages((0, 9), (0, 9))) == tuple(SAID)
    assert joined(_pages((0, 9), (5, 9))) == tuple(SAID)
    assert joined(_pages((0, 9), (2, 6))) == tuple(SAID)
    assert joined(_pages((2, 6), (0, 9))) == tuple(SAID)


def test_a_common_word_at_the_seam_is_no_overlap() -> None:
    """「好的」 ends one picture and begins the next: it was said twice."""
    assert joined(_pages((0, 3), (4, 9))) == (*SAID[:3], *SAID[4:])


def test_the_same_words_from_the_other_side_are_no_overlap() -> None:
    a = Page("陈建国", False, (Bubble("样品下周三之前能寄到吗?", False),))
    b = Page("陈建国", False, (Bubble("样品下周三之前能寄到吗?", True),))

    assert joined([a, b]) == (*a.entries, *b.entries)


def test_a_bubble_that_an_edge_cuts_is_replaced_by_its_whole_twin() -> None:
    whole = Bubble("我们内部讨论过了,整体方案是认可的,但是有两点要再确认", False, "王晓燕")
    head = Bubble("我们内部讨论过了,整体方", False, "王晓燕", sure=0.5, below=True)
    tail = Bubble("有两点要再确认", False, sure=0.5, above=True)
    before, after = Bubble("麻烦发一份最新的报价单", True), Bubble("请查收附件", True)

    assert joined([Page("群", True, (before, head)), Page("群", True, (before, whole, after))]) == (before, whole, after)
    assert joined([Page("群", True, (before, whole, after)), Page("群", True, (tail, after))]) == (before, whole, after)


def test_small_differences_of_reading_do_not_double_a_message_and_the_surer_one_stays() -> None:
    twice = Bubble("预算大概50万，老板还没批", False, sure=0.99)

    result = joined([Page("陈建国", False, tuple(SAID[:3])), Page("陈建国", False, (twice, *SAID[2:]))])

    assert result == (SAID[0], twice, *SAID[2:])


def test_pictures_of_one_chat_that_share_nothing_stay_in_their_order() -> None:
    assert joined(_pages((5, 9), (0, 2))) == (*SAID[5:], *SAID[:2])


def test_two_chats_are_refused() -> None:
    other = Page("赵敏", False, (Bubble("请查收附件,有问题随时联系我。", False),))

    with pytest.raises(NotAChat) as refused:
        joined([*_pages((0, 5)), other])

    assert refused.value.reason == "two_chats"


def test_a_picture_without_a_head_belongs_to_the_others() -> None:
    assert joined([*_pages((0, 5)), Page("", None, tuple(SAID[5:]))]) == tuple(SAID)
