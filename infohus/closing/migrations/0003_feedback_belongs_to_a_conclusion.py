import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0002_police_answers'),
        ('closing', '0002_second_reading_at_closing'),
        ('concerns', '0002_closing'),
    ]

    operations = [
        migrations.AlterField(
            model_name='feedback',
            name='concern',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='concerns.concern'),
        ),
        migrations.AddField(
            model_name='feedback',
            name='conclusion',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.conclusion'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.UniqueConstraint(models.F('concern'), models.F('conclusion'), name='a_reporter_is_told_of_a_conclusion_once'),
        ),
    ]
