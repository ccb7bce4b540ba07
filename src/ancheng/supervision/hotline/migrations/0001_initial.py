import ancheng.base.realm
import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assets', '0001_initial'),
        ('orgs', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('geometry', django.contrib.gis.db.models.fields.GeometryField(blank=True, null=True, srid=4326, verbose_name='位置')),
                ('source_crs', models.CharField(choices=[('wgs84', 'WGS 84'), ('cgcs2000', 'CGCS2000'), ('gcj02', 'GCJ-02'), ('bd09', 'BD-09')], default='wgs84', max_length=40, verbose_name='来源坐标系')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('state', models.CharField(editable=False, max_length=30)),
                ('state_since', models.DateTimeField(editable=False)),
                ('due_at', models.DateTimeField(editable=False, null=True)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='编号')),
                ('code_hash', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ('channel', models.CharField(choices=[('web', '网上举报'), ('12345', '12345 热线'), ('12350', '12350 热线'), ('letter', '来信'), ('visit', '来访')], max_length=10, verbose_name='渠道')),
                ('matter', models.CharField(choices=[('danger', '事故隐患'), ('violation', '违法违规行为'), ('concealed', '瞒报、谎报事故'), ('other', '其他')], default='danger', max_length=10, verbose_name='类别')),
                ('title', models.CharField(max_length=80, verbose_name='事由')),
                ('content', models.TextField(verbose_name='内容')),
                ('named_party', models.CharField(blank=True, max_length=120, verbose_name='被举报单位（举报人所称）')),
                ('received_at', models.DateTimeField(verbose_name='接收时间')),
                ('real_name', models.BooleanField(default=False, verbose_name='实名')),
                ('joint', models.PositiveSmallIntegerField(default=1, verbose_name='联名人数')),
                ('order_number', models.CharField(blank=True, max_length=60, verbose_name='工单号')),
                ('order_due_at', models.DateTimeField(blank=True, null=True, verbose_name='工单时限')),
                ('accepted_at', models.DateTimeField(null=True, verbose_name='受理时间')),
                ('extended_days', models.PositiveSmallIntegerField(default=0, verbose_name='延长天数')),
                ('verified_at', models.DateTimeField(null=True, verbose_name='核查结束')),
                ('verdict', models.CharField(blank=True, choices=[('true', '属实'), ('partly', '部分属实'), ('false', '不属实'), ('open', '无法查实')], max_length=8, verbose_name='核查结论')),
                ('result', models.TextField(blank=True, verbose_name='核查情况')),
                ('told', models.TextField(blank=True, verbose_name='告知举报人')),
                ('fed_back_at', models.DateTimeField(null=True, verbose_name='反馈时间')),
                ('satisfaction', models.CharField(blank=True, choices=[('satisfied', '满意'), ('fair', '基本满意'), ('dissatisfied', '不满意')], max_length=12, verbose_name='满意度')),
                ('rated_at', models.DateTimeField(null=True)),
                ('rating_text', models.CharField(blank=True, max_length=500, verbose_name='评价')),
                ('transferred_to', models.CharField(blank=True, max_length=120, verbose_name='移送单位')),
                ('synthetic', models.BooleanField(default=False, verbose_name='演示数据')),
                ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.asset', verbose_name='对象')),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='社区、村')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='企业')),
                ('first', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='hotline.report', verbose_name='并入')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('subdistrict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='街道、地区')),
            ],
            options={
                'verbose_name': '举报',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='hotline_report_seen_by'), models.Index(fields=['-received_at', '-id'], name='hotline_report_latest'), models.Index(fields=['state', '-received_at', '-id'], name='hotline_report_state'), models.Index(fields=['enterprise', '-received_at'], name='hotline_report_enterprise'), django.contrib.postgres.indexes.GinIndex(fields=['title'], name='hotline_report_title', opclasses=['gin_trgm_ops'])],
                'constraints': [models.CheckConstraint(condition=models.Q(('first', models.F('id')), _negated=True), name='hotline_not_merged_into_itself'), models.CheckConstraint(condition=models.Q(('verdict__in', ['', 'true', 'partly', 'false', 'open'])), name='hotline_verdict_known')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Salt',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('value', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Reporter',
            fields=[
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reporter', serialize=False, to='hotline.report')),
                ('sealed', models.BinaryField()),
                ('key_mark', models.CharField(max_length=12)),
            ],
        ),
        migrations.CreateModel(
            name='MoreTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(verbose_name='延长日数')),
                ('reason', models.TextField(verbose_name='理由')),
                ('asked_by_name', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('granted', models.BooleanField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='hotline.report')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('report',), name='one_open_more_time'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='more_time_four_eyes')],
            },
        ),
        migrations.CreateModel(
            name='Reward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('state', models.CharField(editable=False, max_length=30)),
                ('state_since', models.DateTimeField(editable=False)),
                ('due_at', models.DateTimeField(editable=False, null=True)),
                ('amount_yuan', models.PositiveIntegerField(verbose_name='金额（元）')),
                ('basis', models.CharField(max_length=300, verbose_name='依据')),
                ('proposed_at', models.DateTimeField(verbose_name='提出时间')),
                ('voucher', models.CharField(blank=True, max_length=60, verbose_name='发放凭证号')),
                ('paid_at', models.DateTimeField(null=True, verbose_name='发放时间')),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rewards', to='hotline.report')),
            ],
            options={
                'verbose_name': '举报奖励',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='hotline_reward_seen_by'), models.Index(fields=['-proposed_at', '-id'], name='hotline_reward_latest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('declined', 'forfeited')), _negated=True), fields=('report',), name='one_reward_a_report'), models.CheckConstraint(condition=models.Q(('amount_yuan__gt', 0)), name='reward_is_money')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('stretch', models.BigIntegerField()),
                ('number', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'stretch'), name='turn_once')],
            },
        ),
    ]
