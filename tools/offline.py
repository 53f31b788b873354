"""Run a command where no network is.

Usage: `python tools/offline.py COMMAND [ARGUMENT]...`. On Linux the command gets a network namespace of its
own with nothing in it but the loopback, so servers, browsers and drivers that it starts share it. Where the
system forbids that, the command runs with PARE_NET_GUARD=1 and every Python process below it refuses
connections outside the loopback (tools/netguard).
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

GUARD = "PARE_NET_GUARD"
GUARD_FOLDER = Path(__file__).resolve().parent / "netguard"

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # <linux/sched.h>
_GET_FLAGS, _SET_FLAGS, _IS_UP = 0x8913, 0x8914, 0x1  # <linux/sockios.h>, <linux/if.h>


def enter_empty_network() -> bool:
    """Move this process into a network of its own with the loopback up; False where the system forbids it."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_NET) != 0:
        if libc.unshare(_NEW_USER | _NEW_NET) != 0:
            return False
        _keep_identity(user, group)
    _raise_loopback()
    return True


def _keep_identity(user: int, group: int) -> None:
    """Map the new user namespace so that files keep their owner."""
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        asked = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(handle, _GET_FLAGS, asked))[1]
        fcntl.ioctl(handle, _SET_FLAGS, struct.pack("16sH14x", b"lo", flags | _IS_UP))


def guarded(environment: dict[str, str]) -> dict[str, str]:
    """Return the environment with the guard switched on for every Python below."""
    paths = [str(GUARD_FOLDER), *environment.get("PYTHONPATH", "").split(os.pathsep)]
    return {**environment, GUARD: "1", "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def main(command: list[str]) -> None:
    """Become `command`, without a network."""
    if not command:
        raise SystemExit("usage: python tools/offline.py COMMAND [ARGUMENT]...")
    if enter_empty_network():
        environment = {**os.environ, "PARE_NO_NETWORK": "1"}
    else:
        print("no network namespace here: Python processes are guarded instead", file=sys.stderr)
        environment = guarded(dict(os.environ))
    os.execvpe(command[0], command, environment)  # noqa: S606 (no shell is the point)


if __name__ == "__main__":
    main(sys.argv[1:])
