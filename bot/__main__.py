"""`suilu`: one command, a process each. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import ParamSpec

import click

P = ParamSpec("P")
PLATFORMS = ("wecom", "feishu", "dingtalk")
DECISIONS = ("left", "disabled", "revive", "unlink", "role", "new")
"""`crm_core.decisions.directory.DECIDE`; importing it would cost every `--help` the core."""
_USAGE = {"BadDirectory", "BadSetting", "BadDatabaseUrl", "BadLexicon"}
_KNOWN = _USAGE | {
    "BadFile",
    "BadLexicon",
    "BadLetter",
    "BrokerRefused",
    "CannotHandOver",
    "DatabaseTooOld",
    "GaveUp",
    "NotReady",
    "OSError",
    "OperationalError",
    "StoryBroken",
    "Unavailable",
}
"""By name, because importing them would cost every `--help` the whole house."""


def _version() -> str:
    try:
        return version("suilu")
    except PackageNotFoundError:  # a checkout that was never installed
        return "unknown"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(_version(), prog_name="suilu")
def main() -> None:
    """随录 Suilu: 活在聊天侧边栏里的 CRM (the CRM that lives in the chat sidebar).

    设置来自环境变量 SUILU_*，见 docs/operations.md (settings come from the environment).
    """


def told(command: Callable[P, None]) -> Callable[P, None]:
    """What a person can do something about is one line on stderr: code 2 for a setting, else 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Exception as error:
            names = {kind.__name__ for kind in type(error).__mro__}
            if not names & _KNOWN:
                raise
            click.echo(f"suilu: {_one_line(error)}", err=True)
            sys.exit(2 if names & _USAGE else 1)

    return run


def _one_line(error: BaseException) -> str:
    """What the driver says where a driver is to blame; of many lines, the first says what is wrong."""
    reason = error.__cause__ or error.__context__
    said = reason if type(error).__name__ == "Unavailable" and reason is not None else error
    return (str(getattr(said, "orig", said)).strip().splitlines() or [type(error).__name__])[0]


@main.command()
@click.option("--fresh", is_flag=True, help="从头开始，丢弃演示数据 (start over).")
@click.option("--play", metavar="STORY", help="自动播放一个故事并逐步检查: main-job (play a story, check each step).")
@click.option("--database", metavar="URL", help="sqlite:///… 或 postgresql://… (default: SQLite in the data folder).")
@click.option(
    "--bind", metavar="HOST:PORT", help="产品页面的地址 (where the product listens; default 127.0.0.1, any free port)."
)
@click.option("--port", type=click.IntRange(1, 65535), help="产品页面的端口 (its port on 127.0.0.1).")
@click.option("--data-dir", type=click.Path(path_type=Path), help="演示数据目录 (default: ~/.local/share/suilu/demo).")
@told
def demo(
    fresh: bool, play: str | None, database: str | None, bind: str | None, port: int | None, data_dir: Path | None
) -> None:
    """演示：全部进程 + 三个平台的替身 (everything on this machine, with stand-ins for the platforms)."""
    from bot.demo.run import run

    if bind and port:
        raise click.UsageError("--bind 与 --port 只用其一 (use one of them)")
    bind = bind or (f"127.0.0.1:{port}" if port else None)
    sys.exit(run(fresh=fresh, play=play, database=database, bind=bind, data_dir=data_dir))


@main.command()
@told
def serve() -> None:
    """网页与回调 (web pages and callbacks; gunicorn)."""
    from bot.processes.serve import run
    from bot.settings import load

    run(load())


@main.command()
@click.option("--name", default="", help="worker 名，重启后收回自己未完成的工作 (default: the first free worker-<n>).")
@told
def work(name: str) -> None:
    """处理收件箱、发送发件箱 (work the inbox off, send the outbox; run as many as you like)."""
    from bot.processes.work import run
    from bot.settings import load

    run(load(), name)


@main.command()
@told
def beat() -> None:
    """定时唤醒 (wakes sweeps and nudges; any number may run)."""
    from bot.processes.rounds import run_beat
    from bot.settings import load

    run_beat(load())


@main.command()
@told
def stream() -> None:
    """钉钉、飞书的长连接 (events over connections that we open)."""
    from bot.processes.rounds import run_stream
    from bot.settings import load

    run_stream(load())


@main.command()
@told
def broker() -> None:
    """内置 broker (the embedded Valkey; only where SUILU_REDIS_URL is not set)."""
    from bot.processes.broker import become
    from bot.settings import load

    become(load())


@main.command(hidden=True)
@click.argument("plan", type=click.Path(path_type=Path, exists=True))
@told
def town(plan: Path) -> None:
    """The demo's stand-in for three platforms; started by `demo`."""
    from bot.demo.town_process import run

    run(plan)


@main.command()
@told
def migrate() -> None:
    """创建或升级数据库 (make or upgrade the database)."""
    from bot.bootstrap import build
    from bot.settings import load

    core = build(load(), "tool").core
    try:
        click.echo(f"database 数据库: {core.migrate()}")
    finally:
        core.close()


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@told
def import_(file: Path) -> None:
    """从 YAML 导入人员与客户 (people and customers from a YAML file; again is the same)."""
    from bot.processes.bring_in import bring_in
    from bot.settings import load

    people, customers = bring_in(load(), file)
    click.echo(f"已导入 (imported): {people} 人 (people), {customers} 个客户 (customers)")


