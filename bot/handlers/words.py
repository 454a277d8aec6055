"""The small grammar of what is said to the bot: a command, a customer's name, or neither, and what it may have meant.

Full and half width, capitals, blanks, a leading mention or slash and closing punctuation make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Command(StrEnum):
    """What can be asked for, by the word that a button carries: `ask:todo`."""

    SYNC = "sync"
    CUSTOMER = "customer"
    TODO = "todo"
    TODAY = "today"
    REPORT = "report"
    HELP = "help"


NAMES: dict[str, Command] = {
    "同步": Command.SYNC,
    "同步本次聊天": Command.SYNC,
    "同步聊天": Command.SYNC,
    "sync": Command.SYNC,
    "客户": Command.CUSTOMER,
    "查客户": Command.CUSTOMER,
    "我的客户": Command.CUSTOMER,
    "customer": Command.CUSTOMER,
    "我的待办": Command.TODO,
    "待办": Command.TODO,
    "todo": Command.TODO,
    "今日进展": Command.TODAY,
    "今天进展": Command.TODAY,
    "日报": Command.TODAY,
    "today": Command.TODAY,
    "周报": Command.REPORT,
    "我的周报": Command.REPORT,
    "report": Command.REPORT,
    "帮助": Command.HELP,
    "菜单": Command.HELP,
    "help": Command.HELP,
}
"""Every way to say a command; a platform's menu sends one of them."""

LONGEST = 20
"""What is longer is no slip of a command's name."""
_MENTION = re.compile(r"^(?:@\s?随录\s*)+")
_EDGES = " \t\n/#,.!?~:;、。…"
_NAMED = re.compile(r"(?:查客户|我的客户|客户|customer(?![a-z]))[\s::]*(?P<name>.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Understood:
    """`command` None: not understood; then `near` are the commands it may have meant, the likeliest first."""

    command: Command | None
    words: str = ""
    """The customer's name; of what was not understood the words themselves."""
    near: tuple[Command, ...] = ()


def understand(text: str) -> Understood:
    """Nothing said but the bot's name, or a question mark, is a question for help."""
    said = _MENTION.sub("", unicodedata.normalize("NFKC", text).strip()).strip()
    key = _key(said)
    if not said.strip(_EDGES):
        return Understood(Command.HELP)
    if key in NAMES:
        return Understood(NAMES[key])
    named = _NAMED.fullmatch(said.strip(_EDGES))
    if named:
        return Understood(Command.CUSTOMER, " ".join(named["name"].split()))
    return Understood(None, " ".join(said.split()), _near(key))


def _key(said: str) -> str:
    return "".join(said.casefold().split()).strip(_EDGES)


def _near(key: str) -> tuple[Command, ...]:
    """Begun and not finished, finished and gone on, or one slip away."""
    if not 0 < len(key) <= LONGEST:
        return ()
    found = [command for name, command in NAMES.items() if _begins(key, name) or _one_slip(key, name)]
    return tuple(dict.fromkeys(found))


def _begins(key: str, name: str) -> bool:
    return len(name) > 1 and (name.startswith(key) or key.startswith(name))


def _one_slip(a: str, b: str) -> bool:
    """One character more, less, different, or two changed places."""
    if a == b or min(len(a), len(b)) < 2 or abs(len(a) - len(b)) > 1:
        return False
    short, long = sorted((a, b), key=len)
    at = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at:][:2] == long[at:][:2][::-1]
    return short[at + 1 :] == long[at + 1 :] or (swapped and short[at + 2 :] == long[at + 2 :])
