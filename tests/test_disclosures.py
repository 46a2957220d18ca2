"""What is shared rests on a basis that carries giver, receiver and purpose; and the register says in words what was shared, with whom, why."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from infohus.accounts.models import Authority, Unit
from infohus.catalogues.queries import entries
from infohus.catalogues.rules import Kind, Party
from infohus.disclosures.models import Disclosure
from infohus.disclosures.rules import Sharing, carries, check_basis, check_purpose, fits
from infohus.lib import TZ, Refused, clock_at, now
from tests.conftest import signed_in

BASES = {one.code: one for one in entries(Kind.BASIS)}
TO_PSYCHIATRY = Sharing(Party.MUNICIPALITY, Party.REGION, "PREVENT_RADICALISATION")


def refused(code, sharing, name="psykiatrien"):
    """Why a basis is refused, and at which field."""
    with pytest.raises(Refused) as refusal:
        check_basis(BASES[code], sharing, name, BASES.values())
    return refusal.value.sentence, refusal.value.field


# ---------- The rule


def test_a_basis_carries_only_in_its_own_direction():
    check_basis(BASES["RPL115_2"], TO_PSYCHIATRY, "psykiatrien")
    assert refused("RPL115_1_SSP", TO_PSYCHIATRY) == (
        "Efter retsplejelovens § 115, stk. 1, nr. 1 er det politiet, der giver oplysninger, ikke jer."
        " Her kan I bruge retsplejelovens § 115, stk. 2.",
        "basis",
    )
    check_basis(BASES["RPL115_1_SSP"], Sharing(Party.POLICE, Party.REGION, "PREVENT_RADICALISATION"), "psykiatrien")


def test_each_part_of_a_sharing_must_be_carried():
    assert refused("UDB_TRO", TO_PSYCHIATRY)[0].startswith("Psykiatrien kan ikke modtage oplysninger efter straffuldbyrdelsesloven.")
    says, field = refused("FVL28", TO_PSYCHIATRY)
    assert (says.split(". ")[0], field) == ("Forvaltningslovens § 28 kan ikke bære det formål", "basis")
    says, field = refused("FVL28", Sharing(Party.MUNICIPALITY, Party.REGION, "AVERT"))
    assert (says.split(". ")[1], field) == ("Ingen hjemmel bærer den modtager og det formål.", "purpose")
    assert refused("RPL115_3", TO_PSYCHIATRY)[0].startswith(
        "Retsplejelovens § 115, stk. 3 gælder kun, når en selvejende institution med en offentlig opgave giver eller får oplysninger."
    )
    check_basis(BASES["RPL115_3"], replace(TO_PSYCHIATRY, receiver=Party.SELF_GOVERNING), "institutionen")
    assert refused("RPL115_4", TO_PSYCHIATRY)[0].startswith("Retsplejelovens § 115, stk. 4 giver ikke selv lov")
    check_basis(BASES["BL133"], Sharing(Party.MUNICIPALITY, Party.OWN_UNIT, "CHILD_WELLBEING"), "børneafdelingen")
    grown = Sharing(Party.MUNICIPALITY, Party.OWN_UNIT, "CHILD_WELLBEING", grown=True)
    assert refused("BL133", grown)[0].startswith("Barnets lov § 133 gælder kun børn og unge under 18 år.")


PURPOSES = {one.code: one for one in entries(Kind.PURPOSE)}


@pytest.mark.parametrize(
    ("purpose", "receiver", "says"),
    [
        ("CHILD_REPORT", Party.POLICE, "Politiet kan ikke få oplysninger til formålet »At underrette om et barn"),
        ("VULNERABLE", Party.PRISON, "Politiet kan ikke få oplysninger til formålet »At samarbejde om en socialt udsat borger«."),
        ("RELEASE", Party.POLICE, "Formålet »At forberede en løsladelse« gælder kun, når kriminalforsorgen giver eller får oplysninger."),
    ],
)
def test_a_purpose_that_does_not_fit_the_receiver_is_refused(purpose, receiver, says):
    sharing = Sharing(Party.MUNICIPALITY, receiver, purpose)
    with pytest.raises(Refused) as refusal:
        check_purpose(PURPOSES[purpose], sharing, "politiet")
    assert refusal.value.sentence.startswith(says)
    assert refusal.value.field == "purpose"
    assert not fits(PURPOSES[purpose], sharing)


def test_a_childs_purpose_is_refused_of_a_grown_person():
    sharing = Sharing(Party.MUNICIPALITY, Party.REGION, "CHILD_WELLBEING")
    check_purpose(PURPOSES["CHILD_WELLBEING"], sharing, "psykiatrien")
    with pytest.raises(Refused, match="gælder kun børn og unge under 18 år"):
        check_purpose(PURPOSES["CHILD_WELLBEING"], replace(sharing, grown=True), "psykiatrien")


def test_what_a_municipality_gives_the_police_rests_on_section_115_or_averts_a_danger():
    """Domain, 4.6 and 14: word back to who reported (barnets lov § 137) and health persons' secrecy carry nothing of a case to the police."""
    carrying = {code for code, one in BASES.items() if carries(one, Sharing(Party.MUNICIPALITY, Party.POLICE))}
    assert carrying == {"RPL115_1_KSP", "RPL115_2", "STRFL"}
    to_police = Sharing(Party.MUNICIPALITY, Party.POLICE, "VULNERABLE")
    assert refused("SUL43", to_police, "politiet") == (
        "Efter sundhedslovens §§ 40–43 er det regionen (psykiatri og sundhed), der giver oplysninger, ikke jer."
        " Her kan I bruge retsplejelovens § 115, stk. 2.",
        "basis",
    )
    assert refused("BL137", to_police, "politiet")[0].startswith("Barnets lov § 137 giver ikke selv lov til at give oplysninger videre.")


