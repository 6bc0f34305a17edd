"""A stream of scored cases: which column is what, proposed from a file, checked on every delivery."""

import re
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from lifecycle.build.dataset import as_text, feature_kind
from lifecycle.build.group_thresholds import group_of_each
from lifecycle.errors import BadInput

YES = ("1", "1.0", "yes", "y", "true", "positive")
MOST_NAMED = 5
NO = ("0", "0.0", "no", "n", "false", "negative")


@dataclass(frozen=True)
class StreamSchema:
    """Column names of a stream. `features` maps a column to numeric or categorical, or to auto until cases arrive.

    A case is recommended where score ≥ `threshold`, and acted on where `action` is 1, or without such a column where
    it is recommended. `held_out` marks cases left as today by chance. `positive` is the label's value that means yes.
    With `by_group` a case is recommended from the threshold of its group on, in the column `group`, and `threshold`
    judges nobody; `cuts` say where a numeric column is cut into groups.
    """

    identifier: str
    time: str
    score: str
    label: str
    features: dict[str, str]
    threshold: float = 0.5
    positive: str = "1"
    action: str | None = None
    held_out: str | None = None
    group: str | None = None
    by_group: dict[str, float] = field(default_factory=dict)
    cuts: tuple[float, ...] = ()

    @property
    def settled(self) -> bool:
        """Answer whether every feature is known to be numeric or categorical."""
        return "auto" not in self.features.values()

    def columns(self) -> list[str]:
        """List the columns every delivery of cases must have."""
        flags = [name for name in (self.action, self.held_out) if name]
        flags += [self.group] if self.group and self.group not in self.features else []
        return [self.identifier, self.time, self.score, *flags, *self.features]


@dataclass(frozen=True)
class Proposal:
    """What a file seems to hold, for a person to confirm.

    `parts` gives a column for identifier, time, score, label, action and held_out, as far as one was found; `left_out`
    says of other columns why they are no features.
    """

    parts: dict[str, str]
    features: dict[str, str]
    left_out: dict[str, str]
    positive: str

    @property
    def missing(self) -> list[str]:
        """What no column was found for and a stream cannot do without."""
        return [part for part in ("identifier", "time", "score") if part not in self.parts]

    @property
    def schema(self) -> StreamSchema | None:
        """The schema as proposed; None while something is missing."""
        if self.missing:
            return None
        parts = self.parts
        return StreamSchema(
            identifier=parts["identifier"],
            time=parts["time"],
            score=parts["score"],
            label=parts.get("label", "label"),
            features=self.features,
            positive=self.positive,
            action=parts.get("action"),
            held_out=parts.get("held_out"),
        )


_NAMED = {
    "identifier": re.compile(r"(^|_)(case_?)?(id|key|uuid|number)$", re.I),
    "time": re.compile(r"(time|date|stamp|_at$|^at$|^ts$|day$)", re.I),
    "score": re.compile(r"(prob|score|risk|proba|y_hat)", re.I),
    "label": re.compile(r"(label|target|truth|actual|outcome|y_true|^y$|churned|default(ed)?$)", re.I),
    "prediction": re.compile(r"^(y_)?pred(ict(ed|ion)?)?$", re.I),
    "action": re.compile(r"^(action|acted|contacted|flagged|decision)$", re.I),
    "held_out": re.compile(r"(hold_?out|held_?out|control)", re.I),
}


def propose(frame: pd.DataFrame) -> Proposal:
    """Propose which column is what from a file's names and contents.

    Identifier: distinct in every row. Time: reads as dates. Score: numbers between 0 and 1, or at least numbers.
    Label: two values. Predictions already made are left out, because they repeat the score.
    """
    parts: dict[str, str] = {}
    fits = [("identifier", _is_identifier), ("time", _is_time), ("score", _is_score), ("score", _is_number)]
    fits += [("label", _is_label), ("action", _is_flag), ("held_out", _is_flag)]
    for part, test in fits:
        free = [str(c) for c in frame.columns if c not in parts.values() and _NAMED[part].search(str(c))]
        column = next((c for c in free if test(frame[c])), None)
        if column and part not in parts:
            parts[part] = column
    left_out = {str(c): "a prediction already made" for c in frame.columns if _NAMED["prediction"].search(str(c))}
    truths = [str(c) for c in frame.columns if _NAMED["label"].search(str(c)) and c not in parts.values()]
    left_out |= dict.fromkeys(truths, "reads like a truth, which no case has when it is decided")
    features = {}
    for column in map(str, frame.columns):
        if column in parts.values() or column in left_out:
            continue
        if kind := feature_kind(frame[column]):
            features[column] = kind
        else:
            left_out[column] = "free text, dates or too many different values"
    positive = _yes_value(frame[parts["label"]]) if "label" in parts else "1"
    return Proposal(parts, features, left_out, positive)


def _is_identifier(column: pd.Series) -> bool:
    return bool(column.notna().all() and column.is_unique)


