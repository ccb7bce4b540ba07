from django.db import migrations

from ancheng.kernel.extract.following import follow, leave


class Migration(migrations.Migration):

    dependencies = [
        ('extract', '0001_initial'),
        ('assets', '0002_list_speed'),
    ]

    operations = [
        migrations.RunSQL(follow('assets_asset', 'kind'), leave('assets_asset')),
    ]
