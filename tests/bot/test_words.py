"""What is said to the bot, understood: each command in the ways people write it, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.words import NAMES, Command, Understood, understand


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("同步", Command.SYNC),
        (" 同 步 ", Command.SYNC),
        ("@随录 同步", Command.SYNC),
        ("@随录同步本次聊天。", Command.SYNC),
        ("@随录 @随录 SYNC!", Command.SYNC),
        ("/同步", Command.SYNC),
        ("/待办", Command.TODO),
        ("我的待办", Command.TODO),
        ("ToDo", Command.TODO),
        ("今日进展", Command.TODAY),
        ("today", Command.TODAY),
        ("周报~", Command.REPORT),
        ("#report", Command.REPORT),
        ("帮助", Command.HELP),
        ("help", Command.HELP),
        ("?", Command.HELP),
        ("??", Command.HELP),
        ("", Command.HELP),
        ("@随录", Command.HELP),
        ("客户", Command.CUSTOMER),
        ("Customer", Command.CUSTOMER),
    ],
)
def test_a_command(said: str, command: Command) -> None:
    assert understand(said) == Understood(command)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("客户 华辰", "华辰"),
        ("客户:华辰 精密", "华辰 精密"),
        ("@随录 客户华辰", "华辰"),
        ("查客户 王海。", "王海"),
        ("CUSTOMER\t王海", "王海"),
        ("customer王海", "王海"),
        ("/客户  100%_", "100%_"),
        ("客户 同步", "同步"),
    ],
)
def test_a_customer_s_name(said: str, name: str) -> None:
    assert understand(said) == Understood(Command.CUSTOMER, name)


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("我的代办", (Command.TODO,)),
        ("步同", (Command.SYNC,)),
        ("synv", (Command.SYNC,)),
        ("repot", (Command.REPORT,)),
        ("reprot", (Command.REPORT,)),
        ("hepl", (Command.HELP,)),
        ("今日", (Command.TODAY,)),
        ("同步一下", (Command.SYNC,)),
        ("todos", (Command.TODO,)),
        ("customers", (Command.CUSTOMER,)),
        ("to", (Command.TODO, Command.TODAY)),
        ("你好", ()),
        ("今天天气怎么样", ()),
        ("同步" * 40, ()),
        ("😀", ()),
    ],
)
def test_what_is_no_command_may_be_near_one(said: str, near: tuple[Command, ...]) -> None:
    assert understand(said) == Understood(None, said, near)


def test_full_width_is_the_same() -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in "help")

    assert understand(f"\u3000{wide}\uff01") == Understood(Command.HELP)
    assert understand("\uff20随录\u3000客户\uff1a华辰") == Understood(Command.CUSTOMER, "华辰")


@given(
    st.sampled_from(sorted(NAMES)),
    st.sampled_from(["", " ", "\u3000", "@随录 ", "/"]),
    st.sampled_from(["", "。", "！", " \n"]),
)
def test_every_name_in_any_dress(name: str, before: str, after: str) -> None:
    assert understand(before + name + after).command is NAMES[name]


@given(st.text(max_size=200))
def test_whatever_is_said_has_an_answer(said: str) -> None:
    understood = understand(said)

    assert understood.command is not None or understood.words.strip()
