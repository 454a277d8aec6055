"""A summary after its reader's corrections tells what was kept, and nothing of what was dropped."""

from __future__ import annotations

from bot.nlp.facts import Evidence, Fact
from bot.nlp.summary import revise

SAID = Evidence("m1", 0, 2, "原话")
TOLD = "王海沟通产线数据采集系统：预算约50万，我方报价46.8万，12月20日上线，在比汇川，嫌价高，刘总拍板。"


def _fact(kind: str, shown: str, **value: object) -> Fact:
    return Fact(kind, value, shown, 1.0, SAID)


def test_what_was_dropped_is_not_told() -> None:
    kept = [
        _fact("budget", "约50万", low=50_000_000, high=50_000_000, approx=True),
        _fact("deadline", "2026-12-18 上线", date="2026-12-18", what="上线"),
    ]

    assert revise(TOLD, kept) == "王海沟通产线数据采集系统：预算约50万，12月18日上线。"


def test_when_nothing_was_kept_only_the_head_stays() -> None:
    assert revise(TOLD, []) == "王海沟通产线数据采集系统。"


def test_a_summary_without_a_head_gets_none() -> None:
    assert (
        revise("聊天里没有需要更新的字段；确认后只留下一条跟进记录。", [])
        == "聊天里没有需要更新的字段；确认后只留下一条跟进记录。"
    )


def test_what_is_ticked_by_hand_in_a_summary_without_a_head_gets_one() -> None:
    rival = _fact("competitor", "西门子", name="西门子", role="compare")

    assert revise("聊天里没有需要更新的字段；确认后只留下一条跟进记录。", [rival]) == "客户沟通：在比西门子。"


def test_what_hurts_and_holds_up_in_the_same_words_is_told_once_within_the_bound() -> None:
    words = "三天之内换不过来我外墙就停了呀"
    kept = [
        _fact("pain_point", words, text=words),
        _fact("objection", words, text=words, category="service"),
        *(_fact("competitor", f"对手{place}号公司", name=f"对手{place}号公司", role="compare") for place in range(3)),
        *(_fact("deadline", "2026-12-18", date="2026-12-18", what=f"第{place}批正式上线") for place in range(3)),
    ]
    told = revise(TOLD, kept)

    assert told.count(words) == 1
    assert len(told) <= 100
