from django.db import migrations


class Migration(migrations.Migration):
    """An empty list meant until now that a disclosure told of all that waited; from now on it means that it told of none."""

    dependencies = [
        ("disclosures", "0011_a_sheet_may_tell_of_no_concern"),
    ]

    operations = [
        migrations.RunSQL("UPDATE disclosures_disclosure SET tells_of = NULL WHERE tells_of = '[]'::jsonb", migrations.RunSQL.noop),
    ]
