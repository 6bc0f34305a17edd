"""What a decision stands on: what a case is worth, what was promised, its lead, and who signed; all of it frozen."""

from collections.abc import Sequence

from lifecycle.build.comparison import INCUMBENT, Difference
from lifecycle.build.decision import Decision
from lifecycle.build.kind_decision import KindDecision
from lifecycle.build.stakes import NO_ACTION
from lifecycle.catalogue import roles
from lifecycle.contract import Version
from lifecycle.envision.canvas import fields, from_contract
from lifecycle.envision.value_model import contract_value
from lifecycle.envision.wording import in_words
from lifecycle.figures import money, money_range, percent
from lifecycle.payoff import OUTCOMES

NOT_FROZEN = "–: not frozen in this record, which was made before it was"
NO_VERSION = "–: the version this decision names is not at hand with the hash that was recorded"
NO_LIMIT = "no limit was agreed"


def version_of(decision: Decision | KindDecision, versions: Sequence[Version]) -> Version | None:
    """Find the version of the contract a decision was made under; None where none has its number and its hash."""
    same = (one for one in versions if one.number == decision.contract_version)
    return next((one for one in same if one.terms.fingerprint() == decision.contract_fingerprint), None)


def ground(decision: Decision | KindDecision, version: Version | None, currency: str) -> list[list[str]]:
    """Give what a decision stands on as rows of what and which; `version` is the one it was made under."""
    named = f"Contract v{decision.contract_version}"
    if version is None:
        return [[named, NO_VERSION], *_lead(decision, currency)]
    promised, of_it = contract_value(version.terms).yearly, version.terms.currency
    since = version.in_force_since
    force = f"; in force since {since:%-d %b %Y}" if since else ""
    return [
        *(_stakes(decision, version) if isinstance(decision, Decision) else []),
        ["Promised a year", f"{money(promised.mid, of_it)} (P10 to P90: {money_range(promised, of_it)})"],
        ["Promise is reached", _reached(decision)],
        *_lead(decision, currency),
        [f"{named} signed by", f"{_signers(version) or 'nobody'}{force}"],
    ]


def lead(next_best: str, gap: Difference, currency: str) -> str:
    """Say how the champion stands to the best other row, and whether that may be chance."""
    less = gap.more.mid < 0
    more = gap.more.scaled(-1) if less else gap.more
    said = f"{money(more.mid, currency)} a year ({money_range(more, currency)}, 95 %)"
    sure = "within noise" if gap.within_noise else f"P(more) {percent(gap.p_more)}"
    return f"Against the best other, {next_best}: {said} {'less' if less else 'more'}; {sure}."


def _lead(decision: Decision | KindDecision, currency: str) -> list[list[str]]:
    if isinstance(decision, KindDecision):
        return []  # it is said in a sentence of its own
    found = decision.over_next
    return [["Lead", NOT_FROZEN if found is None else lead(decision.next_best, found, currency)]]


def _stakes(decision: Decision, version: Version) -> list[list[str]]:
    """Give payoffs, cases a year and capacity as they were agreed."""
    canvas = from_contract(version.terms)
    payoffs = [fields()[f"payoff.{outcome}"] for outcome in OUTCOMES]
    worth = "; ".join(f"{one.label.lower()} {in_words(one, canvas[one.path], canvas)}" for one in payoffs)
    most, acted = version.terms.capacity_per_week, decision.champion.workload.mid
    load = f"the champion acts on {acted:,.0f}"
    over = " ⚠ over" if most is not None and acted > most * 1.0001 else ""
    terms, keys = version.terms, [row.key for row in decision.challengers]
    today = terms.counterfactual != NO_ACTION and INCUMBENT in keys
    costs = f"{money(terms.run_cost, terms.currency)} a year to run, taken off the value of every model; "
    return [
        ["A case is worth", worth],
        ["Compared with", "today's list" if today else "doing nothing, of which payoffs say how much better acting is"],
        ["Costs", f"{costs}{money(terms.build_cost, terms.currency)} once to build, not taken off"],
        [fields()["volume"].label, in_words(fields()["volume"], canvas["volume"], canvas)],
        ["Capacity a week", f"{NO_LIMIT}; {load}" if most is None else f"{most:,.0f} cases; {load}{over}"],
    ]


def _reached(decision: Decision | KindDecision) -> str:
    if isinstance(decision, KindDecision):
        return "–: it is not counted for forecasts and classes"
    share = decision.champion.p_target
    return NOT_FROZEN if share is None else f"with a chance of {percent(share)}"


def _signers(version: Version) -> str:
    return ", ".join(f"{one.name} ({roles()[one.role].name})" for one in version.signatures)
