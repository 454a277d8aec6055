"""The difference between what directories say and who is who here (ING-09). Pure: readings in, changes and findings out.

Nothing is guessed: a mobile number links only where it means one person, two of one name are listed, states that contradict
each other change nothing. Whoever is to lose something (`DECIDE`) does so only by somebody's word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crm_core.decisions.standing import UNKNOWN, DirectoryRules, Standing, Unit, mobile_of, plain_name, standing
from crm_core.people import AWAY, GONE, Role, Status
from crm_core.views import ListedDepartment, ListedMember, Reading

SAFE = ("name", "manager", "team", "territory", "link", "away", "back")
"""Kinds that are applied without being asked for; each can be undone."""
DECIDE = ("left", "disabled", "revive", "unlink", "role", "new")
"""Kinds that wait for somebody's word: they take something away, or let somebody in."""
TELL = ("unknown", "conflict", "missing")
"""What is said, and changes nothing."""
Account = tuple[str, str]
"""Platform and the member's id there."""


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the record has them. `accounts`: platform → id."""

    id: int
    name: str
    role: str
    status: str
    home: str
    manager_id: int | None = None
    team: str = ""
    territory: str = ""
    accounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Before:
    """A member as the reading before had them. `missed`: complete readings since they were last listed."""

    state: str
    mobile: str = ""
    gone_at: datetime | None = None
    missed: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the difference. `old` and `new` as people read them; `value` is what is written.

    `why`: a code, with what it is about behind a colon (`said:产假中`). `held`: why a safe one waits all the same.
    """

    kind: str
    person_id: int | None
    name: str
    old: str = ""
    new: str = ""
    why: str = ""
    value: int | str | None = None
    accounts: tuple[Account, ...] = ()
    held: str = ""

    @property
    def safe(self) -> bool:
        return self.kind in SAFE and not self.held

    @property
    def waits(self) -> bool:
        """For somebody's word. One who is missing since this morning does not, nor does a hint that names are the same."""
        return not self.safe and self.kind != "missing" and self.why != "same_name"


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is compared: readings that were believed, and what the record knows. `undone`: (person, kind, value) that
    somebody took back, and that therefore does not come again by itself."""

    readings: Sequence[Reading]
    people: Sequence[Known]
    before: Mapping[Account, Before] = field(default_factory=dict)
    departments: Mapping[Account, ListedDepartment] = field(default_factory=dict)
    undone: frozenset[tuple[int | None, str, str]] = frozenset()


def disbelieved(reading: Reading, listed_before: int, rules: DirectoryRules) -> str:
    """Why nothing follows from this reading: `partial`, `empty`, `shrunk`; empty: it is believed."""
    if reading.single:
        return ""
    if not reading.complete:
        return "partial"
    if not reading.members:
        return "empty"
    return "shrunk" if len(reading.members) < listed_before * (1 - rules.safety.shrink) else ""


def difference(picture: Picture, rules: DirectoryRules, now: datetime) -> list[Change]:
    """People in the order of their ids, then accounts that are nobody's yet."""
    view = _View(picture, rules, now)
    lines = [change for person in picture.people for change in view.of_person(person)]
    return [view.held(change) for change in [*lines, *view.of_strangers()]]


def gone(picture: Picture, rules: DirectoryRules, now: datetime) -> list[Change]:
    """Who has no account left anywhere, by what the last readings kept: for a word that is given when none is at hand."""
    here = [person for person in picture.people if person.status not in (Status.LEFT, Status.TEST) and person.accounts]
    found = [(person, [picture.before.get(account) for account in sorted(person.accounts.items())]) for person in here]
    return [
        Change("left", person.id, person.name, person.status, Status.LEFT, _why_gone(kept), Status.LEFT)
        for person, kept in found
        if all(before and _kept_as_gone(before, rules, now) for before in kept)
    ]


def _kept_as_gone(before: Before, rules: DirectoryRules, now: datetime) -> bool:
    return before.state == Status.LEFT or _missed_enough(before, before.missed, rules, now)


def _why_gone(kept: Sequence[Before | None]) -> str:
    return next((f"said:{before.said}" for before in kept if before and before.state == Status.LEFT), "gone")


def _missed_enough(before: Before, missed: int, rules: DirectoryRules, now: datetime) -> bool:
    """Missing so often and so long that it is said aloud."""
    long = before.gone_at is not None and now - before.gone_at >= timedelta(hours=rules.safety.gone_hours)
    return long and missed >= rules.safety.gone_reads


