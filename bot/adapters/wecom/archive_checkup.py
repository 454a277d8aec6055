"""The archive's library and keys examined on this machine; one record is asked for and dropped, sealed as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.adapters import probe
from bot.adapters.wecom import finance_sdk, keys
from bot.ports import Finding, TryLater, Undeliverable
from bot.settings import BadSetting, WecomSettings

LIBRARY, KEYS = "存档库 archive library", "存档私钥 archive keys"
_GROUP = 0o070
_MENDS = {
    10009: "会话内容存档 → 可信 IP，加入本机出口 IP (add this machine's outgoing address)",
    10000: "核对 SUILU_WECOM_CORP_ID 与 SUILU_WECOM_ARCHIVE_SECRET (check both)",
    10011: "更新本机根证书，例如 apt-get install ca-certificates (this machine's root certificates)",
}


def examine(settings: WecomSettings) -> Iterator[Finding]:
    """Nothing where the tenant has a sidecar, or no archive."""
    if settings.archive_lib:
        yield library(settings)
        yield from private_keys(Path(settings.archive_keys))


def library(settings: WecomSettings) -> Finding:
    """Whether it loads here, and whether the vendor answers it: secret, trusted address, certificates."""
    try:
        sdk = finance_sdk.FinanceSdk(Path(settings.archive_lib), settings.corp_id, settings.archive_secret)
        sdk.chat_data(0, 1)
    except BadSetting as problem:
        return Finding(
            LIBRARY, _what(problem), ok=False, mend="从企业微信下载与本机架构相符的 SDK (get the SDK for this machine)"
        )
    except finance_sdk.LibraryRefused as refused:
        return Finding(LIBRARY, f"返回 {refused.code} (code {refused.code})", ok=False, mend=_mend(refused.code))
    except (TryLater, Undeliverable) as problem:
        return probe.troubled(LIBRARY, problem)
    return Finding(LIBRARY, "已加载，平台有应答 (loaded, and the platform answers)")


def private_keys(folder: Path) -> Iterator[Finding]:
    """Each that is wrong; else one line with the versions."""
    try:
        files = keys.files_in(folder)
    except BadSetting as problem:
        yield Finding(KEYS, _what(problem), ok=False, mend="每个版本一个文件：<publickey_ver>.pem (one file a version)")
        return
    wrong = [what for what in map(_wrong, files) if what]
    for what in wrong:
        yield Finding(KEYS, what, ok=False, mend="chmod 600；旧版本的私钥也要保留 (keep those of old versions, too)")
    if not wrong:
        shared = [file.name for file in files if file.stat().st_mode & _GROUP]
        mend = f"chmod 600 {' '.join(shared)}: 同组用户可读 (their group can read them)" if shared else ""
        yield Finding(KEYS, f"版本 (versions) {', '.join(file.stem for file in files)}", mend=mend)


def _wrong(file: Path) -> str:
    try:
        keys.read(file)
    except BadSetting as problem:
        return _what(problem)
    return ""


def _what(problem: BadSetting) -> str:
    """Without the setting's name, which the finding has in its own."""
    return str(problem).partition(": ")[2]


def _mend(code: int) -> str:
    return _MENDS.get(code, "对照企业微信文档的返回码 (look the code up in WeCom's documents, page 91774)")
