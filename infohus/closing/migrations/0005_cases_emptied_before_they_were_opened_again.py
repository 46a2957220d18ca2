from django.db import migrations

# Of a case that is open again and whose conclusion is gone, the words were deleted with its last closing: the police went on with it alone.
SINCE = """UPDATE cases_case c SET emptied_at = (SELECT max(k.at) FROM closing_closing k WHERE k.case_id = c.id)
  WHERE c.stage <> 'closed' AND EXISTS (SELECT FROM closing_closing k WHERE k.case_id = c.id)
    AND NOT EXISTS (SELECT FROM assessments_conclusion a JOIN closing_closing k ON k.case_id = a.case_id AND a.at <= k.at WHERE a.case_id = c.id)"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_what_was_emptied_when_it_was_closed"),
        ("assessments", "0006_questions_answered_all_the_same_wait_no_longer"),
        ("closing", "0004_what_was_told_is_laid_to_its_conclusion"),
    ]

    operations = [
        migrations.RunSQL(SINCE, migrations.RunSQL.noop),
    ]
