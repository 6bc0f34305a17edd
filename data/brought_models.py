"""Model files brought into an initiative: scored in their limited process, compared, and kept with the run."""

from collections.abc import Sequence

from data import datasets, initiatives, runs
from data.jobs import Job
from data.runs import Run
from data.scoring import NamedFiles, check_distinct, score_each
from data.store import Cursor, Store
from lifecycle.access import check_change
from lifecycle.audit import Act, Event
from lifecycle.build.kept_files import check_inputs
from lifecycle.build.prediction_roles import Roles
from lifecycle.build.scored_files import align_scored
from lifecycle.errors import BadInput

SCORING_SHARE = 0.6


def bring_models(
    store: Store,
    act: Act,
    initiative_id: str,
    dataset_id: str,
    roles: Roles,
    models: NamedFiles,
    seed: int,
    job: Job,
    features: Sequence[str] = (),
) -> Run:
    """Let model files, (name, content), score a data set, and keep them with what they are worth; `job` stops it.

    `roles` name the truth and what else is known of the cases; `features` the models' columns in order, for files that
    do not name them. Cases without a truth are left out, and said to be.

    Raises:
        BadInput: a file is refused or cannot score these cases, said with its name, or takes the truth as an input.

    """
    check_change(act.who, initiative_id)
    check_names([name for name, _ in models])
    with store.read() as cursor:
        dataset = datasets.describe(cursor, dataset_id)
    frame = datasets.frame(store, act.who, initiative_id, dataset_id)
    files = [(dataset.name, frame)]
    scored = score_each(files, roles, models, features, lambda share, text: job.report(SCORING_SHARE * share, text))
    check_inputs(roles.truth, scored)
    aligned = align_scored(files, roles, scored)
    kept = dict(zip(aligned.files, (content for _, content in models), strict=True))

    def enter(cursor: Cursor) -> tuple[Event, ...]:
        check_change(act.who, initiative_id)
        initiatives.find(cursor, initiative_id)
        return ()

    name = f"{dataset.name}, scored by {', '.join(scored)}"
    return runs.measure(store, act, initiative_id, name, aligned, seed, job, enter, kept)


def check_names(names: Sequence[str]) -> None:
    """Check that there are files, each with a name of its own.

    Raises:
        BadInput: there are none, or two are called the same.

    """
    if not names:
        raise BadInput("Choose at least one model file: skops or ONNX.")
    check_distinct(names)
