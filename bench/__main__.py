"""`python -m bench [ARCHIVE ...]`: what ingest costs, on a generated archive or on those given.

Each figure comes from a run of the real command on a new database, as a whole process with its workers: messages a
second by the clock, processor time a message, and the most memory that all its processes have together (proportional
set size: a page that several share counts once). Ratios between rows of one run are comparable, seconds of different
machines are not.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click

from bench import generate

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Run:
    messages: int
    remarks: int
    seconds: float
    cpu: float
    peak: int


@click.command()
@click.argument("archives", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--messages", default=15000, show_default=True, help="How many mails the generated archive has.")
@click.option("--database", "url", help="An empty database to use in place of SQLite; it is filled.")
def main(archives: tuple[Path, ...], messages: int, url: str | None) -> None:
    """Measure ingest of ARCHIVES, or of a generated one."""
    click.echo(f"{os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as directory:
        places = list(archives) or [generate.write(Path(directory) / "generated", messages)]
        for place in places:
            database = url or f"sqlite:///{directory}/{place.name}.db"
            first = measure(place, database, "--no-classify")
            _show(f"{place.name}, first", first)
            _show(f"{place.name}, again", measure(place, database, "--no-classify"))
            classified = measure(place, database)
            seconds = first.seconds + classified.seconds
            click.echo(
                f"{place.name}, classified: {first.remarks} remarks in {classified.seconds:.2f} s = "
                f"{first.remarks / classified.seconds:.0f} remarks/s, peak {classified.peak / 2**20:.0f} MiB; "
                f"with the first run {first.messages / seconds:.0f} messages/s"
            )


def _show(what: str, run: Run) -> None:
    each = f"{1000 * run.cpu / run.messages:.2f} ms CPU a message, " if run.messages else ""
    click.echo(
        f"{what}: {run.messages} messages in {run.seconds:.2f} s = {run.messages / run.seconds:.0f} messages/s, "
        f"{each}peak {run.peak / 2**20:.0f} MiB"
    )


def measure(archive: Path, database: str, *words: str) -> Run:
    """One run of `docket ingest` on an archive."""
    environment = os.environ | {"DOCKET_DATABASE_URL": database}
    command = [sys.executable, str(ROOT / "docket.py")]
    if not database.startswith("sqlite"):
        subprocess.run([*command, "db", "upgrade"], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    process = subprocess.Popen(
        [*command, "ingest", "--list", "bench", "--from", str(archive), *words, "--json"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(0.05)
    seconds = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode or process.stdout is None:
        raise SystemExit(process.returncode)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    report = json.loads(process.stdout.read())
    return Run(report["read"], report["remarks"], seconds, cpu, peak)


def _resident(pid: int) -> int:
    """Bytes of a process and all that it has started."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return 1024 * own + sum(_resident(int(child)) for child in children)


if __name__ == "__main__":
    main()
