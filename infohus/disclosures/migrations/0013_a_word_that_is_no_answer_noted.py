from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0012_what_earlier_sheets_told_is_not_known"),
    ]

    operations = [
        migrations.AddField(model_name="copy", name="undecided_noted_at", field=models.DateTimeField(null=True)),
    ]
