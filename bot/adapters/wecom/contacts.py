"""Who serves which customer, and the platform's own hand-over (客户继承), of members who are there and of those who left.

Vendor pages 92113 (list), 92125 and 94088 (在职继承), 94081 and 94082 (离职继承). 0 for a customer only means that it has
begun: 24 hours later it happens of itself, unless the customer refuses or the successor has too many.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.adapters.wecom.client import Refused, WecomClient
from bot.model import Person
from bot.ports import Inherited, TryLater

log = logging.getLogger(__name__)

_AT_ONCE = 100
_MOST_PAGES = 200
_NOBODY = 84061
"""Of a list: the member serves nobody."""
_UNDER_WAY = frozenset({40100, 40129})
"""It was asked for before: by us, with an answer that never came, or by an administrator."""
_PROBLEMS = {
    40096: "not_a_customer",
    40097: "not_left",
    40098: "not_verified",
    40099: "full",
    40128: "too_often",
    40130: "same_member",
    40131: "not_following",
    60111: "no_such_member",
    84061: "not_following",
    84062: "not_a_customer",
    48002: "no_permission",
    60011: "no_permission",
}
_STATES = {
    1: Inherited("done"),
    2: Inherited("asked"),
    3: Inherited("refused", "refused"),
    4: Inherited("refused", "full"),
}


class WecomContacts:
    """`bot.ports.Contacts`."""

    def __init__(self, client: WecomClient) -> None:
        self._client = client

    def followed(self, member: Person) -> Sequence[str]:
        try:
            answer = self._client.ask("get", "externalcontact/list", params={"userid": member.id})
        except Refused as problem:
            if problem.code == _NOBODY:
                return ()
            raise
        return tuple(str(customer) for customer in answer.get("external_userid", ()))

    def inherit(self, giver: Person, taker: Person, customers: Sequence[str], *, left: bool) -> Mapping[str, Inherited]:
        """In calls of a hundred. A call that is refused as a whole refuses each of its customers."""
        found: dict[str, Inherited] = {}
        for start in range(0, len(customers), _AT_ONCE):
            found |= self._ask(giver, taker, customers[start : start + _AT_ONCE], left=left)
        return found

    def _ask(self, giver: Person, taker: Person, customers: Sequence[str], *, left: bool) -> Mapping[str, Inherited]:
        wanted = {"handover_userid": giver.id, "takeover_userid": taker.id, "external_userid": list(customers)}
        try:
            answer = self._client.ask("post", _path("transfer_customer", left=left), data=wanted)
        except Refused as problem:
            log.warning("wecom hand-over refused: %s", problem.reason)
            return dict.fromkeys(customers, _begun(problem.code))
        return {str(each["external_userid"]): _begun(int(each["errcode"])) for each in answer.get("customer", ())}

    def inherited(self, giver: Person, taker: Person, *, left: bool) -> Mapping[str, Inherited]:
        """A state that we do not know is none: it is asked again later."""
        found = {
            str(each.get("external_userid")): _STATES.get(each.get("status", 0)) for each in self._results(giver, taker, left)
        }
        return {customer: state for customer, state in found.items() if state is not None}

    def _results(self, giver: Person, taker: Person, left: bool) -> Iterator[Mapping[str, Any]]:
        wanted = {"handover_userid": giver.id, "takeover_userid": taker.id}
        for _ in range(_MOST_PAGES):
            page = self._client.ask("post", _path("transfer_result", left=left), data=wanted)
            yield from page.get("customer", ())
            if not page.get("next_cursor"):
                return
            wanted["cursor"] = str(page["next_cursor"])
        raise TryLater("wecom_transfers_endless")


def _path(call: str, *, left: bool) -> str:
    return f"externalcontact/{'resigned/' if left else ''}{call}"


def _begun(code: int) -> Inherited:
    if code == 0 or code in _UNDER_WAY:
        return Inherited("asked")
    return Inherited("refused", _PROBLEMS.get(code, "failed"))
