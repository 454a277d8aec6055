"""Settings: the environment and `config/app.toml`, read once, into one frozen value. The only reader of `os.environ`."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields
from functools import partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from tempfile import gettempdir, mkstemp
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

_T = TypeVar("_T")


class BadSetting(Exception):
    """A setting is missing or malformed; the message is one line that names it."""


@dataclass(frozen=True, slots=True)
class WecomSettings:
    corp_id: str
    agent_id: int
    secret: str
    token: str
    aes_key: str
    api_url: str = "https://qyapi.weixin.qq.com"
    oauth_url: str = "https://open.weixin.qq.com"
    jssdk_url: str = "https://wwcdn.weixin.qq.com/node/open/js/wecom-jssdk-2.4.4.js"
    archive_url: str = ""
    """Of the archive sidecar (会话内容存档); empty: the tenant has no archive."""
    archive_secret: str = ""
    archive_lib: str = ""
    """Path of the vendor's own archive library (.so), in place of a sidecar; with `archive_keys`."""
    archive_keys: str = ""
    """Folder of the archive's RSA private keys, `<publickey_ver>.pem`."""
    archive_days: int = 5
    """How long sealed records are kept; the vendor's own window is five days."""
    scan_url: str = "https://login.work.weixin.qq.com"
    """Where somebody outside WeCom's client signs in by scanning."""


@dataclass(frozen=True, slots=True)
class FeishuSettings:
    app_id: str
    app_secret: str
    verification_token: str = ""
    encrypt_key: str = ""
    api_url: str = "https://open.feishu.cn"
    oauth_url: str = "https://accounts.feishu.cn"
    jssdk_url: str = "https://lf-scm-cn.feishucdn.com/lark/op/h5-js-sdk-1.5.34.js"
    mode: str = "webhook"
    """webhook: Feishu calls us, and both keys above are needed; stream: we hold a long connection, and they are not."""


@dataclass(frozen=True, slots=True)
class DingtalkSettings:
    client_id: str
    client_secret: str
    card_template_id: str = ""
    """Empty: no interactive cards; robot messages whose buttons say their action in words."""
    api_url: str = ""
    """Empty: the vendor's two hosts; else one host that serves both."""
    mode: str = "stream"
    """How DingTalk reaches us: `stream` (a connection that we open) or `http` (callbacks to our public address)."""
    token: str = ""
    """With `aes_key`: what event subscription in http mode is signed and sealed with; empty: no events."""
    aes_key: str = ""
    corp_id: str = ""
    """The organisation's corpId: for signing in to our pages (empty: off), and for callbacks sealed for it."""
    oauth_url: str = "https://login.dingtalk.com"
    jssdk_url: str = "https://g.alicdn.com/dingding/dingtalk-jsapi/3.0.25/dingtalk.open.js"
    agent_id: int = 0
    """The app's AgentId, which `dd.config` names beside a page's signature."""
    jsapi_hash: str = "sha256"
    """Of that signature: the vendor's demo hashes with SHA-256, its older pages say `sha1` (PLATFORMS 9.2)."""


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """An OpenAI-compatible language model (语言模型), which may propose and nothing else."""

    url: str
    """Its base, to which `/chat/completions` is added."""
    key: str = field(repr=False)
    model: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """`config/app.toml`: how big the processes are and how often they look."""

    workers: int = 2
    threads: int = 16
    senders: int = 8
    sweep_seconds: float = 2
    nudge_seconds: float = 5
    archive_seconds: float = 15
    file_seconds: float = 5
    purge_seconds: float = 3600
    directory_seconds: float = 60
    memory_mb: int = 64


