"""What stands on the public pages can be read by a fourteen-year-old."""

import pytest

from tests.beyond import public_templates
from tests.estate import estate as estate
from tests.texts import lix, texts

HARDEST = 35


@pytest.fixture(scope="module")
def public(estate):
    """The texts of the public pages, by name."""
    return {name: blocks for name, of_public, _who, blocks in texts(estate) if of_public}


def test_no_public_page_is_harder_to_read_than_it_may_be(public):
    hard = {name: round(lix(blocks), 1) for name, blocks in public.items() if lix(blocks) > HARDEST}
    assert not hard, "shorter sentences, shorter words (make texts)"


def test_every_public_page_is_read(public):
    assert set(public_templates()) - set(public) == set(), "tests/beyond.py should come by it"


def test_a_hard_text_is_noticed():
    assert lix(["Vi læser det. Vi ringer til dig."]) < 10
    assert lix(["Henvendelsesmodtagerne journaliserer bekymringshenvendelserne under hensyntagen til forvaltningslovgivningen"]) > 70
    assert lix(["Ring 112", "Det haster"]) == 2  # two items of a list: two sentences of two words
