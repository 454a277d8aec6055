"""The simulated WeCom's hand-over of customers (在职继承, 离职继承). No HTTP here.

Vendor pages 92125, 94088, 94081, 94082, and 92124 for the customers of those who left.

A hand-over takes 24 hours; then it happens, unless the customer has refused or the successor serves too many. It is looked
at whenever somebody asks, or when `settle` is called; what happened is told by events, as the platform does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.town import Dweller
from bot.simulator.wecom.desk import Desk
from bot.simulator.wecom.errors import Errcode

Answer = dict[str, Any]
WAIT = timedelta(hours=24)
QUARTER = timedelta(days=90)
_AT_ONCE = 100
_PAGE = 1000
DONE, WAITING, REFUSED, FULL = 1, 2, 3, 4


@dataclass
class Transfer:
    """Keys of dwellers. `ends`: when it happens of itself."""

    giver: str
    taker: str
    customer: str
    left: bool
    ends: datetime
    status: int = WAITING


@dataclass
class Inheritance:
    """`refusing`: keys of customers who say no; `most`: customers a member may serve; `page`: entries of one answer."""

    desk: Desk
    refusing: set[str] = field(default_factory=set)
    most: int = 10_000
    page: int = _PAGE
    gone: dict[str, datetime] = field(default_factory=dict)
    """Members who have left, by key, and when."""
    transfers: list[Transfer] = field(default_factory=list)
    tell: Callable[[str, Mapping[str, str]], object] = lambda *_: None
    """(kind of change, its elements): the event to Suilu."""
    _guard: threading.RLock = field(default_factory=threading.RLock)

    def resigns(self, key: str) -> None:
        """This member leaves the organisation; the customers wait to be given to somebody."""
        self.gone[key] = self.desk.town.clock.now()

    def transfer(self, wanted: Mapping[str, Any], *, left: bool) -> Answer:
        """`transfer_customer` and `resigned/transfer_customer`."""
        giver, taker = self._member(wanted, "handover_userid"), self._member(wanted, "takeover_userid")
        customers = wanted.get("external_userid")
        if not isinstance(customers, list) or not 0 < len(customers) <= _AT_ONCE:
            raise Errcode(40058)
        if left and giver.key not in self.gone:
            raise Errcode(40097)
        if (giver.key in self.gone and not left) or taker.key in self.gone:
            raise Errcode(60111)
        with self._guard:
            told = [(external, self._begin(giver, taker, str(external), left)) for external in customers]
        return {"customer": [{"external_userid": external, "errcode": code} for external, code in told]}

    def _begin(self, giver: Dweller, taker: Dweller, external: str, left: bool) -> int:
        customer = self._customer(external)
        code = self._problem(giver, taker, customer, left)
        if code or customer is None:
            return code
        self.transfers.append(Transfer(giver.key, taker.key, customer.key, left, self.desk.town.clock.now() + WAIT))
        return 0

    def _problem(self, giver: Dweller, taker: Dweller, customer: Dweller | None, left: bool) -> int:
        if customer is None:
            return 40096
        since = self.desk.town.clock.now() - QUARTER + WAIT
        often = [t for t in self.transfers if t.customer == customer.key and not t.left and t.ends > since]
        checks = (
            (40130, giver.key == taker.key),
            (40131, giver.key not in customer.followers),
            (40129, any(t.customer == customer.key and t.status == WAITING for t in self.transfers)),
            (40128, not left and len(often) >= 2),
        )
        return next((code for code, wrong in checks if wrong), 0)

    def result(self, wanted: Mapping[str, Any], *, left: bool) -> Answer:
        """`transfer_result` and `resigned/transfer_result`."""
        giver, taker = self._member(wanted, "handover_userid"), self._member(wanted, "takeover_userid")
        self.settle()
        mine = [t for t in self.transfers if (t.giver, t.taker, t.left) == (giver.key, taker.key, left)]
        start = int(wanted.get("cursor") or 0)
        end = start + self.page
        return {
            "customer": [self._told(transfer) for transfer in mine[start:end]],
            "next_cursor": str(end) if end < len(mine) else "",
        }

    def _told(self, transfer: Transfer) -> Answer:
        at = 0 if transfer.status in (REFUSED, FULL) else int(transfer.ends.timestamp())
        external = self.desk.town.people[transfer.customer].ids["wecom"]
        return {"external_userid": external, "status": transfer.status, "takeover_time": at}

    def unassigned(self, wanted: Mapping[str, Any]) -> Answer:
        """`get_unassigned_list`: customers of those who left."""
        del wanted
        people = self.desk.town.people
        info = [
            {
                "handover_userid": people[key].ids["wecom"],
                "external_userid": customer.ids["wecom"],
                "dimission_time": int(at.timestamp()),
            }
            for key, at in self.gone.items()
            for customer in people.values()
            if key in customer.followers and "wecom" in customer.ids
        ]
        return {"info": info, "is_last": True, "next_cursor": ""}

    def settle(self) -> None:
        """What is due by the town's clock happens, and is told."""
        now = self.desk.town.clock.now()
        with self._guard:
            due = [t for t in self.transfers if t.status == WAITING and (now >= t.ends or t.customer in self.refusing)]
            for transfer in due:
                transfer.status = self._end(transfer)
        for transfer in due:
            self._say(transfer)

    def _end(self, transfer: Transfer) -> int:
        if transfer.customer in self.refusing:
            return REFUSED
        people = self.desk.town.people
        if sum(transfer.taker in each.followers for each in people.values()) >= self.most:
            return FULL
        customer = people[transfer.customer]
        customer.followers = [
            *(key for key in customer.followers if key not in (transfer.giver, transfer.taker)),
            transfer.taker,
        ]
        self.desk.town.save()
        return DONE

    def _say(self, transfer: Transfer) -> None:
        people = self.desk.town.people
        about = {"ExternalUserID": people[transfer.customer].ids["wecom"]}
        giver, taker = ({**about, "UserID": people[key].ids["wecom"]} for key in (transfer.giver, transfer.taker))
        if transfer.status != DONE:
            why = "customer_refused" if transfer.status == REFUSED else "customer_limit_exceed"
            self.tell("transfer_fail", {**taker, "FailReason": why})
            return
        if not transfer.left:
            self.tell("del_external_contact", {**giver, "Source": "DELETE_BY_TRANSFER"})
        self.tell("add_external_contact", {**taker, "State": ""})

    def _member(self, wanted: Mapping[str, Any], name: str) -> Dweller:
        member = self.desk.member(str(wanted.get(name, "")))
        if member is None:
            raise Errcode(60111)
        return member

    def _customer(self, external: str) -> Dweller | None:
        try:
            return self.desk.customer(external)
        except Errcode:
            return None
