"""What a forecast or a choice between classes is worth: set in the room of a run, kept, undone."""

from data import contracts, runs
from data.codec import first
from data.kept_stakes import Kept, Set
from data.runs import Run
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act
from lifecycle.build import multiclass, regression
from lifecycle.build.dataset import MULTICLASS, REGRESSION
from lifecycle.build.multiclass import MatrixStakes, check_matrix_stakes
from lifecycle.build.regression import UnitStakes, check_unit_stakes
from lifecycle.build.worker import Arrays, unpack_arrays
from lifecycle.errors import BadInput, NotFound

Worth = UnitStakes | MatrixStakes


def of_run(store: Store, who: Principal, run: Run) -> Set[Worth]:
    """Read what is set for a run; until somebody sets it, assumed amounts."""
    check_work_in(who, run.initiative_id)
    with store.read() as cursor:
        return _kept(run).now(cursor) or Set(_assumed(cursor, run), 0)


def set_stakes(store: Store, act: Act, run: Run, stakes: Worth) -> Set[Worth]:
    """Set what being off costs, or what each decision is worth; setting what is set already changes nothing.

    Raises:
        BadInput: see `check_unit_stakes` and `check_matrix_stakes`.

    """
    _check(run, stakes)

    def change(cursor: Cursor) -> Saved[Set[Worth]]:
        check_change(act.who, run.initiative_id)
        runs.find(cursor, run.initiative_id, run.id)
        return _kept(run).put(cursor, act, stakes, _assumed(cursor, run))

    return store.write(change)


def undo(store: Store, act: Act, run: Run, revision: int) -> Set[Worth]:
    """Take back the change that is `revision`.

    Raises:
        Conflict: it is not the latest any more, or there is nothing to take back.

    """

    def change(cursor: Cursor) -> Saved[Set[Worth]]:
        check_change(act.who, run.initiative_id)
        return _kept(run).undo(cursor, act, revision, _assumed(cursor, run))

    return store.write(change)


def set_for(cursor: Cursor, run: Run) -> Set[Worth] | None:
    """Read what somebody set for a run, within a read or a change; None while nobody has set anything."""
    return _kept(run).now(cursor)


def revision_of(cursor: Cursor, run: Run) -> int:
    """Count the changes of what is set for a run, within a read or a change; 0 while nobody has set anything."""
    found = set_for(cursor, run)
    return found.revision if found else 0


def arrays(store: Store, who: Principal, run: Run) -> Arrays:
    """Read the truth and the scores of a run of any kind; kept in memory for a while."""
    check_work_in(who, run.initiative_id)

    def read() -> Arrays:
        with store.read() as cursor:
            row = first(cursor.execute("SELECT arrays FROM run WHERE id = ?", [run.id]).fetchall())
        if row is None:
            raise NotFound("This training is not there. Train the candidates again.")
        return unpack_arrays(row[0])

    return store.remember(("scores", run.id), read)


def _check(run: Run, stakes: Worth) -> None:
    if run.task.kind == REGRESSION and isinstance(stakes, UnitStakes):
        check_unit_stakes(stakes)
    elif run.task.kind == MULTICLASS and isinstance(stakes, MatrixStakes):
        check_matrix_stakes(stakes, len(run.facts.classes))
    else:
        raise BadInput("These amounts do not fit what is predicted. Open the comparison again.")


def _assumed(cursor: Cursor, run: Run) -> Worth:
    """Assume amounts; a contract in force says how many cases a year has, in which money, and what running costs."""
    force = contracts.current(cursor, run.initiative_id)
    cases = run.facts.cases + run.facts.unjudged
    made: Worth
    if run.task.kind == REGRESSION:
        made = regression.assumed(run.task.fractile, cases)
    else:
        made = multiclass.assumed(len(run.facts.classes), cases)
    if force is None:
        return made
    return made.for_year(force.terms.volume, force.terms.currency, force.terms.run_cost)


def _kept(run: Run) -> Kept[Worth]:
    kind: type[Worth] = UnitStakes if run.task.kind == REGRESSION else MatrixStakes
    return Kept("run_stakes", "run_id", run.id, run.initiative_id, kind)
