from django.db import migrations

# Ids were made of the moment, and rows lay in the order of the log: both joined a fact to a case. All are written anew, in random order.
MIX = """
WITH gone AS (DELETE FROM counting_fact RETURNING kind, month, municipality_id, codes, amount)
INSERT INTO counting_fact (id, kind, month, municipality_id, codes, amount)
SELECT gen_random_uuid(), kind, month, municipality_id, codes, amount FROM gone ORDER BY random();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("counting", "0001_first"),
    ]

    operations = [migrations.RunSQL(MIX, migrations.RunSQL.noop)]
