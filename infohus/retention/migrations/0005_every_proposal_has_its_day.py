from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0004_the_day_of_earlier_proposals"),
    ]

    operations = [
        migrations.AlterField(model_name="erasure", name="day", field=models.DateField()),
    ]