def test_a_municipality_has_something_for_every_party_but_only_what_says_so():
    for party in set(Party) - {Party.PRIVATE}:
        assert any(carries(one, Sharing(Party.MUNICIPALITY, party)) for one in BASES.values()), party
    for code, one in BASES.items():
        for party in Party:
            told = one.data
            both = Party.MUNICIPALITY in told["from_parties"] and party in told["to_parties"]
            fits = both and told.get("one_is", party) == party
            assert carries(one, Sharing(Party.MUNICIPALITY, party)) == fits, (code, party)
    assert not carries(SimpleNamespace(code="X", data={}), TO_PSYCHIATRY)


# ---------- The page


def unit_of(slug):
    """The only unit of one of the parties."""
    return Unit.objects.select_related("authority").get(authority__slug=slug)


def told(**more):
    """What is noted of a talk with the psychiatry."""
    said = {
        "receiver": unit_of("psykiatrien").pk,
        "said": "At der er en bekymring.",
        "necessity": "For at hjælpe i tide",
        "purpose": "VULNERABLE",
    }
    return {**said, "basis": "RPL115_2", **more}


def bases_shown(page):
    """The bases that can be chosen on a page."""
    inside = re.search(r'<select[^>]* name="basis".*?</select>', page, re.DOTALL)
    return re.findall(r'<option value="([A-Z0-9_]+)"', inside[0])


