from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0001_erasing"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="classchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed", True), _negated=True),
                    models.Q(("answered_by__isnull", False), models.Q(("answered_by", models.F("proposed_by")), _negated=True)),
                    _connector="OR",
                ),
                name="class_confirmed_by_another_than_proposed",
            ),
        ),
    ]
