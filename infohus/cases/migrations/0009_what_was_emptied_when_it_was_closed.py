from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_a_class_is_called_by_its_code'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='emptied_at',
            field=models.DateTimeField(null=True),
        ),
    ]
