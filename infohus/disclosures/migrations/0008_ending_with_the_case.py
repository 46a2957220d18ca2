from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0007_copies_know_what_they_correct"),
    ]

    operations = [
        migrations.AddField(model_name="copy", name="ended_at", field=models.DateTimeField(null=True)),
    ]
