from django.db import migrations

# What was told belongs to the conclusion that stood when it was told: the last one before it.
LAY = """UPDATE closing_feedback f SET conclusion_id = (
  SELECT c.id FROM assessments_conclusion c WHERE c.case_id = f.case_id AND c.at <= f.at ORDER BY c.at DESC, c.id DESC LIMIT 1)"""


class Migration(migrations.Migration):

    dependencies = [
        ('closing', '0003_feedback_belongs_to_a_conclusion'),
    ]

    operations = [
        migrations.RunSQL(LAY, migrations.RunSQL.noop),
    ]
