"""`suilu init`: one platform's settings, each checked as it is given, and a file that holds secrets and shows none."""

from __future__ import annotations

import fcntl
import os
import pty
import selectors
import signal
import stat
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.demo.world import CORPS, PEOPLE, Tenancy, as_environment, new_keys, people_town, tenancy
from bot.processes.env_file import EnvFile
from bot.settings import load
from bot.simulator.dingtalk.sim import DingtalkSim
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import Town
from bot.simulator.wecom.sim import WecomSim
from crm_core.clock import SystemClock

KEYS = new_keys()
NOWHERE = dict.fromkeys(CORPS, 9)
BASE = "https://crm.example.com"


class Console:
    """The three platforms, and what their consoles show the administrator."""

    def __init__(self) -> None:
        town = Town(SystemClock())
        people_town(town)
        made: Tenancy = tenancy(KEYS, NOWHERE)
        self.wecom = WecomSim(town, made.wecom, callbacks="http://127.0.0.1:9")
        self.feishu = FeishuSim(town, made.feishu, callbacks="http://127.0.0.1:9")
        self.dingtalk = DingtalkSim(town, made.dingtalk)
        for sim in (self.wecom, self.feishu, self.dingtalk):
            sim.start()
        self.shown = as_environment(made)
        self.urls = {"wecom": self.wecom.url, "feishu": self.feishu.url, "dingtalk": self.dingtalk.url}

    def close(self) -> None:
        for sim in (self.wecom, self.feishu, self.dingtalk):
            sim.stop()

    def of(self, *names: str) -> list[str]:
        return [self.shown[name] for name in names]


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    made = Console()
    yield made
    made.close()


def init(console: Console, platform: str, file: Path, answers: Sequence[str], *more: str) -> Result:
    """The command with these answers; no secret, whole or its beginning, may come out of it."""
    arguments = ["init", platform, "--file", str(file), "--api-url", console.urls[platform], *more]
    result = CliRunner().invoke(main, arguments, input="".join(f"{answer}\n" for answer in answers), prog_name="suilu")
    for secret in (*(value for name, value in KEYS.items()), *SECRETS):
        assert secret[:6] not in result.output
    return result


SECRETS = ("wrong-secret-00000", "another-secret-1111")
WECOM_ENTRY = ("SUILU_WECOM_CORP_ID", "SUILU_WECOM_AGENT_ID", "SUILU_WECOM_SECRET")


