"""The composition root: the only room that knows every other. A process gets what it needs and imports nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import ValidationError

from bot.adapters.disk import Disk
from bot.adapters.manners import OwnPacer, OwnTokens
from bot.adapters.wire import Receiver
from bot.app import App
from bot.capture.screens.ocr import Ocr, Reader
from bot.handlers.house import House, ReadPaper, ReadPictures
from bot.jobs.queue import RqQueue, queue_at
from bot.jobs.shared import manners_at
from bot.lexicons import Lexicons
from bot.model import Platform
from bot.ports import (
    Archive,
    Contacts,
    Directory,
    Files,
    Hearing,
    Media,
    Messenger,
    Pacer,
    Proposer,
    Queue,
    SignIn,
    Tokens,
    Transcripts,
)
from bot.settings import BadSetting, DingtalkSettings, FeishuSettings, Settings, WecomSettings
from crm_core.calendar import Calendar
from crm_core.clock import Clock, ShiftedClock, SystemClock
from crm_core.decisions.nudges import SilenceRule
from crm_core.decisions.standing import DirectoryRules
from crm_core.work.core import Core
from crm_core.work.unit import Rules

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Process = Literal["serve", "work", "stream", "tool"]


def build(settings: Settings, for_: Process, *, queue: Queue | None = None, clock: Clock | None = None) -> App:
    """The house for one process. `tool` (migrate, doctor) has the core alone; the database is not asked yet."""
    clock = clock or clock_of(settings)
    core = open_core(settings, clock)
    queue = queue or queue_at(settings)
    tokens, pacer = _manners(settings, clock, shared=for_ in ("serve", "work") and isinstance(queue, RqQueue))
    works = _Platforms(settings, clock, tokens, pacer, archive_in=core) if for_ == "work" else None
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
        house=_house(
            settings,
            core,
            clock,
            queue,
            transcripts=works.transcripts,
            media=works.media,
            kept=kept,
            archives=works.archives,
            directories=works.directories,
            contacts=works.contacts,
            hearing=works.hearing,
        )
        if works
        else None,
    )


def _manners(settings: Settings, clock: Clock, *, shared: bool) -> tuple[Tokens, Pacer]:
    """Shared by the processes that serve and work, through their broker; a tool, or a test without one, has its own."""
    return manners_at(settings, clock) if shared else (OwnTokens(clock), OwnPacer(clock))


def clock_of(settings: Settings) -> Clock:
    return ShiftedClock(settings.clock_file) if settings.clock_file else SystemClock()


def open_core(settings: Settings, clock: Clock) -> Core:
    """The core under the shipped rules: `config/rules/nudges.yaml`, the calendar and `config/directory.yaml`."""
    rules = Rules(silence=nudge_rules()[0], calendar=calendar_of(settings), directory=directory_rules())
    return Core.at(settings.database_url, clock=clock, zone=settings.zone, rules=rules)


def lexicon_dir(settings: Settings) -> Path:
    """Where the organisation's own lexicon stands, if it has one."""
    return settings.lexicon_dir or settings.data_dir / "lexicon"


def nudge_rules() -> list[SilenceRule]:
    """All of `config/rules/nudges.yaml`; the first is the one in force."""
    return [SilenceRule.from_data(entry) for entry in _yaml("rules", "nudges.yaml")]


def directory_rules() -> DirectoryRules:
    """`config/directory.yaml`. Raises BadSetting with the place of what is wrong in it."""
    try:
        return DirectoryRules.model_validate(_yaml("directory.yaml"))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "file"
        raise BadSetting(f"config/directory.yaml: {place}: {first['msg']}") from None


def directories_of(settings: Settings, core: Core) -> dict[Platform, Directory]:
    """For a tool, with tokens and limits of its own; the archive's library and keys are none of its business."""
    return _Platforms(settings, core.clock, OwnTokens(core.clock), OwnPacer(core.clock), archive_in=None).directories


def calendar_of(settings: Settings) -> Calendar:
    """Working hours and holidays from `config/calendar.yaml`."""
    return Calendar.from_data(ZoneInfo(settings.zone), _yaml("calendar.yaml"))


