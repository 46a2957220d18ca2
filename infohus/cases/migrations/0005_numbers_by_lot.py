from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_what_the_head_is_told")]

    operations = [
        migrations.AddField("sequence", "in_a_row", models.PositiveIntegerField(default=0)),
        migrations.AddField("sequence", "lot", models.UUIDField(null=True)),
        migrations.RunSQL("UPDATE cases_sequence SET in_a_row = last", migrations.RunSQL.noop),
    ]
