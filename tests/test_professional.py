"""A professional writes: what was said to whom, what was done, saved for a day by a code, and printed for the own journal."""

from tests.visitor import Visitor, code_on

FORM = "/fagperson/skema/"
SAID = {
    "under_18": "yes", "observed": "I timen sagde han, at manden var en helt.", "when_where": "Mandag i 3. time", "how_known": ["seen"],
    "alternatives": "Han vil måske provokere.", "who": "Drengen i 9.B", "told_person": "yes", "told_person_how": "Vi talte med ham. Han tav.",
    "told_parent_1": "yes", "told_parent_1_how": "Mor blev ked af det.", "told_parent_2": "no", "told_parent_2_how": "Vi kan ikke få fat i ham.",
    "interpreter": "yes", "interpreter_who": "Far, arabisk", "source": "teacher", "done": "Samtale med mor.",
    "workplace": "Nordskolen, Skolevej 1", "reporter_name": "Lis Møller", "reporter_phone": "43 11 11 11",
}  # fmt: skip


def test_smoke(world, client):
    page = Visitor(client, FORM).walk_to("professional_check", **SAID)
    print(page.text)
    page.press("send")
    print(page.text)
    print(page.page, code_on(page))
