"""The room for choices between several classes: what each mistake costs, and who decides best."""

from collections.abc import Collection

import streamlit as st

from components import kind_measures, tables
from components.charts import confusion
from components.charts import show as draw
from components.charts.taking import taking
from components.text import answer, plain, with_range
from data import kind_comparisons, run_stakes
from data.runs import Run
from lifecycle.build import multiclass
from lifecycle.build.comparison import interval
from lifecycle.build.multiclass import BY_CHANCE, BY_PAYOFF, Choices, MatrixStakes
from pages import here
from pages.build import explaining, groups_view, numeric_room, worth_form
from pages.build.kind_record import Foot
from pages.here import Here

RULES = {BY_PAYOFF: "Highest expected payoff", BY_CHANCE: "Likeliest class"}
MONEY, CASES = "Money a year", "Cases"


@st.fragment
def show(run: Run, foot: Foot | None = None) -> None:
    """Show what each candidate's decisions are worth beside its statistics, class by class.

    `foot` closes the room, as with the form for the decision.
    """
    place = here.here()
    now = run_stakes.of_run(place.store, place.who, run)
    stakes = now.stakes
    if not isinstance(stakes, MatrixStakes):
        return
    top = st.container()
    with st.expander("What a decision is worth", expanded=True, icon=":material/payments:", key=f"worth/{run.id}"):
        if not now.revision:
            st.caption("Nobody has said what a decision is worth: these amounts are assumed. Change them, press Apply.")
        worth_form.matrix_form(place, run, now)
    looked, role = numeric_room.look_through(place, run)
    rule = ask_rule(run)
    choices = _compare(place, run, stakes, looked, rule)
    with top:
        answer(headline(choices), means=kind_measures.definition("multiclass", kind_measures.known_of(choices)))
        if settled(run) != set(run.facts.names):
            by_chance = _compare(place, run, stakes, looked, BY_CHANCE)
            st.caption(by_rule(choices, by_chance, rule, settled(run)))
    names = choices.names
    chosen = st.selectbox(
        "Candidate",
        list(names),
        index=list(names).index(choices.ranked()[0]),
        format_func=names.__getitem__,
        key="choice",
        bind="query-params",
    )
    chosen = chosen if chosen in names else choices.ranked()[0]
    kind_measures.choices(role, choices, chosen)
    unit = st.segmented_control("In", [CASES, MONEY], default=MONEY, required=True, key="confusion_in")
    counts = choices.found[chosen][0]
    made = confusion.confusion(counts, choices.classes, choices.stakes, names[chosen], in_money=unit == MONEY)
    draw(made)
    taking(made, "confusion")
    _classes(choices, chosen)
    groups_view.show(place, run, choices, chosen, rule, looked)
    model = chosen in run.facts.names
    if model and st.toggle("Explain: which features drive choices and value", key="explain", bind="query-params"):
        explaining.show_classes(place, run, choices, chosen, rule, looked)
    if foot is not None:
        models = [key for key in choices.ranked() if not multiclass.is_fixed(key)]
        foot({key: names[key] for key in models}, models[0], rule, now, looked is None)


def settled(run: Run) -> set[str]:
    """Name the candidates that came with decided classes, which no rule changes."""
    return set(run.facts.uncalibrated)


def ask_rule(run: Run) -> str:
    """Ask how candidates decide; by payoff is offered where some come with probabilities, and only to those."""
    names = run.facts.names
    without = ", ".join(plain(names[key]) for key in names if key in settled(run))
    if settled(run) == set(names):
        st.caption(
            ":material/info: Every candidate comes with decided classes, without probabilities: deciding by expected "
            "payoff and log loss need them, and are not offered."
        )
        return BY_CHANCE
    rule = st.segmented_control(
        "Candidates decide by",
        list(RULES),
        default=BY_PAYOFF,
        format_func=RULES.__getitem__,
        required=True,
        key="rule",
        bind="query-params",
        help="By payoff, an unlikely class is chosen where missing it is dear; by chance, never.",
    )
    if without:
        st.caption(
            f":material/info: Decided already, without probabilities: {without}. No rule changes that, and log loss is "
            "not shown."
        )
    return rule


def headline(choices: Choices) -> str:
    """Say which row earns most, by how much, how sure that is, and whether statistics agree."""
    currency = choices.stakes.currency
    rows = {row.key: row for row in choices.rows()}
    first, second = choices.ranked()[:2]
    gap = multiclass.difference(choices.found, first, second, choices.stakes)
    text = f"{plain(rows[first].name)} earns **{with_range(rows[first].value, currency)}** a year"
    text += f", {with_range(gap.more, currency)} more than {plain(rows[second].name)}"
    text += "; that is within noise" if gap.within_noise else f" ({gap.p_more:.0%} sure)".replace("%", " %")
    scores = {key: of.mid for key, row in rows.items() if (of := row.measures["macro_f1"]) is not None}
    top = max(scores, key=lambda key: scores[key], default=first)
    return text + (f", although {plain(rows[top].name)} has the higher macro F1." if top != first else ".")


def by_rule(choices: Choices, by_chance: Choices, rule: str, decided: Collection[str] = ()) -> str:
    """Say what deciding by payoff is worth beside deciding for the likeliest class."""
    if rule == BY_CHANCE:
        return "Each candidate decides for the likeliest class, whatever a mistake costs."
    key = next(key for key in choices.ranked() if not multiclass.is_fixed(key) and key not in decided)
    more = multiclass.yearly(choices.found[key], key, choices.stakes)
    gap = interval(more - multiclass.yearly(by_chance.found[key], key, choices.stakes))
    if gap is None:
        return ""
    if gap.low == gap.high == 0:
        return "Under these amounts the highest expected payoff and the likeliest class are the same decision."
    return (
        f"{plain(choices.names[key])} decides for the highest expected payoff: {with_range(gap, choices.stakes.currency)} a year "
        "more than for the likeliest class. Needs scores that are probabilities."
    )


def _classes(choices: Choices, chosen: str) -> None:
    """Show recall and precision of each class."""
    found = choices.found[chosen]
    shown = []
    for place, name in enumerate(choices.classes):
        own = {key: interval(values) for key, values in multiclass.by_class(found, place).items()}
        shown.append(
            {
                "Class": name,
                "Cases": f"{found[0, place].sum():,}",
                "Recall": kind_measures.measure(own["recall"], 3),
                "Precision": kind_measures.measure(own["precision"], 3),
            }
        )
    helps = {
        "Recall": "Of the cases truly of this class, the share decided so. In brackets: 95 % interval.",
        "Precision": "Of the cases decided so, the share truly of this class. In brackets: 95 % interval.",
    }
    columns = {name: st.column_config.TextColumn(name, help=text) for name, text in helps.items()}
    tables.table(shown, hide_index=True, column_config=columns, alt="Recall and precision of each class")


def _compare(place: Here, run: Run, stakes: MatrixStakes, looked: tuple[str, str] | None, rule: str) -> Choices:
    """Compare under what is set, on all cases or a part of them."""
    with st.spinner("Comparing on a thousand resamples"):
        return kind_comparisons.choices(place.store, place.who, run, stakes, rule, looked)
