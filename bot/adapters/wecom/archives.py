"""Which of the two ways to the archive this tenant has, and what the house asks of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.consent import Consents, write_down
from bot.adapters.wecom.sidecar import Archive
from bot.adapters.wecom.transcripts import pair_of, sidecar_of
from bot.model import Conversation
from bot.ports import NotReadable
from bot.settings import WecomSettings
from crm_core.clock import Clock
from crm_core.work.core import Core


class WecomArchive:
    """`bot.ports.Archive`."""

    def __init__(self, archive: Archive, consents: Consents) -> None:
        self.archive, self.consents = archive, consents

    @classmethod
    def of(cls, settings: WecomSettings, client: WecomClient, clock: Clock, core: Core) -> WecomArchive | None:
        """None: the tenant has no archive. Raises BadSetting for a library or keys that cannot be used."""
        archive = library_of(settings, core) if settings.archive_lib else sidecar_of(settings)
        if archive is None:
            return None
        return cls(archive, Consents(settings, client, clock, write_down(core, settings.corp_id)))

    def pull(self) -> int:
        return self.archive.pull()

    def ask_consent(self, where: Conversation) -> None:
        pair = pair_of(where)
        if pair is not None:
            with suppress(NotReadable):  # then what was heard before stands
                self.consents.agreed(*pair)


def library_of(settings: WecomSettings, core: Core) -> Archive:
    """The vendor's library, loaded here and now. Raises BadSetting."""
    from bot.adapters.wecom.finance_sdk import FinanceSdk
    from bot.adapters.wecom.keys import Keys
    from bot.adapters.wecom.sealed import SealedArchive

    sdk = FinanceSdk(Path(settings.archive_lib), settings.corp_id, settings.archive_secret)
    keys = Keys(Path(settings.archive_keys))
    return SealedArchive(core, sdk, keys, corp=settings.corp_id, kept_for=timedelta(days=settings.archive_days))
