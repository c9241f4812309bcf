"""Our server as ``motcua serve`` makes it, without the workers behind it: what accepting alone costs.

Settings come from the environment, as always; with several processes, their supervisor is the real one.
"""

from __future__ import annotations

import logging
import os
import signal

from functions.bootstrap import open_world, world
from functions.entrypoints.commands.serve import make_server
from functions.entrypoints.serving.listening import listen
from functions.entrypoints.serving.supervisor import Supervisor
from functions.settings import Settings, load


def serve(settings: Settings) -> None:
    if settings.processes > 1:
        open_world(settings).close()  # what a first start makes is made once
        Supervisor(listen(settings), settings.state, ["web"] * settings.processes).run()
        return
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
    serve(load(os.environ))
