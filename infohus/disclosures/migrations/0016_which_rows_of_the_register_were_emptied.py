from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0015_how_a_sheet_names_the_person"),
    ]

    operations = [
        migrations.AddField(model_name="disclosure", name="emptied_at", field=models.DateTimeField(null=True)),
    ]
