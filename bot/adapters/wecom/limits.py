"""WeCom's rate limits as scopes (PLATFORMS 2.1.8; vendor page 90454, 2023-08-28). Pure.

The platform drops what is too much for one member without a word, and the sender reads success: so these are kept by us.
"""

from __future__ import annotations

from bot.ports import Scope
from bot.settings import WecomSettings

MINUTE, HOUR = 60.0, 3600.0


def call(settings: WecomSettings, path: str) -> Scope:
    """Calls of one API by one company."""
    return Scope(f"wecom:{settings.corp_id}:api:{path}", 10_000, MINUTE)


def to_member(settings: WecomSettings, member: str) -> tuple[Scope, ...]:
    """Messages of this app to one member; the excess would be dropped silently."""
    name = f"{_app(settings)}:member:{member.casefold()}"
    return Scope(f"{name}:minute", 30, MINUTE), Scope(f"{name}:hour", 1000, HOUR)


def to_chat(settings: WecomSettings, chat: str) -> tuple[Scope, ...]:
    """Messages into one group: each member receives each, and at most 200 a minute; the excess would be dropped silently."""
    return (Scope(f"{_app(settings)}:chat:{chat}:minute", 200, MINUTE),)


def ticket(settings: WecomSettings) -> tuple[Scope, ...]:
    """Tickets for the JS-SDK: 400 an hour for the company, 100 for the app."""
    return Scope(f"wecom:{settings.corp_id}:ticket:hour", 400, HOUR), Scope(f"{_app(settings)}:ticket:hour", 100, HOUR)


def _app(settings: WecomSettings) -> str:
    return f"wecom:{settings.corp_id}:{settings.agent_id}"
