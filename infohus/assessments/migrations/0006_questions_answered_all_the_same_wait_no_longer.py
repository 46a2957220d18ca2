from django.db import migrations

# What the police asked and answered all the same, before that ended the waiting.
END = """
UPDATE deadlines_deadline d SET ended_at = given.answered_at, end_reason = 'answered'
FROM assessments_policeanswer asked, assessments_policeanswer given
WHERE d.kind = 'answer_back' AND d.met_at IS NULL AND d.ended_at IS NULL AND d.about = asked.id
  AND given.disclosure_id = asked.disclosure_id AND given.kind = 'answer' AND given.answered_at >= asked.answered_at
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0005_words_noted_before_are_known_to_their_sheets"),
        ("deadlines", "0006_what_is_new_from_the_police"),
    ]

    operations = [migrations.RunSQL(END, migrations.RunSQL.noop)]
