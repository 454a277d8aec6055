"""The simulated WeCom's directory, customers and consent.

Fields as the vendor's pages 90196 (member), 90201 (members of a department), 90208 (departments), 90213 (tags), 92265 and
91782 have them. Knobs: `mobiles`, whether this app is told numbers (one made since 2022-06-20 is not); `tags_withheld`;
and the desk's `unseen`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.model import Platform
from bot.simulator.town import Dweller
from bot.simulator.wecom.desk import Desk
from bot.simulator.wecom.errors import Errcode

Answer = dict[str, Any]
_AT_FIRST = 1700000000
_STATUS = {"active": 1, "disabled": 2, "inactive": 4, "left": 5}


class People:
    def __init__(self, desk: Desk) -> None:
        self.desk, self.town = desk, desk.town
        self._words: dict[str, tuple[bool, int]] = {}
        self.mobiles, self.tags_withheld = False, False

    def user(self, userid: str) -> Answer:
        """`user/get`. Who has left is gone; who is out of the visible range is refused."""
        member = self.desk.member(userid)
        if member is None or member.account == "left":
            raise Errcode(60111)
        if member.key in self.desk.unseen:
            raise Errcode(60011)
        return self._described(member)

    def _described(self, member: Dweller) -> Answer:
        leader = self.town.people.get(member.manager)
        leaders = [leader.ids["wecom"]] if leader and "wecom" in leader.ids else []
        offices = member.offices or [1]
        described = {
            "userid": member.ids["wecom"],
            "name": member.name,
            "department": offices,
            "main_department": offices[0],
            "direct_leader": leaders,
            "is_leader_in_dept": [int(member.key in self._leaders(office)) for office in offices],
            "position": member.title,
            "alias": member.alias,
            "status": _STATUS[member.account],
            "extattr": {"attrs": _attributes(member)},
        }
        return {**described, "mobile": member.phones[0]} if self.mobiles and member.phones else described

    def departments(self) -> Answer:
        """`department/list`: the organisation and all below it."""
        top = {"id": 1, "name": "随录演示", "parentid": 0, "order": 1, "department_leader": []}
        below = [
            {
                "id": office.number,
                "name": office.name,
                "parentid": office.parent,
                "order": office.number,
                "department_leader": self._ids(office.leaders),
            }
            for office in self.town.offices_below(1)
        ]
        return {"department": [top, *below]}

    def members(self, department: str) -> Answer:
        """`user/list`: direct members."""
        if department != "1" and department not in map(str, self.town.offices):
            raise Errcode(60123)
        found = [d for d in self.town.staff(Platform.WECOM) if d.key not in self.desk.unseen]
        return {"userlist": [self._described(d) for d in found if department in map(str, d.offices or [1])]}

    def tags(self) -> Answer:
        """`tag/list`."""
        if self.tags_withheld:
            raise Errcode(60011)
        return {"taglist": [{"tagid": number, "tagname": name} for number, name in enumerate(self._tag_names(), 1)]}

    def tagged(self, number: str) -> Answer:
        """`tag/get`."""
        names = dict(enumerate(self._tag_names(), 1))
        name = names.get(int(number) if number.isdecimal() else 0)
        if name is None:
            raise Errcode(40068)
        users = [{"userid": d.ids["wecom"], "name": d.name} for d in self.town.staff(Platform.WECOM) if name in d.tags]
        return {"tagname": name, "userlist": users, "partylist": []}

    def _tag_names(self) -> list[str]:
        return sorted({tag for d in self.town.staff(Platform.WECOM) for tag in d.tags})

    def _leaders(self, office: int) -> list[str]:
        return self.town.offices[office].leaders if office in self.town.offices else []

    def _ids(self, keys: list[str]) -> list[str]:
        known = (self.town.people.get(key) for key in keys)
        return [d.ids["wecom"] for d in known if d is not None and "wecom" in d.ids]

    def contact(self, external: str) -> Answer:
        """`externalcontact/get`."""
        customer = self.desk.customer(external)
        followers = [self.town.people[key] for key in customer.followers]
        contact = {
            "external_userid": customer.ids["wecom"],
            "name": customer.name,
            "type": 1,
            "gender": 0,
            "corp_name": customer.company[:6],
            "corp_full_name": customer.company,
        }
        follows = [
            {
                "userid": follower.ids["wecom"],
                "remark": customer.name,
                "createtime": 1700000000,
                "tags": [],
                "remark_mobiles": customer.phones,
                "add_way": 1,
            }
            for follower in followers
            if "wecom" in follower.ids
        ]
        return {"external_contact": contact, "follow_user": follows}

    def contacts(self, userid: str) -> Answer:
        """`externalcontact/list`."""
        member = self.desk.member(userid)
        if member is None:
            raise Errcode(60111)
        mine = [p.ids["wecom"] for p in self.town.people.values() if not p.staff and member.key in p.followers]
        if not mine:
            raise Errcode(84061)
        return {"external_userid": mine}

    def agreed(self, wanted: Mapping[str, Any]) -> Answer:
        """`msgaudit/check_single_agree`, with the vendor's spelling."""
        info = wanted.get("info")
        if not isinstance(info, list) or not info or any("exteranalopenid" not in pair for pair in info):
            raise Errcode(40058)
        return {"agreeinfo": [self._agreement(pair) for pair in info]}

    def _agreement(self, pair: Mapping[str, Any]) -> Answer:
        customer = self.desk.customer(str(pair["exteranalopenid"]))
        status = "Agree" if customer.agreed else "Disagree"
        return {**pair, "agree_status": status, "status_change_time": self._changed(customer)}

    def _changed(self, customer: Dweller) -> int:
        """Second of the last change of mind, as far as anybody asked between two."""
        known = self._words.get(customer.key)
        if known is None or known[0] != customer.agreed:
            since = _AT_FIRST if known is None else int(self.town.clock.now().timestamp())
            self._words[customer.key] = (customer.agreed, since)
        return self._words[customer.key][1]


def _attributes(member: Dweller) -> list[Answer]:
    """扩展属性."""
    return [{"type": 0, "name": "人员状态", "text": {"value": member.status_word}}] if member.status_word else []