def _yaml(*path: str) -> Any:
    return yaml.load(files("config").joinpath(*path).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe one


def _house(
    settings: Settings,
    core: Core,
    clock: Clock,
    queue: Queue,
    *,
    transcripts: Mapping[Platform, Transcripts],
    media: Mapping[Platform, Media],
    kept: Files,
    archives: Mapping[Platform, Archive] | None = None,
    directories: Mapping[Platform, Directory] | None = None,
    contacts: Mapping[Platform, Contacts] | None = None,
    hearing: Hearing | None = None,
) -> House:
    from bot.capture.screens.process import OcrProcess

    ocr = OcrProcess()
    return House(
        core=core,
        clock=clock,
        queue=queue,
        zone=ZoneInfo(settings.zone),
        calendar=calendar_of(settings),
        base_url=settings.base_url,
        lexicons=Lexicons(lexicon_dir(settings)),
        transcripts=transcripts,
        media=media,
        files=kept,
        read_pictures=_reader(ocr, ZoneInfo(settings.zone)),
        read_paper=_paper_reader(ocr) if settings.read_pictures else None,
        hearing=hearing if settings.hear_voices else None,
        archives=archives or {},
        directories=directories or {},
        contacts=contacts or {},
        proposer=_proposer(settings, clock),
    )


def _proposer(settings: Settings, clock: Clock) -> Proposer | None:
    if settings.llm is None:
        return None
    from bot.adapters.llm.client import LlmClient

    return LlmClient(settings.llm, clock)


def _reader(ocr: Ocr, zone: ZoneInfo) -> ReadPictures:
    """Screenshots are read by a process of the worker's own, which starts with the first of them."""
    from bot.capture.screens.read import read

    return lambda pictures, at: read(pictures, ocr, now=at, zone=zone)


def _paper_reader(ocr: Reader) -> ReadPaper:
    """By the same process."""
    from bot.capture.documents.read import read

    return lambda content: read(content, ocr)


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
    """What a worker has of each platform that is on: one client each, for what it says and what it reads.

    `archive_in`: where the archive keeps its records; None: this process has no archive.
    """

    def __init__(self, settings: Settings, clock: Clock, tokens: Tokens, pacer: Pacer, *, archive_in: Core | None) -> None:
        self._tokens, self._pacer, self._archive_in = tokens, pacer, archive_in
        self.messengers: dict[Platform, Messenger] = {}
        self.media: dict[Platform, Media] = {}
        self.transcripts: dict[Platform, Transcripts] = {}
        self.archives: dict[Platform, Archive] = {}
        self.directories: dict[Platform, Directory] = {}
        self._sources = directory_rules().sources
        self.contacts: dict[Platform, Contacts] = {}
        self.hearing: Hearing | None = None
        if settings.wecom:
            self._wecom(settings.wecom, clock, f"{settings.base_url}/sidebar")
        if settings.feishu:
            self._feishu(settings.feishu, clock)
        if settings.dingtalk:
            self._dingtalk(settings.dingtalk, clock, settings.base_url)

    def _wecom(self, settings: WecomSettings, clock: Clock, home_url: str) -> None:
        from bot.adapters.wecom.archives import WecomArchive
        from bot.adapters.wecom.client import WecomClient
        from bot.adapters.wecom.contacts import WecomContacts
        from bot.adapters.wecom.directory import WecomDirectory
        from bot.adapters.wecom.media import WecomMedia
        from bot.adapters.wecom.outbound import WecomMessenger
        from bot.adapters.wecom.transcripts import WecomTranscripts

        client = WecomClient(settings, clock, self._tokens, self._pacer)
        self.messengers[Platform.WECOM] = WecomMessenger(settings, client, clock, self._pacer, home_url=home_url)
        archive = WecomArchive.of(settings, client, clock, self._archive_in) if self._archive_in else None
        opened, consents = (archive.archive, archive.consents) if archive else (None, None)
        self.media[Platform.WECOM] = WecomMedia(settings, client, self._pacer, archive=opened)
        self.transcripts[Platform.WECOM] = WecomTranscripts(settings, client, clock, archive=opened, consents=consents)
        if archive:
            self.archives[Platform.WECOM] = archive
        self.directories[Platform.WECOM] = WecomDirectory(settings, client, self._sources)
        self.contacts[Platform.WECOM] = WecomContacts(client)

    def _feishu(self, settings: FeishuSettings, clock: Clock) -> None:
        from bot.adapters.feishu.client import FeishuClient
        from bot.adapters.feishu.directory import FeishuDirectory
        from bot.adapters.feishu.media import FeishuMedia
        from bot.adapters.feishu.outbound import FeishuMessenger
        from bot.adapters.feishu.speech import FeishuSpeech
        from bot.adapters.feishu.transcripts import FeishuTranscripts

        client = FeishuClient(settings, clock, self._tokens)
        self.messengers[Platform.FEISHU] = FeishuMessenger(client, clock, self._pacer)
        self.media[Platform.FEISHU] = FeishuMedia(client, clock, self._pacer)
        self.transcripts[Platform.FEISHU] = FeishuTranscripts(client)
        self.hearing = FeishuSpeech(client, self._pacer)
        self.directories[Platform.FEISHU] = FeishuDirectory(client, self._pacer, self._sources)

    def _dingtalk(self, settings: DingtalkSettings, clock: Clock, callbacks: str) -> None:
        from bot.adapters.dingtalk.client import DingtalkClient
        from bot.adapters.dingtalk.directory import DingtalkDirectory
        from bot.adapters.dingtalk.media import DingtalkMedia
        from bot.adapters.dingtalk.outbound import DingtalkMessenger
        from bot.adapters.dingtalk.transcripts import DingtalkTranscripts

        client = DingtalkClient(settings, clock, self._tokens)
        self.messengers[Platform.DINGTALK] = DingtalkMessenger(settings, client, self._pacer, callbacks=callbacks)
        self.media[Platform.DINGTALK] = DingtalkMedia(settings, client, self._pacer)
        self.transcripts[Platform.DINGTALK] = DingtalkTranscripts()
        self.directories[Platform.DINGTALK] = DingtalkDirectory(settings, client, self._pacer, self._sources)


def _sign_ins(settings: Settings, clock: Clock, tokens: Tokens, pacer: Pacer) -> dict[Platform, SignIn]:
    found: dict[Platform, SignIn] = {}
    if settings.wecom:
        from bot.adapters.wecom.client import WecomClient
        from bot.adapters.wecom.sign_in import WecomSignIn

        found[Platform.WECOM] = WecomSignIn(settings.wecom, WecomClient(settings.wecom, clock, tokens, pacer), clock)
    if settings.feishu:
        from bot.adapters.feishu.sign_in import FeishuSignIn

        found[Platform.FEISHU] = FeishuSignIn(settings.feishu, clock, tokens, pacer)
    if settings.dingtalk and settings.dingtalk.corp_id:
        from bot.adapters.dingtalk.client import DingtalkClient
        from bot.adapters.dingtalk.sign_in import DingtalkSignIn

        client = DingtalkClient(settings.dingtalk, clock, tokens)
        found[Platform.DINGTALK] = DingtalkSignIn(settings.dingtalk, client, clock, tokens, pacer)
    return found
