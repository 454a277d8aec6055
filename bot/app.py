"""The house as one value: made by `bootstrap`, handed to whoever works in it. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.adapters.wire import Receiver
from bot.handlers.house import House
from bot.model import Platform
from bot.ports import Files, Media, Messenger, Queue, SignIn, Transcripts
from bot.settings import Settings
from crm_core.clock import Clock
from crm_core.work.core import Core


@dataclass(frozen=True, slots=True)
class App:
    """What a process of ours has. A process that does not need a part has it empty."""

    settings: Settings
    core: Core
    clock: Clock
    queue: Queue
    receivers: Mapping[str, Receiver]
    """By route: `wecom`, `feishu`, `feishu/card`."""
    messengers: Mapping[Platform, Messenger]
    transcripts: Mapping[Platform, Transcripts]
    media: Mapping[Platform, Media]
    sign_ins: Mapping[Platform, SignIn]
    files: Files
    house: House | None = None
    """For the handlers; the web has none, since it does no work."""
