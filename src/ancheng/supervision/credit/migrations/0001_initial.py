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
            name='Listing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('state', models.CharField(editable=False, max_length=30)),
                ('state_since', models.DateTimeField(editable=False)),
                ('due_at', models.DateTimeField(editable=False, null=True)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='编号')),
                ('list', models.CharField(choices=[('joint', '联合惩戒对象'), ('black', '黑名单'), ('serious', '严重失信主体名单'), ('red', '红名单')], max_length=8, verbose_name='名单')),
                ('behaviour', models.CharField(blank=True, max_length=20, verbose_name='列入情形')),
                ('facts', models.TextField(verbose_name='事实和依据')),
                ('field', models.CharField(choices=[('safety', '安全生产'), ('fire', '消防'), ('construction', '住建'), ('transport', '交通运输'), ('equipment', '特种设备')], default='safety', max_length=12, verbose_name='领域')),
                ('collected_on', models.DateField(verbose_name='采集日期')),
                ('reported_on', models.DateField(null=True, verbose_name='报送日期')),
                ('reviewed_on', models.DateField(null=True, verbose_name='会审日期')),
                ('review', models.TextField(blank=True, verbose_name='会审意见')),
                ('notified_on', models.DateField(null=True, verbose_name='告知日期')),
                ('defence_until', models.DateField(null=True, verbose_name='申辩截止')),
                ('defence', models.TextField(blank=True, verbose_name='陈述申辩')),
                ('defended_at', models.DateTimeField(null=True)),
                ('waived', models.BooleanField(default=False, verbose_name='放弃申辩')),
                ('hearing', models.TextField(blank=True, verbose_name='申辩复核意见')),
                ('submitted_on', models.DateField(null=True, verbose_name='报批日期')),
                ('decision', models.CharField(blank=True, max_length=60, verbose_name='决定文号')),
                ('published_on', models.DateField(null=True, verbose_name='公布推送日期')),
                ('expires_on', models.DateField(null=True, verbose_name='期满日期')),
                ('removal_ground', models.TextField(blank=True, verbose_name='申请移出理由')),
                ('removed_on', models.DateField(null=True, verbose_name='移出日期')),
                ('synthetic', models.BooleanField(default=False, verbose_name='演示数据')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='企业')),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '联合惩戒台账',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='credit_listing_seen_by'), models.Index(fields=['enterprise', '-collected_on'], name='credit_listing_enterprise'), models.Index(fields=['list', 'expires_on'], name='credit_listing_public')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('removed', 'dropped', 'revoked')), _negated=True), fields=('enterprise', 'list'), name='credit_listed_once_at_a_time'), models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='credit_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('pushed', 'removal_asked')), _negated=True), models.Q(('expires_on__isnull', False), ('published_on__isnull', False)), _connector='OR'), name='credit_listed_with_an_end')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=80)),
                ('text', models.TextField(verbose_name='异议')),
                ('decided_at', models.DateTimeField(null=True)),
                ('upheld', models.BooleanField(null=True)),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='credit.listing')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('listing',), name='credit_one_open_objection')],
            },
        ),
        migrations.CreateModel(
            name='Push',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('measure', models.TextField(blank=True, verbose_name='惩戒或激励措施')),
                ('answered_at', models.DateTimeField(null=True)),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pushes', to='credit.listing')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='推送单位')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('listing', 'unit'), name='credit_pushed_once')],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('at', models.DateTimeField(verbose_name='评定时间')),
                ('score', models.PositiveSmallIntegerField(verbose_name='得分')),
                ('grade', models.CharField(choices=[('A', 'A'), ('B', 'B'), ('C', 'C'), ('D', 'D')], max_length=1, verbose_name='等级')),
                ('lines', models.JSONField(default=list)),
                ('citation', models.CharField(max_length=200, verbose_name='评分标准')),
                ('current', models.BooleanField(default=True)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='企业')),
            ],
            options={
                'verbose_name': '信用评级',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='credit_rating_seen_by'), models.Index(fields=['enterprise', '-at'], name='credit_rating_enterprise'), models.Index(condition=models.Q(('current', True)), fields=['grade', 'score'], name='credit_rating_grade')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('current', True)), fields=('enterprise',), name='credit_rating_one_current'), models.CheckConstraint(condition=models.Q(('score__lte', 100)), name='credit_score_percent')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('kind', models.CharField(choices=[('penalty', '行政处罚'), ('accident_general', '一般责任事故'), ('accident_larger', '较大责任事故'), ('accident_major', '重大及以上责任事故'), ('concealed', '瞒报谎报迟报事故'), ('danger_overdue', '重大隐患逾期未改'), ('danger_listed', '重大隐患挂牌督办'), ('report_true', '举报查实'), ('broken_promise', '违背安全承诺'), ('award', '表彰奖励'), ('standard', '标准化达标'), ('insured', '投保安责险')], max_length=20, verbose_name='类别')),
                ('on', models.DateField(verbose_name='日期')),
                ('text', models.CharField(max_length=300, verbose_name='内容')),
                ('source_type', models.CharField(blank=True, max_length=60)),
                ('source_id', models.CharField(blank=True, max_length=40)),
                ('gathered_at', models.DateTimeField()),
                ('repaired_at', models.DateTimeField(null=True)),
                ('repaired_why', models.CharField(blank=True, max_length=300, verbose_name='修复或更正理由')),
                ('synthetic', models.BooleanField(default=False)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='企业')),
                ('source_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='提供单位')),
            ],
            options={
                'verbose_name': '信用信息',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='credit_record_seen_by'), models.Index(fields=['enterprise', '-on'], name='credit_record_enterprise')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('source_type', ''), _negated=True), fields=('enterprise', 'kind', 'source_type', 'source_id'), name='credit_record_once')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
    ]