@dataclass(frozen=True, slots=True)
class Settings:
    data_dir: Path
    database_url: str
    redis_url: str
    """Empty: an embedded broker on a unix socket in `data_dir`."""
    bind: str
    base_url: str
    secret_key: str
    zone: str = "Asia/Shanghai"
    lexicon_dir: Path | None = None
    """The organisation's own lexicon (docs/nlp.md); None: `lexicon` in the data folder. It need not be there."""
    clock_file: Path | None = None
    """Set by the demo: a file that shifts the clock of all processes."""
    wecom: WecomSettings | None = None
    feishu: FeishuSettings | None = None
    dingtalk: DingtalkSettings | None = None
    llm: LlmSettings | None = None
    read_pictures: bool = True
    """Pictures of a customer's may be read on a tap (识别内容), on this machine."""
    hear_voices: bool = False
    """Voices of a customer's may be sent to Feishu on a tap, to be turned into text."""
    sizes: Sizes = field(default_factory=Sizes)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """All settings of this process. Makes the data folder (0700) and, when none is given, the secret key in it (0600).

    Raises BadSetting. A platform none of whose variables is set is off; one with some of them missing is an error.
    """
    env = {name: value for name, value in (os.environ if environ is None else environ).items() if value}
    data_dir = _data_dir(env)
    bind = _checked(env, "SUILU_BIND", "127.0.0.1:8000", _bind)
    return Settings(
        data_dir=data_dir,
        database_url=_checked(env, "SUILU_DATABASE_URL", f"sqlite:///{data_dir / 'suilu.db'}", _database_url),
        redis_url=_checked(env, "SUILU_REDIS_URL", "", _redis_url),
        bind=bind,
        base_url=_checked(env, "SUILU_BASE_URL", f"http://{_reachable(bind)}", _web_url).rstrip("/"),
        secret_key=_checked(env, "SUILU_SECRET_KEY", "", _long_enough) or _kept_key(data_dir),
        zone=_checked(env, "SUILU_ZONE", "Asia/Shanghai", _zone),
        lexicon_dir=Path(env["SUILU_LEXICON_DIR"]) if "SUILU_LEXICON_DIR" in env else None,
        clock_file=Path(env["SUILU_CLOCK_FILE"]) if "SUILU_CLOCK_FILE" in env else None,
        wecom=_one_archive(_platform(env, "WECOM", WecomSettings)),
        feishu=_feishu(env),
        dingtalk=_whole_pair(_platform(env, "DINGTALK", DingtalkSettings)),
        llm=_platform(env, "LLM", LlmSettings),
        read_pictures=_switch(env, "SUILU_READ_PICTURES", "on"),
        hear_voices=_switch(env, "SUILU_HEAR_VOICES", "off"),
        sizes=_sizes(),
    )


def check(name: str, value: str) -> None:
    """Whether `load` would take this value for this variable. Raises BadSetting; it names the variable, never the value."""
    _, _, rest = name.partition("SUILU_")
    if rest == "BASE_URL":
        _checked({name: value}, name, "", _web_url)
        return
    platform, _, key = rest.partition("_")
    _field(f"SUILU_{platform}_", key.lower(), value)


def given() -> dict[str, str]:
    """The variables of ours that this process's environment has."""
    return {name: value for name, value in os.environ.items() if name.startswith("SUILU_") and value}


def describe(settings: Settings) -> list[str]:
    """What is on and off, one line each, without a secret in it."""
    names = {"wecom": "企业微信 WeCom", "feishu": "飞书 Feishu", "dingtalk": "钉钉 DingTalk", "llm": "语言模型 language model"}
    return [f"{label}: {'on 已开启' if getattr(settings, key) else 'off 未配置'}" for key, label in names.items()]


def broker_socket(settings: Settings) -> Path:
    """The embedded broker's socket: in the data folder, or, where that path is too long for one, in a short private folder."""
    wanted = settings.data_dir.absolute() / "broker" / "valkey.sock"
    if len(os.fsencode(wanted)) <= _SOCKET_PATH_MAX:
        return wanted
    name = sha256(os.fsencode(wanted)).hexdigest()[:16]
    return Path(gettempdir()) / f"suilu-{os.getuid()}-{name}" / "valkey.sock"


def broker_url(settings: Settings) -> str:
    """Where the broker is: the outer one that is set, else the embedded one."""
    return settings.redis_url or f"unix://{quote(str(broker_socket(settings)))}"


def demo_folder() -> Path:
    """Where the demo lives when it is not told."""
    return _data_dir(os.environ) / "demo"


