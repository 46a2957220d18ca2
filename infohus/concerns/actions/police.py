"""A worry that the police bring: it becomes an arrival like every other, and they see nothing of it afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.audit.actions import act
from infohus.cases.actions import open_case
from infohus.cases.rules import Under18
from infohus.concerns.actions.filing import expect_on_arrival, lay_down, made_of
from infohus.concerns.queries import was_written
from infohus.concerns.rules import Face, Source, check_facts
from infohus.db.context import PUBLIC, acting, as_system
from infohus.gateways.jobs import later
from infohus.lib import Changed, Refused


def open_police_concern(actor: Actor, municipality: Authority, *, token: uuid.UUID, answers: Mapping[str, Any]) -> None:
    """The police voice a worry towards a municipality of their district; the page's token is one concern, and with other words it is `Changed`."""
    check_facts(answers.get("observed", ""))
    if municipality.parent_id != actor.authority:
        raise Refused(_("Vælg en kommune i jeres egen politikreds."), "to")
    case_id = uuid.uuid5(municipality.pk, str(token))
    said = {"reporter_name": actor.name, **answers, "source": Source.POLICE.value}
    concern_id = made_of(case_id, said)
    try:
        with act(actor, Act.OPEN_POLICE_CONCERN, municipality) as log:
            with acting(PUBLIC):
                case = open_case(
                    municipality, source=Source.POLICE.value, under_18=Under18(answers["under_18"]), received_at=lib.now(), pk=case_id
                )
                concern = lay_down(case, Face.POLICE, said, None, concern_id)
            with as_system():
                expect_on_arrival(case, concern, reachable=True)
                later("infohus.cases.jobs.tell_members", case=case.pk)
            log.update(case=case.pk, concern=concern.pk)
    except IntegrityError:
        if not was_written(actor.context, concern_id):
            sentence = _("I har allerede sendt en henvendelse fra denne side, med en anden tekst. Det, der står her nu, er ikke sendt.")
            raise Changed(None, sentence) from None
