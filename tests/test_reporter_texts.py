"""What a coordinator sends to the one who told begins with the catalogue's words: questions that can go along, and a receipt."""

import pytest
from django.urls import reverse

from infohus import lib
from infohus.catalogues.queries import text
from infohus.db.context import acting
from infohus.mailboxes.models import Message
from tests.conftest import signed_in


@pytest.fixture
def box(world):
    """The mailbox of an arrival."""
    return world.mailbox_of(world.concern())


def sent(world, box, **said):
    """What lies newest in the mailbox after the page was sent so."""
    page = reverse("casefile:mailbox", args=[box.case_id, box.pk])
    answer = signed_in(world, "mette").post(page, {"ask": "1", "last": "", **said})
    assert answer.status_code == 302
    with acting(world.mette.context):
        return Message.objects.filter(mailbox=box, sender="coordinator").order_by("-at").first().text


def test_questions_of_the_catalogue_go_along_with_what_was_written(world, box):
    when, how = text("QUESTION_WHEN", world.brondby), text("QUESTION_HOW", world.brondby)
    assert sent(world, box, text="Tak for i går.", questions=["QUESTION_WHEN", "QUESTION_HOW"]) == f"Tak for i går.\n\n{when}\n{how}"
    assert sent(world, box, text="Tak for i går.") == "Tak for i går."


def test_questions_alone_begin_with_the_catalogues_own_words(world, box):
    assert sent(world, box, text=" ", questions=["QUESTION_SAFE"]) == "\n\n".join(
        text(code, world.brondby) for code in ("QUESTION_INTRO", "QUESTION_SAFE")
    )


def test_without_a_word_or_with_an_unknown_question_nothing_is_sent_and_what_was_chosen_stays(world, box):
    page = reverse("casefile:mailbox", args=[box.case_id, box.pk])
    mette = signed_in(world, "mette")
    for said in ({"text": ""}, {"text": "Et ord", "questions": ["QUESTION_NONE"]}):
        answer = mette.post(page, {"ask": "1", **said})
        assert answer.status_code == 422
        assert "form-error" in answer.content.decode()
    answer = mette.post(page, {"ask": "1", "text": "a\0" * 20, "questions": ["QUESTION_HOW"]})
    assert answer.status_code in (302, 422)
    with acting(world.mette.context):
        assert Message.objects.filter(mailbox=box, sender="coordinator").count() == (answer.status_code == 302)


@pytest.mark.parametrize(("report", "code"), [("send", "RECEIPT_REPORT"), ("not", "RECEIPT_REPORTER")])
def test_a_receipt_says_of_an_underretning_that_it_is_one_and_of_others_that_they_are_read(world, report, code):
    case = world.concern(who="Elias fra 8.B", under_18="yes")
    said = {"report": report, **({"report_not_sent": "Intet tyder på et behov for støtte."} if report == "not" else {})}
    world.register(case, person={"name": "Elias Prøve"}, under_18="yes", **said)
    concern = world.first_concern(case)
    page = signed_in(world, "mette").get(reverse("concerns:send_receipt", args=[case.pk, concern.pk])).content.decode()
    begun = text(code, world.brondby, received_on="§", sender=world.mette.name).split("§")
    assert all(part.strip() in page for part in begun)
    assert f"{lib.today().day}." in page