@main.group(invoke_without_command=True)
@click.option("--platform", type=click.Choice(PLATFORMS), help="只看一个平台 (one platform only).")
@click.option("--apply", "apply_", is_flag=True, help="写入放心的部分 (write what is safe); 不加则只预演 (else a dry run).")
@click.option("--also", multiple=True, type=click.Choice(DECISIONS), help="连同这一类一起写入，可多次 (this kind too).")
@click.option("--person", "people", multiple=True, metavar="WHO", help="只写入这些人：姓名、编号或 平台:账号 (of these alone).")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 (as JSON).")
@click.pass_context
@told
def directory(
    context: click.Context,
    platform: str | None,
    apply_: bool,
    also: tuple[str, ...],
    people: tuple[str, ...],
    as_json: bool,
) -> None:
    """通讯录：各平台与随录的差别 (what the directories would change; exit code 1 when something waits)."""
    if context.invoked_subcommand:
        if platform or apply_ or also or people or as_json:
            raise click.UsageError("选项不与子命令同用 (no options before a sub-command)")
        return
    if (also or people) and not apply_:
        raise click.UsageError("--also、--person 与 --apply 同用 (only together with --apply)")
    from bot.processes.directory import run
    from bot.settings import load

    outcome = run(load(), platform=platform or "", apply=apply_, also=also, people=people, as_json=as_json)
    for line in outcome.lines:
        click.echo(line)
    sys.exit(0 if outcome.ok else 1)


@main.group()
def lexicon() -> None:
    """词库：企业自己的产品、竞品、人名与说法 (the organisation's own products, rivals, people and words)."""


@lexicon.command("check")
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="词库目录 (default: SUILU_LEXICON_DIR).")
@told
def lexicon_check(folder: Path | None) -> None:
    """检查词库，指出出错的文件与行 (is it in shape; names file and line of each fault)."""
    from bot.bootstrap import lexicon_dir
    from bot.nlp.lexicon_files import BadLexicon
    from bot.processes.lexicon import check
    from bot.settings import load

    try:
        lines = check(folder or lexicon_dir(load()))
    except BadLexicon as bad:
        for fault in bad.faults:
            click.echo(str(fault), err=True)
        sys.exit(1)
    for line in lines:
        click.echo(line)


@lexicon.command("propose")
@click.option(
    "--least", type=click.IntRange(1), default=2, show_default=True, help="至少被确认几次 (confirmed at least so often)."
)
@told
def lexicon_propose(least: int) -> None:
    """从已确认和改正过的记录里找出值得加进词库的词 (entries worth adding, from what reps confirmed and corrected)."""
    from bot.processes.lexicon import propose
    from bot.settings import load

    for line in propose(load(), least=least):
        click.echo(line)


_WHERE = click.argument("platform", type=click.Choice(PLATFORMS))


@directory.command("link")
@click.argument("person", metavar="WHO")
@_WHERE
@click.argument("account")
@told
def directory_link(person: str, platform: str, account: str) -> None:
    """手工关联：WHO 在该平台的账号 (this account is that person's)."""
    from bot.processes.directory import link
    from bot.settings import load

    click.echo(link(load(), person, platform, account))


@directory.command("unlink")
@click.argument("person", metavar="WHO")
@_WHERE
@click.argument("account")
@told
def directory_unlink(person: str, platform: str, account: str) -> None:
    """手工解除关联 (it is not)."""
    from bot.processes.directory import unlink
    from bot.settings import load

    click.echo(unlink(load(), person, platform, account))


@directory.command("undo")
@click.argument("run", type=click.IntRange(1))
@told
def directory_undo(run: int) -> None:
    """撤销一次更新 (take back all that a run wrote)."""
    from bot.processes.directory import undo
    from bot.settings import load

    click.echo(undo(load(), run))


@main.command()
@click.argument("leaver", metavar="离职人")
@click.option(
    "--to", default="", metavar="接手人", help="姓名、编号或账号；不写只看预演 (who takes over; without: a look only)."
)
@click.option("--dry-run", is_flag=True, help="只看预演 (change nothing).")
@told
def handover(leaver: str, to: str, dry_run: bool) -> None:
    """交接：把一位同事的客户交给接手人 (a rep's customers to a successor)."""
    from bot.processes.hand_over import run
    from bot.settings import load

    for line in run(load(), leaver, to, dry_run=dry_run):
        click.echo(line)


@main.group()
def outbox() -> None:
    """发件箱：查看、重发、放弃 (what waits or died: look, send again, let go)."""


_PLATFORM = click.option("--platform", type=click.Choice(["wecom", "dingtalk", "feishu"]), help="一个平台的 (of one platform).")
_ALL_DEAD = click.option("--all-dead", is_flag=True, help="全部死信 (every dead letter).")


