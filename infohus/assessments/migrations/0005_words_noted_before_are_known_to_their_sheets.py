from django.db import migrations

# A word that it cannot be decided yet, typed in before the sheets knew of it, is noted on what it was about: its sheet,
# and those that answered what the police had asked about it, as far as they were given by then.
NOTE = """WITH RECURSIVE about(noted_at, disclosure_id) AS (
    SELECT noted_at, disclosure_id FROM assessments_policeanswer WHERE kind = 'undecided' AND form <> 'system'
    UNION
    SELECT about.noted_at, asked.answered_with_id FROM about JOIN assessments_policeanswer asked USING (disclosure_id)
    WHERE asked.answered_with_id IS NOT NULL
  ), latest AS (
    SELECT c.id, max(about.noted_at) AS noted_at FROM about JOIN disclosures_copy c USING (disclosure_id)
    WHERE c.given_at <= about.noted_at GROUP BY c.id
  )
  UPDATE disclosures_copy c SET undecided_noted_at = latest.noted_at FROM latest WHERE c.id = latest.id AND c.undecided_noted_at IS NULL"""


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0004_a_word_that_is_no_answer'),
        ('disclosures', '0013_a_word_that_is_no_answer_noted'),
    ]

    operations = [
        migrations.RunSQL(NOTE, migrations.RunSQL.noop),
    ]
