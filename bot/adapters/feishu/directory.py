"""Feishu's directory (通讯录), contact v3: scope → departments → members (vendor: contact-v3 scope/list, department/children,
user/find_by_department, user/batch, custom_attr/list).

An app sees its data scope (通讯录权限范围) alone, and each field only with the scope for it. Who has left is in no listing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from bot.adapters.answers import objects
from bot.adapters.feishu.answers import Refused
from bot.adapters.feishu.client import FeishuClient
from bot.adapters.feishu.pace import Pace
from bot.adapters.manners import patiently
from bot.ports import Pacer, Undeliverable
from crm_core.decisions.standing import Sources
from crm_core.views import ListedDepartment, ListedMember, Reading

log = logging.getLogger(__name__)
_CONTACT = "/open-apis/contact/v3"
_IDS = {"user_id_type": "open_id", "department_id_type": "open_department_id"}
_BATCH = 50
_NO_SUCH_USER = frozenset({41012, 40008})
"""The id is nobody's (any more)."""


class FeishuDirectory:
    """`bot.ports.Directory`."""

    def __init__(self, client: FeishuClient, pacer: Pacer, sources: Sources) -> None:
        self._app, self._sources = client.app, sources
        self._now, self._long = _Calls(client, pacer, patient=False), _Calls(client, pacer, patient=True)

    def read(self) -> Reading:
        tops, alone = self._scope()
        departments = {one.id: one for top in tops for one in self._with_below(top)}
        found = {user["open_id"]: user for one in departments for user in self._of_department(one) if "open_id" in user}
        missing = [user for user in alone if user not in found]
        found |= {user["open_id"]: user for user in self._batch(missing) if "open_id" in user}
        names, without = _attributes(self._long, self._sources)
        members = tuple(_listed(user, self._sources, names) for _, user in sorted(found.items()))
        # Everybody in the scope was asked for by name or department: fewer are a part that was withheld.
        complete = set(missing) <= set(found)
        return Reading("feishu", self._app, tuple(departments.values()), members, complete, without=without)

    def member(self, id: str) -> ListedMember | None:
        """One who has left may still be told of, as `is_resigned`."""
        try:
            user = self._now.ask("user", f"users/{quote(id, safe='')}").get("user")
        except Refused as refused:
            if refused.code in _NO_SUCH_USER:
                return None
            raise Undeliverable(f"feishu_{refused.code}") from None
        return _listed(user, self._sources, _attributes(self._now, self._sources)[0]) if isinstance(user, dict) else None

    def _scope(self) -> tuple[list[str], list[str]]:
        """Departments and members of the data scope; of a whole organisation, its first level."""
        departments: list[str] = []
        users: list[str] = []
        for page in self._long.pages("scopes", "scopes", page_size=100):
            departments += [str(id_) for id_ in page.get("department_ids") or ()]
            users += [str(id_) for id_ in page.get("user_ids") or ()]
        return departments, users

    def _with_below(self, top: str) -> Iterator[ListedDepartment]:
        known = self._long.final("department", f"departments/{quote(top, safe='')}").get("department")
        if isinstance(known, dict):
            yield _department(known)
        below = f"departments/{quote(top, safe='')}/children"
        for item in self._long.items("children", below, fetch_child="true", page_size=_BATCH):
            yield _department(item)

    def _of_department(self, department: str) -> Iterator[dict[str, Any]]:
        return self._long.items("members", "users/find_by_department", department_id=department, page_size=_BATCH)

    def _batch(self, users: list[str]) -> Iterator[dict[str, Any]]:
        for start in range(0, len(users), _BATCH):
            asked = [("user_ids", user) for user in users[start : start + _BATCH]]
            data = self._long.final("batch", "users/batch", asked)
            yield from objects(data.get("items"))