@outbox.command("list")
@click.option("--state", type=click.Choice(["dead", "waiting", "sent", "dropped"]), help="默认 dead 与 waiting (default).")
@_PLATFORM
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON 数组 (one array).")
@told
def outbox_list(state: str | None, platform: str | None, limit: int, as_json: bool) -> None:
    """列出 (rows, newest first; no words, no names)."""
    from bot.processes.outbox import letters, letters_json
    from bot.settings import load

    states = [state] if state else ["dead", "waiting"]
    if as_json:
        click.echo(letters_json(load(), states, platform=platform or "", limit=limit))
        return
    for line in letters(load(), states, platform=platform or "", limit=limit):
        click.echo(line)


@outbox.command("replay")
@click.argument("keys", nargs=-1, metavar="[KEY]…")
@_ALL_DEAD
@_PLATFORM
@told
def outbox_replay(keys: tuple[str, ...], all_dead: bool, platform: str | None) -> None:
    """重发死信 (try dead letters again, for another day)."""
    from bot.processes.outbox import replay
    from bot.settings import load

    _keys_or_all(keys, all_dead, platform)
    for line in replay(load(), keys, all_dead=all_dead, platform=platform or ""):
        click.echo(line)


@outbox.command("drop")
@click.argument("keys", nargs=-1, metavar="[KEY]…")
@_ALL_DEAD
@_PLATFORM
@told
def outbox_drop(keys: tuple[str, ...], all_dead: bool, platform: str | None) -> None:
    """放弃死信 (let dead letters go for good)."""
    from bot.processes.outbox import drop
    from bot.settings import load

    _keys_or_all(keys, all_dead, platform)
    for line in drop(load(), keys, all_dead=all_dead, platform=platform or ""):
        click.echo(line)


def _keys_or_all(keys: tuple[str, ...], all_dead: bool, platform: str | None) -> None:
    if bool(keys) == all_dead:
        raise click.UsageError("KEY 与 --all-dead 用其一 (name letters, or say --all-dead)")
    if platform and not all_dead:
        raise click.UsageError("--platform 只与 --all-dead 同用 (only together with --all-dead)")


@main.command()
@click.option("--send-test", "who", metavar="WHO", help="给自己发测试消息：姓名、编号或 平台:账号 (a test message to oneself).")
@click.option("--platform", type=click.Choice(PLATFORMS), help="测试消息只发这个平台 (only there).")
@click.option("--person", metavar="WHO", help="这个人为什么收到或收不到消息，与 --rule 同用 (why somebody is told or not).")
@click.option("--rule", metavar="RULE", help="提醒规则或卡片种类，如 silence_72h、draft (a nudge rule or a kind of card).")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 (findings as JSON).")
@told
def doctor(who: str | None, platform: str | None, person: str | None, rule: str | None, as_json: bool) -> None:
    """体检：有什么不对 (what is wrong; exit code 1 if anything is)."""
    from bot.processes.doctor import house, send_test, why
    from bot.settings import load

    if bool(person) != bool(rule) or (who and person) or (platform and not who):
        raise click.UsageError("--person 与 --rule 同用；--platform 只配 --send-test (see --help)")
    settings = load()
    if who:
        report = send_test.run(settings, who, platform=platform or "")
    elif person and rule:
        report = why.run(settings, person, rule)
    else:
        report = house.examine(settings)
    for line in [report.to_json()] if as_json else report.lines:
        click.echo(line)
    sys.exit(0 if report.ok else 1)


@main.command()
@click.option("--entities", is_flag=True, help="逐条短文本：时间、金额、数量等 (single texts: times, money, measures …).")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="同时几个进程 (processes at work).")
@click.option(
    "--lexicon",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="自己的词库目录，见 config/lexicon (an organisation's lexicon; default: ours).",
)
@told
def extract(entities: bool, jobs: int, lexicon: Path | None) -> None:
    """提取：逐行读入聊天 JSON，逐行输出要点与原话 (chats in, facts with evidence out; JSON lines).

    一行一段会话，结果顺序不变；不合格的一行给出 {"id", "error"}，其余照常 (see docs/extraction.md).
    """
    from bot.processes.extract import Task, run

    task = Task(single=entities, folder=lexicon)
    sys.exit(0 if run(sys.stdin.buffer, sys.stdout.buffer, task, jobs=jobs) else 1)


@main.command()
@click.argument("platform", required=False, type=click.Choice(PLATFORMS))
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("suilu.env"),
    show_default=True,
    help="写到哪里 (where to write; 0600).",
)
@click.option("--offline", is_flag=True, help="不向平台核对，先保存 (ask no platform).")
@click.option("--api-url", metavar="URL", default="", hidden=True, help="The platform's host; for a simulator on this machine.")
@told
def init(platform: str | None, file: Path, offline: bool, api_url: str) -> None:
    """配置一个平台：逐项询问、当场核对、写入 env 文件 (asks for a platform's settings, checks and writes them)."""
    from bot.processes.init import run

    chosen = platform or click.prompt("平台 (platform)", type=click.Choice(PLATFORMS))
    run(chosen, file, offline=offline, api_url=api_url)


if __name__ == "__main__":
    main(prog_name="suilu")
