"""The demo's story is told by actions alone, and the cast stands where it leaves them."""

from collections import Counter

from infohus.advice.models import Advice
from infohus.cases.models import Case
from infohus.deadlines.models import Deadline
from infohus.demo.story import tell


def test_the_story_leaves_every_stage_this_far_and_invisible_strangers(db):
    world = tell(lambda chapter: None)
    with world.at("mette"):
        stages = Counter(Case.objects.values_list("stage", flat=True))
        assert stages == {"received": 2, "registered": 1, "assessing": 2, "closed": 1}
        assert Deadline.objects.filter(kind="read_message", met_at=None).count() == 1
        assert Advice.objects.filter(answered_at=None).count() == 1
        assert Advice.objects.count() == 3
    with world.at("soeren"):
        assert Case.objects.count() == 5  # not the one he is excluded from
    with world.at("karen"):
        assert Case.objects.count() == 1
    with world.at("pia"):
        assert not Case.objects.exists()
