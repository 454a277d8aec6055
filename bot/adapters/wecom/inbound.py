"""WeCom's callbacks in: verify, open, translate (vendor pages 90238, 90375, 90376). No SDK is imported here."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

from bot.adapters.wecom.codec import MAX_XML, Codec, CodecError, parse_xml
from bot.adapters.wire import HttpCall, HttpReply, Received
from bot.model import Action, CardClicked, CardHandle, ChatKind, Conversation, Event, Person, Platform, TextSaid, Unknown
from bot.settings import WecomSettings
from crm_core.clock import Clock

RIGHT_LASTS = timedelta(hours=24)
"""How long we use a response_code: older pages say 24 h, newer ones 72 h; the stricter is safe with both."""
_WINDOW = 300
_CLICKS = ("template_card_event", "template_card_menu_event")
_STATUS = {"signature": 403, "receiver": 403, "stale": 403, "malformed": 400, "too_large": 413, "method": 405}
_LINES = {
    "signature": "the signature does not match",
    "receiver": "this envelope is for somebody else",
    "stale": "the timestamp is more than 300 seconds away",
    "malformed": "this is not a WeCom callback",
    "too_large": "the body is over 1 MiB",
    "method": "only GET and POST are known here",
}


class WecomReceiver:
    """`bot.adapters.wire.Receiver` for `GET|POST /callbacks/wecom`."""

    def __init__(self, settings: WecomSettings, clock: Clock) -> None:
        self._codec = Codec(settings.token, settings.aes_key, settings.corp_id)
        self._corp = settings.corp_id
        self._clock = clock

    def receive(self, call: HttpCall) -> Received:
        try:
            if call.method == "GET":
                return Received(HttpReply(200, self._open(call, call.query.get("echostr", ""))))
            if call.method == "POST":
                return Received(HttpReply(200), self._event(call))
        except CodecError as problem:
            return _refused(problem.reason)
        return _refused("method")

    def _open(self, call: HttpCall, encrypted: str) -> bytes:
        """Raises CodecError for what is unsigned, stale or sealed wrongly."""
        signature, timestamp, nonce = (call.query.get(name, "") for name in ("msg_signature", "timestamp", "nonce"))
        if not (signature and nonce and encrypted and timestamp.isascii() and timestamp.isdigit()):
            raise CodecError("malformed")
        self._codec.verify(signature, timestamp, nonce, encrypted)
        if abs(int(timestamp[:15]) - self._clock.now().timestamp()) > _WINDOW:
            raise CodecError("stale")
        return self._codec.decrypt(encrypted)

    def _event(self, call: HttpCall) -> Event:
        if len(call.body) > MAX_XML:
            raise CodecError("too_large")
        encrypted = parse_xml(call.body).findtext("Encrypt", "")
        return self._translate(parse_xml(self._open(call, encrypted)))

    def _translate(self, xml: Element) -> Event:
        kind = xml.findtext("MsgType", "")
        at = _moment(xml.findtext("CreateTime", ""))
        if kind == "text":
            return self._text(xml, at)
        name = xml.findtext("Event", "") if kind == "event" else kind
        if name in _CLICKS:
            return self._click(xml, at) or Unknown(id=_event_id(xml), at=at, platform=Platform.WECOM, name=name)
        identity = _message_id(xml) if xml.findtext("MsgId") else _event_id(xml)
        return Unknown(id=identity, at=at, platform=Platform.WECOM, name=name[:64])

    def _text(self, xml: Element, at: datetime) -> TextSaid:
        by = self._person(xml)
        where = Conversation(Platform.WECOM, self._corp, by.id, ChatKind.SINGLE)
        return TextSaid(id=_message_id(xml), by=by, at=at, where=where, text=xml.findtext("Content", "").strip())

    def _click(self, xml: Element, at: datetime) -> CardClicked | None:
        """None for a button that is not ours."""
        card, code = xml.findtext("TaskId", ""), xml.findtext("ResponseCode", "")
        try:
            action = Action.parse(xml.findtext("EventKey", ""), _chosen(xml))
        except ValueError:
            return None
        handle = CardHandle(Platform.WECOM, card, code, at + RIGHT_LASTS, 1) if code else None
        return CardClicked(id=_event_id(xml), by=self._person(xml), at=at, action=action, card=card, handle=handle)

    def _person(self, xml: Element) -> Person:
        member = xml.findtext("FromUserName", "")
        if not 0 < len(member) <= 64:
            raise CodecError("malformed")
        return Person(Platform.WECOM, self._corp, member.lower())  # WeCom knows no case in a userid


def _refused(reason: str) -> Received:
    return Received(HttpReply(_STATUS[reason], f"{_LINES[reason]}\n".encode()), error=f"wecom: {_LINES[reason]}")


def _moment(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError) as problem:
        raise CodecError("malformed") from problem


def _message_id(xml: Element) -> str:
    number = xml.findtext("MsgId", "")
    if not (number.isascii() and number.isdigit() and len(number) <= 20):
        raise CodecError("malformed")
    return f"wecom:msg:{number}"


def _event_id(xml: Element) -> str:
    """Events carry no id. Two clicks in one second collide under the vendor's rule, so the card's own words join in."""
    names = ("FromUserName", "CreateTime", "Event", "EventKey", "TaskId", "ResponseCode", "ChangeType", "ExternalUserID")
    words = "\x1f".join(xml.findtext(name, "") for name in names)
    return f"wecom:event:{hashlib.sha256(words.encode()).hexdigest()}"


def _chosen(xml: Element) -> dict[str, str]:
    """What was ticked: question → option ids joined by `,`."""
    return {
        item.findtext("QuestionKey", ""): ",".join(option.text or "" for option in item.iterfind("OptionIds/OptionId"))
        for item in xml.iterfind("SelectedItems/SelectedItem")
    }