def _is_time(column: pd.Series) -> bool:
    return bool(read_times(column).notna().all())


def _is_score(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column) and column.between(0, 1).all() and column.nunique() > 2)


def _is_number(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column) and column.nunique() > 2)


def _is_label(column: pd.Series) -> bool:
    return bool(column.dropna().nunique() == 2)


def _is_flag(column: pd.Series) -> bool:
    return {as_text(value) for value in column.dropna().unique()} <= {"0", "1"}


def _yes_value(column: pd.Series) -> str:
    values = sorted({as_text(value) for value in column.dropna().unique()})
    likely = [value for value in values if value.lower() in YES]
    return likely[0] if likely else values[-1]


def read_times(column: pd.Series) -> pd.Series:
    """Read a column as times in UTC without a zone; what cannot be read is NaT."""
    if pd.api.types.is_numeric_dtype(column):
        return pd.Series(pd.NaT, index=column.index)
    written = not pd.api.types.is_datetime64_any_dtype(column)
    times = pd.to_datetime(column, errors="coerce", utc=True, format="ISO8601" if written else None)
    return times.dt.tz_localize(None).astype("datetime64[us]")


def check_schema(schema: StreamSchema) -> None:
    """Check that a schema names its parts, each column once.

    Raises:
        BadInput: a name is empty or used twice, there is no feature, or the threshold is not between 0 and 1.

    """
    columns = [*schema.columns(), schema.label]
    if any(not str(name).strip() for name in columns):
        raise BadInput("Every column of a stream needs a name: id, time, score, label and at least one feature.")
    if twice := [name for name in columns if columns.count(name) > 1]:
        raise BadInput(f"Column {twice[0]!r} is named twice in the stream. Each column has one part to play.")
    if not schema.features:
        raise BadInput("A stream needs at least one feature column, so that its drift can be seen.")
    if unknown := [kind for kind in schema.features.values() if kind not in ("numeric", "categorical", "auto")]:
        raise BadInput(f"A feature is numeric or categorical, not {unknown[0]!r}.")
    if not 0 <= schema.threshold <= 1:
        raise BadInput(f"The threshold {schema.threshold:g} is not between 0 and 1.")
    if bool(schema.group) != bool(schema.by_group):
        raise BadInput("Thresholds by group need the column the groups stand in, and a threshold for each of them.")
    if beyond := [name for name, threshold in schema.by_group.items() if not 0 <= threshold <= 1]:
        raise BadInput(f"The threshold of the group {beyond[0]!r} is not between 0 and 1.")


def settle(schema: StreamSchema, frame: pd.DataFrame) -> StreamSchema:
    """Read from the first cases whether features that were left open are numeric or categorical.

    Raises:
        BadInput: a column of the stream is not in the file.

    """
    _refuse_labels(frame, schema)
    _check_present(frame, schema.columns())
    kinds = {
        name: (feature_kind(frame[name]) or "categorical") if kind == "auto" else kind
        for name, kind in schema.features.items()
    }
    return replace(schema, features=kinds)


def check_cases(frame: pd.DataFrame, schema: StreamSchema, row_name: str = "Line", first: int = 2) -> pd.DataFrame:
    """Check a delivery of cases and give it in the store's form.

    Returns one row a case: case_id (text), moment (UTC), score, recommended, acted, held_out, then the features as f0,
    f1, … in the order of the schema, numeric as float and categorical as text. Problems name a row by `row_name` and
    its index counted from `first`.

    Raises:
        BadInput: with one sentence that says what is wrong, where, and how to mend it.

    """

    def where(bad: pd.Series) -> str:
        return f"{row_name} {int(bad.index[bad.to_numpy()][0]) + first}"

    _refuse_labels(frame, schema)
    _check_present(frame, schema.columns())
    ids = read_ids(frame, schema.identifier, where)
    times = read_times(frame[schema.time])
    if (bad := times.isna()).any():
        value = as_text(frame[schema.time][bad].iloc[0])
        raise BadInput(f"{where(bad)}: {value!r} in {schema.time!r} is not a time. Write 2026-11-23 14:30:00.")
    score = _numbers(frame[schema.score], schema.score, where)
    if (bad := ~score.between(0, 1)).any():
        raise BadInput(
            f"{where(bad)}: the score {schema.score!r} is {_shown(score[bad].iloc[0])}. "
            "It must be a probability between 0 and 1."
        )
    held = _flags(frame, schema.held_out, where) if schema.held_out else pd.Series(False, index=frame.index)
    recommended = score >= (_by_group(frame[schema.group], schema, where) if schema.group else schema.threshold)
    acted = _flags(frame, schema.action, where) if schema.action else recommended & ~held
    made = {"case_id": ids, "moment": times, "score": score}
    made |= {"recommended": recommended, "acted": acted, "held_out": held}
    for place, (name, kind) in enumerate(schema.features.items()):
        made[f"f{place}"] = _feature(frame[name], name, kind, where)
    return pd.DataFrame(made)


