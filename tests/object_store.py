"""A real S3 server on free ports of the loopback, for whoever tests against one: SeaweedFS, one process.

The fixture ``s3`` of all tests starts it once a session.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from functions.adapters.aws.clients import Place

WEED = Path(sys.executable).parent / "weed"
PATIENCE = 60.0
"""Seconds after which starting counts as failed; nothing is measured by it."""
ORIGIN = "http://127.0.0.1:8000"
"""The portal's address, where tests have none of their own."""
ACCESS_KEY, SECRET_KEY = "motcua-test", "motcua-test-secret"


@dataclass(frozen=True)
class ObjectStore:
    """A running server and the keys of its only account."""

    endpoint: str
    access_key: str = ACCESS_KEY
    secret_key: str = SECRET_KEY


def place_of(store: ObjectStore) -> Place:
    """The server as the adapters take it."""
    return Place("ap-southeast-1", store.endpoint, store.access_key, store.secret_key)


@contextlib.contextmanager
def object_store() -> Iterator[ObjectStore]:
    """Started when it answers; killed at the end, since it takes long over ending by itself."""
    with tempfile.TemporaryDirectory(prefix="motcua-s3-", ignore_cleanup_errors=True) as home:
        port = _start_port()
        process = _started(Path(home), port)
        try:
            _await(process, port, Path(home))
            yield ObjectStore(f"http://127.0.0.1:{port}")
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _started(home: Path, port: int) -> subprocess.Popen[bytes]:
    keys = {"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}
    account = {"name": "motcua", "credentials": [keys], "actions": ["Admin", "Read", "Write", "List"]}
    (home / "s3.json").write_text(json.dumps({"identities": [account]}))
    ports = zip(("s3", "filer", "master", "volume"), range(port, port + 8, 2), strict=True)
    options = [
        option for name, one in ports for option in (f"-{name}.port={one}", f"-{name}.port.grpc={one + 1}")
    ]
    command = [
        WEED,
        "server",
        f"-dir={home}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-filer",
        "-s3",
        f"-s3.config={home / 's3.json'}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.localSocket={home / 's3.sock'}",
        f"-filer.localSocket={home / 'filer.sock'}",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=4000",
        "-volume.preStopSeconds=0",
        *options,
    ]
    environment = os.environ | {
        "WEED_S3_SSE_KEK": secrets.token_hex(32),  # it encrypts at rest, as buckets ask
        "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1",  # tests make hundreds of buckets, and each takes volumes
    }
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            command, cwd=home, env=environment, stdout=log, stderr=log, start_new_session=True
        )


def _start_port() -> int:
    """The first of eight neighbouring ports that nobody listens on."""
    for _try in range(100):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first = int(probe.getsockname()[1])
        if first < 65_000 and all(_free(port) for port in range(first, first + 8)):
            return first
    raise RuntimeError("no eight free ports beside each other")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _await(process: subprocess.Popen[bytes], port: int, home: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"the object store did not start: {(home / 'log').read_text()[-2000:]}")
