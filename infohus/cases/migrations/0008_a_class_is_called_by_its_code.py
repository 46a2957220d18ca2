from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_the_log_of_a_gone_case'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='retention_class',
            field=models.CharField(blank=True, choices=[('R1', 'klasse R1'), ('R2', 'klasse R2'), ('R3', 'klasse R3'), ('R4', 'klasse R4'), ('R5', 'klasse R5')], max_length=2),
        ),
    ]
