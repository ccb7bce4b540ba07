import ancheng.base.realm
import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('dangers', '0001_initial'),
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Accident',
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
                ('title', models.CharField(max_length=120, verbose_name='事故名称')),
                ('sort', models.CharField(choices=[('work', '一般作业'), ('road', '道路交通'), ('fire', '火灾'), ('building', '建筑施工'), ('chemical', '危险化学品'), ('gas', '燃气'), ('equipment', '特种设备'), ('other', '其他')], max_length=10, verbose_name='类型')),
                ('grade', models.CharField(choices=[('general', '一般'), ('larger', '较大'), ('major', '重大'), ('extreme', '特别重大')], max_length=10, verbose_name='等级')),
                ('occurred_at', models.DateTimeField(verbose_name='发生时间')),
                ('known_at', models.DateTimeField(verbose_name='单位负责人接报')),
                ('received_at', models.DateTimeField(verbose_name='本部门接报')),
                ('reported_up_at', models.DateTimeField(null=True, verbose_name='上报时间')),
                ('brief', models.TextField(verbose_name='简要经过')),
                ('deaths', models.PositiveSmallIntegerField(verbose_name='死亡（含失踪）')),
                ('injured', models.PositiveSmallIntegerField(verbose_name='重伤（含急性中毒）')),
                ('loss_yuan', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='直接经济损失（元）')),
                ('measures_taken', models.TextField(blank=True, verbose_name='已采取的措施')),
                ('team_lead', models.CharField(blank=True, max_length=60, verbose_name='调查组组长')),
                ('team', models.TextField(blank=True, verbose_name='调查组成员单位')),
                ('extended_days', models.PositiveSmallIntegerField(default=0, verbose_name='延长提交天数')),
                ('approval_extended_days', models.PositiveSmallIntegerField(default=0)),
                ('appraisal_days', models.PositiveSmallIntegerField(default=0, verbose_name='技术鉴定天数')),
                ('cause', models.TextField(blank=True, verbose_name='事故原因')),
                ('nature', models.CharField(blank=True, max_length=20, verbose_name='事故性质')),
                ('responsible', models.BooleanField(null=True, verbose_name='责任事故')),
                ('advice', models.TextField(blank=True, verbose_name='处理建议')),
                ('report_received_at', models.DateTimeField(null=True, verbose_name='收到调查报告')),
                ('approved_on', models.DateField(null=True, verbose_name='批复日期')),
                ('approval_number', models.CharField(blank=True, max_length=60, verbose_name='批复文号')),
                ('published_on', models.DateField(null=True, verbose_name='公布日期')),
                ('public_text', models.TextField(blank=True, verbose_name='公布内容')),
                ('withheld_why', models.CharField(blank=True, max_length=300, verbose_name='不公布的法定理由')),
                ('evaluated_on', models.DateField(null=True, verbose_name='评估日期')),
                ('evaluation', models.TextField(blank=True, verbose_name='评估结论')),
                ('evaluation_public_on', models.DateField(null=True, verbose_name='评估公布日期')),
                ('concealed', models.BooleanField(default=False, verbose_name='瞒报、谎报、迟报或漏报')),
                ('synthetic', models.BooleanField(default=False, verbose_name='演示数据')),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='社区、村')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='发生单位')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('subdistrict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='街道、地区')),
            ],
            options={
                'verbose_name': '事故',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='accident_seen_by'), models.Index(fields=['-occurred_at', '-id'], name='accident_latest'), models.Index(fields=['enterprise', '-occurred_at'], name='accident_enterprise')],
                'constraints': [models.CheckConstraint(condition=models.Q(('grade__in', ['general', 'larger', 'major', 'extreme'])), name='accident_grade_known'), models.CheckConstraint(condition=models.Q(('published_on', None), ('withheld_why', ''), _connector='OR'), name='accident_published_or_withheld'), models.CheckConstraint(condition=models.Q(('occurred_at__lte', models.F('known_at')), ('known_at__lte', models.F('received_at'))), name='accident_times_in_order')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Appraisal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=200, verbose_name='鉴定事项')),
                ('by_whom', models.CharField(max_length=120, verbose_name='鉴定机构')),
                ('began_on', models.DateField(verbose_name='开始')),
                ('ended_on', models.DateField(verbose_name='结束')),
                ('accident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appraisals', to='accidents.accident')),
            ],
            options={
                'ordering': ['began_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('began_on'))), name='appraisal_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=80)),
                ('deaths', models.PositiveSmallIntegerField()),
                ('injured', models.PositiveSmallIntegerField()),
                ('loss_yuan', models.PositiveBigIntegerField(null=True)),
                ('grade_before', models.CharField(choices=[('general', '一般'), ('larger', '较大'), ('major', '重大'), ('extreme', '特别重大')], max_length=10)),
                ('grade_after', models.CharField(choices=[('general', '一般'), ('larger', '较大'), ('major', '重大'), ('extreme', '特别重大')], max_length=10)),
                ('why', models.TextField()),
                ('accident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='accidents.accident')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='KnownDanger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(max_length=300, verbose_name='关联说明')),
                ('accident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dangers', to='accidents.accident')),
                ('danger', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dangers.danger')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('accident', 'danger'), name='danger_linked_once')],
            },
        ),
    ]
