"""Load on one address: `wrk` where it is installed, else threads of our own (slower; the table says which)."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Result:
    """`p50` and `p99` in ms; `refused` counts answers that were no 2xx and connections that broke."""

    rps: float
    p50: float
    p99: float
    requests: int
    refused: int


def tool() -> str:
    return "wrk -t1" if shutil.which("wrk") else "Python threads"


def load(origin: str, requests: Path, *, seconds: int, connections: int) -> Result:
    if shutil.which("wrk"):
        return _wrk(origin, requests, seconds, connections)
    return _threads(origin, requests, seconds, connections)


def _wrk(origin: str, requests: Path, seconds: int, connections: int) -> Result:
    script = Path(__file__).with_name("wrk.lua")
    line = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--timeout",
        "10s",
        "--latency",
        "-s",
        str(script),
        origin,
        "--",
        str(requests),
    ]
    text = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    errors = [int(n) for n in re.findall(r"Non-2xx or 3xx responses: (\d+)", text)]
    errors += [int(n) for found in re.findall(r"Socket errors: (.*)", text) for n in re.findall(r"\d+", found)]
    done = re.search(r"(\d+) requests in", text)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    assert done, text
    assert rate, text
    return Result(float(rate[1]), _percentile(text, "50%"), _percentile(text, "99%"), int(done[1]), sum(errors))


def _percentile(text: str, which: str) -> float:
    found = re.search(rf"{re.escape(which)}\s+([\d.]+)(us|ms|s)\b", text)
    assert found, text
    return float(found[1]) * _UNITS[found[2]]


def _threads(origin: str, requests: Path, seconds: int, connections: int) -> Result:
    lines = iter(requests.read_text(encoding="ascii").splitlines())
    gate, taken, refused = threading.Lock(), list[float](), list[int]()
    end = time.monotonic() + seconds

    def work() -> None:
        link = HTTPConnection(origin.removeprefix("http://"), timeout=10)
        while time.monotonic() < end:
            with gate:
                query, _, body = next(lines).partition("\t")
            began = time.monotonic()
            link.request("POST", f"/callbacks/wecom?{query}", body, {"Content-Type": "text/xml"})
            reply = link.getresponse()
            reply.read()
            taken.append((time.monotonic() - began) * 1000)
            if reply.status != 200:
                refused.append(reply.status)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(taken, n=100)
    return Result(len(taken) / seconds, cuts[49], cuts[98], len(taken), len(refused))
