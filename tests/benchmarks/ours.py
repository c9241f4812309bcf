"""Our server as ``motcua serve`` makes it, without the workers behind it: what accepting alone costs.

Settings come from the environment, as always. With ``MOTCUA_PROFILE`` naming a file, which is no setting, the
time of the web server's threads is written there at the end.
"""

from __future__ import annotations

import logging
import signal

from functions.bootstrap import world
from functions.entrypoints.commands.serve import make_server
from functions.settings import Settings


def serve(settings: Settings) -> None:
    server = make_server(settings.build / "www", settings, lambda: None)
    signal.signal(signal.SIGTERM, _stop)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        world().close()


def _stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    logging.disable()
    serve(world().settings)