def _by_group(column: pd.Series, schema: StreamSchema, where) -> pd.Series:  # type: ignore[no-untyped-def]
    """Give each case the threshold of its group; nobody is judged by that of another."""
    found = group_of_each(column, schema.cuts).map(schema.by_group).astype(float)
    if (bad := found.isna()).any():
        cell = column[bad].iloc[0]
        said = "an empty cell" if pd.isna(cell) else repr(as_text(cell))
        raise BadInput(
            f"{where(bad)}: {said} in {schema.group!r} is in no group that was given a threshold "
            f"({_some(list(schema.by_group))}). Decide about such cases by hand, or decide anew with that group."
        )
    return found


def read_ids(frame: pd.DataFrame, column: str, where) -> pd.Series:  # type: ignore[no-untyped-def]
    """Read case ids as text: none missing, none twice."""
    raw = frame[column]
    if (bad := raw.isna() | (raw.map(as_text).str.strip() == "")).any():
        raise BadInput(f"{where(bad)} has no {column!r}. Every case needs an id, so that its label can find it.")
    ids = raw.map(as_text)
    if (bad := ids.duplicated()).any():
        raise BadInput(f"{where(bad)}: the id {ids[bad].iloc[0]!r} stands in the file twice. Send each case once.")
    return ids


def _check_present(frame: pd.DataFrame, wanted: list[str]) -> None:
    if absent := [name for name in wanted if name not in frame.columns]:
        there = _some([str(name) for name in frame.columns])
        raise BadInput(f"The file has no column {_some([repr(name) for name in absent])}. It has {there}.")


def _refuse_labels(frame: pd.DataFrame, schema: StreamSchema) -> None:
    """Refuse labels that were sent as cases: the truth of cases by their id, and none of what a case has."""
    there = {str(name) for name in frame.columns}
    if {schema.identifier, schema.label} <= there and not there & set(schema.columns()[1:]):
        raise BadInput(
            f"This looks like labels: {schema.identifier!r} and {schema.label!r}, without a score or a feature. "
            "Choose “Labels that became known”, or send it to the address for labels."
        )


def _some(names: list[str]) -> str:
    """List names, the first five and how many more there are.

    >>> _some(["a", "b", "c", "d", "e", "f", "g"])
    'a, b, c, d, e and 2 more'
    """
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _numbers(column: pd.Series, name: str, where) -> pd.Series:  # type: ignore[no-untyped-def]
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    if (bad := numbers.isna() & column.notna()).any():
        raise BadInput(f"{where(bad)}: {column[bad].iloc[0]!r} in {name!r} is not a number.")
    return numbers


def _feature(column: pd.Series, name: str, kind: str, where) -> pd.Series:  # type: ignore[no-untyped-def]
    if kind == "categorical":
        return column.map(as_text, na_action="ignore").astype("object").where(column.notna(), None)
    numbers = _numbers(column, name, where)
    if (bad := np.isinf(numbers)).any():
        raise BadInput(f"{where(bad)}: {name!r} is infinite. Leave the cell empty if the number is not known.")
    return numbers


def _flags(frame: pd.DataFrame, name: str, where) -> pd.Series:  # type: ignore[no-untyped-def]
    text = frame[name].map(as_text)
    if (bad := ~text.isin(["0", "1"])).any():
        raise BadInput(f"{where(bad)}: {name!r} is {text[bad].iloc[0]!r}. It must be 0 or 1.")
    return text == "1"


def _shown(value: float) -> str:
    return "missing" if value != value else f"{value:g}"


def check_labels(frame: pd.DataFrame, schema: StreamSchema, row_name: str = "Line", first: int = 2) -> pd.DataFrame:
    """Check a delivery of labels and give it in the store's form: case_id (text), yes (bool) and value (text).

    Raises:
        BadInput: with one sentence that says what is wrong, where, and how to mend it.

    """

    def where(bad: pd.Series) -> str:
        return f"{row_name} {int(bad.index[bad.to_numpy()][0]) + first}"

    _check_present(frame, [schema.identifier, schema.label])
    ids = read_ids(frame, schema.identifier, where)
    raw = frame[schema.label]
    if (bad := raw.isna()).any():
        raise BadInput(f"{where(bad)} has no {schema.label!r}. Leave out cases whose truth is not known yet.")
    text = raw.map(as_text)
    other_yes = (text != schema.positive) & text.str.lower().isin(YES)
    if schema.positive.lower() not in NO and (bad := other_yes).any():
        raise BadInput(
            f"{where(bad)}: {text[bad].iloc[0]!r} in {schema.label!r} reads like a yes, but this stream writes yes as "
            f"{schema.positive!r}. Write it that way."
        )
    found = set(text.unique()) | {schema.positive}
    if len(found) > 2:
        raise BadInput(
            f"The label {schema.label!r} has more than two values ({', '.join(sorted(found)[:4])}). "
            f"{schema.positive!r} means yes, and one other value means no."
        )
    return pd.DataFrame({"case_id": ids, "yes": text == schema.positive, "value": text})
