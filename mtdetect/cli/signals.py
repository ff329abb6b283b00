"""Ends the program in order on SIGTERM (Slurm, Kubernetes, kill) and SIGHUP (a terminal that is closed)."""

from __future__ import annotations

import signal
from types import FrameType

_SIGNALS = [
    number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))
]  # Windows has no SIGHUP

_received: list[int] = []


def unwind_on_termination() -> None:
    """From now on these signals raise SystemExit, so that workers are stopped and temporary files removed.

    A signal that is ignored stays so: `nohup` ignores SIGHUP.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _unwind)


def status() -> int | None:
    """The exit status that the signal calls for, 128 plus its number; None if there was none."""
    return 128 + _received[0] if _received else None


def _unwind(number: int, frame: FrameType | None) -> None:
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)  # nothing may interrupt the cleaning up
    _received.append(number)
    raise SystemExit(status())
