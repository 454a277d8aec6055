"""What every platform's checkup asks over plain HTTP: is the host there, what time is it there, do our own addresses answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NameResolutionError

from bot.ports import Finding, TryLater, Undeliverable
from crm_core.clock import Clock

TIMEOUT = 5.0
"""Seconds, to connect and again to read."""
WARN, FAIL = timedelta(seconds=60), timedelta(seconds=300)
"""How far our clock may be from the platform's. Beyond 300 s every callback is refused as stale, by us and by some of them."""
PROMPT = 1.0
"""Seconds within which a URL verification has to be answered (WeCom page 90238; Feishu step-3-receive-events)."""

NETWORK, CLOCK, CREDENTIALS, ADDRESS = "网络 network", "时钟 clock", "凭据 credentials", "服务器 IP address"
CALLBACK = "回调 callback"
_NTP = "开启本机 NTP 校时，例如 timedatectl set-ntp true (synchronise this machine's clock)"
_FAILURES = {
    "dns": ("域名无法解析 (the name does not resolve)", "检查 DNS 与地址拼写 (check DNS and the spelling)"),
    "tls": (
        "TLS 证书不被信任 (the certificate is not trusted)",
        "检查证书链，或网络是否拦截 HTTPS (check the chain, or a proxy)",
    ),
    "refused": ("连接被拒绝 (connection refused)", "确认服务在运行、端口与防火墙放行 (is it running? port, firewall)"),
    "timeout": (
        f"{TIMEOUT:.0f} 秒内没有回应 (no answer in time)",
        "检查防火墙与公共 Wi-Fi 限制 (check the firewall, public Wi-Fi)",
    ),
    "broken": ("连接中断 (the connection broke)", "检查代理与防火墙 (check proxies and the firewall)"),
}


class NoAnswer(Exception):
    """Nothing came back; `kind` is one of `dns`, `tls`, `refused`, `timeout`, `broken`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    date: datetime | None
    """The server's own clock, to a second."""
    seconds: float


def ask(method: str, url: str, *, proxied: bool = False, **parts: Any) -> Answer:
    """One request, never redirected. `proxied`: through the environment's proxies, save to this machine. Raises NoAnswer."""
    started = time.monotonic()
    with requests.Session() as session:
        session.trust_env = proxied and not _is_here(url)
        try:
            reply = session.request(method, url, timeout=TIMEOUT, allow_redirects=False, **parts)
        except requests.RequestException as trouble:
            raise NoAnswer(_kind(trouble)) from None
    return Answer(reply.status_code, reply.content, _date(reply.headers.get("Date", "")), time.monotonic() - started)


def host(url: str, clock: Clock, *, proxied: bool = False) -> Iterator[Finding]:
    """The platform's host (DIA-04): whether it answers at all, and by its answer how far our clock is off.

    One finding when it does not answer, two when it does.
    """
    name = urlsplit(url).netloc
    try:
        answer = ask("GET", url, proxied=proxied)
    except NoAnswer as none:
        what, mend = _FAILURES[none.kind]
        yield Finding(NETWORK, f"{name}: {what}", ok=False, mend=mend)
        return
    yield Finding(NETWORK, f"{name}: 可达 (reachable), {answer.seconds * 1000:.0f} ms")
    yield _clock(answer.date, clock.now())


def callback(name: str, method: str, url: str, *, good: Callable[[bytes], bool], status: int = 200, **parts: Any) -> Finding:
    """A signed verification to an address of our own, as the platform sends one: proves TLS, route and keys at once.

    Where the platform has none, an unsigned call that must be refused (`status` 403) proves TLS and route.
    """
    try:
        answer = ask(method, url, proxied=True, **parts)
    except NoAnswer as none:
        what, mend = _FAILURES[none.kind]
        return Finding(name, f"{url}: {what}", ok=False, mend=f"suilu serve 在运行吗？(is it running?) {mend}")
    if answer.status != status:
        return Finding(name, f"{url}: HTTP {answer.status}", ok=False, mend=_refused(answer.status))
    if not good(answer.body):
        return Finding(
            name,
            f"{url}: 答非所问 (not our answer)",
            ok=False,
            mend="该地址由别的服务应答，检查反向代理 (another service answers)",
        )
    if answer.seconds > PROMPT:
        slow = f"{url}: {answer.seconds:.1f} s，平台只等 1 s (the platform waits 1 s)"
        return Finding(name, slow, mend="检查服务器负载与反向代理 (check the load and the proxy)")
    said = "签名验证通过 (verified)" if status == 200 else "可达，未签名的被拒绝 (there; the unsigned is refused)"
    return Finding(name, f"{url}: {said}, {answer.seconds * 1000:.0f} ms")


def public(url: str) -> Finding:
    """Whether a platform can come to this address: https, and not a name or number of a private net."""
    parts = urlsplit(url)
    if parts.scheme != "https" or _is_private(parts.hostname or ""):
        mend = "平台回调需要公网 https 地址：设置 SUILU_BASE_URL (callbacks need a public https address)"
        return Finding("公网地址 base URL", f"{url}: 只在内网可用 (private or not https)", mend=mend)
    return Finding("公网地址 base URL", f"{url}: https")


def troubled(name: str, problem: Exception) -> Finding:
    """For what no check has words of its own for; only the adapters' reasons are shown, never a message."""
    if isinstance(problem, TryLater):
        mend = "稍后再试 (try again later)"
        return Finding(name, f"平台暂时没有给出结果 (no result now): {problem.reason}", ok=False, mend=mend)
    reason = problem.reason if isinstance(problem, Undeliverable) else type(problem).__name__
    return Finding(name, f"平台拒绝 (refused): {reason}", ok=False, mend="按错误码查阅平台文档 (look the code up)")


def _clock(date: datetime | None, now: datetime) -> Finding:
    if date is None:
        return Finding(CLOCK, "平台没有报时 (no Date header)")
    off = now - date
    said = f"相差 {off.total_seconds():+.0f} s (ours against the platform's)"
    if abs(off) > FAIL:
        return Finding(CLOCK, said, ok=False, mend=_NTP)
    return Finding(CLOCK, said, mend=_NTP if abs(off) > WARN else "")


def _refused(status: int) -> str:
    if status in (400, 403):
        return "签名或密钥不符：用同一份设置重启 suilu serve，并核对时钟 (other keys there, or a wrong clock)"
    if status == 404:
        return "检查 SUILU_BASE_URL 与反向代理的路径；suilu serve 是否已带上该平台的设置 (wrong route, or platform off there)"
    if 300 <= status < 400:
        return "SUILU_BASE_URL 要写最终地址，平台不跟随跳转 (set the final address: platforms follow no redirect)"
    return "查看 suilu serve 与反向代理的日志 (see the logs of suilu serve and the proxy)"


def _kind(trouble: requests.RequestException) -> str:
    if isinstance(trouble, requests.exceptions.SSLError):
        return "tls"
    if isinstance(trouble, requests.Timeout):
        return "timeout"
    cause = trouble.args[0] if trouble.args else None
    reason = getattr(cause, "reason", cause)
    if isinstance(reason, NameResolutionError):
        return "dns"
    refused = isinstance(trouble, requests.ConnectionError) and "refused" in str(reason).lower()
    return "refused" if refused else "broken"


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError):
        return None


def _is_here(url: str) -> bool:
    name = urlsplit(url).hostname or ""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _is_private(name: str) -> bool:
    try:
        return not ip_address(name).is_global
    except ValueError:
        return "." not in name or name.endswith((".local", ".internal", ".lan"))
