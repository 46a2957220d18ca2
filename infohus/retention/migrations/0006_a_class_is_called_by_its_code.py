from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('retention', '0005_every_proposal_has_its_day'),
    ]

    operations = [
        migrations.AlterField(
            model_name='certificate',
            name='retention_class',
            field=models.CharField(choices=[('R1', 'klasse R1'), ('R2', 'klasse R2'), ('R3', 'klasse R3'), ('R4', 'klasse R4'), ('R5', 'klasse R5')], max_length=2),
        ),
        migrations.AlterField(
            model_name='classchange',
            name='code',
            field=models.CharField(choices=[('R1', 'klasse R1'), ('R2', 'klasse R2'), ('R3', 'klasse R3'), ('R4', 'klasse R4'), ('R5', 'klasse R5')], max_length=3),
        ),
    ]
