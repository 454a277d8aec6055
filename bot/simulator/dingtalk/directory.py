"""DingTalk's directory and HR roster (vendor: v2/department/listsub, v2/user/list and get, smartwork/hrm/employee/list)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.model import Platform
from bot.simulator.dingtalk.passport import union_id
from bot.simulator.dingtalk.refusal import Refusal
from bot.simulator.town import Dweller, Town

HERE = Platform.DINGTALK
STATUS_FIELD = "sys01-employeeStatus"


@dataclass(slots=True)
class Directory:
    """Knobs: `mobiles` (企业员工手机号信息 is granted), `hr` (there is 智能人事: else status words are a custom field)."""

    town: Town
    mobiles: bool = True
    hr: bool = True

    def user(self, body: Mapping[str, Any], fault: str = "") -> dict[str, Any]:
        """Who has left is found no more. Only here the direct manager is told."""
        who = None if fault == "scope" else self.town.who(HERE, str(body.get("userid") or ""))
        if who is None or who.account == "left":
            raise Refusal(200, 60121, "找不到该用户")
        boss = self.town.people.get(who.manager)
        manager = boss.ids.get(HERE.value, "") if boss else ""
        return _fine({**self._described(who, 1), "manager_userid": manager})

    def below(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """One level."""
        number = self._number(body)
        near = [office for office in self.town.offices.values() if office.parent == number and office.number != number]
        rows = [{"dept_id": office.number, "name": office.name, "parent_id": office.parent} for office in near]
        return _fine(rows)

    def members(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Direct members, `size` (100 at most) from `cursor` on."""
        number, cursor, size = self._number(body), int(body.get("cursor") or 0), int(body.get("size") or 0)
        if not 0 < size <= 100:
            raise Refusal(200, 400002, "无效的参数,请确认参数是否按要求输入")
        found = [d for d in self.town.staff(HERE) if number in (d.offices or [1])]
        page = {"list": [self._described(d, number) for d in found[cursor : cursor + size]]}
        if cursor + size < len(found):
            return _fine({**page, "has_more": True, "next_cursor": cursor + size})
        return _fine({**page, "has_more": False})

    def roster(self, body: Mapping[str, Any]) -> dict[str, Any]:
        if not self.hr:
            return {"errcode": 88, "errmsg": "ding talk error", "sub_code": "60011", "sub_msg": "应用尚未开通所需的权限"}
        asked = str(body.get("userid_list") or "").split(",")
        if len(asked) > 50:
            raise Refusal(200, 41, "userid_list too long")
        return _fine([_row(d) for d in self.town.staff(HERE) if d.ids[HERE] in asked])

    def _described(self, who: Dweller, department: int) -> dict[str, Any]:
        described: dict[str, Any] = {
            "userid": who.ids[HERE.value],
            "unionid": union_id(who),
            "name": who.name,
            "title": who.title,
            "active": who.account != "inactive",
            "dept_id_list": who.offices or [1],
            "leader": department in self.town.offices and who.key in self.town.offices[department].leaders,
        }
        if not self.hr and who.status_word:
            described["extension"] = json.dumps({"人员状态": who.status_word}, ensure_ascii=False)
        return {**described, "mobile": who.phones[0], "state_code": "86"} if self.mobiles and who.phones else described

    def _number(self, body: Mapping[str, Any]) -> int:
        number = int(body.get("dept_id") or 1)
        if number != 1 and number not in self.town.offices:
            raise Refusal(200, 60003, "部门不存在")
        return number


def _row(who: Dweller) -> dict[str, Any]:
    field = {"field_code": STATUS_FIELD, "field_name": "员工状态", "group_id": "sys01", "value": "3"}
    return {"userid": who.ids[HERE.value], "field_list": [{**field, "label": who.status_word or "正式"}]}


def _fine(result: Any) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", "result": result}