@pytest.mark.function("S05", part="disclosures", act="disclose_orally")
def test_the_page_offers_only_what_carries_and_refuses_the_rest_at_the_field(world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    address = reverse("casefile:disclose_orally", args=[case.pk])
    everything = bases_shown(mette.get(address).content.decode())
    assert {"RPL115_2", "BL133", "CONSENT"} <= set(everything)
    assert not {"RPL115_1_SSP", "RPL115_1_PSP", "RPL115_4"} & set(everything)  # the police's, and none at all
    chosen = {"receiver": unit_of("psykiatrien").pk, "purpose": "VULNERABLE"}
    part = bases_shown(mette.get(address, chosen).content.decode())  # what is swapped in when a choice is made
    assert part == ["RPL115_2", "FVL28", "CONSENT"]
    page = mette.post(address, told(basis="RPL115_1_SSP")).content.decode()
    assert 'href="#id_basis"' in page
    assert "Efter retsplejelovens § 115, stk. 1, nr. 1 er det politiet, der giver oplysninger, ikke jer." in page
    assert "Her kan I bruge" in page
    assert bases_shown(page) == part
    with world.at("mette"):
        assert not Disclosure.objects.filter(form="oral").exists()
    assert mette.post(address, told()).status_code == 302
    nothing = mette.get(address, {**chosen, "purpose": "AVERT"}).content.decode()
    assert bases_shown(nothing) == []
    assert "Ingen hjemmel bærer den modtager og det formål." in nothing


def test_of_a_grown_person_no_childs_basis_is_offered(world):
    case = world.register(world.concern(under_18="no"), under_18="no", person={"name": "Ib Prøve"}, report="")
    page = signed_in(world, "mette").get(reverse("casefile:disclose_orally", args=[case.pk])).content.decode()
    assert not {code for code in bases_shown(page) if code.startswith("BL")}


def test_nor_of_one_who_is_18_by_now_but_what_was_said_before_the_birthday_is_noted_by_it(world):
    """The day is asked of the birth date, not of what was answered when the case was registered, and it is the day on which it was said."""
    born = (now() - timedelta(days=18 * 365)).date()  # some days younger than 18
    case = world.register(world.concern(), person={"name": "Ib Prøve", "birth_on": born})
    address = reverse("casefile:disclose_orally", args=[case.pk])
    young = {code for code in bases_shown(signed_in(world, "mette").get(address).content.decode()) if code.startswith("BL")}
    then = f"{now():%d.%m.%Y}"
    with clock_at(now() + timedelta(days=30)):
        mette = signed_in(world, "mette")
        offered = [bases_shown(mette.get(address, {"given_on": day}).content.decode()) for day in (f"{now():%d.%m.%Y}", then, "")]
        today, before, unsaid = ({code for code in one if code.startswith("BL")} for one in offered)
        assert young == before == unsaid > today
        child = told(basis="BL133", purpose="CHILD_WELLBEING", receiver=str(Unit.objects.get(name="Børne-Familieafdelingen").pk))
        for day in (f"{now():%d.%m.%Y}", ""):
            assert "gælder kun børn og unge under 18 år" in mette.post(address, {**child, "given_on": day}).content.decode()
        assert mette.post(address, {**child, "given_on": then, "given_at": "23.59"}).status_code == 302


def test_a_basis_whose_check_date_has_gone_by_warns_where_it_is_chosen(world):
    case = world.register(world.concern())
    address, late = reverse("casefile:disclose_orally", args=[case.pk]), "Skulle være kontrolleret senest 15. januar 2027."
    with clock_at(datetime(2027, 1, 15, 12, tzinfo=TZ)):
        assert late not in signed_in(world, "mette").get(address).content.decode()
    with clock_at(datetime(2027, 1, 16, 12, tzinfo=TZ)):
        assert late in signed_in(world, "mette").get(address).content.decode()


@pytest.mark.function("S63", part="one way", act="disclose_orally")
def test_the_register_says_in_words_what_was_shared_with_whom_and_on_what(world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    mette.post(reverse("casefile:disclose_orally", args=[case.pk]), told())
    mette.post(reverse("casefile:disclose_orally", args=[case.pk]), told(to_whom="Vagthavende læge"))
    page = mette.get(reverse("casefile:disclosures", args=[case.pk])).content.decode()
    shown = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Til Region Hovedstadens Psykiatri, PSP-funktionen Formål At samarbejde om en socialt udsat borger" in shown
    assert "Til Region Hovedstadens Psykiatri, PSP-funktionen · Vagthavende læge Formål" in shown
    assert "Hjemmel Retsplejeloven § 115, stk. 2" in shown
    assert "Hjemmel Barnets lov § 133" in shown
    assert "Til Brøndby Kommune, Børne-Familieafdelingen" in shown
    for code in ("RPL115_2", "BL133", "VULNERABLE", "CHILD_WELLBEING"):
        assert code not in page, code


@pytest.mark.function("C02", page="casefile:disclose_orally")
def test_all_that_is_missing_is_said_at_once_each_at_its_field(world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    address = reverse("casefile:disclose_orally", args=[case.pk])
    assert "Mindst tre ord." in mette.get(address).content.decode()
    page = mette.post(address, told(said="", necessity="Forebygge vold", basis="RPL115_1_SSP", given_on="1. marts 2099")).content.decode()
    assert re.findall(r'href="#id_(\w+)"', page) == ["said", "necessity", "basis", "given_at"]
    assert "Skriv mindst 3 ord om, hvorfor det er nødvendigt i netop denne sag." in page
    page = mette.post(address, {"said": ""}).content.decode()
    assert {"receiver", "purpose", "basis", "said", "necessity"} <= set(re.findall(r'href="#id_(\w+)"', page))


def test_the_police_have_what_was_given_to_them_and_not_called_back():
    police, town = Authority(kind="POLICE"), Authority(kind="MUNICIPALITY")
    rows = [Disclosure(receiver=police), Disclosure(receiver=police, recalled_at=now()), Disclosure(receiver=town), Disclosure()]
    assert [(row.to_police, row.had_by_police) for row in rows] == [(True, True), (True, False), (False, False), (False, False)]
