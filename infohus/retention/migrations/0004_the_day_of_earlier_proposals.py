from django.db import migrations

# Nothing remembers how a day stood when something was proposed before: it is taken to be as it is. A case that was opened again has none, and its
# proposals are over.
LAY = """UPDATE retention_erasure e SET day = coalesce((SELECT c.erase_on FROM cases_case c WHERE c.id = e.case_id), (e.proposed_at AT TIME ZONE 'Europe/Copenhagen')::date)
WHERE e.day IS NULL"""


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0003_a_proposal_keeps_the_day_it_rests_on"),
    ]

    operations = [
        migrations.RunSQL(LAY, migrations.RunSQL.noop),
    ]
