import ancheng.base.realm
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField(default=0)),
                ('clock', models.FloatField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('state', models.CharField(editable=False, max_length=30)),
                ('state_since', models.DateTimeField(editable=False)),
                ('due_at', models.DateTimeField(editable=False, null=True)),
                ('number', models.PositiveSmallIntegerField(verbose_name='版本')),
                ('condition', models.JSONField(verbose_name='条件')),
                ('level', models.PositiveSmallIntegerField(null=True, verbose_name='建议级别')),
                ('scope_kind', models.CharField(choices=[('kind', '某类全部传感器'), ('sensors', '指定传感器'), ('assets', '指定对象上的传感器'), ('areas', '指定区域内的传感器')], max_length=10, verbose_name='范围')),
                ('scope', models.JSONField(default=list)),
                ('sensor_kind', models.CharField(blank=True, max_length=40, verbose_name='传感器类别')),
                ('inputs', models.JSONField(default=dict)),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='单位')),
                ('clause', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('verified', models.BooleanField(default=False, verbose_name='依据已核对')),
                ('downgrade_min', models.PositiveIntegerField(null=True, verbose_name='定时降级（分钟）')),
                ('clear_min', models.PositiveIntegerField(null=True, verbose_name='恢复后定时解除（分钟）')),
                ('remind_min', models.PositiveIntegerField(null=True, verbose_name='重复提醒（分钟）')),
                ('trial', models.JSONField(default=dict)),
                ('activated_at', models.DateTimeField(null=True, verbose_name='启用时间')),
                ('retired_at', models.DateTimeField(null=True, verbose_name='停用时间')),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
            ],
            options={
                'verbose_name': '规则版本',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='rule_version_seen_by'), models.Index(fields=['state', '-id'], name='rule_version_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('active', 'retired')), _negated=True), ('activated_at__isnull', False), _connector='OR'), name='rule_active_since_a_time'), models.CheckConstraint(condition=models.Q(('level', None), ('level__in', (1, 2, 3, 4)), _connector='OR'), name='rule_level_known')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(max_length=30, verbose_name='预警类别')),
                ('origin', models.CharField(blank=True, max_length=80)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': '规则',
                'constraints': [models.UniqueConstraint(condition=models.Q(('origin', ''), _negated=True), fields=('origin',), name='rule_installed_once')],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='rules.version')),
                ('position', models.BigIntegerField()),
                ('keys', models.JSONField(default=list)),
                ('state', models.BinaryField()),
                ('saved_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='version',
            name='rule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='rules.rule'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('rule', 'number'), name='rule_version_once'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('rule',), name='rule_active_once'),
        ),
    ]
