"""Runs contests: ours and the peers in turn, so that other work of the machine slows all of them."""
import dataclasses
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
import typing

# Peers whose program is missing.
PACKAGES = {
    "xxd": "xxd", "hexyl": "hexyl", "basenc": "coreutils", "od": "coreutils", "rg": "ripgrep", "openssl": "openssl", "numpy": "python3-numpy",
    "dd": "coreutils", "cp": "coreutils", "sha256sum": "coreutils",
}


# A peer that takes longer than this, in seconds, runs once only, unless the contest needs equally many runs of all.
LONG = 10


@dataclasses.dataclass
class Peer:
    """A program that ours is compared with."""
    name: str
    command: str                        # a shell command, or one that prints its own seconds
    needs: str = ""                     # the program that must be there
    target: typing.Optional[float] = None  # time of the peer / ours, at least
    prints_seconds: bool = False
    best_of: str = ""                   # peers of one such name count as one: the fastest of them


@dataclasses.dataclass
class Contest:
    """One row or several of the table."""
    name: str
    ours: str
    peers: list
    before: str = ""                    # run before each, not timed; $who is "ours" or "theirs"
    check: str = ""                     # after a round; fails where the answers differ
    note: str = ""
    as_often: bool = False              # each changes its own file, and they are compared: all run in every round


@dataclasses.dataclass
class Row:
    operation: str
    ours: float
    peer: str
    theirs: float
    target: typing.Optional[float]
    spread: float
    notes: list

    @property
    def ratio(self):
        return self.theirs / self.ours


class Session:
    def __init__(self, work, tool, runs, threads, size):
        self.work, self.tool, self.runs, self.threads, self.size = work, tool, runs, threads, size
        self.python = os.environ.get("MMAPTOOL_PYTHON", "/usr/bin/python3")
        self.missing = {}
        self.has_numpy = subprocess.run([self.python, "-c", "import numpy"], capture_output=True, check=False).returncode == 0

    def run(self, contest):
        """The rows of a contest. A first round warms up and is checked, but not counted."""
        peers = [peer for peer in contest.peers if self.has(peer)]
        if not peers and contest.peers:
            return []
        print(contest.name, "…", flush=True, file=sys.stderr)
        times = {index: [] for index in range(-1, len(peers))}
        for round_number in range(self.runs + 1):
            all_ran = True
            # The order changes every time, because a program that runs after the check, or after one that writes much, finds the machine in another state.
            for index in random.Random(round_number).sample(list(times), len(times)):
                if index >= 0 and times[index] and times[index][0] > LONG and not contest.as_often:
                    all_ran = False
                    continue
                if contest.before:
                    shell(f"who={'ours' if index < 0 else 'theirs'}; {contest.before}")
                seconds = timed(contest.ours if index < 0 else peers[index].command, index >= 0 and peers[index].prints_seconds)
                if round_number > 0 or (index >= 0 and seconds > LONG and not contest.as_often):
                    times[index].append(seconds)
            # The preparation of this round has removed the files that a peer left in the first round.
            if contest.check and all_ran and subprocess.run(["bash", "-o", "pipefail", "-c", contest.check], check=False).returncode != 0:
                raise SystemExit(f"the answers differ: {contest.name}: {contest.check}")
        ours = statistics.median(times[-1])
        spread = max(times[-1]) / min(times[-1])
        rows, best = [], {}
        for index, peer in enumerate(peers):
            notes = [contest.note] if contest.note else []
            if self.runs > 1 and len(times[index]) == 1:
                notes.append(f"{peer.name} takes so long that it ran once")
            row = Row(contest.name, ours, peer.name, statistics.median(times[index]), peer.target, spread, notes)
            if peer.best_of:
                if peer.best_of not in best or row.theirs < best[peer.best_of].theirs:
                    best[peer.best_of] = row
            else:
                rows.append(row)
        return rows + list(best.values())

    def has(self, peer):
        if not peer.needs:
            return True
        there = self.has_numpy if peer.needs == "numpy" else shutil.which(peer.needs) is not None
        if not there:
            self.missing[peer.needs] = PACKAGES.get(peer.needs, peer.needs)
        return there


def shell(command):
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"exit {done.returncode}: {command}")
    return done.stdout


def timed(command, prints_seconds):
    start = time.perf_counter()
    output = shell(command)
    return float(output.split()[-1]) if prints_seconds else time.perf_counter() - start
