"""The simulated WeCom's books: tokens, OAuth codes, tickets, response codes, members. No HTTP here.

Response codes stand in the town with their card, so that they outlive a restart; tokens and codes do not, as a client
has to bear that anyway.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model import Platform
from bot.settings import WecomSettings
from bot.simulator.town import Dweller, Said, Town
from bot.simulator.wecom.errors import Errcode
from bot.simulator.wecom.media import Media
from bot.simulator.wecom.rates import Rates

HOURS_2 = timedelta(hours=2)


@dataclass(slots=True)
class Pass:
    """Something handed out with an end: a token, a ticket, an OAuth code."""

    value: str
    until: datetime
    owner: str


@dataclass
class Desk:
    town: Town
    settings: WecomSettings
    code_life: timedelta = timedelta(hours=24)
    spent_code: int = 42045
    """The errcode for a used or expired response_code: the vendor's pages name none, so it is a knob."""
    trusted_domain: str = ""
    """The one domain whose pages the app trusts."""
    tokens: dict[str, Pass] = field(default_factory=dict)
    """By secret."""
    tickets: dict[str, Pass] = field(default_factory=dict)
    """By kind: `jsapi`, `agent_config`."""
    oauth: dict[str, Pass] = field(default_factory=dict)
    ghosts: set[str] = field(default_factory=set)
    """Response codes of cards that were dropped: good for one change that nobody sees."""
    unseen: set[str] = field(default_factory=set)
    """Keys of members out of the app's visible range."""
    guard: threading.RLock = field(default_factory=threading.RLock)
    media: Media = field(init=False)
    rates: Rates = field(init=False)

    def __post_init__(self) -> None:
        self.media, self.rates = Media(self.town.clock), Rates(self.town.clock)

    # --- tokens, tickets, codes -----------------------------------------------------------------------------------

    def token(self, corp: str, secret: str) -> Pass:
        """The same token on asking again while it lives."""
        if corp != self.settings.corp_id:
            raise Errcode(40013)
        if not secret or secret not in (self.settings.secret, self.settings.archive_secret):
            raise Errcode(40001)
        with self.guard:
            held = self.tokens.get(secret)
            if held is None or self.town.clock.now() >= held.until:
                owner = "app" if secret == self.settings.secret else "archive"
                held = self.tokens[secret] = Pass(secrets.token_urlsafe(48), self.town.clock.now() + HOURS_2, owner)
            return held

    def check_token(self, value: str) -> Pass:
        if not value:
            raise Errcode(41001)
        held = next((p for p in self.tokens.values() if p.value == value), None)
        if held is None:
            raise Errcode(40014)
        if self.town.clock.now() >= held.until:
            raise Errcode(42001)
        return held

    def ticket(self, kind: str) -> str:
        with self.guard:
            held = self.tickets.get(kind)
            if held is None or self.town.clock.now() >= held.until:
                if not self.rates.ticket():
                    raise Errcode(45009)
                value = self._ticket_value(kind, held.value if held else "")
                held = self.tickets[kind] = Pass(value, self.town.clock.now() + HOURS_2, kind)
            return held.value

    def _ticket_value(self, kind: str, last: str) -> str:
        """The first one is the same after the town was started anew: a platform does not forget what it has handed out."""
        digest = hmac.digest(self.settings.secret.encode(), f"{kind} {last}".encode(), "sha512")
        return urlsafe_b64encode(digest[:60]).decode()

    def oauth_code(self, owner: str) -> str:
        code = secrets.token_urlsafe(32)
        self.oauth[code] = Pass(code, self.town.clock.now() + timedelta(minutes=5), owner)
        return code

    def redeem(self, code: str) -> Dweller:
        held = self.oauth.pop(code, None)
        if held is None:
            raise Errcode(40029)
        if self.town.clock.now() >= held.until:
            raise Errcode(42003)
        return self.town.people[held.owner]

    # --- rights to change a card --------------------------------------------------------------------------------------

    def fresh_code(self, said: Sequence[Said]) -> str:
        """A right to change these cards (the same card in several chats), once."""
        code = secrets.token_urlsafe(24)
        until = (self.town.clock.now() + self.code_life).isoformat()
        for one in said:
            one.extra.setdefault("codes", {})[code] = until
        if not said:
            self.ghosts.add(code)
        self.town.save()
        return code

    def with_code(self, code: str) -> list[Said]:
        """The cards that this right is for. Errcode `spent_code` when it is used up, too old, or none."""
        now = self.town.clock.now()
        held = [m for m in self.messages() if code in m.extra.get("codes", {})]
        lasting = [m for m in held if now < datetime.fromisoformat(m.extra["codes"][code])]
        if not lasting and code not in self.ghosts:
            raise Errcode(self.spent_code)
        return lasting

    def cards(self, task_id: str) -> list[Said]:
        """All copies of one card."""
        return [m for m in self.messages() if m.card is not None and m.handle == task_id]

    def messages(self) -> Iterator[Said]:
        """All that stands in this platform's chats."""
        with self.town.lock:
            mine = [chat for chat in self.town.chats.values() if chat.platform == Platform.WECOM.value]
            return iter([m for chat in mine for m in chat.messages])

    # --- who ----------------------------------------------------------------------------------------------------------

    def member(self, userid: str) -> Dweller | None:
        found = self.town.who(Platform.WECOM, userid)
        return found if found and found.staff else None

    def customer(self, external: str) -> Dweller:
        found = self.town.who(Platform.WECOM, external)
        if found is None or found.staff:
            raise Errcode(84061)
        return found

    def check_agent(self, agent_id: object) -> None:
        if agent_id != self.settings.agent_id:
            raise Errcode(40056)
