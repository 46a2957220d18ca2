from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0008_ending_with_the_case"),
    ]

    operations = [
        migrations.AddField(model_name="copy", name="answer_noted_at", field=models.DateTimeField(null=True)),
    ]
