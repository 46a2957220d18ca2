from django.db import migrations

# What was given by the time a case was emptied lost its words then: to whom, and how the person was called, are never there any more.
# What came along with another case since, and was given before, is told by having either, or by being waited for or answered.
NOTE = """UPDATE disclosures_disclosure d SET emptied_at = coalesce(k.emptied_at, k.closed_at) FROM cases_case k
  WHERE k.id = d.case_id AND d.emptied_at IS NULL AND d.to_whom IS NULL AND d.named_as IS NULL AND d.recall_why IS NULL
    AND (d.given_at <= k.emptied_at OR k.stage = 'closed' AND k.retention_class IN ('R1', 'R4'))
    AND NOT EXISTS (SELECT 1 FROM deadlines_deadline w WHERE w.about = d.id AND w.kind = 'police_answer' AND w.met_at IS NULL AND w.ended_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM assessments_policeanswer p WHERE p.disclosure_id = d.id)"""


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0016_which_rows_of_the_register_were_emptied"),
        ("assessments", "0002_police_answers"),
        ("cases", "0009_what_was_emptied_when_it_was_closed"),
    ]

    operations = [
        migrations.RunSQL(NOTE, migrations.RunSQL.noop),
    ]
