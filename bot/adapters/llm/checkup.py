"""`bot.ports.Checkup` of the language model: whether it is there and takes our key."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.adapters.llm.client import LlmClient
from bot.ports import Finding, TryLater, Undeliverable
from bot.settings import LlmSettings

NAME = "语言模型 language model"
_LATER = "稍后再试；同步照常，只是没有模型的建议 (later; syncs go on without its proposals)"
_MENDS = {
    "llm_http_401": "检查 SUILU_LLM_KEY (check the key)",
    "llm_http_403": "检查 SUILU_LLM_KEY 的权限 (check the key's rights)",
    "llm_http_404": "检查 SUILU_LLM_URL（以 /v1 之类结尾）与 SUILU_LLM_MODEL (check the address and the model)",
    "llm_http_400": "检查 SUILU_LLM_MODEL (check the model)",
    "llm_timeout": f"检查网络；{_LATER}",
    "llm_unreachable": f"检查 SUILU_LLM_URL 与网络 (check the address and the network)；{_LATER}",
}
_WRONG = "SUILU_LLM_URL 处的服务不说 OpenAI 的 /chat/completions (not an OpenAI-compatible address)"


class LlmCheckup:
    def __init__(self, settings: LlmSettings, client: LlmClient) -> None:
        self._settings, self._client = settings, client

    def examine(self) -> Iterator[Finding]:
        """One finding; the question holds nothing of anybody's."""
        where = f"{urlsplit(self._settings.url).hostname}, {self._settings.model}"
        began = time.monotonic()
        try:
            self._client.greet()
        except TryLater as problem:
            said = f"on 已开启, {where}: 暂时不可用 (not now): {problem.reason}"
            yield Finding(NAME, said, ok=False, mend=_MENDS.get(problem.reason, _LATER))
        except Undeliverable as problem:
            said = f"on 已开启, {where}: 拒绝 (refused): {problem.reason}"
            yield Finding(NAME, said, ok=False, mend=_MENDS.get(problem.reason, _WRONG))
        else:
            yield Finding(NAME, f"on 已开启, {where}: 应答正常 (answers), {(time.monotonic() - began) * 1000:.0f} ms")
