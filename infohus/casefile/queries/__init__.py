"""What the pages of a case ask: the single case, its parts, the work of a coordinator, and what the head and the child duty may know."""

from infohus.casefile.queries.case import flow_of, left_texts, my_cases, owner_name, readers_of, shared_of, short_name, state_of, timeline
from infohus.casefile.queries.leading import bare_cases, child, children, failed_notices, late, seats, unopened
from infohus.casefile.queries.parts import as_filled_in, covering, excludable, may_be_away, number_in, number_of, told_of
from infohus.casefile.queries.passing import (
    Chosen,
    answer_due_on,
    departures_of,
    draft_sheet,
    extracts_of,
    footer_of,
    papers_of,
    receiver_named,
    slips_in,
)
from infohus.casefile.queries.work import overview
from infohus.cases.queries import readers, who_sees

__all__ = [
    "Chosen",
    "answer_due_on",
    "as_filled_in",
    "bare_cases",
    "child",
    "children",
    "covering",
    "departures_of",
    "draft_sheet",
    "excludable",
    "extracts_of",
    "failed_notices",
    "flow_of",
    "footer_of",
    "late",
    "left_texts",
    "may_be_away",
    "my_cases",
    "number_in",
    "number_of",
    "overview",
    "owner_name",
    "papers_of",
    "readers",
    "readers_of",
    "receiver_named",
    "seats",
    "shared_of",
    "short_name",
    "slips_in",
    "state_of",
    "timeline",
    "told_of",
    "unopened",
    "who_sees",
]
