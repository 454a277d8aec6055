"""A websocket server in a thread of its own, that leaves nothing open when it ends."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

from websockets.sync.server import Server, ServerConnection, serve


class SocketServer:
    """Serves on a free port of 127.0.0.1 from now on."""

    def __init__(self, attend: Callable[[ServerConnection], None], name: str, **options: Any) -> None:
        self._server: Server = serve(attend, "127.0.0.1", 0, **options)
        self.port = int(self._server.socket.getsockname()[1])
        self._thread = threading.Thread(target=self._server.serve_forever, name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """The library keeps the two ends of the pipe that ends its loop."""
        self._server.shutdown()
        self._thread.join(5)
        for end in ("shutdown_watcher", "shutdown_notifier"):
            if hasattr(self._server, end):
                os.close(getattr(self._server, end))
