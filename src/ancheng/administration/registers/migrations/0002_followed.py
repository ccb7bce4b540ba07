from django.db import migrations

from ancheng.kernel.extract.following import follow, leave


class Migration(migrations.Migration):

    dependencies = [
        ('extract', '0001_initial'),
        ('registers', '0001_registers'),
    ]

    operations = [
        migrations.RunSQL(follow('registers_row', 'register'), leave('registers_row')),
    ]
