"""Items of the shipped rubric carry numbers that an officer can name; departments are judged by a share of results."""

from django.db import migrations, models

NUMBERS = {
    "standards": "1.1", "roads": "1.2", "fire_water": "1.3", "micro_stations": "1.4", "chemicals": "2.1",
    "transport": "2.2", "construction": "2.3", "high_rise": "2.4", "crowded": "2.5", "lifelines": "2.6",
    "staff": "3.1", "enforcement": "3.2", "reports": "3.3", "insurance": "4.1", "culture": "4.2",
    "education": "4.3", "platform": "5.1", "warning": "5.2", "listed": "6.1", "major_accident": "7.1",
    "false_data": "7.2", "technology": "7.3", "example": "7.4",
}  # fmt: skip


def number_items(apps, schema_editor):
    lines = apps.get_model("assessment", "Line").objects.filter(assessment__rubric="pilot")
    for name, number in NUMBERS.items():
        lines.filter(item=name).update(item=number)


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_own_rubrics")]

    operations = [
        migrations.AddField(
            model_name="line",
            name="out_of",
            field=models.PositiveIntegerField(null=True, verbose_name="评判结果数"),
        ),
        migrations.RunPython(number_items, migrations.RunPython.noop),
    ]
