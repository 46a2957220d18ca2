"""What the pages of a case ask: the single case, its parts, the work of a coordinator, and what the head and the child duty may know."""

from infohus.casefile.queries.case import flow_of, my_cases, owner_name, readers_of, shared_of, short_name, state_of, timeline, who_sees
from infohus.casefile.queries.leading import bare_cases, child, children, failed_notices, late, unopened
from infohus.casefile.queries.parts import as_filled_in, covering, excludable, may_be_away, number_in, number_of, told_of
from infohus.casefile.queries.work import overview

__all__ = [
    "as_filled_in",
    "bare_cases",
    "child",
    "children",
    "covering",
    "excludable",
    "failed_notices",
    "flow_of",
    "late",
    "may_be_away",
    "my_cases",
    "number_in",
    "number_of",
    "overview",
    "owner_name",
    "readers_of",
    "shared_of",
    "short_name",
    "state_of",
    "timeline",
    "told_of",
    "unopened",
    "who_sees",
]
