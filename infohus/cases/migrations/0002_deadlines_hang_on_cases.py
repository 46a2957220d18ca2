from django.db import migrations


class Migration(migrations.Migration):
    """The foreign key from a deadline to its case, laid from above: `deadlines` does not know `cases`."""

    dependencies = [("cases", "0001_first"), ("deadlines", "0001_first")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE deadlines_deadline ADD CONSTRAINT deadline_of_a_case FOREIGN KEY (case_id) REFERENCES cases_case (id)"
            " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE deadlines_deadline DROP CONSTRAINT deadline_of_a_case",
        )
    ]
