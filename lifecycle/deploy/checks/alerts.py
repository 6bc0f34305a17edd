"""The boundary alert works: it fires on a made-up fall below the floor and stays silent on target."""

from datetime import timedelta

from lifecycle.boundary import Status
from lifecycle.deploy.checks import Check, GateEvidence, Outcome
from lifecycle.monitor.readings import Reading, boundary_signal
from lifecycle.tally import Measured


def judge(evidence: GateEvidence) -> tuple[Outcome, str]:
    """Run the program's own signal rule on readings made up from the contract's boundary."""
    boundary, day = evidence.version.terms.boundary, evidence.now

    def readings(value: float, count: int) -> list[Reading]:
        measured = Measured(value, 0.0, boundary.minimum_n)
        return [Reading(day, day + timedelta(days=i), measured, boundary.status(measured)) for i in range(count)]

    quiet = boundary_signal(readings(boundary.target, 10), boundary)
    below = boundary.floor - max(abs(boundary.floor), 1.0)
    loud = boundary_signal(readings(boundary.target, 10) + readings(below, boundary.persistence), boundary)
    early = boundary_signal(readings(below, boundary.persistence - 1), boundary)
    if quiet or early or not loud or boundary.status(Measured(below, 0, boundary.minimum_n)) is not Status.BELOW_FLOOR:
        return Outcome.FAIL, "The alert did not behave as the contract says in a test run."
    return (
        Outcome.PASS,
        f"In a test run it fired after {boundary.persistence} readings below the floor, and never on target.",
    )


CHECK = Check("alerts", judge)
