"""WeCom's directory (通讯录): departments, members and the tags that say who is away (vendor pages 90208, 90201, 90196, 90213).

An app sees its visible range alone. A self-built app made since 2022-06-20 is told no mobile number by these calls.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bot.adapters.answers import objects
from bot.adapters.manners import patiently
from bot.adapters.wecom.client import Refused, WecomClient
from bot.settings import WecomSettings
from crm_core.decisions.standing import Sources
from crm_core.views import ListedDepartment, ListedMember, Reading

log = logging.getLogger(__name__)
_Ask = Callable[..., dict[str, Any]]
"""A call of this path with these parameters."""
_ACCOUNTS = {1: ("active", "已激活"), 2: ("disabled", "已禁用"), 4: ("inactive", "未激活"), 5: ("left", "退出企业")}
"""`status` of a member (page 90196)."""
_NO_SUCH_MEMBER = 60111
_WITHHELD = (60011, 48002)
"""Not in the visible range; not permitted to this app."""


class WecomDirectory:
    """`bot.ports.Directory`."""

    def __init__(self, settings: WecomSettings, client: WecomClient, sources: Sources) -> None:
        self._settings, self._client, self._sources = settings, client, sources

    def read(self) -> Reading:
        departments = self._departments()
        found = {id_: member for one in departments for id_, member in self._of_department(one.id).items()}
        for id_ in self._named_alone():
            if id_ not in found and (member := _asked(self._ask_patiently, id_)):
                found[id_] = member
        tags, without = self._tags(self._ask_patiently)
        members = tuple(_listed(member, self._sources, tags.get(id_, ())) for id_, member in sorted(found.items()))
        return Reading("wecom", self._settings.corp_id, departments, members, without=without)

    def member(self, id: str) -> ListedMember | None:
        member = _asked(self._ask, id)
        return None if member is None else _listed(member, self._sources, self._tags(self._ask)[0].get(id, ()))

    def _departments(self) -> tuple[ListedDepartment, ...]:
        """Those of the visible range, with all below them."""
        rows = objects(self._ask_patiently("department/list").get("department"))
        ids = {str(row.get("id")) for row in rows}
        return tuple(
            ListedDepartment(
                id=str(row.get("id")),
                name=str(row.get("name") or ""),
                parent=parent if (parent := str(row.get("parentid") or "")) in ids else "",
                leaders=tuple(str(leader).lower() for leader in row.get("department_leader") or ()),
            )
            for row in rows
        )

    def _of_department(self, department: str) -> dict[str, Mapping[str, Any]]:
        """Its direct members, by their ids."""
        rows = objects(self._ask_patiently("user/list", department_id=department).get("userlist"))
        return {str(row["userid"]).lower(): row for row in rows if row.get("userid")}

    def _named_alone(self) -> list[str]:
        """Members who are in the visible range by themselves, not with a department."""
        app = self._ask_patiently("agent/get", agentid=self._settings.agent_id)
        users = (app.get("allow_userinfos") or {}).get("user")
        return [str(user["userid"]).lower() for user in objects(users) if user.get("userid")]

    def _tags(self, ask: _Ask) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
        """Tags of ours by member, and `("tags",)` where the app may not read them."""
        found: dict[str, tuple[str, ...]] = {}
        try:
            for name, id_ in self._tagged(ask) if self._sources.tags else ():
                found[id_] = (*found.get(id_, ()), name)
        except Refused as refused:
            if refused.code not in _WITHHELD:
                raise
            log.info("wecom tags are withheld: errcode %d", refused.code)
            return {}, ("tags",)
        return found, ()

    def _tagged(self, ask: _Ask) -> Iterator[tuple[str, str]]:
        """Tag and member."""
        for tag in objects(ask("tag/list").get("taglist")):
            if tag.get("tagname") in self._sources.tags:
                for user in objects(ask("tag/get", tagid=tag["tagid"]).get("userlist")):
                    yield str(tag["tagname"]), str(user.get("userid")).lower()

    def _ask(self, path: str, **params: Any) -> dict[str, Any]:
        return self._client.ask("get", path, params=params)

    def _ask_patiently(self, path: str, **params: Any) -> dict[str, Any]:
        return patiently(lambda: self._ask(path, **params))


def _asked(ask: _Ask, id_: str) -> Mapping[str, Any] | None:
    try:
        return ask("user/get", userid=id_)
    except Refused as refused:
        if refused.code == _NO_SUCH_MEMBER:
            return None
        raise


def _listed(member: Mapping[str, Any], sources: Sources, tags: tuple[str, ...]) -> ListedMember:
    account, said = _ACCOUNTS.get(member.get("status") or 0, ("", f"status {member.get('status')}"))
    leaders = member.get("direct_leader") or ()
    return ListedMember(
        id=str(member["userid"]).lower(),
        name=str(member.get("name") or ""),
        mobile=str(member.get("mobile") or ""),
        departments=tuple(str(department) for department in _main_first(member)),
        manager=str(leaders[0]).lower() if leaders else "",
        title=str(member.get("position") or ""),
        account=account,
        said=said,
        words=tuple(_words(member, sources)),
        marks=(*tags, str(member.get("alias") or "")),
    )


def _main_first(member: Mapping[str, Any]) -> list[Any]:
    main = member.get("main_department")
    return sorted(member.get("department") or (), key=lambda department: department != main)


def _words(member: Mapping[str, Any], sources: Sources) -> Iterable[str]:
    """Custom fields (扩展属性) that say a status; the text stands in `text.value`, in old answers in `value`."""
    for attribute in objects((member.get("extattr") or {}).get("attrs")):
        if attribute.get("name") in sources.attributes:
            yield str((attribute.get("text") or {}).get("value") or attribute.get("value") or "")
