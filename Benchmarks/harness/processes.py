"""Child processes that always end, and what the kernel knows about them."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

STOP_SECONDS = 15
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@contextmanager
def running(command: list, log: Path, **options) -> Iterator[subprocess.Popen]:
    """The process, ended when the scope is left; what it says on stderr goes to `log`."""
    with log.open("wb") as stderr:
        process = subprocess.Popen([str(part) for part in command], stderr=stderr, **options)
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def executable(name: str) -> str | None:
    """Debian keeps servers in a folder that an ordinary user's PATH lacks."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_true: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def wait_for_port(port: int, process: subprocess.Popen, log: Path) -> None:
    def is_over() -> bool:
        if process.poll() is not None:
            return True
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    if not wait_until(is_over, seconds=20) or process.poll() is not None:
        raise RuntimeError(f"{process.args[0]} did not start:\n{log.read_text()}")


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads (proc(5), /proc/PID/stat fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def tasks(pid: int) -> list[Path]:
    """The threads of a process (proc(5), /proc/PID/task); each may end before it is looked at."""
    return list(Path(f"/proc/{pid}/task").iterdir())


def task_fields(pid: int, field: str) -> list[int]:
    """A number of every thread's status whose name ends in `field`."""
    lines = []
    for task in tasks(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            lines += (task / "status").read_text().splitlines()
    named = [line.partition(":") for line in lines]
    return [int(value) for name, _, value in named if name.endswith(field)]


def context_switches(pid: int) -> int:
    """Voluntary and involuntary ones of all threads that live."""
    return sum(task_fields(pid, "voluntary_ctxt_switches"))


def pin(pid: int, cores: list[int]) -> None:
    """Threads made later inherit the cores of the one that makes them."""
    for task in tasks(pid):
        with suppress(ProcessLookupError):
            os.sched_setaffinity(int(task.name), cores)


def memory_mebibytes(pid: int, field: str) -> float:
    """`VmRSS` for now, `RssAnon` of it what is no page of a file, `VmHWM` for the highest so far."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    raise KeyError(field)