class _View:
    """The picture, indexed."""

    def __init__(self, picture: Picture, rules: DirectoryRules, now: datetime) -> None:
        self._picture, self._rules, self._now = picture, rules, now
        self._listed: dict[Account, ListedMember] = {
            (reading.platform, member.id): member for reading in picture.readings for member in reading.members
        }
        self._whole = {reading.platform for reading in picture.readings if reading.complete and not reading.single}
        self._without = sorted({name for reading in picture.readings for name in reading.without})
        self._departments = {
            **picture.departments,
            **{(reading.platform, one.id): one for reading in picture.readings for one in reading.departments},
        }
        self._people = {person.id: person for person in picture.people}
        self._owner: dict[Account, int] = {
            (platform, id_): person.id for person in picture.people for platform, id_ in person.accounts.items()
        }
        self._mobiles = self._by_mobile()
        self._names = Counter(person.name for person in picture.people)

    def held(self, change: Change) -> Change:
        """What was undone by hand, and what a source that is away today might contradict, is not applied by itself."""
        if change.kind not in SAFE:
            return change
        if (change.person_id, change.kind, str(change.value)) in self._picture.undone:
            return replace(change, held="undone")
        if change.kind == "back" and self._without:
            return replace(change, held=f"without:{'、'.join(self._without)}")
        return change

    # --- a person -----------------------------------------------------------------------------------------------------

    def of_person(self, person: Known) -> Iterator[Change]:
        accounts = [(platform, id_) for platform, id_ in sorted(person.accounts.items())]
        touched = [a for a in accounts if a in self._listed or a[0] in self._whole]
        if not touched or person.status == Status.TEST:
            return
        if person.status not in GONE:
            yield from self._missing(person, accounts)
        yield from self._state(person, accounts)
        if person.status != Status.LEFT:
            yield from self._fields(person, self._home_first(person, accounts))

    def _missing(self, person: Known, accounts: Sequence[Account]) -> Iterator[Change]:
        for account in accounts:
            before = self._picture.before.get(account)
            if before and before.state == Status.LEFT:
                continue
            if account[0] in self._whole and account not in self._listed and not self._is_gone(account):
                why = f"missing:{before.missed + 1}/{self._rules.safety.gone_reads}" if before else "never_listed"
                yield Change("missing", person.id, person.name, why=why, accounts=(account,))

    def _is_gone(self, account: Account) -> bool:
        """By this reading, too."""
        before = self._picture.before.get(account)
        return before is not None and _missed_enough(before, before.missed + 1, self._rules, self._now)

    def _stand(self, account: Account) -> Standing | None:
        """None: nothing is known of it today. `gone` is not a state of anybody, only of a listing."""
        if account in self._listed:
            return standing(self._listed[account], self._rules)
        before = self._picture.before.get(account)
        if before and before.state == Status.LEFT:
            return Standing(Status.LEFT, before.said, firm=True)
        if account[0] in self._whole:
            return Standing("gone", "") if self._is_gone(account) else None
        if before is None or before.gone_at is not None or before.state == UNKNOWN:
            return None
        return Standing(before.state, "", firm=before.state in AWAY)

    def _state(self, person: Known, accounts: Sequence[Account]) -> Iterator[Change]:
        stands = {account: found for account in accounts if (found := self._stand(account)) is not None}
        unknown = tuple(account for account, found in stands.items() if found.state == UNKNOWN and account in self._listed)
        if unknown:
            said = "、".join(dict.fromkeys(stands[account].said for account in unknown))
            yield Change("unknown", person.id, person.name, person.status, UNKNOWN, f"said:{said}", accounts=unknown)
            return
        here = {account: found for account, found in stands.items() if found.state not in (Status.LEFT, "gone")}
        if not here and len(stands) == len(accounts):
            yield from self._out(person, stands)
            return
        yield from self._lost_accounts(person, stands)
        if here:
            yield from self._here(person, here)

    def _out(self, person: Known, stands: Mapping[Account, Standing]) -> Iterator[Change]:
        """No account is left anywhere. One that is only missing for now, or was never read, keeps somebody here."""
        if person.status == Status.LEFT:
            return
        told = [found.said for found in stands.values() if found.state == Status.LEFT]
        why = f"said:{told[0]}" if told else "gone"
        yield Change("left", person.id, person.name, person.status, Status.LEFT, why, Status.LEFT, tuple(stands))

    def _lost_accounts(self, person: Known, stands: Mapping[Account, Standing]) -> Iterator[Change]:
        for account, found in stands.items():
            if found.state == "gone":
                yield Change("unlink", person.id, person.name, account[1], "", "gone", account[0], (account,))
            elif found.state == Status.LEFT:
                yield Change("unlink", person.id, person.name, account[1], "", f"said:{found.said}", account[0], (account,))

    def _here(self, person: Known, here: Mapping[Account, Standing]) -> Iterator[Change]:
        states = {found.state for found in here.values()}
        target = _agreed(here.values())
        if target is None:
            old = "、".join(sorted(states))
            yield Change("conflict", person.id, person.name, old, why="states_differ", accounts=tuple(here))
        elif target.state != person.status:
            yield from self._moved(person, target, tuple(here))

    def _moved(self, person: Known, target: Standing, accounts: tuple[Account, ...]) -> Iterator[Change]:
        kind = self._kind_of_move(person, target, accounts)
        if kind:
            why = f"said:{target.said}" if target.said else "account"
            state = str(target.state)
            yield Change(kind, person.id, person.name, person.status, state, why, state, accounts)

    def _kind_of_move(self, person: Known, target: Standing, accounts: tuple[Account, ...]) -> str:
        """Empty: what was entered by hand stands. A plain working account says nothing against 休假 or 停用 by hand."""
        if person.status == Status.LEFT:
            return "revive"
        if target.state == Status.DISABLED:
            return "disabled"
        if target.state in AWAY:
            return "revive" if person.status == Status.DISABLED else "away"
        was = {self._picture.before[account].state for account in accounts if account in self._picture.before}
        came_back = person.status in (*AWAY, Status.DISABLED) and (target.firm or person.status in was)
        return "back" if came_back else ""

    # --- name, manager, team, territory, role -------------------------------------------------------------------------

    def _home_first(self, person: Known, accounts: Sequence[Account]) -> list[Account]:
        """The accounts that were read. None, when the one at home was not: another platform's word would come and go."""
        listed = [account for account in accounts if account in self._listed]
        at_home = (person.home, person.accounts.get(person.home, ""))
        if person.home in person.accounts and at_home not in listed:
            return []
        return sorted(listed, key=lambda account: account[0] != person.home)

    def _fields(self, person: Known, accounts: Sequence[Account]) -> Iterator[Change]:
        """Name and title as they are at home; manager and department from the first platform that tells them."""
        if not accounts:
            return
        account = accounts[0]
        member = self._listed[account]
        name = plain_name(member.name, self._rules)
        if "name" in self._rules.follow and name and name != person.name:
            yield Change("name", person.id, person.name, person.name, name, f"at:{account[0]}", name, (account,))
        if "manager" in self._rules.follow:
            yield from self._manager(person, next((one for one in accounts if self._boss(one)), account))
        yield from self._unit(person, next((one for one in accounts if self._mapped(one)), account))
        role = self._rules.role_of(member.title)
        if role and {role, person.role} == {Role.REP, Role.MANAGER}:
            yield Change("role", person.id, person.name, person.role, role, f"title:{member.title}", str(role), (account,))

    def _manager(self, person: Known, account: Account) -> Iterator[Change]:
        """One who is not known here leaves the manager as it is: the record is not emptied by a directory."""
        manager = self._boss(account)
        if manager is None or manager.id in (person.id, person.manager_id):
            return
        old = self._people[person.manager_id].name if person.manager_id in self._people else ""
        if self._above(manager, person.id):
            yield Change("conflict", person.id, person.name, old, manager.name, "manager_circle", accounts=(account,))
            return
        yield Change("manager", person.id, person.name, old, manager.name, f"at:{account[0]}", manager.id, (account,))

    def _boss(self, account: Account) -> Known | None:
        """Whom the directory names; else who leads the department, or the nearest one above it."""
        platform, member = account[0], self._listed[account]
        named = [member.manager] if member.manager else list(self._leaders(account))
        owners = (self._owner.get((platform, id_)) for id_ in named)
        found = next((owner for owner in owners if owner is not None), None)
        return None if found is None else self._people[found]

    def _leaders(self, account: Account) -> Iterator[str]:
        for department in self._way_up(account):
            yield from (leader for leader in department.leaders if leader != account[1])

    def _above(self, manager: Known, person_id: int) -> bool:
        """Whether this person leads that manager already, directly or not."""
        seen: set[int] = set()
        at: int | None = manager.id
        while at is not None and at in self._people and at not in seen:
            seen.add(at)
            at = self._people[at].manager_id
            if at == person_id:
                return True
        return False

    def _unit(self, person: Known, account: Account) -> Iterator[Change]:
        unit = self._mapped(account)
        if unit is None:
            return
        wanted = {"team": unit.team, "territory": unit.territory if person.role in (Role.REP, Role.NEWCOMER) else None}
        for kind, new in wanted.items():
            old = person.team if kind == "team" else person.territory
            if new and new != old and kind in self._rules.follow:
                yield Change(kind, person.id, person.name, old, new, f"department:{unit.department}", new, (account,))

    def _mapped(self, account: Account) -> Unit | None:
        """The nearest department that the mapping names."""
        units = (self._rules.unit_of(department.name) for department in self._way_up(account))
        return next((found for found in units if found is not None), None)

    def _way_up(self, account: Account) -> Iterator[ListedDepartment]:
        """The member's departments, each with those above it, nearest first."""
        for id_ in self._listed[account].departments:
            seen: set[str] = set()
            while id_ not in seen and (found := self._departments.get((account[0], id_))):
                seen.add(id_)
                yield found
                id_ = found.parent

    # --- accounts that are nobody's -----------------------------------------------------------------------------------

    def of_strangers(self) -> Iterator[Change]:
        fresh: dict[str, list[Account]] = {}
        for account, member in self._listed.items():
            if account in self._owner or standing(member, self._rules).state == Status.LEFT:
                continue
            found = self._whose(account, member)
            if found is None:
                fresh.setdefault(mobile_of(member.mobile) or f"{account}", []).append(account)
            else:
                yield found
        for accounts in fresh.values():
            yield from self._newcomer(tuple(accounts))

    def _whose(self, account: Account, member: ListedMember) -> Change | None:
        """A link, or why there is none; None: nobody here has this number or name."""
        name, mobile = plain_name(member.name, self._rules), mobile_of(member.mobile)
        people = sorted({self._owner[a] for a in self._mobiles.get(mobile, ()) if a in self._owner})
        strangers = [a for a in self._mobiles.get(mobile, ()) if a not in self._owner and a[0] == account[0]]
        if len(people) > 1 or len(strangers) > 1:
            return Change("conflict", None, name, mobile[-4:], why="mobile_shared", accounts=tuple(self._mobiles[mobile]))
        if people:
            person = self._people[people[0]]
            if account[0] in person.accounts:
                taken = (account[0], person.accounts[account[0]])
                return Change("conflict", person.id, person.name, why="two_accounts", accounts=(taken, account))
            return Change("link", person.id, person.name, "", account[1], f"mobile:{mobile[-4:]}", _key(account), (account,))
        namesakes = [p for p in self._people.values() if p.name == name and account[0] not in p.accounts]
        if namesakes:
            one = namesakes[0].id if len(namesakes) == 1 else None
            return Change("conflict", one, name, why="same_name", accounts=(account,))
        return None

    def _newcomer(self, accounts: tuple[Account, ...]) -> Iterator[Change]:
        """Only who has a role by title is offered: most of an organisation does not sell."""
        member = self._listed[accounts[0]]
        if len({platform for platform, _ in accounts}) < len(accounts):
            return
        role = self._rules.role_of(member.title)
        if role is not None:
            name = plain_name(member.name, self._rules)
            yield Change("new", None, name, "", role, f"title:{member.title}", str(role), accounts)

    def _by_mobile(self) -> dict[str, list[Account]]:
        """Everybody's, those of platforms that were not read today too."""
        numbers = {account: before.mobile for account, before in self._picture.before.items() if before.gone_at is None}
        numbers |= {account: mobile_of(member.mobile) for account, member in self._listed.items()}
        found: dict[str, list[Account]] = {}
        for account, mobile in numbers.items():
            if mobile:
                found.setdefault(mobile, []).append(account)
        return found


def _agreed(found: Iterable[Standing]) -> Standing | None:
    """One state for one person. A plain working account does not contradict a written word; written ones must agree."""
    found = list(found)
    firm = {one.state for one in found if one.firm}
    if len(firm) == 1:
        written = next(one for one in found if one.firm)
        rest = {one.state for one in found if not one.firm} - {written.state, Status.ACTIVE}
        harmless = written.state in AWAY and rest <= {Status.DISABLED, *AWAY}
        return written if not rest or harmless else None
    states = {one.state for one in found}
    return found[0] if not firm and len(states) == 1 else None


def _key(account: Account) -> str:
    return f"{account[0]}:{account[1]}"
