"""`suilu directory`: what the platforms' directories say and what that would change. Nothing is written without `--apply`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.bootstrap import calendar_of, directories_of
from bot.handlers.directory import Unread, has_left, read
from bot.processes.opened import opened
from bot.processes.whom import NotOnePerson, one_person
from bot.settings import Settings
from cards.catalog import PLATFORM_NAMES, STATUS_NAMES
from crm_core.decisions.directory import DECIDE, SAFE, TELL, Change
from crm_core.errors import Conflict
from crm_core.people import SYSTEM
from crm_core.views import Address, MemberView, Reading
from crm_core.work.core import Core
from crm_core.work.directory import Compared

KINDS = {
    "name": "姓名 (name)",
    "manager": "上级 (manager)",
    "team": "团队 (team)",
    "territory": "辖区 (territory)",
    "link": "关联账号 (link an account)",
    "away": "休假或产假 (away)",
    "back": "恢复在职 (back)",
    "left": "离职 (left)",
    "disabled": "停用 (disabled)",
    "revive": "在册但已离职或停用 (listed, though left or disabled here)",
    "unlink": "解除账号 (unlink an account)",
    "role": "角色 (role)",
    "new": "新同事 (new)",
    "unknown": "状态不认识，保持原样 (unknown status, left as it is)",
    "conflict": "互相矛盾，保持原样 (conflict, left as it is)",
    "missing": "暂时不在册，再看几次 (not listed for now)",
}
_STATES = {**STATUS_NAMES, "unknown": "未知"}
_REFUSED = {
    "partial": "只读到一部分，不采信 (partial, not believed)",
    "empty": "一个人也没有读到，不采信 (empty, not believed)",
    "shrunk": "比上次少了太多人，不采信；确认无误后调大 config/directory.yaml 的 safety.shrink (shrunk too much, not believed)",
    "no_corp": "不知道企业编号；设置 SUILU_DINGTALK_CORP_ID (set the organisation's id)",
}
_WHY = {
    "said": "平台写着「{}」 (the directory says so)",
    "gone": "连续多次完整读取都不在册 (missing from complete readings)",
    "missing": "第 {} 次 (time)",
    "never_listed": "从未在册：应用可见范围之外，或账号写错了 (never listed: out of the app's range, or misspelt)",
    "mobile": "手机尾号 {} 唯一一致 (the one with this mobile)",
    "at": "{} 通讯录 (its directory)",
    "department": "部门 {} (department)",
    "title": "职务 {} (title)",
    "account": "账号状态 (the account)",
    "states_differ": "各平台说法不一 (platforms differ)",
    "mobile_shared": "同一手机号对应不止一人 (one mobile, more than one person)",
    "two_accounts": "该平台上已有另一个账号 (has another account there)",
    "same_name": "只有姓名相同；确认后 suilu directory link (only the name is the same)",
    "manager_circle": "会成为互相管理 (would lead each other)",
    "by_hand": "手工 (by hand)",
}
_HELD = {"undone": "曾被撤销 (was undone)", "without": "{} 这次没有读到 (not read this time)"}
_REFUSALS = {
    "taken": "这个账号已属于另一个人；先 unlink (it is somebody else's: unlink it first)",
    "two_accounts": "此人在该平台已有账号；先 unlink (there is another account on this platform)",
    "already_there": "已经关联 (linked already)",
    "not_linked": "此人没有这个账号 (not an account of this person)",
    "no_run": "没有这次更新 (no such run)",
}
_OFF = "平台没有配置；先 suilu init (the platform is off: suilu init)"


class BadDirectory(Exception):
    """What was asked cannot be done; one line that says why. Nothing was changed."""


@dataclass(frozen=True)
class Outcome:
    lines: list[str] = field(default_factory=list)
    ok: bool = True
    """Everything was read, and nothing waits for a decision."""


def run(
    settings: Settings,
    *,
    platform: str = "",
    apply: bool = False,
    also: Sequence[str] = (),
    people: Sequence[str] = (),
    as_json: bool = False,
) -> Outcome:
    """Read, compare, and with `apply` write what is safe, and the kinds `also`. Raises BadDirectory, DatabaseTooOld."""
    with opened(settings) as core:
        only = {_person(core, named).id for named in people} if people else None
        directories = directories_of(settings, core)
        wanted = [one for one in directories if platform in ("", one.value)]
        if not wanted:
            raise BadDirectory(_OFF)
        readings, unread = read(directories, wanted)
        found = _written(core, settings, readings, also, only) if apply else _compared(core, readings)
    ok = not (unread or found.refused or found.waiting)
    if as_json:
        return Outcome([_json(found, unread)], ok)
    return Outcome(list(_lines(found, unread, readings, applied=apply)), ok)


def link(settings: Settings, named: str, platform: str, account: str) -> str:
    """Raises BadDirectory."""
    with opened(settings) as core:
        person = _person(core, named)
        where = _address(core, settings, platform, account)
        return _by_hand(core, lambda w: w.directory.link(person.id, where), f"{named} ← {platform}:{where.id}")


def unlink(settings: Settings, named: str, platform: str, account: str) -> str:
    """Raises BadDirectory."""
    with opened(settings) as core:
        person = _person(core, named)
        where = _address(core, settings, platform, account)
        return _by_hand(core, lambda w: w.directory.unlink(person.id, where), f"{named} ✕ {platform}:{where.id}")


def undo(settings: Settings, run_number: int) -> str:
    """Raises BadDirectory."""
    with opened(settings) as core:
        try:
            with core.work(SYSTEM) as w:
                back, kept = w.directory.undo(run_number)
        except Conflict as refused:
            raise BadDirectory(f"{run_number}: {_REFUSALS[refused.because]}") from None
    return f"已撤销 (undone): {back}；之后又改动过、保持原样 (changed since, left as they are): {kept}"


def _compared(core: Core, readings: Sequence[Reading]) -> Compared:
    with core.read(SYSTEM) as w:
        return w.directory.compare(readings)


def _written(
    core: Core, settings: Settings, readings: Sequence[Reading], also: Collection[str], only: set[int] | None
) -> Compared:
    with core.work(SYSTEM) as w:
        found = w.directory.take(readings, also=also, only=only)
        has_left(w, settings.base_url, calendar_of(settings).next_polite_moment(core.clock.now()), found.left)
        return found


def _by_hand(core: Core, act: Any, done: str) -> str:
    try:
        with core.work(SYSTEM) as w:
            number = act(w)
    except Conflict as refused:
        raise BadDirectory(_REFUSALS[refused.because]) from None
    return f"{done}；撤销 (undo): suilu directory undo {number}"


def _person(core: Core, named: str) -> MemberView:
    try:
        with core.work(SYSTEM) as w:
            return one_person(w, named)
    except NotOnePerson as refusal:
        raise BadDirectory(str(refusal)) from None


def _address(core: Core, settings: Settings, platform: str, account: str) -> Address:
    """A WeCom userid has no case."""
    with core.read(SYSTEM) as w:
        corps = {
            "wecom": settings.wecom.corp_id if settings.wecom else "",
            "feishu": settings.feishu.app_id if settings.feishu else "",
            "dingtalk": settings.dingtalk.corp_id if settings.dingtalk else "",
        }
        corp = corps[platform] or w.directory.corp_of(platform)
    if not corp:
        raise BadDirectory(f"{platform}: {_REFUSED['no_corp'] if platform == 'dingtalk' else _OFF}")
    if not 0 < len(account.strip()) <= 128:
        raise BadDirectory("账号应为 1 到 128 个字符 (an account has 1 to 128 characters)")
    return Address(platform, corp, account.strip().lower() if platform == "wecom" else account.strip())


# --- words ------------------------------------------------------------------------------------------------------------


def _lines(found: Compared, unread: Unread, readings: Sequence[Reading], *, applied: bool) -> Iterator[str]:
    for reading in readings:
        trouble = found.refused.get(reading.platform)
        state = _REFUSED[trouble] if trouble else "已读 (read)"
        yield f"{PLATFORM_NAMES[reading.platform]} {reading.platform}: {len(reading.members)} 人 (members), {state}"
    for platform, problem in unread.items():
        yield f"{PLATFORM_NAMES[platform]} {platform}: 没有读到，其他平台不受影响 (not read): {problem.reason}"
    for title, kinds in _GROUPS:
        yield from _group(title, [change for change in found.changes if change.kind in kinds and not change.held], found)
    yield from _group("没有自动更新 (held back)", [change for change in found.changes if change.held], found)
    yield _ending(found, applied=applied)


_GROUPS = (
    ("可以放心更新 (safe)", SAFE),
    ("需要您决定 (needs your word)", DECIDE),
    ("请核对 (please look)", TELL),
)


def _group(title: str, changes: Sequence[Change], found: Compared) -> Iterator[str]:
    if changes:
        yield f"{title}: {len(changes)}"
    for kind in KINDS:
        mine = [change for change in changes if change.kind == kind]
        if mine:
            yield f"  {KINDS[kind]}: {len(mine)}"
            yield from (f"    {_line(change)}{' ✓' if change in found.applied else ''}" for change in mine)


def _line(change: Change) -> str:
    who = change.name + (f" #{change.person_id}" if change.person_id else "")
    old, new = _STATES.get(change.old, change.old), _STATES.get(change.new, change.new)
    arrow = f"{old or '（空）'} → {new or '（空）'}" if (old or new) and change.kind != "missing" else ""
    accounts = ", ".join(f"{platform}:{id_}" for platform, id_ in change.accounts)
    held = f"; {_worded(_HELD, change.held)}" if change.held else ""
    return "  ".join(part for part in (who, arrow, f"[{accounts}]", f"{_worded(_WHY, change.why)}{held}") if part)


def _worded(words: dict[str, str], code: str) -> str:
    kind, _, about = code.partition(":")
    return words.get(kind, kind).format(about)


def _ending(found: Compared, *, applied: bool) -> str:
    if not found.changes:
        return "没有差别 (no difference)"
    if applied and found.run:
        return f"已更新 (applied): {len(found.applied)}；撤销 (undo): suilu directory undo {found.run}"
    if applied:
        return "没有写入任何内容 (nothing was written)"
    return "这是预演，什么都没有改变；--apply 更新放心的部分 (dry run: nothing was changed; --apply writes what is safe)"


def _json(found: Compared, unread: Unread) -> str:
    plain = {
        "changes": [
            {
                "kind": change.kind,
                "person": change.person_id,
                "name": change.name,
                "old": change.old,
                "new": change.new,
                "why": change.why,
                "held": change.held,
                "accounts": [f"{platform}:{id_}" for platform, id_ in change.accounts],
                "applied": change in found.applied,
            }
            for change in found.changes
        ],
        "refused": found.refused,
        "unread": {platform: problem.reason for platform, problem in unread.items()},
        "run": found.run or None,
    }
    return json.dumps(plain, ensure_ascii=False, indent=1)