class _Calls:
    """Calls of contact v3. `patient`: waiting for our own pacer. `ask` and `paged` raise Refused, the others Undeliverable."""

    def __init__(self, client: FeishuClient, pacer: Pacer, *, patient: bool) -> None:
        self._client, self._pace, self._patient = client, Pace(client.app, pacer), patient

    def items(self, name: str, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        try:
            yield from self.paged(name, path, **query)
        except Refused as refused:
            raise Undeliverable(f"feishu_{refused.code}") from None

    def paged(self, name: str, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        for page in self._raw_pages(name, path, **query):
            yield from objects(page.get("items"))

    def pages(self, name: str, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        try:
            yield from self._raw_pages(name, path, **query)
        except Refused as refused:
            raise Undeliverable(f"feishu_{refused.code}") from None

    def _raw_pages(self, name: str, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        token = ""
        while True:
            page = self.ask(name, path, [*query.items(), *([("page_token", token)] if token else [])])
            yield page
            token = str(page.get("page_token") or "")
            if not page.get("has_more") or not token:
                return

    def final(self, name: str, path: str, query: list[tuple[str, Any]] | None = None) -> dict[str, Any]:
        try:
            return self.ask(name, path, query)
        except Refused as refused:
            raise Undeliverable(f"feishu_{refused.code}") from None

    def ask(self, name: str, path: str, query: list[tuple[str, Any]] | None = None) -> dict[str, Any]:
        def asked() -> dict[str, Any]:
            self._pace.call(f"contact-{name}")
            return self._client.ask(f"{_CONTACT}/{path}?{urlencode([*_IDS.items(), *(query or [])])}")

        return patiently(asked) if self._patient else asked()


def _attributes(calls: _Calls, sources: Sources) -> tuple[dict[str, str], tuple[str, ...]]:
    """Name by id of the custom fields (自定义字段), and `("attributes",)` where the app may not read them."""
    if not sources.attributes:
        return {}, ()
    try:
        items = list(calls.paged("custom_attrs", "custom_attrs", page_size=20))
    except Refused as refused:
        log.info("feishu custom attributes are withheld: code %d", refused.code)
        return {}, ("attributes",)
    return {str(item.get("id")): _chinese(item.get("i18n_name")) for item in items}, ()


def _department(item: Mapping[str, Any]) -> ListedDepartment:
    """The top's own parent is `0`, which is no department of anybody's."""
    leader = str(item.get("leader_user_id") or "")
    parent = str(item.get("parent_department_id") or "")
    return ListedDepartment(
        id=str(item.get("open_department_id") or ""),
        name=str(item.get("name") or ""),
        parent="" if parent == "0" else parent,
        leaders=(leader,) if leader else (),
    )


def _listed(user: Mapping[str, Any], sources: Sources, names: Mapping[str, str]) -> ListedMember:
    account, said = _account(user.get("status"))
    return ListedMember(
        id=str(user.get("open_id") or ""),
        name=str(user.get("name") or ""),
        mobile=str(user.get("mobile") or ""),
        departments=tuple(str(department) for department in user.get("department_ids") or () if department != "0"),
        manager=str(user.get("leader_user_id") or ""),
        title=str(user.get("job_title") or ""),
        account=account,
        said=said,
        words=tuple(_words(user, sources, names)),
        marks=(str(user.get("nickname") or ""),),
    )


def _account(status: Any) -> tuple[str, str]:
    """`status` without the scope for it says nothing, and nothing is read out of it."""
    if not isinstance(status, dict):
        return "active", ""
    flags = (
        ("is_resigned", "left", "离职"),
        ("is_exited", "left", "主动退出"),
        ("is_frozen", "disabled", "暂停使用"),
        ("is_unjoin", "inactive", "未加入"),
    )
    found = next(((account, said) for flag, account, said in flags if status.get(flag)), None)
    return found or (
        "active" if status.get("is_activated") else "inactive",
        "已激活" if status.get("is_activated") else "未激活",
    )


def _words(user: Mapping[str, Any], sources: Sources, names: Mapping[str, str]) -> Iterator[str]:
    for attribute in objects(user.get("custom_attrs")):
        id_ = str(attribute.get("id") or "")
        if {id_, names.get(id_, id_)} & set(sources.attributes):
            value = attribute.get("value")
            if isinstance(value, dict):
                yield str(value.get("option_value") or value.get("text") or value.get("name") or "")


def _chinese(names: Any) -> str:
    found = {name.get("locale"): name.get("value") for name in objects(names)}
    return str(found.get("zh_cn") or next(iter(found.values()), ""))
