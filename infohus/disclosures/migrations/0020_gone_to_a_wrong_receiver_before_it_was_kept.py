from django.db import migrations

# Before a row of the register kept that its sheet had gone to a wrong receiver, the log alone did: what it still tells is kept with the row.
NOTE = """UPDATE disclosures_disclosure d SET wrong_receiver = true
  FROM audit_entry said WHERE said.act = 'recall_disclosure' AND said.codes->>'disclosure' = d.id::text AND said.codes->'wrong_receiver' = 'true'::jsonb
    AND said.codes->'refused' IS NULL AND d.recalled_at IS NOT NULL AND NOT d.wrong_receiver"""


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0019_gone_to_a_wrong_receiver"),
        ("audit", "0002_log_by_act_and_day"),
    ]

    operations = [
        migrations.RunSQL(NOTE, migrations.RunSQL.noop),
    ]
