"""The chapters, told all at once in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush

from infohus import lib
from infohus.advice.jobs import expire
from infohus.audit.jobs import sign_log
from infohus.deadlines.jobs import escalate
from infohus.demo.story.arriving import arrived, asked, away, registered_and_excluded, rejected, strangers, waiting_for_rejection
from infohus.demo.story.asking import assessing_long, assessing_together, reminder_due
from infohus.demo.story.ending import archives, erased, figures, helped, links_checked, proposed
from infohus.demo.story.judging import in_the_target_group, judged_together, unfounded
from infohus.demo.story.moments import Moment, back
from infohus.demo.world import World


def tell(say: Callable[[str], None]) -> World:
    """Tell the whole story, all chapters at once in the order of time, as the log of a real house would have it; `say` hears each name."""
    with lib.clock_at(lib.now() - timedelta(days=400)):
        world = World()
    waiting: list[tuple[datetime, int, Iterator[Moment]]] = []
    for number, chapter in enumerate(CHAPTERS):
        steps = chapter(world)
        heappush(waiting, (back(*next(steps)), number, steps))
    begun: set[int] = set()
    while waiting:
        at, number, steps = heappop(waiting)
        if number not in begun:
            say(str(CHAPTERS[number].__doc__).split(".")[0])
            begun.add(number)
        with lib.clock_at(at):
            following = next(steps, None)
        if following is not None:
            heappush(waiting, (max(at, back(*following)), number, steps))
    escalate(0)
    expire(0)  # what a real house would have deleted by now
    for authority in (world.brondby, world.albertslund):
        sign_log(authority.pk)
    return world


CHAPTERS: tuple[Callable[[World], Iterator[Moment]], ...] = (
    archives, links_checked, proposed, erased, helped, figures, assessing_long, reminder_due, assessing_together, judged_together, unfounded,
    in_the_target_group, rejected, asked, strangers, registered_and_excluded, waiting_for_rejection, arrived, away,
)  # fmt: skip
