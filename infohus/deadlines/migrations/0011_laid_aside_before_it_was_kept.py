from django.db import migrations

# Before a deadline kept that it was laid aside, the log alone did: what it still tells is kept with the deadline that was met by it, at its moment.
# What was done of an underretning that was judged acute is noted by the same act, and is not laid aside.
NOTE = """UPDATE deadlines_deadline d SET met_with = 'aside'
  FROM audit_entry said WHERE said.act = 'set_aside' AND said.case_id = d.case_id AND said.codes->>'kind' = d.kind
    AND said.codes->>'about' IS NOT DISTINCT FROM d.about::text AND said.codes->'refused' IS NULL
    AND d.kind <> 'child_acute' AND d.met_with = '' AND d.remark IS NOT NULL AND abs(extract(epoch FROM d.met_at - said.at)) < 60"""


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0010_laid_aside_is_an_answer"),
        ("audit", "0002_log_by_act_and_day"),
    ]

    operations = [
        migrations.RunSQL(NOTE, migrations.RunSQL.noop),
    ]
