import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yimen.common.together import Together


class Migration(migrations.Migration):

    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0002_issued_documents"),
        ("documents", "0003_authorisation_kinds"),
        ("documents", "0004_signing"),
        ("documents", "0005_number_outside"),
        ("documents", "0006_papers"),
        ("documents", "0070_pressing"),
        ("documents", "1200_programme_reports"),
    ]

    initial = True

    dependencies = [
        ('people', '0001_base'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='DocumentNumber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('series', models.CharField(max_length=20, verbose_name='机关代字')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                    ('serial', models.PositiveIntegerField(verbose_name='序号')),
                    ('use', models.CharField(max_length=100, verbose_name='用途')),
                    ('outside', models.BooleanField(default=False, verbose_name='用于系统外起草的文件')),
                    ('allocated_at', models.DateTimeField(auto_now_add=True, verbose_name='取号时间')),
                    ('abandoned_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                    ('abandoned_reason', models.CharField(blank=True, max_length=200, verbose_name='作废原因')),
                    ('abandoned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作废经办')),
                    ('allocated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取号人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='document_numbers', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '文号',
                    'verbose_name_plural': '文号',
                    'ordering': ['region', 'series', 'year', 'serial'],
                },
            ),
            migrations.CreateModel(
                name='IssuedDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('notice', '通知'), ('letter', '函'), ('supervision', '督办函'), ('order', '责令整改通知书'), ('reminder', '提醒函'), ('talk', '约谈通知书'), ('circular', '通报'), ('referral', '移送函'), ('commitment', '承诺书'), ('entrustment', '委托协议'), ('appointment', '任命书'), ('authorisation', '授权书'), ('self_inspection', '自查报告'), ('monthly_report', '月报'), ('programme_report', '专项行动报告'), ('minutes', '纪要'), ('verdict', '核验结论书'), ('case_accepted', '受理通知书'), ('case_asked', '一次性告知书'), ('case_declined', '不予受理决定书'), ('case_paused', '特别程序告知书'), ('case_extended', '延长期限告知书'), ('case_granted', '准予决定书'), ('case_refused', '不予决定书'), ('case_ended', '终止办理通知书'), ('case_withdrawn', '撤回申请确认书'), ('case_receipt', '送达回证'), ('case_handover', '办件交接单')], max_length=20, verbose_name='文种')),
                    ('title', models.CharField(max_length=300, verbose_name='标题')),
                    ('recipients', models.CharField(blank=True, max_length=1000, verbose_name='主送机关')),
                    ('source', models.CharField(max_length=60, verbose_name='来源')),
                    ('issued_on', models.DateField(verbose_name='成文日期')),
                    ('digest', models.CharField(max_length=64, verbose_name='PDF 摘要')),
                    ('size', models.PositiveBigIntegerField(verbose_name='PDF 字节数')),
                    ('word_digest', models.CharField(blank=True, max_length=64, verbose_name='DOCX 摘要')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issued_documents', to='people.department', verbose_name='所涉部门')),
                    ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发文经办')),
                    ('number', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='issued', to='documents.documentnumber', verbose_name='文号')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issued_documents', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '发文',
                    'verbose_name_plural': '发文',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='SigningAuthority',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('certificate', models.TextField(verbose_name='根证书')),
                    ('sealed_key', models.TextField(verbose_name='封装的私钥')),
                    ('valid_to', models.DateTimeField(verbose_name='有效期至')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                    ('region', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signing_authority', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '县级签名机构',
                    'verbose_name_plural': '县级签名机构',
                },
            ),
            migrations.CreateModel(
                name='Certificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('serial', models.CharField(max_length=40, unique=True, verbose_name='证书序列号')),
                    ('subject', models.CharField(max_length=200, verbose_name='证书主体')),
                    ('certificate', models.TextField(verbose_name='证书')),
                    ('sealed_key', models.TextField(verbose_name='封装的私钥')),
                    ('provider', models.CharField(choices=[('software', '县级签名机构软件证书'), ('ukey', 'UKey（SM2）')], default='software', max_length=10, verbose_name='签名方式')),
                    ('ukey', models.CharField(blank=True, max_length=130, verbose_name='UKey 公钥')),
                    ('valid_from', models.DateTimeField(verbose_name='有效期自')),
                    ('valid_to', models.DateTimeField(verbose_name='有效期至')),
                    ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='吊销时间')),
                    ('revoked_reason', models.CharField(blank=True, max_length=200, verbose_name='吊销原因')),
                    ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to=settings.AUTH_USER_MODEL, verbose_name='持有账号')),
                    ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发放人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='people.region', verbose_name='所属区划')),
                    ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='吊销人')),
                ],
                options={
                    'verbose_name': '签名证书',
                    'verbose_name_plural': '签名证书',
                    'ordering': ['-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('holder',), name='one_certificate_in_use'), models.CheckConstraint(condition=models.Q(('valid_to__gt', models.F('valid_from'))), name='certificate_dates'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_reason', '')), models.Q(('revoked_at__isnull', False), models.Q(('revoked_reason', ''), _negated=True)), _connector='OR'), name='certificate_revoked_for_a_reason')],
                },
            ),
            migrations.AddConstraint(
                model_name='documentnumber',
                constraint=models.UniqueConstraint(fields=('region', 'series', 'year', 'serial'), name='document_number_once'),
            ),
            migrations.AddConstraint(
                model_name='documentnumber',
                constraint=models.CheckConstraint(condition=models.Q(('serial__gte', 1)), name='document_number_from_one'),
            ),
            migrations.AddConstraint(
                model_name='documentnumber',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('abandoned_at__isnull', True), ('abandoned_reason', '')), models.Q(('abandoned_at__isnull', False), models.Q(('abandoned_reason', ''), _negated=True)), _connector='OR'), name='document_number_abandoned_for_a_reason'),
            ),
            migrations.AddIndex(
                model_name='issueddocument',
                index=models.Index(fields=['region', 'kind', '-id'], name='issued_by_kind'),
            ),
            migrations.AddIndex(
                model_name='issueddocument',
                index=models.Index(fields=['source'], name='issued_by_source'),
            ),
        ]),
    ]
