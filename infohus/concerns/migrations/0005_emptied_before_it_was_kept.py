from django.db import migrations

# A concern has words until its case is rejected, or closed because the police went on with it alone. One without any was emptied then.
NOTE = """UPDATE concerns_concern c SET emptied_at = coalesce(k.emptied_at, k.closed_at) FROM cases_case k
  WHERE k.id = c.case_id AND c.observed IS NULL AND c.emptied_at IS NULL
    AND (k.emptied_at IS NOT NULL OR k.stage = 'closed' AND k.retention_class IN ('R1', 'R4'))"""


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0004_which_concerns_were_emptied"),
        ("cases", "0009_what_was_emptied_when_it_was_closed"),
    ]

    operations = [
        migrations.RunSQL(NOTE, migrations.RunSQL.noop),
    ]
