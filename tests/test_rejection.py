"""A rejection confirmed by two leaves nothing personal in the database, whoever wrote it and wherever."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from infohus import lib
from infohus.access.rules import reporter
from infohus.accounts.queries import receivers_for
from infohus.attachments.actions import add_documents, take_in
from infohus.casefile.actions import disclose_orally
from infohus.cases.actions import exclude, save_draft, write_note
from infohus.cases.models import Case
from infohus.catalogues.queries import text
from infohus.concerns.actions import (
    confirm_rejection,
    decline_rejection,
    join_concern,
    note_report_judged,
    propose_rejection,
    send_as_report,
    turn_into_advice,
)
from infohus.concerns.models import Rejection
from infohus.db.context import acting
from infohus.deadlines.actions import move_deadline, set_task
from infohus.deadlines.models import Deadline
from infohus.disclosures.actions import read_copy
from infohus.lib import Refused
from infohus.mailboxes.actions import ask_reporter, close_mailbox, take_note, write_to_mailbox
from infohus.mailboxes.models import Mailbox, Message
from infohus.sealing.fields import SealedText
from tests.conftest import signed_in
from tests.html import read
from tests.owner import owner
from tests.test_underretning import SIGNS, copy_of

# What may still be sealed when a rejection is confirmed, and why.
LEFT = {
    "disclosures.Disclosure": {"necessity": "Slettet, da henvendelsen blev afvist.", "said": "Slettet, da henvendelsen blev afvist."},
    "disclosures.Copy": {"sheet": None},  # given to the child duty as underretning: theirs until it runs out, under a key of its own
    "mailboxes.Message": {"text": None, "signed": None},  # the reporter's own mailbox, for 30 days; the first message is gone
}


def rejection_proposed(world, case):
    """Mette proposes; what Søren then has before him."""
    propose_rejection(world.mette, case, code="quarrel", sentence="Det er en strid mellem to naboer.", no_report=True)
    return waiting(world, case)


def waiting(world, case, name="soeren"):
    from infohus.concerns.queries import rejection_of

    with world.at(name):
        return rejection_of(Case.objects.select_related("municipality").get(pk=case.pk))


def worked_on(world, case):
    """All that can be written about an arrival before anybody registers it, by both coordinators and the child duty."""
    mette, member, day = world.mette, world.member("mette"), lib.today() + timedelta(days=5)
    write_note(mette, case, kind="telephone", title="Ringet op", text="Talte med naboen.")
    save_draft(mette, case, form="note", text="Halvt skrevet om Oskar.")
    save_draft(world.soeren, case, form="note", text="Også halvt skrevet.")
    add_documents(mette, case, origin="own", taken=take_in([SimpleUploadedFile("brev.txt", b"Om Oskar.", "text/plain")]))
    task = set_task(mette, case, remark="Ring til Oskars mor.", owner=member, members=[member], due_on=day)
    move_deadline(mette, case, deadline=task.pk, due_on=day + timedelta(days=1), why="Hun er bortrejst.")
    send_as_report(world.hanne, world.first_concern(case, "hanne"))
    world.judged(case)
    _key, _label, receiver, unit = next(one for one in receivers_for(world.brondby) if one[2] and one[2].kind == "POLICE")
    disclose_orally(
        mette, case, receiver=receiver, unit=unit, basis="RPL115_2", purpose="PREVENT_CRIME", necessity="Han taler om et angreb.",
        said="Oskar taler om et angreb.", to_whom="Vagthavende Jens",
    )  # fmt: skip
    decline_rejection(world.soeren, rejection_proposed(world, case), answer="Drengen nævner en gruppe.")


def sealed_rows(case):
    """Every row of a case that holds something sealed, as the owner of the database finds it: model, column, row."""
    for model in apps.get_models():
        columns = [field.attname for field in model._meta.concrete_fields if isinstance(field, SealedText)]
        if columns and any(field.attname == "case_id" for field in model._meta.concrete_fields):
            for row in model._base_manager.filter(case_id=case.pk):
                yield from ((model._meta.label, column, row) for column in columns if row.__dict__[column] is not None)


@pytest.mark.django_db(transaction=True)
def test_after_a_rejection_nothing_sealed_is_left_of_the_case_but_what_the_model_names(world):
    case = world.concern(signs=SIGNS, reporter_phone="20 30 40 50")
    worked_on(world, case)
    with owner():
        assert {label for label, _column, _row in sealed_rows(case)} > LEFT.keys()
    confirm_rejection(world.soeren, rejection_proposed(world, case))
    with owner():
        for label, column, row in sealed_rows(case):
            assert column in LEFT.get(label, ()), f"{label}.{column} is still sealed text"
            if (text := LEFT[label][column]) is not None:
                assert getattr(row, column) == text
    assert read_copy(world.hanne, copy_of(world)).parts  # the child duty reads what it was given


def test_who_has_a_code_reads_that_it_is_not_ours_and_that_their_words_are_gone(world):
    case = world.concern()
    box = world.mailbox_of(case)
    ask_reporter(world.mette, box, text="Var der andre til stede i går?", address="lis@eksempel.dk")
    write_to_mailbox(reporter(box.municipality_id, box.pk), box, text="Ja, hans fætter Mikkel Prøve.")
    take_note(world.mette, world.mailbox_of(case))
    confirm_rejection(world.soeren, rejection_proposed(world, case))
    with acting(reporter(box.municipality_id, box.pk).context):
        (said,) = Message.objects.filter(mailbox=box.pk)
        assert said.text == text("REJECTION_FEEDBACK", world.brondby)
        assert said.signed.startswith("Søren")
        assert not Mailbox.objects.filter(mail_to__isnull=False).exists()


def test_a_rejection_is_not_stopped_by_a_mailbox_that_is_closed(world):
    case = world.concern()
    box = world.mailbox_of(case)
    close_mailbox(reporter(box.municipality_id, box.pk), box)
    confirm_rejection(world.soeren, rejection_proposed(world, case))
    with world.at("soeren"):
        assert Case.objects.get(pk=case.pk).stage == "closed"


def test_a_rejection_waits_until_what_the_reporter_wrote_is_read(world):
    case = world.concern()
    proposed = rejection_proposed(world, case)
    box = world.mailbox_of(case)
    write_to_mailbox(reporter(box.municipality_id, box.pk), box, text="Jeg glemte at sige, at han har et våben.")
    with pytest.raises(Refused, match="ikke er læst"):
        confirm_rejection(world.soeren, proposed)
    take_note(world.soeren, world.mailbox_of(case, "soeren"))
    confirm_rejection(world.soeren, waiting(world, case))
    with world.at("soeren"):
        assert Case.objects.get(pk=case.pk).stage == "closed"


def test_a_rejection_waits_until_it_is_said_what_was_done_of_an_acute_underretning(world):
    case = world.concern()
    proposed = rejection_proposed(world, case)
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=True)
    with world.at("mette"):
        row = Deadline.objects.get(case_id=case.pk, kind="child_acute")
    pages = [reverse(f"concerns:{name}", args=[case.pk]) for name in ("rejection", "reject")]
    soeren, way = signed_in(world, "soeren"), reverse("casefile:aside", args=[case.pk, row.pk])
    for page in pages:
        shown = read(soeren.get(page, follow=True))
        assert not {"confirm_rejection", "propose_rejection"} & set(shown.acts)
        assert way in dict(shown.links)
    with pytest.raises(Refused, match="Notér først, hvad der er gjort"):
        confirm_rejection(world.soeren, proposed)
    assert soeren.post(way, {"why": "Familieafdelingen tager hjem til ham i dag."}).status_code == 302
    assert "confirm_rejection" in read(soeren.get(pages[0])).acts
    confirm_rejection(world.soeren, proposed)


def test_nor_does_it_become_advice_before_that(world):
    case = world.concern()
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=True)
    mette, page = signed_in(world, "mette"), reverse("concerns:advice", args=[case.pk])
    shown, said = read(mette.get(page)), {"question": "Hvad gør man?", "theme": "PLACE", "group": "school"}
    assert "turn_into_advice" not in shown.acts
    with world.at("mette"):
        row = Deadline.objects.get(case_id=case.pk, kind="child_acute")
    assert reverse("casefile:aside", args=[case.pk, row.pk]) in dict(shown.links)
    with pytest.raises(Refused, match="Notér først, hvad der er gjort"):
        turn_into_advice(world.mette, case, **said)
    mette.post(reverse("casefile:aside", args=[case.pk, row.pk]), {"why": "Familieafdelingen tager hjem til ham i dag."})
    assert "turn_into_advice" in read(mette.get(page)).acts
    turn_into_advice(world.mette, case, **said)


@pytest.mark.parametrize(
    ("name", "act", "typed"),
    [
        (
            "reject",
            "propose_rejection",
            {"code": "quarrel", "sentence": "En strid mellem naboer,\nsom de kender i forvejen."},
        ),
        (
            "advice",
            "turn_into_advice",
            {"question": "Hvad gør man,\nnår naboer strides?", "theme": "PLACE", "group": "school", "sure": "on"},
        ),
    ],
)
def test_what_was_typed_before_it_was_judged_acute_stays_in_the_form_and_can_be_sent_again(world, name, act, typed):
    case = world.concern()
    mette, page = signed_in(world, "mette"), reverse(f"concerns:{name}", args=[case.pk])
    (form,) = [one for one in read(mette.get(page)).forms if one.act == act]
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=True)
    with world.at("mette"):
        way = reverse("casefile:aside", args=[case.pk, Deadline.objects.get(case_id=case.pk, kind="child_acute").pk])
    refused = mette.post(page, {**dict(form.filled), **typed})
    assert refused.status_code == 422
    shown = read(refused)
    (form,) = [one for one in shown.forms if one.act == act]
    assert {field: dict(form.filled)[field].strip() for field in typed} == typed
    assert way in dict(shown.links)
    assert "Det, du har skrevet, står her stadig." in " ".join(shown.words)
    assert mette.post(way, {"why": "Familieafdelingen tager hjem til ham i dag."}).status_code == 302
    assert mette.post(page, dict(form.filled)).status_code == 302


def test_nor_does_a_sentence_go_where_the_other_coordinator_left_meanwhile(world):
    case, mette = world.concern(), signed_in(world, "mette")
    page, typed = reverse("concerns:reject", args=[case.pk]), {"code": "quarrel", "sentence": "En strid mellem to naboer."}
    exclude(world.mette, case, who=world.member("soeren"), why="private")
    refused = mette.post(page, typed)
    assert refused.status_code == 422
    shown = read(refused)
    assert ("propose_rejection" in shown.acts, "register_concern" in shown.acts) == (False, True)
    (form,) = [one for one in shown.forms if "sentence" in dict(one.filled)]
    assert dict(form.filled)["sentence"].strip() == typed["sentence"]


def test_the_page_of_registering_offers_to_reject_where_the_next_step_does(world):
    case, mette = world.concern(), signed_in(world, "mette")
    pages = [reverse(name, args=[case.pk]) for name in ("casefile:case", "concerns:register")]
    assert ["propose_rejection" in read(mette.get(one)).acts for one in pages] == [True, True]
    assert "turn_into_advice" in read(mette.get(pages[1])).acts
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=True)
    assert ["propose_rejection" in read(mette.get(one)).acts for one in pages] == [False, False]
    assert "turn_into_advice" not in read(mette.get(pages[1])).acts
    with world.at("mette"):
        way = reverse("casefile:aside", args=[case.pk, Deadline.objects.get(case_id=case.pk, kind="child_acute").pk])
    assert mette.post(way, {"why": "Familieafdelingen tager hjem til ham i dag."}).status_code == 302
    assert ["propose_rejection" in read(mette.get(one)).acts for one in pages] == [True, True]
    rejection_proposed(world, case)
    assert ["propose_rejection" in read(mette.get(one)).acts for one in pages] == [False, False]


def test_a_rejected_case_is_not_offered_to_be_opened_again(world):
    case = world.concern(under_18="no")
    confirm_rejection(world.soeren, rejection_proposed(world, case))
    page = signed_in(world, "mette").get(f"/sletning/{case.pk}/")
    assert page.status_code == 200
    assert "Åbn sagen igen" not in page.content.decode()


def test_one_who_is_alone_on_a_case_is_not_offered_to_propose_what_nobody_can_confirm(world):
    case = world.concern()
    reject, page = reverse("concerns:reject", args=[case.pk]), reverse("casefile:case", args=[case.pk])
    mette = signed_in(world, "mette")
    offering = (page, reverse("concerns:register", args=[case.pk]), reject)
    assert [f'href="{reject}"' in mette.get(one).content.decode() for one in offering] == [True, True, False]
    assert 'data-act="propose_rejection"' in mette.get(reject).content.decode()
    propose_rejection(world.mette, case, code="quarrel", sentence="To naboer.", no_report=True)
    exclude(world.mette, case, who=world.member("soeren"), why="private")  # the other leaves while it waits
    assert "Der mangler en, der kan svare" in mette.get(page).content.decode()
    alone = world.concern()
    exclude(world.mette, alone, who=world.member("soeren"), why="private")
    for name in ("casefile:case", "concerns:register", "concerns:reject"):
        shown = mette.get(reverse(name, args=[alone.pk])).content.decode()
        assert 'data-act="propose_rejection"' not in shown
    assert "Du er alene på sagen" in shown
    with pytest.raises(Refused, match="Bed din faglige leder om at udpege en"):
        propose_rejection(world.mette, alone, code="quarrel", sentence="To naboer.", no_report=True)


def test_of_a_child_whom_nobody_has_judged_a_rejection_says_that_it_is_no_underretning(world):
    case, mette, soeren = world.concern(), signed_in(world, "mette"), signed_in(world, "soeren")
    reject, page = (reverse(f"concerns:{name}", args=[case.pk]) for name in ("reject", "rejection"))
    way, typed = reverse("concerns:report", args=[case.pk, world.first_concern(case).pk]), {"code": "quarrel", "sentence": "En nabostrid."}
    refused = mette.post(reject, typed)
    assert refused.status_code == 422
    for shown in (read(mette.get(reject)), read(refused)):
        assert "Ingen har vurderet, om det er en underretning." in " ".join(shown.words)
        assert way in dict(shown.links)
    assert 'href="#id_no_report"' in refused.content.decode()
    with pytest.raises(Refused, match="om det er en underretning"):
        propose_rejection(world.mette, case, **typed)
    assert mette.post(reject, {**typed, "no_report": "on"}).status_code == 302
    shown = read(soeren.get(page))
    assert "Ingen har vurderet, om det er en underretning." in " ".join(shown.words)
    assert "Mette Holm har skrevet: Den er ikke en underretning." in " ".join(shown.words)
    assert way in dict(shown.links)
    assert soeren.post(page, {"confirm": "1"}).status_code == 302
    with world.at("soeren"):
        assert Case.objects.get(pk=case.pk).stage == "closed"


def test_what_was_sent_as_underretning_is_judged_before_it_is_rejected_and_then_nothing_is_asked(world):
    case, mette = world.concern(), signed_in(world, "mette")
    reject, typed = reverse("concerns:reject", args=[case.pk]), {"code": "quarrel", "sentence": "En strid mellem to naboer."}
    assert "no_report" in mette.get(reject).content.decode()
    send_as_report(world.hanne, world.first_concern(case, "hanne"))
    shown = read(mette.get(reject))
    assert "propose_rejection" not in shown.acts
    assert reverse("concerns:report", args=[case.pk, world.first_concern(case).pk]) in dict(shown.links)
    assert 'data-act="propose_rejection"' not in mette.get(f"/sager/{case.pk}/").content.decode()
    with pytest.raises(Refused, match="ingen har noteret, at den er vurderet"):
        propose_rejection(world.mette, case, **typed, no_report=True)
    world.judged(case)
    assert "no_report" not in mette.get(reject).content.decode()
    assert mette.post(reject, typed).status_code == 302
    assert "no_report" not in mette.get(reverse("concerns:reject", args=[world.concern(under_18="no").pk])).content.decode()


def test_who_asks_for_the_form_of_a_proposal_that_waits_is_led_to_it(world):
    case = world.concern(under_18="no")
    propose_rejection(world.mette, case, code="quarrel", sentence="To naboer.")
    page = reverse("concerns:reject", args=[case.pk])
    mine, theirs = signed_in(world, "mette").get(page, follow=True), signed_in(world, "soeren").get(page, follow=True)
    assert mine.redirect_chain == [(reverse("casefile:case", args=[case.pk]), 302)]
    assert "Du har foreslået at afvise henvendelsen." in mine.content.decode()
    assert theirs.redirect_chain == [(reverse("concerns:rejection", args=[case.pk]), 302)]
    assert "Mette Holm har foreslået at afvise henvendelsen." in theirs.content.decode()


def test_what_comes_along_is_not_what_was_said_to_be_no_underretning(world):
    case, other = world.concern(), world.concern(observed="Han bliver slået derhjemme.")
    propose_rejection(world.mette, case, code="quarrel", sentence="To naboer.", no_report=True)
    join_concern(world.mette, other, into=case)
    page = reverse("concerns:rejection", args=[case.pk])
    shown = signed_in(world, "soeren").get(page).content.decode()
    assert "Forslaget siger ikke, om den er en." in shown
    assert 'data-act="confirm_rejection"' not in shown
    with world.at("soeren"):
        proposed = Rejection.objects.select_related("case__municipality", "proposed_by").get(case=case)
    with pytest.raises(Refused, match="Tag stilling til, om det er en underretning"):
        confirm_rejection(world.soeren, proposed)


def test_of_a_child_no_arrival_becomes_advice_before_it_is_said_that_it_is_no_underretning(world):
    case, mette = world.concern(), signed_in(world, "mette")
    page, typed = (
        reverse("concerns:advice", args=[case.pk]),
        {"question": "Hvad gør man?", "theme": "PLACE", "group": "school", "sure": "on"},
    )
    shown = read(mette.get(page))
    assert "Ingen har vurderet, om det er en underretning." in " ".join(shown.words)
    refused = mette.post(page, typed)
    assert refused.status_code == 422
    assert 'href="#id_no_report"' in refused.content.decode()
    said = {name: typed[name] for name in ("question", "theme", "group")}
    with pytest.raises(Refused, match="om det er en underretning"):
        turn_into_advice(world.mette, case, **said)
    assert mette.post(page, {**typed, "no_report": "on"}).status_code == 302
    assert "no_report" not in mette.get(reverse("concerns:advice", args=[world.concern(under_18="no").pk])).content.decode()
