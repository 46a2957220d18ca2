from django.db import migrations

WORDS = {
    "{months_unfounded} måneder": "{kept_unfounded}", "{months_unfounded} months": "{kept_unfounded}", "{months_unfounded}": "{kept_unfounded}",
    "{years_case} år": "{kept_case}", "{years_case} years": "{kept_case}", "{years_case}": "{kept_case}",
}  # fmt: skip


def say(text):
    """A wording with the times as the classes have them, in days, months or years."""
    for old, new in WORDS.items():
        text = text.replace(old, new)
    return text


def reword(apps, schema_editor):
    """An authority's own privacy notice counted in months and years, whatever its classes are counted in."""
    for row in apps.get_model("catalogues", "Entry").objects.filter(kind="text", code="PRIVACY_KEPT"):
        row.text, row.text_en = say(row.text), say(row.text_en)
        row.save(update_fields=["text", "text_en"])


class Migration(migrations.Migration):
    dependencies = [
        ("catalogues", "0001_first"),
    ]

    operations = [migrations.RunPython(reword, migrations.RunPython.noop)]
