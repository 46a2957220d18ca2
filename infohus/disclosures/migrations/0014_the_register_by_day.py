from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0013_a_word_that_is_no_answer_noted"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["municipality", "-given_at", "-id"], name="disclosures_of_a_municipality"),
        ),
    ]
