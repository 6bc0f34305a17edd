"""The value baseline is frozen: the decision stands under the contract version that is in force."""

from lifecycle.deploy.checks import Check, GateEvidence, Outcome


def judge(evidence: GateEvidence) -> tuple[Outcome, str]:
    """Compare the contract the decision was made under with the one in force."""
    version, decision = evidence.version, evidence.decision
    if decision.contract_fingerprint != version.terms.fingerprint():
        return (
            Outcome.FAIL,
            f"The decision was made under contract v{decision.contract_version}; v{version.number} is in force. "
            "Compare again and record a new decision.",
        )
    return Outcome.PASS, f"Baseline and target stand in contract v{version.number}, signed by every role."


CHECK = Check("baseline", judge)
