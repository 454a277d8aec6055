"""Who is meant on the command line: one person, by number, whole name or account."""

from __future__ import annotations

from crm_core.views import MemberView
from crm_core.work.core import Work


class NotOnePerson(Exception):
    """One line that says why: nobody is meant, or more than one."""


def one_person(w: Work, named: str) -> MemberView:
    """Those who left included; `w` is the house's own, and writes: the look stands in the audit. Raises NotOnePerson."""
    found = w.diagnosis.members(named.strip())
    if not found:
        raise NotOnePerson(f"{named}: 没有这个人 (nobody of this name, number or account)")
    if len(found) > 1:
        numbers = ", ".join(str(member.id) for member in found)
        raise NotOnePerson(f"{named}: 不止一位，用编号指明 (more than one, name one by number): {numbers}")
    return found[0]
