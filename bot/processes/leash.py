"""A child that does not outlive its parent, whatever becomes of that; and a name that only one process may bear."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import sys
import threading
import time
from pathlib import Path

_PR_SET_PDEATHSIG = 1


class Held(Exception):
    """Another process, alive, holds this."""


def follow(parent: int) -> None:
    """SIGTERM to this process when its parent (pid `parent`) is gone, by kill -9 too. On Linux it holds through `exec`."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it went before we asked
        os._exit(0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def hold(file: Path) -> int:
    """Lock `file` for the life of this process (and of what inherits the descriptor that comes back). Raises Held."""
    fd = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        raise Held(str(file)) from None
    return fd
