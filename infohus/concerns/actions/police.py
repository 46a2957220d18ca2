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
from infohus.concerns.actions.filing import expect_on_arrival, lay_down
from infohus.concerns.rules import Face, Source, check_facts
from infohus.db.context import PUBLIC, acting, as_system
from infohus.gateways.jobs import later
from infohus.lib import Refused


def open_police_concern(actor: Actor, municipality: Authority, *, token: uuid.UUID, answers: Mapping[str, Any]) -> None:
    """The police voice a worry towards a municipality of their district; the page's token is one concern, whatever is pressed twice."""
    check_facts(answers.get("observed", ""))
    if municipality.parent_id != actor.authority:
        raise Refused(_("Vælg en kommune i jeres egen politikreds."), "to")
    pk = uuid.uuid5(municipality.pk, str(token))
    said = {"reporter_name": actor.name, **answers, "source": Source.POLICE.value}
    try:
        with act(actor, Act.OPEN_POLICE_CONCERN, municipality) as log:
            with acting(PUBLIC):
                case = open_case(
                    municipality, source=Source.POLICE.value, under_18=Under18(answers["under_18"]), received_at=lib.now(), pk=pk
                )
                concern = lay_down(case, Face.POLICE, said, None)
            with as_system():
                expect_on_arrival(case, concern, reachable=True)
                later("infohus.cases.jobs.tell_members", case=case.pk)
            log.update(case=case.pk, concern=concern.pk)
    except IntegrityError:
        return  # it is there already
