from django.db import migrations

from ancheng.kernel.extract.following import follow, leave


class Migration(migrations.Migration):

    dependencies = [
        ('extract', '0001_initial'),
        ('registers', '0001_registers'),
    ]

    operations = [
        migrations.RunSQL(follow('registers_row', 'register'), leave('registers_row')),
        # Only what changed since a moment was asked by it; the marks tell that now.
        migrations.RemoveIndex(model_name='row', name='register_latest'),
    ]
