"""`suilu init`: asks for one platform's settings, checks each as it is given, and writes the env file.

A secret is typed unseen and never shown, not even in part: a screen is often shared while somebody sets up a server.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.adapters import probe
from bot.ports import Finding
from bot.processes.doctor import platforms
from bot.processes.doctor.report import LABELS
from bot.processes.env_file import EnvFile, refuse_unreadable
from bot.processes.init_questions import BASE_URL, CONSOLE, GROUPS, Group, Question
from bot.settings import BadSetting, check, given

TRIES = 3


class GaveUp(Exception):
    """Not usable after three tries, or not to be checked now; nothing was written. One line."""


class Interview:
    """`values` is what the file says, with the answers laid over it."""

    def __init__(self, values: dict[str, str], *, offline: bool) -> None:
        self.values, self.answers, self._offline = values, dict[str, str](), offline

    def group(self, group: Group) -> None:
        """Raises GaveUp."""
        if group.asks and not click.confirm(group.asks, default=group.questions[0].name in self.values):
            self.answers |= dict([group.otherwise] if group.otherwise else [])
            return
        self._undo(group)
        for left in reversed(range(TRIES)):
            for question in group.questions:
                self.answer(question)
            if group.check is None or self._offline:
                return
            click.echo("… 正在核对 (checking)")
            if self._well(group.check(self.values)):
                return
            click.echo(f"请再输一次，回车保留原值 (again; Enter keeps a value), {left}" if left else "")
        raise GaveUp(
            "三次都没有通过，什么都没有写入；--offline 可不检查先保存 (not taken three times; --offline keeps it unchecked)"
        )

    def _undo(self, group: Group) -> None:
        """What an earlier no has set."""
        if group.otherwise and group.otherwise[0] in self.values:
            self.answers[group.otherwise[0]] = ""

    def answer(self, question: Question, *, needed: bool = True) -> None:
        """Enter keeps what is set, or makes one up where we may choose. Raises GaveUp."""
        for _ in range(TRIES):
            try:
                self._take(
                    question, _typed(_prompt(question, known=question.name in self.values, needed=needed), question.secret)
                )
            except BadSetting as wrong:
                click.echo(f"✗ {wrong}")
            else:
                return
        raise GaveUp(f"{question.name}: 三次都不合格式，什么都没有写入 (not in its form three times; nothing was written)")

    def _take(self, question: Question, typed: str) -> None:
        """Raises BadSetting, also for a value of the file that nothing can be done with."""
        name, known = question.name, self.values.get(question.name, "")
        value = typed or known or question.made_up()
        if not value:
            if question is BASE_URL:
                return
            raise BadSetting(f"{name}: 不能为空 (needed)")
        check(name, value)
        refuse_unreadable(name, value)
        self.values[name] = self.answers[name] = value
        if not (typed or known):
            click.echo("✓ 已生成 (made)")

    def _well(self, finding: Finding) -> bool:
        """A secret that is right though the address is not listed yet is right."""
        mark = "✓" if finding.ok else "✗"
        click.echo(f"{mark} {finding.name}: {finding.what}" + (f" → {finding.mend}" if finding.mend else ""))
        if not finding.ok and finding.name == probe.NETWORK:
            raise GaveUp("平台连不上，什么都没有写入；--offline 可不检查先保存 (not reachable; --offline keeps it unchecked)")
        return finding.ok or finding.name == probe.ADDRESS


def run(platform: str, file: Path, *, offline: bool = False, api_url: str = "") -> None:
    """Ask, check, write. Until the last line nothing is written. Raises GaveUp, BadSetting, OSError; click.Abort for Ctrl-C."""
    platforms.quiet()
    env = EnvFile(file)
    host = f"SUILU_{platform.upper()}_API_URL"
    if api_url:
        check(host, api_url)
        env.set(host, api_url)
    here = {host: given()[host]} if host in given() else {}
    talk = Interview({**env.values, **here}, offline=offline)
    click.echo(f"{dict(zip(GROUPS, LABELS.values(), strict=True))[platform]} → {file}")
    for group in GROUPS[platform]:
        talk.group(group)
    talk.answer(BASE_URL, needed=False)
    for name, value in talk.answers.items():
        env.set(name, value)
    _write(env)
    _what_next(platform, file, talk.values.get(BASE_URL.name, ""))


def _prompt(question: Question, *, known: bool, needed: bool) -> str:
    enter = "已设置，回车保留 (set; Enter keeps it)" if known else ""
    if not known and question.makes:
        enter = "回车自动生成 (Enter makes one)"
    if not known and not needed:
        enter = "回车跳过 (Enter skips)"
    click.echo(f"\n  {question.where}")
    return f"{question.label}" + (f" [{enter}]" if enter else "")


def _typed(prompt: str, secret: bool) -> str:
    """A line. A secret is not echoed by a terminal; what comes through a pipe is echoed by nobody."""
    if secret and not sys.stdin.isatty():
        click.echo(f"{prompt}: ")
        line = sys.stdin.readline()
        if not line:
            raise click.Abort
        return line.strip()
    return str(click.prompt(prompt, default="", show_default=False, hide_input=secret)).strip()


def _write(env: EnvFile) -> None:
    was_open = env.open_to_others()
    kept = env.write()
    click.echo(f"\n✓ 已写入 (written): {env.path} (0600)")
    if kept:
        click.echo(f"  原文件 (the one before): {kept} (0600)")
    if was_open:
        click.echo("  原文件对他人可读，已改为 0600；请考虑更换其中的密钥 (others could read it: consider new secrets)")


def _what_next(platform: str, file: Path, base: str) -> None:
    if base:
        finding = probe.public(base)
        click.echo(f"{'–' if finding.mend else '✓'} {finding.name}: {finding.what}")
    click.echo("\n在平台后台 (in the console):")
    for number, step in enumerate(CONSOLE[platform], start=1):
        click.echo(f"  {number}. {step.format(base=base or 'https://<您的域名>')}")
    click.echo("\n使用 (use it):")
    click.echo(f"  systemd: EnvironmentFile={file.resolve()}")
    click.echo(f"  shell:   set -a; . {file if file.is_absolute() else f'./{file}'}; set +a; suilu doctor")
