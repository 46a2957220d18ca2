from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('retention', '0006_a_class_is_called_by_its_code'),
    ]

    operations = [
        migrations.AddField(
            model_name='certificate',
            name='delivered_to',
            field=models.CharField(blank=True, choices=[('state', 'Rigsarkivet'), ('municipal', 'Kommunens arkiv')], max_length=12),
        ),
    ]
