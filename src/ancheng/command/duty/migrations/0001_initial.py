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
        ('orgs', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('name', models.CharField(max_length=80, verbose_name='名单名称')),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '呼叫名单',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='call_list_seen_by')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'name'), name='call_list_once')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CallDown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('nonce', models.CharField(editable=False, max_length=36, unique=True)),
                ('reason', models.CharField(max_length=200, verbose_name='呼叫内容')),
                ('at', models.DateTimeField(verbose_name='呼叫时间')),
                ('by_name', models.CharField(max_length=80, verbose_name='呼叫人')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='确认时限（分钟）')),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='duty.calllist', verbose_name='呼叫名单')),
            ],
            options={
                'verbose_name': '紧急呼叫',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='call_down_seen_by')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CallMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(blank=True, max_length=80, verbose_name='职责')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='顺序')),
                ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='无人应答时呼叫')),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='duty.calllist')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('list', 'person'), name='call_member_once'), models.CheckConstraint(condition=models.Q(('deputy', None), models.Q(('deputy', models.F('person')), _negated=True), _connector='OR'), name='call_member_deputy_is_another')],
            },
        ),
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('name', models.CharField(max_length=80, verbose_name='值班室')),
                ('phone', models.CharField(max_length=30, verbose_name='值班电话')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='地点')),
                ('closed_on', models.DateField(editable=False, null=True)),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '值班室',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='duty_desk_seen_by')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_on', None)), fields=('unit', 'name'), name='duty_desk_once')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='duty.desk')),
            ],
            options={
                'verbose_name': '班次',
                'ordering': ['starts_at'],
                'indexes': [models.Index(fields=['desk', 'ends_at'], name='duty_shift_end')],
                'constraints': [models.UniqueConstraint(fields=('desk', 'starts_at'), name='duty_shift_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='duty_shift_span')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('summary', models.TextField(verbose_name='本班情况')),
                ('left', models.TextField(blank=True, verbose_name='未办结事项')),
                ('equipment', models.CharField(max_length=200, verbose_name='设备和通信')),
                ('given_at', models.DateTimeField()),
                ('given_name', models.CharField(max_length=80, verbose_name='交班人')),
                ('taken_at', models.DateTimeField(null=True)),
                ('taken_name', models.CharField(blank=True, max_length=80, verbose_name='接班人')),
                ('document_id', models.BigIntegerField(null=True)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('next_shift', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken', to='duty.shift')),
                ('shift', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='handover', to='duty.shift')),
            ],
            options={
                'verbose_name': '交接班',
                'constraints': [models.CheckConstraint(condition=models.Q(('taken_by', None), models.Q(('taken_by', models.F('given_by')), _negated=True), _connector='OR'), name='duty_handover_two_hands')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('kind', models.CharField(choices=[('call', '来电'), ('report', '信息报告'), ('order', '领导指示'), ('weather', '气象水情'), ('check', '抽查点名'), ('handover', '交接班'), ('correction', '更正'), ('other', '其他')], max_length=10, verbose_name='类别')),
                ('text', models.TextField(verbose_name='内容')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='来电（来文）单位和人员')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='电话')),
                ('open', models.BooleanField(default=False, verbose_name='需要跟办')),
                ('done_at', models.DateTimeField(null=True)),
                ('result', models.CharField(blank=True, max_length=300, verbose_name='办理结果')),
                ('by_name', models.CharField(max_length=80, verbose_name='记录人')),
                ('synthetic', models.BooleanField(default=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='duty.entry')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='duty.desk')),
                ('shift', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entries', to='duty.shift')),
            ],
            options={
                'verbose_name': '值班记录',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='duty_entry_seen_by'), models.Index(fields=['desk', '-id'], name='duty_entry_desk'), models.Index(condition=models.Q(('done_at', None), ('open', True)), fields=['desk'], name='duty_entry_open')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('leader', '带班领导'), ('officer', '值班员')], max_length=8, verbose_name='职责')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='duty.shift')),
            ],
            options={
                'verbose_name': '值班安排',
                'indexes': [models.Index(fields=['person', 'shift'], name='duty_person')],
                'constraints': [models.UniqueConstraint(fields=('shift', 'person'), name='duty_assigned_once')],
            },
        ),
    ]