def wecom(console: Console, *then: str) -> list[str]:
    return [*console.of(*WECOM_ENTRY), *then]


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_wecom_is_asked_checked_and_written(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "suilu.env"
    result = init(console, "wecom", file, wecom(console, "", "", "n", BASE))
    assert result.exit_code == 0, result.output
    assert "✓ 凭据 credentials" in result.output
    assert f"{BASE}/callbacks/wecom" in result.output
    assert f"EnvironmentFile={file}" in result.output
    assert mode(file) == 0o600
    values = EnvFile(file).values
    assert [values[name] for name in WECOM_ENTRY] == console.of(*WECOM_ENTRY)
    assert values["SUILU_WECOM_TOKEN"] not in result.output
    assert values["SUILU_WECOM_AES_KEY"][:6] not in result.output
    settings = load({**values, "SUILU_DATA_DIR": str(tmp_path / "data")})
    assert settings.wecom is not None
    assert (settings.wecom.api_url, settings.base_url) == (console.wecom.url, BASE)
    assert list(tmp_path.glob("*.bak")) == []


def test_the_other_two_and_one_file_for_all(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "all.env"
    feishu = console.of("SUILU_FEISHU_APP_ID", "SUILU_FEISHU_APP_SECRET")
    feishu += ["y", *console.of("SUILU_FEISHU_VERIFICATION_TOKEN")]
    dingtalk = console.of("SUILU_DINGTALK_CLIENT_ID", "SUILU_DINGTALK_CLIENT_SECRET")
    dingtalk += ["y", *console.of("SUILU_DINGTALK_CARD_TEMPLATE_ID")]
    archive = console.of("SUILU_WECOM_ARCHIVE_URL", "SUILU_WECOM_ARCHIVE_SECRET")
    for platform, answers in (
        ("feishu", [*feishu, "", ""]),
        ("dingtalk", [*dingtalk, ""]),
        ("wecom", wecom(console, "", "", "y", *archive, BASE)),
    ):
        result = init(console, platform, file, answers)
        assert result.exit_code == 0, result.output
    settings = load({**EnvFile(file).values, "SUILU_DATA_DIR": str(tmp_path / "data")})
    assert settings.feishu is not None
    assert len(settings.feishu.encrypt_key) == 32
    assert settings.dingtalk is not None
    assert settings.wecom is not None
    assert settings.wecom.archive_secret == KEYS["archive_secret"]


def test_a_long_connection_needs_no_keys(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "suilu.env"
    entry = console.of("SUILU_FEISHU_APP_ID", "SUILU_FEISHU_APP_SECRET")
    assert init(console, "feishu", file, [*entry, "n", ""]).exit_code == 0
    settings = load({**EnvFile(file).values, "SUILU_DATA_DIR": str(tmp_path / "data")})
    assert settings.feishu is not None
    assert settings.feishu.mode == "stream"
    keys = console.of("SUILU_FEISHU_VERIFICATION_TOKEN", "SUILU_FEISHU_ENCRYPT_KEY")
    assert init(console, "feishu", file, ["", "", "y", *keys, ""]).exit_code == 0
    settings = load({**EnvFile(file).values, "SUILU_DATA_DIR": str(tmp_path / "data")})
    assert settings.feishu is not None
    assert (settings.feishu.mode, settings.feishu.encrypt_key) == ("webhook", keys[1])


def test_the_platform_can_be_chosen_when_it_is_not_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["init", "--offline", "--file", str(tmp_path / "x.env")], input="dingtalk\nid\nsecret\nn\n\n"
    )
    assert result.exit_code == 0, result.output
    assert EnvFile(tmp_path / "x.env").values["SUILU_DINGTALK_CLIENT_ID"] == "id"


def test_a_wrong_secret_is_asked_again(console: Console, tmp_path: Path) -> None:
    answers = [*console.of(*WECOM_ENTRY[:2]), SECRETS[0], "", "", KEYS["wecom_secret"], "", "", "n", ""]
    result = init(console, "wecom", tmp_path / "suilu.env", answers)
    assert result.exit_code == 0, result.output
    assert "✗ 凭据 credentials: Secret 不对" in result.output
    assert "已设置，回车保留" in result.output
    assert EnvFile(tmp_path / "suilu.env").values["SUILU_WECOM_SECRET"] == KEYS["wecom_secret"]


def test_three_wrong_ones_write_nothing_but_offline_keeps_them(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "suilu.env"
    wrong = [*console.of(*WECOM_ENTRY[:2]), SECRETS[0], "", "", SECRETS[1], "", "", SECRETS[0]]
    result = init(console, "wecom", file, wrong)
    assert (result.exit_code, file.exists()) == (1, False)
    assert "--offline" in result.stderr
    kept = init(console, "wecom", file, [*wrong[:3], "", "", "n", ""], "--offline")
    assert kept.exit_code == 0
    assert EnvFile(file).values["SUILU_WECOM_SECRET"] == SECRETS[0]


def test_a_wrong_template_or_archive_secret_is_asked_again(console: Console, tmp_path: Path) -> None:
    dingtalk = console.of("SUILU_DINGTALK_CLIENT_ID", "SUILU_DINGTALK_CLIENT_SECRET")
    template = console.shown["SUILU_DINGTALK_CARD_TEMPLATE_ID"]
    result = init(console, "dingtalk", tmp_path / "d.env", [*dingtalk, "y", "other.schema", template, ""])
    assert result.exit_code == 0, result.output
    assert "✗ 卡片模板" in result.output
    url = console.shown["SUILU_WECOM_ARCHIVE_URL"]
    again = init(
        console, "wecom", tmp_path / "w.env", wecom(console, "", "", "y", url, SECRETS[0], "", KEYS["archive_secret"], "")
    )
    assert again.exit_code == 0, again.output
    assert "✗ 会话存档" in again.output


def test_a_platform_that_is_away_is_not_a_wrong_secret(console: Console, tmp_path: Path) -> None:
    result = init(console, "wecom", tmp_path / "x.env", wecom(console), "--api-url", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert "Secret 不对" not in result.output
    assert "连不上" in result.stderr
    assert not (tmp_path / "x.env").exists()


def test_an_address_that_is_not_listed_yet_is_told_and_kept(console: Console, tmp_path: Path) -> None:
    console.wecom.admin.trusted = False
    result = init(console, "wecom", tmp_path / "x.env", wecom(console, "", "", "n", ""))
    console.wecom.admin.trusted = True
    assert result.exit_code == 0, result.output
    assert "企业可信IP" in result.output


@pytest.mark.parametrize("bad", ["abc", "10 00", "1e3", ""])
def test_what_is_malformed_is_asked_again_at_once(console: Console, tmp_path: Path, bad: str) -> None:
    corp, agent, secret = console.of(*WECOM_ENTRY)
    result = init(console, "wecom", tmp_path / "x.env", [corp, bad, agent, secret, "", "", "n", "ftp://x", BASE])
    assert result.exit_code == 0, result.output
    assert "✗ SUILU_WECOM_AGENT_ID" in result.output
    assert "✗ SUILU_BASE_URL" in result.output


def test_three_malformed_ones_end_it(console: Console, tmp_path: Path) -> None:
    result = init(console, "wecom", tmp_path / "x.env", ["ww1", "a", "b", "c"])
    assert (result.exit_code, (tmp_path / "x.env").exists()) == (1, False)
    quoted = init(console, "wecom", tmp_path / "x.env", ["w'w", "w\\w", "w'", "1"])
    assert quoted.exit_code == 1
    assert "单引号" in quoted.output


OLD = (
    "# ours, by hand\nexport OTHER='a b'\nSUILU_BIND=127.0.0.1:9000 # here\n\nSUILU_WECOM_SECRET=old-secret-to-go\nnot a line\n"
)


def test_the_file_before_is_kept_and_what_is_not_ours_stays(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "suilu.env"
    file.write_text(OLD, encoding="utf-8")
    file.chmod(0o644)
    result = init(console, "wecom", file, wecom(console, "", "", "n", BASE))
    assert result.exit_code == 0, result.output
    assert "对他人可读" in result.output
    backup = tmp_path / "suilu.env.bak"
    assert (mode(file), mode(backup), backup.read_text(encoding="utf-8")) == (0o600, 0o600, OLD)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[:4] == OLD.splitlines()[:4]
    assert lines[4] == f"SUILU_WECOM_SECRET={KEYS['wecom_secret']}"
    assert lines[5] == "not a line"
    assert "old-secret-to-go" not in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["suilu.env", "suilu.env.bak"]


def test_enter_keeps_what_is_set(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "suilu.env"
    init(console, "wecom", file, wecom(console, "", "", "n", BASE))
    before = file.read_text(encoding="utf-8")
    result = init(console, "wecom", file, ["", "", "", "", "", "n", ""])
    assert result.exit_code == 0, result.output
    assert file.read_text(encoding="utf-8") == before
    assert CORPS["wecom"] not in result.output


def test_ending_it_early_leaves_the_old_file(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "suilu.env"
    file.write_text(OLD, encoding="utf-8")
    result = init(console, "wecom", file, wecom(console, ""))
    assert result.exit_code == 1
    assert file.read_text(encoding="utf-8") == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["suilu.env"]


def test_a_folder_that_is_not_there_is_one_line(console: Console, tmp_path: Path) -> None:
    result = init(console, "wecom", tmp_path / "no" / "suilu.env", wecom(console, "", "", "n", BASE))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_a_shell_reads_what_was_written(tmp_path: Path) -> None:
    env = EnvFile(tmp_path / "x.env")
    odd = 'a$HOME`date`"x"*;&#=~!'
    env.set("ODD", odd)
    env.write()
    script = f'set -a; . {tmp_path / "x.env"}; printf %s "$ODD"'
    assert subprocess.check_output(["sh", "-c", script], text=True) == odd
    assert EnvFile(tmp_path / "x.env").values == {"ODD": odd}


def test_a_terminal_never_shows_a_secret_and_ctrl_c_changes_nothing(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "suilu.env"
    file.write_text(OLD, encoding="utf-8")
    corp, agent, secret = console.of(*WECOM_ENTRY)
    shown, code = _on_a_terminal(
        ["init", "wecom", "--file", str(file), "--api-url", console.wecom.url],
        [
            ("corp id", f"{corp}\n"),
            ("AgentId", f"{agent}\n"),
            ("Enter keeps it)]: ", f"{secret}\n"),
            ("Enter makes one)]: ", "\x03"),
        ],
    )
    assert corp in shown
    assert "✓ 凭据 credentials" in shown
    assert secret[:6] not in shown
    assert code != 0
    assert file.read_text(encoding="utf-8") == OLD


def _on_a_terminal(arguments: Sequence[str], talk: Sequence[tuple[str, str]]) -> tuple[str, int]:
    """All that the screen showed, and the exit code: each answer is typed once its prompt stands there."""

    def sit_down() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a run in the background has it ignored, and hands that down

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=sit_down,
    )
    os.close(theirs)
    shown = ""
    for prompt, answer in talk:
        shown += _read_until(ours, prompt)
        assert prompt in shown
        os.write(ours, answer.encode())
    code = process.wait(20)
    shown += _read_until(ours, "\0", seconds=0.5)
    os.close(ours)
    return shown, code


def _read_until(terminal: int, words: str, seconds: float = 20.0) -> str:
    shown, end = b"", time.monotonic() + seconds
    with selectors.DefaultSelector() as looks:
        looks.register(terminal, selectors.EVENT_READ)
        while words.encode() not in shown and time.monotonic() < end:
            if looks.select(0.1):
                try:
                    shown += os.read(terminal, 4096)
                except OSError:  # the other side is gone
                    break
    return shown.decode(errors="replace")


def test_people_of_the_demo_are_not_in_the_words() -> None:
    """The questions name the product, never a person."""
    words = (Path(__file__).parents[3] / "bot" / "processes" / "init_questions.py").read_text(encoding="utf-8")
    assert not any(person["name"] in words for person in PEOPLE)
