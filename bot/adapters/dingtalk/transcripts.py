"""DingTalk has no API for the history of a chat (PLATFORMS 4.5.2), and says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.model import Attachment, Conversation, CustomerProfile, Message
from bot.ports import NotReadable


class DingtalkTranscripts:
    """`bot.ports.Transcripts` for a platform that shows nobody's chat to an app."""

    def read(self, where: Conversation, *, since: datetime | None) -> Sequence[Message]:
        """Raises NotReadable("no_source"), whatever is asked."""
        del where, since
        raise NotReadable("no_source")

    def forwarded(self, record: Attachment) -> Sequence[Message]:
        """Raises NotReadable("no_record"): a record comes with its messages in it."""
        del record
        raise NotReadable("no_record")

    def customer(self, where: Conversation) -> CustomerProfile | None:
        """Always None: chats with the bot are among our own people."""
        del where
        return None
