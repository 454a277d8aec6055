"""Whether a member works, is on leave or has left, by what a directory says. Pure.

The words are data (`config/directory.yaml`). A word that stands in a status field and is not in it is `unknown`: reported,
and never taken for anything, least of all for having left (ING-09: 产假中 was once read as 已离职).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from crm_core.people import AWAY, Role, Status
from crm_core.views import ListedMember

State = Literal["active", "leave", "maternity", "disabled", "left"]
UNKNOWN = "unknown"
Governed = Literal["name", "manager", "team", "territory"]
_BRACKETED = re.compile(r"[（(【\[]([^（(【\[\]】)）]{1,20})[)）】\]]\s*$")
"""「林晓（产假）」: what people write behind a name."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Safety(_Strict):
    """When a reading is not believed, and how long somebody must be missing before it is said aloud."""

    shrink: float = Field(default=0.2, gt=0, lt=1)
    """Share of the members that may be gone at once; more, and the platform is left alone this time."""
    gone_reads: int = Field(default=3, ge=2, le=8)
    gone_hours: int = Field(default=24, ge=1)


class Sources(_Strict):
    """Where status words stand, by the platforms' own names."""

    attributes: tuple[str, ...] = ()
    """Custom fields of a member (企业微信 extattr, 飞书 自定义字段, 钉钉 扩展属性), by name or id."""
    tags: tuple[str, ...] = ()
    """企业微信标签 that mark somebody as away."""
    roster: tuple[str, ...] = ()
    """钉钉智能人事 field codes."""


class Unit(_Strict):
    """A department, by its whole name, and what we call those in it and below."""

    department: str = Field(min_length=1)
    team: str | None = None
    territory: str | None = None


class Title(_Strict):
    """A title, by its whole name, and the role that is proposed for it."""

    title: str = Field(min_length=1)
    role: Role


class DirectoryRules(_Strict):
    """`config/directory.yaml`. Raises pydantic's ValidationError for a word in two states and for what is not in the form."""

    version: str = "1"
    states: Mapping[State, tuple[str, ...]] = {}
    sources: Sources = Sources()
    units: tuple[Unit, ...] = ()
    titles: tuple[Title, ...] = ()
    follow: frozenset[Governed] = frozenset({"name", "manager", "team", "territory"})
    """What the directory governs; the rest stays as it was entered by hand."""
    on_left: Literal["propose", "apply"] = "propose"
    """What an explicit statement of a platform that somebody left does by itself."""
    safety: Safety = Safety()

    @field_validator("titles")
    @classmethod
    def _only_lines(cls, titles: tuple[Title, ...]) -> tuple[Title, ...]:
        if any(title.role not in (Role.REP, Role.MANAGER, Role.NEWCOMER) for title in titles):
            raise ValueError("a title may propose rep, manager or newcomer only")
        return titles

    @model_validator(mode="after")
    def _each_word_once(self) -> DirectoryRules:
        words = [_folded(word) for listed in self.states.values() for word in listed]
        twice = sorted({word for word in words if words.count(word) > 1})
        if twice:
            raise ValueError(f"in two states: {', '.join(twice)}")
        return self

    def state_of(self, word: str) -> str:
        """`unknown` for a word that is not listed."""
        wanted = _folded(word)
        listed = (state for state, words in self.states.items() if wanted in map(_folded, words))
        return next(listed, UNKNOWN)

    def role_of(self, title: str) -> Role | None:
        return next((one.role for one in self.titles if _folded(one.title) == _folded(title)), None)

    def unit_of(self, department: str) -> Unit | None:
        return next((unit for unit in self.units if _folded(unit.department) == _folded(department)), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """`state` is one of `State` or `unknown`. `firm`: somebody wrote it down; an account that merely works says little."""

    state: str
    said: str
    firm: bool = False


def standing(member: ListedMember, rules: DirectoryRules) -> Standing:
    """The platform's word that somebody left comes first; then what the organisation wrote; then how the account is."""
    if member.account == Status.LEFT:
        return Standing(Status.LEFT, member.said or Status.LEFT, firm=True)
    words = [Standing(rules.state_of(word), word, firm=True) for word in member.words if word.strip()]
    return _written(words) or _marked(member, rules) or _of_account(member)


def _written(words: Sequence[Standing]) -> Standing | None:
    """Words that say different things say nothing that we may act upon."""
    if not words:
        return None
    states = {word.state for word in words}
    said = "、".join(dict.fromkeys(word.said for word in words))[:40]
    return Standing(states.pop() if len(states) == 1 else UNKNOWN, said, firm=True)


def _marked(member: ListedMember, rules: DirectoryRules) -> Standing | None:
    """A mark can only say that somebody is away: nobody loses an account over an alias or a tag."""
    for text in (*member.marks, _bracketed(member.name)):
        if text and rules.state_of(text) in AWAY:
            return Standing(rules.state_of(text), text, firm=True)
    return None


def _of_account(member: ListedMember) -> Standing:
    """An account that was never used is a colleague's all the same."""
    known = {"active": Status.ACTIVE, "inactive": Status.ACTIVE, "disabled": Status.DISABLED}
    return Standing(known.get(member.account, UNKNOWN), member.said or member.account)


def plain_name(name: str, rules: DirectoryRules) -> str:
    """Without a mark of ours behind it."""
    marked = rules.state_of(_bracketed(name)) in AWAY
    return _BRACKETED.sub("", name).strip() if marked else name.strip()


def mobile_of(text: str) -> str:
    """Digits without China's country code; empty for what is no number (a masked one, say)."""
    digits = re.sub(r"[\s\-()（）]", "", text)
    if not re.fullmatch(r"\+?\d{6,20}", digits):
        return ""
    return re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", digits).lstrip("+")


def _bracketed(name: str) -> str:
    found = _BRACKETED.search(name)
    return found[1] if found else ""


def _folded(word: str) -> str:
    return word.strip().casefold()
