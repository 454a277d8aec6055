"""The composition root: the only room that knows every other. A process gets what it needs and imports nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any, Literal
from zoneinfo import ZoneInfo

import yaml

from bot.adapters.disk import Disk
from bot.adapters.manners import OwnPacer, OwnTokens
from bot.adapters.wire import Receiver
from bot.app import App
from bot.capture.model import Captured, NotAChat
from bot.handlers.house import House
from bot.jobs.queue import RqQueue, queue_at
from bot.jobs.shared import manners_at
from bot.model import Platform
from bot.nlp.lexicon import Lexicon
from bot.ports import Files, Media, Messenger, Pacer, Queue, SignIn, Tokens, Transcripts
from bot.settings import DingtalkSettings, FeishuSettings, Settings, WecomSettings
from crm_core.calendar import Calendar
from crm_core.clock import Clock, ShiftedClock, SystemClock
from crm_core.decisions.nudges import SilenceRule
from crm_core.work.core import Core
from crm_core.work.unit import Rules

Process = Literal["serve", "work", "stream", "tool"]


def build(settings: Settings, for_: Process, *, queue: Queue | None = None, clock: Clock | None = None) -> App:
    """The house for one process. `tool` (migrate, doctor) has the core alone; the database is not asked yet."""
    clock = clock or clock_of(settings)
    core = open_core(settings, clock)
    queue = queue or queue_at(settings)
    tokens, pacer = _manners(settings, clock, shared=for_ in ("serve", "work") and isinstance(queue, RqQueue))
    works = _Platforms(settings, clock, tokens, pacer) if for_ == "work" else None
    kept = Disk(settings.data_dir / "files")
    return App(
        settings=settings,
        core=core,
        clock=clock,
        queue=queue,
        receivers=_receivers(settings, clock) if for_ == "serve" else {},
        messengers=works.messengers if works else {},
        transcripts=works.transcripts if works else {},
        media=works.media if works else {},
        files=kept,
        sign_ins=_sign_ins(settings, clock, tokens, pacer) if for_ == "serve" else {},
        house=_house(settings, core, clock, queue, transcripts=works.transcripts, media=works.media, kept=kept)
        if works
        else None,
    )


def _manners(settings: Settings, clock: Clock, *, shared: bool) -> tuple[Tokens, Pacer]:
    """Shared by the processes that serve and work, through their broker; a tool, or a test without one, has its own."""
    return manners_at(settings, clock) if shared else (OwnTokens(clock), OwnPacer(clock))


def clock_of(settings: Settings) -> Clock:
    return ShiftedClock(settings.clock_file) if settings.clock_file else SystemClock()


def open_core(settings: Settings, clock: Clock) -> Core:
    """The core under the shipped rules: `config/rules/nudges.yaml` and the calendar."""
    rules = Rules(silence=nudge_rules()[0], calendar=calendar_of(settings))
    return Core.at(settings.database_url, clock=clock, zone=settings.zone, rules=rules)


def nudge_rules() -> list[SilenceRule]:
    """All of `config/rules/nudges.yaml`; the first is the one in force."""
    return [SilenceRule.from_data(entry) for entry in _yaml("rules", "nudges.yaml")]


def calendar_of(settings: Settings) -> Calendar:
    """Working hours and holidays from `config/calendar.yaml`."""
    return Calendar.from_data(ZoneInfo(settings.zone), _yaml("calendar.yaml"))


def _yaml(*path: str) -> Any:
    return yaml.safe_load(files("config").joinpath(*path).read_text(encoding="utf-8"))


def _house(
    settings: Settings,
    core: Core,
    clock: Clock,
    queue: Queue,
    *,
    transcripts: Mapping[Platform, Transcripts],
    media: Mapping[Platform, Media],
    kept: Files,
) -> House:
    return House(
        core=core,
        clock=clock,
        queue=queue,
        zone=ZoneInfo(settings.zone),
        calendar=calendar_of(settings),
        base_url=settings.base_url,
        lexicon=Lexicon.load(files("config") / "lexicon"),
        transcripts=transcripts,
        media=media,
        files=kept,
        read_pictures=_no_reader,
    )


def _no_reader(pictures: Sequence[bytes], at: datetime) -> Captured:
    del pictures, at
    raise NotAChat("no_ocr")


def _receivers(settings: Settings, clock: Clock) -> dict[str, Receiver]:
    found: dict[str, Receiver] = {}
    if settings.wecom:
        from bot.adapters.wecom.inbound import WecomReceiver

        found["wecom"] = WecomReceiver(settings.wecom, clock)
    if settings.feishu and settings.feishu.encrypt_key and settings.feishu.verification_token:
        from bot.adapters.feishu.inbound import FeishuReceiver

        found["feishu"] = found["feishu/card"] = FeishuReceiver(settings.feishu, clock)
    if settings.dingtalk:
        from bot.adapters.dingtalk.http import receivers

        found |= receivers(settings.dingtalk, clock)
    return found


class _Platforms:
    """What a worker has of each platform that is on: one client each, for what it says and what it reads."""

    def __init__(self, settings: Settings, clock: Clock, tokens: Tokens, pacer: Pacer) -> None:
        self._tokens, self._pacer = tokens, pacer
        self.messengers: dict[Platform, Messenger] = {}
        self.media: dict[Platform, Media] = {}
        self.transcripts: dict[Platform, Transcripts] = {}
        if settings.wecom:
            self._wecom(settings.wecom, clock, f"{settings.base_url}/sidebar")
        if settings.feishu:
            self._feishu(settings.feishu, clock)
        if settings.dingtalk:
            self._dingtalk(settings.dingtalk, clock, settings.base_url)

    def _wecom(self, settings: WecomSettings, clock: Clock, home_url: str) -> None:
        from bot.adapters.wecom.client import WecomClient
        from bot.adapters.wecom.media import WecomMedia
        from bot.adapters.wecom.outbound import WecomMessenger
        from bot.adapters.wecom.transcripts import WecomTranscripts

        client = WecomClient(settings, clock, self._tokens, self._pacer)
        self.messengers[Platform.WECOM] = WecomMessenger(settings, client, clock, self._pacer, home_url=home_url)
        self.media[Platform.WECOM] = WecomMedia(settings, client, self._pacer)
        self.transcripts[Platform.WECOM] = WecomTranscripts(settings, client, clock)

    def _feishu(self, settings: FeishuSettings, clock: Clock) -> None:
        from bot.adapters.feishu.client import FeishuClient
        from bot.adapters.feishu.media import FeishuMedia
        from bot.adapters.feishu.outbound import FeishuMessenger
        from bot.adapters.feishu.transcripts import FeishuTranscripts

        client = FeishuClient(settings, clock, self._tokens)
        self.messengers[Platform.FEISHU] = FeishuMessenger(client, clock, self._pacer)
        self.media[Platform.FEISHU] = FeishuMedia(client, clock, self._pacer)
        self.transcripts[Platform.FEISHU] = FeishuTranscripts(client)

    def _dingtalk(self, settings: DingtalkSettings, clock: Clock, callbacks: str) -> None:
        from bot.adapters.dingtalk.client import DingtalkClient
        from bot.adapters.dingtalk.media import DingtalkMedia
        from bot.adapters.dingtalk.outbound import DingtalkMessenger
        from bot.adapters.dingtalk.transcripts import DingtalkTranscripts

        client = DingtalkClient(settings, clock, self._tokens)
        self.messengers[Platform.DINGTALK] = DingtalkMessenger(settings, client, self._pacer, callbacks=callbacks)
        self.media[Platform.DINGTALK] = DingtalkMedia(settings, client, self._pacer)
        self.transcripts[Platform.DINGTALK] = DingtalkTranscripts()


def _sign_ins(settings: Settings, clock: Clock, tokens: Tokens, pacer: Pacer) -> dict[Platform, SignIn]:
    found: dict[Platform, SignIn] = {}
    if settings.wecom:
        from bot.adapters.wecom.client import WecomClient
        from bot.adapters.wecom.sign_in import WecomSignIn

        found[Platform.WECOM] = WecomSignIn(settings.wecom, WecomClient(settings.wecom, clock, tokens, pacer), clock)
    if settings.feishu:
        from bot.adapters.feishu.sign_in import FeishuSignIn

        found[Platform.FEISHU] = FeishuSignIn(settings.feishu, clock, tokens, pacer)
    return found
