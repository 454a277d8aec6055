"""DingTalk's rate limits as scopes of the pacer (PLATFORMS 2.3.4): half of what the vendor allows.

Calls do not arrive as they leave: the last ones of one window, held up on their way, meet the first ones of the next. Two
full windows of ours at once are what DingTalk still takes.
"""

from __future__ import annotations

from bot.model import ChatKind, Conversation, Person
from bot.ports import Scope
from bot.settings import DingtalkSettings

API_PER_SECOND = 10
"""Of 20 (standard edition), for each API of an app."""
ROBOT_PER_MINUTE = 10
"""Robot messages to one group: of 20, the only number that the vendor gives for a robot (it is a webhook robot's)."""
PERSON_PER_MINUTE = 60
"""New messages to one person: a bound of our own. DingTalk gives no number, it names those whom it left out."""


def api(settings: DingtalkSettings, path: str) -> Scope:
    return Scope(f"dingtalk:{settings.client_id}:{path}", API_PER_SECOND, 1.0)


def robot(settings: DingtalkSettings, to: Person | Conversation) -> Scope:
    """A robot message to `to`."""
    if isinstance(to, Conversation) and to.kind is ChatKind.GROUP:
        return Scope(f"dingtalk:{settings.client_id}:to:{to.id}", ROBOT_PER_MINUTE, 60.0)
    return receiver(settings, to)


def receiver(settings: DingtalkSettings, to: Person | Conversation) -> Scope:
    """Anything new to `to`; an interactive card is not a robot message, and has no limit of its own in a group."""
    return Scope(f"dingtalk:{settings.client_id}:to:{to.id}", PERSON_PER_MINUTE, 60.0)
