from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0010_which_concerns_a_sheet_tells_of"),
    ]

    operations = [
        migrations.AlterField(model_name="disclosure", name="tells_of", field=models.JSONField(null=True)),
    ]
