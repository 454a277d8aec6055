"""DingTalk's directory (通讯录) and, where the tenant has it, its HR roster (智能人事花名册), on the old host.

Vendor: topapi/v2/department/listsub, topapi/v2/user/list, topapi/v2/user/get, topapi/smartwork/hrm/employee/list. A plain
directory knows no leave: only the roster or a custom field says 产假.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.adapters.answers import objects
from bot.adapters.dingtalk import pace
from bot.adapters.dingtalk.client import DingtalkClient
from bot.adapters.manners import patiently
from bot.ports import Pacer, Undeliverable
from bot.settings import DingtalkSettings
from crm_core.decisions.standing import Sources
from crm_core.views import ListedDepartment, ListedMember, Reading

log = logging.getLogger(__name__)
_Call = Callable[..., dict[str, Any]]
"""A call of this path with this body."""
_TOP = 1
"""The organisation itself, a department like any other to the vendor; of nobody's name to us."""
_PAGE = 100
_ROSTER = "/topapi/smartwork/hrm/employee/list"
_ROSTER_BATCH = 50
_NO_SUCH_USER = ("60121", "33012")


class DingtalkDirectory:
    """`bot.ports.Directory`. Without `SUILU_DINGTALK_CORP_ID` the organisation's id is left empty: no call tells it."""

    def __init__(self, settings: DingtalkSettings, client: DingtalkClient, pacer: Pacer, sources: Sources) -> None:
        self._settings, self._client, self._pacer, self._sources = settings, client, pacer, sources

    def read(self) -> Reading:
        departments = {one.id: one for one in self._below(_TOP)}
        users: dict[str, dict[str, Any]] = {}
        leaders: dict[str, list[str]] = {}
        for department in (str(_TOP), *departments):
            for user in self._of_department(department):
                users[str(user["userid"])] = user
                if user.get("leader"):
                    leaders.setdefault(department, []).append(str(user["userid"]))
        led = tuple(replace(one, leaders=tuple(leaders.get(one.id, ()))) for one in departments.values())
        words, without = self._roster(self._call_patiently, sorted(users))
        members = tuple(_listed(user, self._sources, words.get(id_, ())) for id_, user in sorted(users.items()))
        return Reading("dingtalk", self._settings.corp_id, led, members, without=without)

    def member(self, id: str) -> ListedMember | None:
        try:
            user = _result(self._call("/topapi/v2/user/get", userid=id, language="zh_CN"))
        except Undeliverable as refused:
            if refused.reason in _NO_SUCH_USER:
                return None
            raise
        return _listed(user, self._sources, self._roster(self._call, [id])[0].get(id, ())) if user.get("userid") else None

    def _below(self, department: int) -> Iterator[ListedDepartment]:
        for row in objects(self._call_patiently("/topapi/v2/department/listsub", dept_id=department).get("result")):
            parent = str(row.get("parent_id") or "")
            yield ListedDepartment(str(row["dept_id"]), str(row.get("name") or ""), "" if parent == str(_TOP) else parent)
            yield from self._below(int(row["dept_id"]))

    def _of_department(self, department: str) -> Iterator[dict[str, Any]]:
        cursor = 0
        while True:
            asked = {"dept_id": int(department), "cursor": cursor, "size": _PAGE, "language": "zh_CN"}
            page = _result(self._call_patiently("/topapi/v2/user/list", **asked))
            yield from (user for user in objects(page.get("list")) if user.get("userid"))
            if not page.get("has_more"):
                return
            cursor = int(page["next_cursor"])

    def _roster(self, call: _Call, users: list[str]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
        """Status words by member, and `("roster",)` where the tenant has none or the app may not read it.

        Only the fields that say a status are asked for: a roster holds identity cards and bank accounts too.
        """
        found: dict[str, tuple[str, ...]] = {}
        if not self._sources.roster:
            return found, ()
        try:
            for start in range(0, len(users), _ROSTER_BATCH):
                found |= self._roster_of(call, users[start : start + _ROSTER_BATCH])
        except Undeliverable as refused:
            log.info("dingtalk roster is withheld: %s", refused.reason)
            return {}, ("roster",)
        return found, ()

    def _roster_of(self, call: _Call, users: list[str]) -> dict[str, tuple[str, ...]]:
        fields = ",".join(self._sources.roster)
        rows = objects(call(_ROSTER, userid_list=",".join(users), field_filter_list=fields).get("result"))
        return {str(row.get("userid")): tuple(_labels(row)) for row in rows}

    def _call(self, path: str, **body: Any) -> dict[str, Any]:
        self._pacer.admit(pace.api(self._settings, path))
        return self._client.call("POST", path, body)

    def _call_patiently(self, path: str, **body: Any) -> dict[str, Any]:
        return patiently(lambda: self._call(path, **body))


def _result(answer: Mapping[str, Any]) -> dict[str, Any]:
    result = answer.get("result")
    return result if isinstance(result, dict) else {}


def _listed(user: Mapping[str, Any], sources: Sources, words: tuple[str, ...]) -> ListedMember:
    """`active` False: the member has never signed in. DingTalk knows no disabled account; who left is listed nowhere."""
    active = user.get("active", True)
    return ListedMember(
        id=str(user["userid"]),
        name=str(user.get("name") or ""),
        mobile=str(user.get("mobile") or ""),
        departments=tuple(str(id_) for id_ in user.get("dept_id_list") or () if id_ != _TOP),
        manager=str(user.get("manager_userid") or ""),
        title=str(user.get("title") or ""),
        account="active" if active else "inactive",
        said="已激活" if active else "未激活",
        words=(*words, *_extension(user, sources)),
    )


def _extension(user: Mapping[str, Any], sources: Sources) -> Iterator[str]:
    """Custom fields (扩展属性): an object as JSON text."""
    try:
        fields = json.loads(user.get("extension") or "{}")
    except ValueError:
        fields = {}
    if isinstance(fields, dict):
        yield from (str(value) for name, value in fields.items() if name in sources.attributes)


def _labels(row: Mapping[str, Any]) -> Iterator[str]:
    """`label` is what people read, `value` its number."""
    yield from (str(field["label"]) for field in objects(row.get("field_list")) if field.get("label"))
