"""What somebody may see of a workshop. Pages show what these give and nothing else of the state."""

from lifecycle.envision.workshop.views.dials import DialView, dial_opinions, dials_for
from lifecycle.envision.workshop.views.estimates import (
    EstimateView,
    Extreme,
    RoleSpread,
    Spread,
    estimates_for,
    open_rounds,
    spread,
)
from lifecycle.envision.workshop.views.moments import Moment, chapter_of, chapters, moment
from lifecycle.envision.workshop.views.notes import (
    GroupView,
    NoteView,
    Wall,
    notes_for,
    notes_for_facilitator,
    wall,
)
from lifecycle.envision.workshop.views.people import (
    Progress,
    RemarkView,
    by_role,
    dissent_rows,
    dissents,
    parking_lot,
    progress,
    quiet,
)
from lifecycle.envision.workshop.views.risks import RiskView, my_scores, risk_rows, risk_scores
from lifecycle.envision.workshop.views.summary import Summary, act_in_words, summary
from lifecycle.envision.workshop.views.verdict import FistView, fists, meanings, my_fist
from lifecycle.envision.workshop.views.votes import Tally, my_dots, tally_for, vote_tally

__all__ = [
    "DialView",
    "EstimateView",
    "Extreme",
    "FistView",
    "GroupView",
    "Moment",
    "NoteView",
    "Progress",
    "RemarkView",
    "RiskView",
    "RoleSpread",
    "Spread",
    "Summary",
    "Tally",
    "Wall",
    "act_in_words",
    "by_role",
    "chapter_of",
    "chapters",
    "dial_opinions",
    "dials_for",
    "dissent_rows",
    "dissents",
    "estimates_for",
    "fists",
    "meanings",
    "moment",
    "my_dots",
    "my_fist",
    "my_scores",
    "notes_for",
    "notes_for_facilitator",
    "open_rounds",
    "parking_lot",
    "progress",
    "quiet",
    "risk_rows",
    "risk_scores",
    "spread",
    "summary",
    "tally_for",
    "vote_tally",
    "wall",
]
