"""The simulated WeCom's directory, customers and consent. No state of its own but when a consent changed.

Fields as the vendor's pages 90196, 92265 and 91782 have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.simulator.town import Dweller
from bot.simulator.wecom.desk import Desk
from bot.simulator.wecom.errors import Errcode

Answer = dict[str, Any]
_AT_FIRST = 1700000000


class People:
    def __init__(self, desk: Desk) -> None:
        self.desk, self.town = desk, desk.town
        self._words: dict[str, tuple[bool, int]] = {}

    def user(self, userid: str) -> Answer:
        """`user/get`."""
        member = self.desk.member(userid)
        if member is None:
            raise Errcode(60111)
        leader = self.town.people.get(member.manager)
        leaders = [leader.ids["wecom"]] if leader and "wecom" in leader.ids else []
        return {
            "userid": member.ids["wecom"],
            "name": member.name,
            "department": [1],
            "main_department": 1,
            "direct_leader": leaders,
            "position": "",
            "status": 1,
        }

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
