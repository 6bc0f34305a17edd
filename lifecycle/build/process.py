"""What every worker is as a process: its folder as the argument, progress printed, a sentence where it cannot go on."""

import sys
from collections.abc import Callable
from pathlib import Path

from lifecycle.errors import BadInput


def run(work: Callable[[Path, Callable[[float, str], None]], None]) -> int:
    """Do the work in the folder named on the command line; gives the status to exit with.

    Progress goes to standard output, a line "share<TAB>what is being done" for each step. Where the input does not
    fit, the sentence goes to standard error and the status is 2.
    """
    try:
        work(Path(sys.argv[1]), lambda share, text: print(f"{share:.4f}\t{text}", flush=True))
    except BadInput as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0
