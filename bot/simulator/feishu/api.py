"""Feishu's REST host on loopback: which call goes where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request

from bot.settings import FeishuSettings
from bot.simulator.feishu.files import Files
from bot.simulator.feishu.history import History
from bot.simulator.feishu.http import Desk, Refusal, View, answer, body
from bot.simulator.feishu.messages import Messages
from bot.simulator.feishu.passport import Passport
from bot.simulator.feishu.people import Directory
from bot.simulator.feishu.socket import SocketHub
from bot.simulator.feishu.speech import Speech
from bot.simulator.feishu.tokens import Tokens
from bot.simulator.feishu.wire import Scribe
from bot.simulator.town import Town

_IM, _MESSAGES = "/open-apis/im/v1", "/open-apis/im/v1/messages"
TOKEN = "/open-apis/auth/v3/tenant_access_token/internal"  # noqa: S105 - a path
ENDPOINT = "/callback/ws/endpoint"


class Api:
    """The routes. Knobs: `desk.hang`, `desk.slow`, `limits`, `history.external`, `messages.out_of_scope`, and those of
    `files`, `messages.clicks` and `hub`."""

    def __init__(self, town: Town, settings: FeishuSettings, hub: SocketHub) -> None:
        scribe = Scribe(town, settings)
        self.tokens, self.hub, self.files = Tokens(town), hub, Files(town)
        self.desk = Desk(town, self._authorised)
        self.limits = self.desk.limits
        self.messages = Messages(town, scribe, files=self.files, limits=self.limits)
        self.history = History(town, scribe, self.messages)
        self.directory = Directory(town, scribe, self.messages)
        self.passport = Passport(town, settings, scribe)
        self.speech = Speech()
        self._settings = settings

    def flask(self) -> Flask:
        app = Flask("feishu-sim")
        routes: tuple[tuple[str, View], ...] = (
            (f"POST {_MESSAGES}", self.messages.create),
            (f"GET {_MESSAGES}", self.history.page),
            (f"POST {_MESSAGES}/merge_forward", self.messages.merge_forward),
            (f"GET {_MESSAGES}/<message_id>", self.messages.get),
            (f"PATCH {_MESSAGES}/<message_id>", self.messages.patch),
            (f"DELETE {_MESSAGES}/<message_id>", self.messages.delete),
            (f"POST {_MESSAGES}/<message_id>/reply", self.messages.reply),
            (f"POST {_MESSAGES}/<message_id>/forward", self.messages.forward),
            (f"GET {_MESSAGES}/<message_id>/read_users", self.messages.readers),
            (f"GET {_MESSAGES}/<message_id>/resources/<key>", self.messages.resource),
            ("POST /open-apis/interactive/v1/card/update", self.messages.update_later),
            (f"POST {_IM}/images", self.files.upload_image),
            (f"POST {_IM}/files", self.files.upload_file),
            (f"GET {_IM}/chats", self.directory.chats),
            (f"GET {_IM}/chats/<wire_id>", self.directory.chat),
            (f"GET {_IM}/chats/<wire_id>/members", self.directory.members),
            ("GET /open-apis/contact/v3/users/<user_id>", self.directory.user),
            ("GET /open-apis/contact/v3/users/batch", self.directory.batch),
            ("GET /open-apis/contact/v3/users/find_by_department", self.directory.of_department),
            ("GET /open-apis/contact/v3/scopes", self.directory.scopes),
            ("GET /open-apis/contact/v3/custom_attrs", self.directory.custom_attrs),
            ("GET /open-apis/contact/v3/departments/<department>", self.directory.department),
            ("GET /open-apis/contact/v3/departments/<department>/children", self.directory.children),
            ("GET /open-apis/tenant/v2/tenant/query", self.directory.tenant),
            ("GET /open-apis/bot/v3/info", self.directory.bot),
            ("POST /open-apis/speech_to_text/v1/speech/file_recognize", self.speech.recognise),
            ("POST /open-apis/jssdk/ticket/get", self.passport.ticket),
        )
        for rule, view in routes:
            self._add(app, rule, view=self.desk.route(view, name=rule))
        without_ours: tuple[tuple[str, View], ...] = (
            (f"POST {TOKEN}", self._token),
            (f"POST {ENDPOINT}", self._endpoint),
            ("POST /open-apis/authen/v2/oauth/token", self.passport.token),
            ("GET /open-apis/authen/v1/user_info", self.passport.user_info),
        )
        for rule, view in without_ours:
            self._add(app, rule, view=self.desk.route(view, name=rule, open_=True))
        return app

    def _add(self, app: Flask, rule: str, *, view: Callable[..., Response]) -> None:
        method, _, path = rule.partition(" ")
        app.add_url_rule(path, rule, view, methods=[method])

    def _authorised(self) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise Refusal(99991661, "Missing access token for authorization")
        if not self.tokens.good(token):
            raise Refusal(99991663, "Invalid access token for authorization")

    def _token(self) -> dict[str, Any]:
        asked = body()
        if asked.get("app_id") != self._settings.app_id:
            raise Refusal(10003, "invalid param")
        if asked.get("app_secret") != self._settings.app_secret:
            raise Refusal(10014, "app secret invalid")
        token, expire = self.tokens.issue()
        return {"tenant_access_token": token, "expire": expire}

    def _endpoint(self) -> Response:
        """Always HTTP 200; the code in the body tells."""
        return answer(self.hub.endpoint(body()))
