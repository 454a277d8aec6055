"""`suilu handover`: a look in counts, then the act, and one line for what cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from bot.processes.hand_over import CannotHandOver, _give
from cards.catalog import REFUSALS
from crm_core.clock import SystemClock
from crm_core.errors import Conflict
from crm_core.people import SYSTEM
from crm_core.work.core import Core
from crm_core.work.imports import ImportIn
from tests.bot.processes.test_cli import suilu
from tests.crm_core.builders import CORPS, CUSTOMERS, PEOPLE


@pytest.fixture
def core(env: Mapping[str, str]) -> Iterator[Core]:
    opened = Core.at(f"sqlite:///{env['SUILU_DATA_DIR']}/suilu.db", clock=SystemClock())
    with opened.work(SYSTEM) as w:
        w.imports.load(ImportIn.model_validate({"corps": CORPS, "people": PEOPLE, "customers": CUSTOMERS}))
    yield opened
    opened.close()


def owners(core: Core) -> dict[str, str]:
    with core.read(SYSTEM) as w:
        return {lead.account: lead.owner for lead in w.leads.list() if lead.owner != "何苗"}


def test_a_look_changes_nothing_and_the_act_tells_the_successor(env: Mapping[str, str], core: Core) -> None:
    before = owners(core)
    looks = [suilu(env, "handover", "林晓"), suilu(env, "handover", "林晓", "--to", "陈默", "--dry-run")]
    assert {look.output for look in looks} == {
        "客户 (customers): 2 新线索=2\n"
        "我方承诺 (promises): 0，已过期 (overdue): 0\n"
        "企业微信联系人 (contacts to inherit): 1\n"
        "共享备注 (shared notes): 0；私人备注不交接 (private, not handed over): 0\n"
        "待确认摘要，交接后放弃 (open drafts, dropped): 0\n"
        "可接手 (may take over): 陈默 现有 1 位\n"
        "只是预演，什么都没有改变 (dry run: nothing changed)\n"
    }
    assert owners(core) == before

    done = suilu(env, "handover", "林晓", "--to", "陈默")

    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "已交接 (handed over): 2 位客户 → 陈默")
    assert set(owners(core).values()) == {"陈默"}
    with core.work(SYSTEM) as w:
        assert {(each.to, each.by, each.reason) for each in w.handovers.of_leaver(w.diagnosis.members("林晓")[0].id)} == {
            ("陈默", "", "moved")
        }
    assert core.outbox.counts()["ready"] == 1
    again = suilu(env, "handover", "林晓", "--to", "陈默")
    assert (again.exit_code, again.stderr) == (
        1,
        "suilu: 没有待交接的客户。可能已经交接过了；打开交接页可以看到交给了谁。 (nothing_to_hand_over)\n",
    )


@pytest.mark.parametrize(("leaver", "to"), [("linxiao", "wecom:chenmo"), ("feishu:ou_lin", "陈默"), (" 林晓 ", "chenmo")])
def test_a_person_is_named_as_everywhere(env: Mapping[str, str], core: Core, leaver: str, to: str) -> None:
    done = suilu(env, "handover", leaver, "--to", to)

    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "已交接 (handed over): 2 位客户 → 陈默")
    assert set(owners(core).values()) == {"陈默"}


@pytest.mark.parametrize("because", ["owner_changed", "nothing_to_hand_over"])
def test_a_refusal_has_the_words_that_a_card_has(core: Core, because: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise Conflict(because)

    with core.work(SYSTEM) as w:
        preview = w.handovers.preview(w.diagnosis.members("林晓")[0].id)
        monkeypatch.setattr(w.handovers, "give", refuses)
        with pytest.raises(CannotHandOver) as told:
            _give(w, preview, 0)

    assert str(told.value) == f"{REFUSALS[because][0]}。{REFUSALS[because][1]} ({because})"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["没有此人"], "没有这个人"),
        (["林晓", "--to", "徐宁"], "接手人须是同组在岗的销售 (choose one of): 陈默"),
        (["林晓", "--to", "林晓"], "接手人须是同组在岗的销售"),
    ],
)
def test_what_cannot_be_is_one_line(env: Mapping[str, str], core: Core, arguments: list[str], words: str) -> None:
    before = owners(core)
    result = suilu(env, "handover", *arguments)

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert words in result.stderr
    assert owners(core) == before


def test_a_database_of_another_version_is_one_line(env: Mapping[str, str]) -> None:
    result = suilu({**env, "SUILU_DATABASE_URL": f"sqlite:///{env['SUILU_DATA_DIR']}/new.db"}, "handover", "林晓")

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "run suilu migrate" in result.stderr
