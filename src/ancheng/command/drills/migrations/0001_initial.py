import ancheng.base.realm
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contingency', '0001_initial'),
        ('orgs', '0001_initial'),
        ('people', '__first__'),
        ('tasks', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('state', models.CharField(editable=False, max_length=30)),
                ('state_since', models.DateTimeField(editable=False)),
                ('due_at', models.DateTimeField(editable=False, null=True)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='编号')),
                ('title', models.CharField(max_length=120, verbose_name='演练名称')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('mode', models.CharField(choices=[('tabletop', '桌面演练'), ('practical', '实战演练')], max_length=10, verbose_name='形式')),
                ('breadth', models.CharField(choices=[('single', '单项演练'), ('comprehensive', '综合演练')], max_length=14, verbose_name='内容')),
                ('planned_on', models.DateField(verbose_name='计划日期')),
                ('held_on', models.DateField(null=True, verbose_name='实施日期')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='地点')),
                ('people', models.PositiveIntegerField(null=True, verbose_name='参演人数')),
                ('course', models.TextField(blank=True, verbose_name='演练经过')),
                ('points', models.PositiveSmallIntegerField(null=True, verbose_name='评估得分')),
                ('conclusion', models.CharField(blank=True, max_length=20, verbose_name='评估结论')),
                ('evaluated_by', models.CharField(blank=True, max_length=80, verbose_name='评估人')),
                ('reported_on', models.DateField(null=True, verbose_name='报送日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='drills', to='contingency.plan', verbose_name='预案')),
            ],
            options={
                'verbose_name': '演练',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='drill_seen_by'), models.Index(fields=['year', 'state'], name='drill_year'), models.Index(fields=['plan', 'held_on'], name='drill_plan')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('planned', 'cancelled')), models.Q(('held_on__isnull', False), ('people__gte', 1)), _connector='OR'), name='drill_held_on_a_day_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('evaluated', 'closed')), _negated=True), ('points__isnull', False), _connector='OR'), name='drill_evaluated_has_points')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Defect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='问题')),
                ('due_on', models.DateField(verbose_name='整改期限')),
                ('task', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.task')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='整改单位')),
                ('drill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='defects', to='drills.drill')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Exercise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('script', models.CharField(max_length=40, verbose_name='脚本')),
                ('state', models.CharField(choices=[('ready', '待开始'), ('running', '进行中'), ('ended', '已结束')], default='ready', max_length=8)),
                ('started_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('director', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drill', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='exercise', to='drills.drill')),
            ],
            options={
                'verbose_name': '演练推演',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='exercise_seen_by'), models.Index(condition=models.Q(('state', 'running')), fields=['state'], name='exercise_running')],
                'constraints': [models.CheckConstraint(condition=models.Q(('realm', 'exercise')), name='exercise_is_never_actual'), models.CheckConstraint(condition=models.Q(('state', 'ready'), ('started_at__isnull', False), _connector='OR'), name='exercise_runs_since')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Inject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('minute', models.PositiveSmallIntegerField(verbose_name='第几分钟')),
                ('kind', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=120, verbose_name='内容')),
                ('text', models.CharField(blank=True, max_length=400)),
                ('settings', models.JSONField(default=dict)),
                ('expects', models.CharField(blank=True, max_length=200, verbose_name='应有响应')),
                ('minutes', models.PositiveSmallIntegerField(default=0, verbose_name='响应时限（分钟）')),
                ('given_at', models.DateTimeField(null=True)),
                ('made_type', models.CharField(blank=True, max_length=60)),
                ('made_id', models.BigIntegerField(null=True)),
                ('fault', models.CharField(blank=True, max_length=200)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.CharField(blank=True, max_length=80)),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='响应情况')),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='injects', to='drills.exercise')),
            ],
            options={
                'ordering': ['minute', 'order'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'order'), name='inject_once'), models.CheckConstraint(condition=models.Q(('answered_at', None), ('given_at__isnull', False), _connector='OR'), name='inject_answered_after_given')],
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('points', models.PositiveSmallIntegerField(verbose_name='得分')),
                ('remark', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('drill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='drills.drill')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('drill', 'key'), name='drill_mark_once')],
            },
        ),
    ]
