"""What docs/operating.md says of the commands and settings is what there is."""

import re
from pathlib import Path

from infohus import cli

ROOT = Path(__file__).resolve().parent.parent
TOLD = (ROOT / "docs" / "operating.md").read_text()
NOT_OURS = {"PATH", "DJANGO_SETTINGS_MODULE", "CONTENT_TYPE"}  # the last is of a request


def test_every_setting_is_told_and_nothing_else():
    source = "".join(file.read_text() for file in (ROOT / "infohus").rglob("*.py"))
    read = set(re.findall(r"""environ(?:\.get\(|\[|\.setdefault\()\s*["'](\w+)["']""", source)) - NOT_OURS
    read |= {f"INFOHUS_{name.upper()}" for name in re.findall(r'secret\("(\w+)"\)', (ROOT / "infohus" / "settings.py").read_text())}
    assert not {name for name in read if f"`{name}`" not in TOLD}, "a new setting: give it its line in docs/operating.md"
    settings = TOLD.split("## Settings")[1].split("## The home")[0]
    told = {name for line in settings.splitlines() if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert told - read <= {"DATABASE_OWNER_URL", "REQUESTS_CA_BUNDLE", "TMPDIR"}  # read by name, and by what we lean on


def test_every_command_is_told():
    assert not [words for words in cli.ROOMS if f"infohus {words}" not in TOLD + (ROOT / "README.da.md").read_text()]
    for name in ("serve", "doctor", "migrate", "manage"):
        assert f"infohus {name}" in TOLD


def test_the_doctor_looks_at_what_is_said():
    said = TOLD.split("* `infohus doctor` checks")[1].split("* `/healthz`")[0]
    for word in ("home", "disk", "passwords", "port", "database", "roles", "version", "pages", "login", "bundle", "log", "key"):
        assert word in said
