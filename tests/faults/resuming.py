"""Goes on with the journey wherever it stands, and says after each step what has been acknowledged.

`python -m tests.faults.resuming HOME TRAINED` reads lines from standard input; for each it forks a child that opens
the store under HOME, prints "started PID", goes on with the journey until it is killed, and prints a line of JSON for
every acknowledged change. Forking from a process that has imported everything keeps each start short.
"""

import json
import os
import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data import (
    canvases,
    contracts,
    datasets,
    deliveries,
    gates,
    grants,
    initiatives,
    overview,
    runs,
    streams,
)
from data.demo import breast_cancer
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.facts import Facts
from tests import journey

OWNER = Principal("owner", "Owner", Capability.OWNER)


def ack(what: str, **key: Any) -> None:
    """Say that a change has been acknowledged."""
    os.write(1, (json.dumps({"what": what, **key}) + "\n").encode())  # one write: a kill cannot come in its middle


def now() -> Act:
    """Act now."""
    return Act(OWNER, datetime.now(UTC))


def go_on(store: Store, trained: Path, number: int) -> None:
    """Do the next step of the latest initiative, or start the next one."""
    known = initiatives.listing(store, OWNER)
    if not known:
        ack("initiative", id=initiatives.start(store, now(), f"Journey {number}").id)
        return
    facts = overview.load(store, OWNER, known[-1])
    own = facts.initiative.id
    if facts.contract is None:
        envision(store, own, facts)
    elif not facts.trained:
        build(store, own, trained)
    elif facts.decision is None:
        made = journey.decide(store, now(), facts.initiative)
        ack("decision", initiative=own, number=made.number)
    elif facts.release is None:
        deploy(store, own, facts)
    else:
        monitor(store, own, facts, number)


def envision(store: Store, own: str, facts: Facts) -> None:
    """Fill in one field after the other, offer, sign."""
    if facts.versions:
        version = facts.versions[-1]
        role = version.missing_roles[0]
        contracts.add_signature(store, now(), own, version.number, role, version.terms.owners[role])
        ack("signature", initiative=own, version=version.number, role=role)
        return
    wanted = breast_cancer.canvas(datetime.now(UTC).date())
    have = canvases.load(store, OWNER, own).values
    for path, value in wanted.items():
        if path not in have:
            revision = canvases.edit(store, now(), own, {path: value})
            ack("canvas", initiative=own, path=path, revision=revision)
    ack("contract", initiative=own, version=contracts.offer(store, now(), own).number)


def build(store: Store, own: str, trained: Path) -> None:
    """Load the data, keep the training that was made before."""
    dataset = breast_cancer.load(store, now(), own)
    ack("dataset", id=dataset.id, sha256=dataset.sha256)
    task = breast_cancer.task(datasets.frame(store, OWNER, own, dataset.id))
    run = runs.keep(store, now(), own, dataset.id, task, journey.SEED, trained)
    ack("run", id=run.id)


def deploy(store: Store, own: str, facts: Facts) -> None:
    """Pass the gate, release."""
    journey.pass_gate(store, now(), facts.initiative)
    ack("statement", initiative=own, check="code_review")
    release, stream = gates.release(store, now(), own, "Lena Brandt", "Ines Carvalho")
    ack("release", initiative=own, number=release.number)
    ack("stream", id=stream.id)


def monitor(store: Store, own: str, facts: Facts, number: int) -> None:
    """Deliver cases and labels in small parts, make and revoke links, then start over."""
    stream = streams.listing(store, OWNER, own)[0]
    cases, labels = breast_cancer.later_cases(store, OWNER, stream, datetime.now(UTC))
    known = {d.origin for d in deliveries.deliveries(store, OWNER, stream)}
    for part in range(9):
        rows = slice(part * 19, (part + 1) * 19)
        for name, frame in ((f"cases {part}", cases.iloc[rows]), (f"labels {part}", labels.iloc[rows])):
            if name in known:
                continue
            parcel = journey.parcel(frame.reset_index(drop=True), name, name)
            take = deliveries.deliver if name.startswith("cases") else deliveries.deliver_labels
            made = take(store, now(), stream, parcel)
            ack("delivery", stream=stream.id, number=made.number, rows=made.rows)
    grant, _ = grants.make_link(store, now(), own, "Board", 14)
    ack("grant", id=grant.id)
    grants.revoke(store, now(), grant.id)
    ack("revoked", id=grant.id)
    ack("initiative", id=initiatives.start(store, now(), f"Journey {number}").id)


def run_child(home: Path, trained: Path) -> None:
    """Open the store and go on until somebody kills this process."""
    store = Store(home)
    print(f"started {os.getpid()}", flush=True)
    while True:
        go_on(store, trained, random.randrange(10**9))


def main() -> None:
    """Fork a child for every line that comes in."""
    home, trained = Path(sys.argv[1]), Path(sys.argv[2])
    import sklearn.ensemble  # noqa: F401
    import skops.io  # noqa: F401

    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            run_child(home, trained)
        os.waitpid(child, 0)
        print("\nended", flush=True)  # on a line of its own, whatever the child was about to say


if __name__ == "__main__":
    main()
