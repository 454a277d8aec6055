"""Where a process's log goes: its standard error, one line an entry. Ids only, so libraries that quote more are kept quiet."""

from __future__ import annotations

import logging
import sys

_QUIET = (
    "rq.worker",
    "rq.job",
    "urllib3",
    "werkzeug",
    "jieba",
    "Lark",
    "dingtalk_stream",
    "websockets",
    "alembic",
    "gunicorn.error",
)


def set_up(process: str) -> None:
    """Log this process, called `process`, from INFO up; libraries from WARNING up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(f"%(asctime)s {process} %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
