import ancheng.base.realm
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contingency', '0001_initial'),
        ('duty', '0001_initial'),
        ('orgs', '0001_initial'),
        ('resources', '0002_stock_card'),
        ('tasks', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Activation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('nonce', models.CharField(editable=False, max_length=36, unique=True)),
                ('matter', models.CharField(max_length=200, verbose_name='事由')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='地点')),
                ('level', models.PositiveSmallIntegerField(verbose_name='响应级别')),
                ('incident_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(max_length=80, verbose_name='启动人')),
                ('at', models.DateTimeField(verbose_name='启动时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='终止时间')),
                ('ended_why', models.CharField(blank=True, max_length=200, verbose_name='终止理由')),
                ('by_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='启动单位')),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duty.calldown')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activations', to='contingency.plan')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contingency.version')),
            ],
            options={
                'verbose_name': '预案启动',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='activation_seen_by'), models.Index(fields=['plan', '-at'], name='activation_plan'), models.Index(fields=['incident_id'], name='activation_incident')],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', (1, 2, 3, 4))), name='activation_level_known'), models.CheckConstraint(condition=models.Q(('ended_at', None), models.Q(('ended_why', ''), _negated=True), _connector='OR'), name='activation_ended_for_a_reason')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='资源')),
                ('source', models.CharField(blank=True, max_length=80, verbose_name='来源')),
                ('quantity', models.PositiveIntegerField(verbose_name='需要')),
                ('asked', models.PositiveIntegerField(verbose_name='已申请')),
                ('why_short', models.CharField(blank=True, max_length=120, verbose_name='缺口原因')),
                ('activation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='activation.activation')),
                ('orders', models.ManyToManyField(related_name='+', to='resources.callorder')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('asked__lte', models.F('quantity'))), name='activation_asks_no_more'), models.CheckConstraint(condition=models.Q(('asked', models.F('quantity')), models.Q(('why_short', ''), _negated=True), _connector='OR'), name='activation_short_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='OrderedStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('post', models.CharField(max_length=40, verbose_name='岗位')),
                ('due_at', models.DateTimeField(verbose_name='时限')),
                ('activation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='activation.activation')),
                ('task', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.task')),
            ],
            options={
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('activation', 'order'), name='activation_step_once')],
            },
        ),
    ]
