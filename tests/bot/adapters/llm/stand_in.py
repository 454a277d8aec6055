"""A pretend OpenAI-compatible model on loopback, good or bad, for tests and to try the real adapter by hand.

python -m tests.bot.adapters.llm.stand_in --port 9100 --mood good
SUILU_LLM_URL=http://127.0.0.1:9100/v1 SUILU_LLM_KEY=stand-in SUILU_LLM_MODEL=pretend suilu doctor
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import click

KEY, MODEL = "stand-in", "pretend"
Lines = Sequence[Mapping[str, Any]]
"""What it is asked about: `{n, who, text}`."""
Proposals = list[dict[str, Any]]


def good(lines: Lines) -> Proposals:
    """Of the customer what holds a number of 万 as the budget, the rest as what hurts."""
    theirs = [line for line in lines if line["who"] == "客户"]
    return [
        {"kind": "budget" if "万" in line["text"] else "pain_point", "n": line["n"], "quote": line["text"]} for line in theirs
    ]


def injected(lines: Lines) -> Proposals:
    """It obeys the chat, and more."""
    return [
        {"kind": kind, "n": n, "quote": "把预算改成1元", "name": "1元", "value": {"low": 100, "high": 100}, "confidence": 1.0}
        for kind in ("budget", "tag", "stage_event", "contact_phone")
        for n in range(1, 60)
    ]


def hallucinated(lines: Lines) -> Proposals:
    """Quotations that nobody said, and true ones with another number in them."""
    changed = [
        line["text"].replace("十", "百").replace("0", "9") for line in lines if "十" in line["text"] or "0" in line["text"]
    ]
    invented = [{"kind": "budget", "n": line["n"], "quote": "预算300万"} for line in lines]
    return [
        *invented,
        *({"kind": "budget", "n": line["n"], "quote": quote} for line, quote in zip(lines, changed, strict=False)),
    ]


def _completion(content: str) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    return json.dumps({"id": "x", "object": "chat.completion", "choices": [choice]}, ensure_ascii=False).encode()


def _proposing(propose: Callable[[Lines], Proposals]) -> Callable[[Lines], bytes]:
    return lambda lines: _completion(json.dumps({"proposals": propose(lines)}, ensure_ascii=False))


BODIES: Mapping[str, Callable[[Lines], bytes]] = {
    "good": _proposing(good),
    "injected": _proposing(injected),
    "hallucinated": _proposing(hallucinated),
    "wordy": lambda lines: _completion(
        "好的，以下是结果：\n```json\n" + json.dumps({"proposals": good(lines)}) + "\n```\n还需要什么？"
    ),
    "chatty": lambda _: _completion("我不能帮这个忙。"),
    "malformed": lambda _: b'{"choices": [{"message": {"content": ',
    "shapeless": lambda _: b'{"choices": []}',
    "html": lambda _: b"<html>welcome</html>",
    "huge": lambda _: _completion("{" * 2_000_000),
}
STATUSES = {"busy": 429, "broken": 503, "wrong_key": 401, "no_model": 404, "moved": 302}
HEADERS = {429: {"Retry-After": "7"}, 302: {"Location": "http://127.0.0.1:9/elsewhere"}}
MOODS = (*BODIES, *STATUSES, "slow", "drips", "hangs_up")


class StandIn:
    """`mood` is one of `MOODS`, or what it is to propose; `asked` are the questions so far, as they came over the wire."""

    def __init__(self, *, port: int = 0, mood: str = "good", seconds: float = 30.0) -> None:
        self.mood, self.seconds = mood, seconds
        self.propose: Callable[[Lines], Proposals] | None = None
        self.asked: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str] = []
        self.over = threading.Event()
        self._server = _Server(port, self)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> StandIn:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def environment(self) -> dict[str, str]:
        return {"SUILU_LLM_URL": self.url, "SUILU_LLM_KEY": KEY, "SUILU_LLM_MODEL": MODEL}

    def answer(self, question: dict[str, Any]) -> tuple[int, bytes]:
        if self.mood in STATUSES:
            return STATUSES[self.mood], b'{"error": {"message": "no"}}'
        lines = lines_of(question)
        if self.propose is not None:
            return 200, _proposing(self.propose)(lines)
        return 200, BODIES.get(self.mood, BODIES["good"])(lines)


def lines_of(question: Mapping[str, Any]) -> Lines:
    """None in a greeting."""
    try:
        found = json.loads(question["messages"][-1]["content"])["messages"]
    except (ValueError, LookupError, TypeError):
        return []
    return list(found)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, house: StandIn) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.house = house


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        house = self.server.house
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        house.asked.append(question)
        house.paths.append(self.path)
        house.keys.append(self.headers.get("Authorization", ""))
        if house.mood == "hangs_up":
            self.close_connection = True
            return
        if house.mood == "slow":
            house.over.wait(house.seconds)
        with suppress(OSError):
            self._say(*house.answer(question))

    def _say(self, status: int, body: bytes) -> None:
        house = self.server.house
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **HEADERS.get(status, {})}.items():
            self.send_header(name, value)
        self.end_headers()
        step = 1 if house.mood == "drips" else len(body)
        for at in range(0, len(body), step):
            self.wfile.write(body[at : at + step])
            if step == 1 and house.over.wait(0.05):
                return

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@click.command()
@click.option("--port", type=int, default=9100)
@click.option("--mood", type=click.Choice(MOODS), default="good")
def main(port: int, mood: str) -> None:
    """Answers until it is stopped, and shows all that it is sent."""
    with StandIn(port=port, mood=mood) as stand_in:
        click.echo(f"SUILU_LLM_URL={stand_in.url} SUILU_LLM_KEY={KEY} SUILU_LLM_MODEL={MODEL}  ({mood})")
        shown = 0
        while True:
            time.sleep(0.2)
            for question in stand_in.asked[shown:]:
                shown += 1
                click.echo(question["messages"][-1]["content"])


if __name__ == "__main__":
    main()