def child_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with `settings` laid over it, for a process that we start."""
    return {**os.environ, **settings}


_SOCKET_PATH_MAX = 100
"""Bytes; the system's own limit is 107, and Valkey binds under a longer name first."""
_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
_HOST_PORT = re.compile(r"(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):(?P<port>\d{1,5})")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def _checked(env: Mapping[str, str], name: str, default: str, check: Callable[[str], str]) -> str:
    """`check` gives what is wrong, or nothing."""
    value = env.get(name, "")
    if not value:
        return default
    wrong = "不能含空白字符 (no white space)" if re.search(r"\s", value) else check(value)
    if wrong:
        raise BadSetting(f"{name}: {wrong}")
    return value


def _switch(env: Mapping[str, str], name: str, default: str) -> bool:
    return _checked(env, name, default, partial(_one_of, ("on", "off"))) == "on"


def _data_dir(env: Mapping[str, str]) -> Path:
    folder = Path(env.get("SUILU_DATA_DIR") or _home(env)).expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"SUILU_DATA_DIR: 无法使用该目录 (cannot use this folder): {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise BadSetting("SUILU_DATA_DIR: 目录不可写 (folder is not writable)")
    return folder


def _home(env: Mapping[str, str]) -> Path:
    return Path(env.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "suilu"


def _kept_key(data_dir: Path) -> str:
    """The key made at the first start. Those that start at once agree on one: it is linked whole, and only once."""
    file = data_dir / "secret-key"
    if not file.exists():
        fd, name = mkstemp(prefix="secret-key.", dir=data_dir)  # 0600, and each caller's own
        with os.fdopen(fd, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(32))
        fresh = Path(name)
        with suppress(FileExistsError):
            file.hardlink_to(fresh)
        fresh.unlink()
    key = file.read_text(encoding="ascii").strip()
    wrong = _long_enough(key)
    if wrong:
        raise BadSetting(f"SUILU_SECRET_KEY: {file.name}: {wrong}")
    return key


def _platform(env: Mapping[str, str], name: str, kind: Callable[..., _T]) -> _T | None:
    prefix = f"SUILU_{name}_"
    known = fields(kind)  # type: ignore[arg-type]
    given = {f.name: env[prefix + f.name.upper()] for f in known if prefix + f.name.upper() in env}
    if not given:
        return None
    missing = [prefix + f.name.upper() for f in known if f.default is MISSING and f.name not in given]
    if missing:
        raise BadSetting(f"{', '.join(missing)}: 未设置 (missing; set all of {prefix}* or none)")
    values: dict[str, Any] = {key: _field(prefix, key, value) for key, value in given.items()}
    return kind(**values)


def _feishu(env: Mapping[str, str]) -> FeishuSettings | None:
    found = _platform(env, "FEISHU", FeishuSettings)
    if found is None or found.mode == "stream":
        return found
    keys = {"VERIFICATION_TOKEN": found.verification_token, "ENCRYPT_KEY": found.encrypt_key}
    missing = ", ".join(f"SUILU_FEISHU_{name}" for name, value in keys.items() if not value)
    if missing:
        raise BadSetting(f"{missing}: 未设置 (missing; not needed with SUILU_FEISHU_MODE=stream)")
    return found


def _one_archive(wecom: WecomSettings | None) -> WecomSettings | None:
    """The library needs its keys and the archive's secret; a sidecar has a library of its own."""
    if wecom is None or not (wecom.archive_lib or wecom.archive_keys):
        return wecom
    missing = [key for key in ("archive_lib", "archive_keys", "archive_secret") if not getattr(wecom, key)]
    if missing:
        names = ", ".join(f"SUILU_WECOM_{key.upper()}" for key in missing)
        raise BadSetting(f"{names}: 未设置 (missing; LIB, KEYS and SECRET go together)")
    if wecom.archive_url:
        raise BadSetting("SUILU_WECOM_ARCHIVE_URL: 与 SUILU_WECOM_ARCHIVE_LIB 二选一 (either a sidecar or the library)")
    return wecom


def _whole_pair(dingtalk: DingtalkSettings | None) -> DingtalkSettings | None:
    """Events are signed with one and sealed with the other: one alone is of no use."""
    if dingtalk and bool(dingtalk.token) != bool(dingtalk.aes_key):
        missing = "AES_KEY" if dingtalk.token else "TOKEN"
        raise BadSetting(f"SUILU_DINGTALK_{missing}: 未设置 (missing; set TOKEN and AES_KEY or neither)")
    return dingtalk


def _field(prefix: str, key: str, value: str) -> str | int:
    known = partial(_one_of, _MODES.get(prefix, ()))
    checks: dict[str, Callable[[str], str]] = {
        "agent_id": _whole,
        "archive_days": _days,
        "aes_key": _aes_key,
        "key": _ascii,
        "mode": known,
        "jsapi_hash": partial(_one_of, ("sha256", "sha1")),
    }
    url = key.endswith("url")
    check = _vendor_url if url else checks.get(key, _any)
    text = _checked({prefix + key.upper(): value}, prefix + key.upper(), "", check)
    if key in ("agent_id", "archive_days"):
        return int(text)
    return text.rstrip("/") if url else text


def _any(_: str) -> str:
    return ""


def _whole(text: str) -> str:
    return "" if text.isascii() and text.isdecimal() and len(text) < 12 else "应为整数 (must be a whole number)"


def _days(text: str) -> str:
    ok = text.isascii() and text.isdecimal() and len(text) < 3 and 1 <= int(text) <= 30
    return "" if ok else "应为 1 到 30 天 (1 to 30 days)"


def _ascii(text: str) -> str:
    """It goes into a header."""
    return "" if text.isascii() and text.isprintable() else "只能含英文字符 (ASCII only)"


def _aes_key(text: str) -> str:
    return "" if _AES_KEY.fullmatch(text) else "应为 43 个字母或数字 (must be 43 characters of base64)"


_MODES = {"SUILU_FEISHU_": ("webhook", "stream"), "SUILU_DINGTALK_": ("stream", "http")}
"""How a platform's events reach us: it calls us, or over a connection that we open."""


def _one_of(words: Sequence[str], text: str) -> str:
    return "" if text in words else f"应为 {' 或 '.join(words)} ({' or '.join(words)})"


def _long_enough(text: str) -> str:
    return "" if len(text) >= 16 else "至少 16 个字符 (at least 16 characters)"


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        return "未知时区 (unknown time zone), e.g. Asia/Shanghai"
    return ""


def _bind(text: str) -> str:
    match = _HOST_PORT.fullmatch(text)
    ok = match is not None and int(match["port"]) <= 65535
    return "" if ok else "应为 host:port, e.g. 127.0.0.1:8000"


def _reachable(bind: str) -> str:
    """The address to print and to open for what is bound to every address."""
    host, _, port = bind.rpartition(":")
    return f"127.0.0.1:{port}" if host in ("0.0.0.0", "[::]") else bind  # noqa: S104 - compared, not bound


def _database_url(text: str) -> str:
    ok = text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://"))
    return "" if ok else "应为 sqlite:///… 或 postgresql://… (sqlite or postgresql)"


def _redis_url(text: str) -> str:
    return "" if text.startswith(("redis://", "rediss://", "unix://")) else "应为 redis://、rediss:// 或 unix://"


def _web_url(text: str) -> str:
    parts = _split(text)
    return "" if parts and parts[0] in ("http", "https") else "应为 http(s)://host"


def _vendor_url(text: str) -> str:
    """Secrets go there: in the clear only to this very machine."""
    parts = _split(text)
    if parts and (parts[0] == "https" or (parts[0] == "http" and parts[1] in _LOOPBACK)):
        return ""
    return "应为 https://host (http 只限本机 loopback)"


def _split(text: str) -> tuple[str, str] | None:
    """Scheme and host; None for what is no URL."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return (parts.scheme, parts.hostname) if parts.hostname else None


def _sizes() -> Sizes:
    data = tomllib.loads((files("config") / "app.toml").read_text(encoding="utf-8"))
    return Sizes(**{key: value for table in data.values() for key, value in table.items()})
