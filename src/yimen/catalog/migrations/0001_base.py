import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yimen.common.together import Together


class Migration(migrations.Migration):

    replaces = [
        ("catalog", "0001_initial"),
        ("catalog", "0002_comparison_with_the_province"),
        ("catalog", "0003_guides_and_search"),
        ("catalog", "0004_items_the_platform_pushes"),
    ]

    initial = True

    dependencies = [
        ('exchange', '0001_base'),
        ('people', '0001_base'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='ProvinceItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='原行号')),
                    ('code', models.CharField(blank=True, max_length=80, verbose_name='编码')),
                    ('base_code', models.CharField(blank=True, max_length=40, verbose_name='基本编码')),
                    ('name', models.CharField(max_length=1000, verbose_name='事项名称')),
                    ('parent_name', models.CharField(blank=True, max_length=1000, verbose_name='主项名称')),
                    ('kind', models.CharField(blank=True, choices=[('01', '行政许可'), ('02', '行政处罚'), ('03', '行政强制'), ('04', '行政征收'), ('05', '行政给付'), ('06', '行政检查'), ('07', '行政确认'), ('08', '行政奖励'), ('09', '行政裁决'), ('10', '其他行政权力'), ('20', '公共服务')], max_length=2, verbose_name='事项类型')),
                    ('body', models.CharField(blank=True, max_length=80, verbose_name='实施主体')),
                    ('level', models.CharField(blank=True, max_length=60, verbose_name='行使层级')),
                    ('for_county', models.BooleanField(default=True, verbose_name='县级行使')),
                    ('handling', models.CharField(blank=True, choices=[('instant', '即办件'), ('committed', '承诺件'), ('', '未载明')], max_length=10, verbose_name='办件类型')),
                    ('promised_days', models.PositiveIntegerField(blank=True, null=True, verbose_name='承诺办结时限')),
                    ('promised_unit', models.CharField(blank=True, choices=[('working', '工作日'), ('natural', '自然日'), ('', '未载明')], max_length=10, verbose_name='承诺时限单位')),
                ],
                options={
                    'verbose_name': '省级事项',
                    'verbose_name_plural': '省级事项',
                    'ordering': ['province_list', 'number'],
                },
            ),
            migrations.CreateModel(
                name='SearchIndex',
                fields=[
                    ('region', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='people.region', verbose_name='所属区划')),
                    ('newest', models.BigIntegerField(verbose_name='最新事项版本')),
                    ('items', models.PositiveIntegerField(verbose_name='事项数')),
                    ('built_at', models.DateTimeField(verbose_name='建立时间')),
                ],
                options={
                    'verbose_name': '搜索索引',
                    'verbose_name_plural': '搜索索引',
                },
            ),
            migrations.CreateModel(
                name='Item',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=80, verbose_name='实施编码')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '事项',
                    'verbose_name_plural': '事项',
                    'ordering': ['region', 'code'],
                },
            ),
            migrations.CreateModel(
                name='Guide',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(verbose_name='起始日期')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                    ('number', models.PositiveIntegerField(verbose_name='版本号')),
                    ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='编制时间')),
                    ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='guides', to='exchange.importbatch', verbose_name='导入批次')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guides', to='people.department', verbose_name='实施主体')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guides', to='people.region', verbose_name='所属区划')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guides', to='catalog.item', verbose_name='事项')),
                ],
                options={
                    'verbose_name': '办事指南',
                    'verbose_name_plural': '办事指南',
                    'ordering': ['item', '-number'],
                },
            ),
            migrations.CreateModel(
                name='ItemVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(verbose_name='起始日期')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                    ('number', models.PositiveIntegerField(default=1, verbose_name='版本号')),
                    ('code', models.CharField(max_length=80, verbose_name='实施编码')),
                    ('code_layout', models.CharField(blank=True, max_length=30, verbose_name='编码样式')),
                    ('base_code', models.CharField(blank=True, max_length=40, verbose_name='基本编码')),
                    ('organisation_code', models.CharField(blank=True, max_length=40, verbose_name='实施主体编码')),
                    ('organisation_code_class', models.CharField(blank=True, max_length=30, verbose_name='主体编码判别')),
                    ('name', models.CharField(max_length=1000, verbose_name='事项名称')),
                    ('parent_name', models.CharField(blank=True, max_length=1000, verbose_name='主项名称')),
                    ('kind', models.CharField(choices=[('01', '行政许可'), ('02', '行政处罚'), ('03', '行政强制'), ('04', '行政征收'), ('05', '行政给付'), ('06', '行政检查'), ('07', '行政确认'), ('08', '行政奖励'), ('09', '行政裁决'), ('10', '其他行政权力'), ('20', '公共服务')], max_length=2, verbose_name='事项类型')),
                    ('initiation', models.CharField(choices=[('on_application', '依申请'), ('ex_officio', '依职权')], max_length=20, verbose_name='启动方式')),
                    ('state', models.CharField(choices=[('in_use', '在用'), ('paused', '暂停'), ('cancelled', '取消')], default='in_use', max_length=10, verbose_name='事项状态')),
                    ('level', models.CharField(blank=True, max_length=2, verbose_name='行使层级')),
                    ('handling', models.CharField(blank=True, choices=[('instant', '即办件'), ('committed', '承诺件'), ('', '未载明')], max_length=10, verbose_name='办件类型')),
                    ('statutory_days', models.PositiveIntegerField(blank=True, null=True, verbose_name='法定办结时限')),
                    ('statutory_unit', models.CharField(blank=True, choices=[('working', '工作日'), ('natural', '自然日'), ('', '未载明')], max_length=10, verbose_name='法定时限单位')),
                    ('promised_days', models.PositiveIntegerField(blank=True, null=True, verbose_name='承诺办结时限')),
                    ('promised_unit', models.CharField(blank=True, choices=[('working', '工作日'), ('natural', '自然日'), ('', '未载明')], max_length=10, verbose_name='承诺时限单位')),
                    ('legal_basis', models.TextField(blank=True, verbose_name='设定依据')),
                    ('service_objects', models.CharField(blank=True, max_length=60, verbose_name='服务对象')),
                    ('channels', models.CharField(blank=True, max_length=60, verbose_name='办理形式')),
                    ('visits', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='到办事现场次数')),
                    ('visit_reason', models.CharField(blank=True, max_length=500, verbose_name='必须现场办理原因说明')),
                    ('online_depth', models.CharField(blank=True, max_length=20, verbose_name='网上办理深度')),
                    ('in_hall', models.BooleanField(blank=True, null=True, verbose_name='是否进驻政务大厅')),
                    ('place', models.CharField(blank=True, max_length=300, verbose_name='办理地点')),
                    ('consultation_phone', models.CharField(blank=True, max_length=100, verbose_name='咨询方式')),
                    ('complaint_phone', models.CharField(blank=True, max_length=100, verbose_name='监督投诉方式')),
                    ('charged', models.BooleanField(blank=True, null=True, verbose_name='是否收费')),
                    ('fee_basis', models.CharField(blank=True, max_length=500, verbose_name='收费依据')),
                    ('result_name', models.CharField(blank=True, max_length=300, verbose_name='结果名称')),
                    ('result_kind', models.CharField(blank=True, max_length=20, verbose_name='结果类型')),
                    ('search_text', models.CharField(max_length=1500, verbose_name='检索文本')),
                    ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='item_versions', to='exchange.importbatch', verbose_name='导入批次')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='item_versions', to='people.department', verbose_name='实施主体')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='catalog.item', verbose_name='事项')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '事项版本',
                    'verbose_name_plural': '事项版本',
                    'ordering': ['code'],
                },
            ),
            migrations.CreateModel(
                name='ComparedLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('way', models.CharField(blank=True, choices=[('code', '编码相同'), ('base_code', '基本编码相同'), ('name', '名称相近'), ('person', '人工确认'), ('split', '人工确认（一拆多）'), ('', '没有配对')], max_length=10, verbose_name='配对依据')),
                    ('percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='把握（%）')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.department', verbose_name='部门')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.region', verbose_name='所属区划')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                    ('ours', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='compared', to='catalog.itemversion', verbose_name='县级事项版本')),
                ],
                options={
                    'verbose_name': '比对行',
                    'verbose_name_plural': '比对行',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='LineCandidate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField(verbose_name='次序')),
                    ('percent', models.PositiveSmallIntegerField(verbose_name='把握（%）')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='catalog.comparedline', verbose_name='比对行')),
                    ('ours', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.itemversion', verbose_name='县级事项版本')),
                ],
                options={
                    'verbose_name': '候选事项',
                    'verbose_name_plural': '候选事项',
                    'ordering': ['line', 'place'],
                },
            ),
            migrations.CreateModel(
                name='LineDifference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('field', models.CharField(choices=[('name', '事项名称'), ('kind', '事项类型'), ('handling', '办件类型'), ('promised', '承诺办结时限'), ('department', '实施主体')], max_length=12, verbose_name='要素')),
                    ('ours', models.CharField(max_length=1000, verbose_name='县级清单')),
                    ('theirs', models.CharField(max_length=1000, verbose_name='省级清单')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='catalog.comparedline', verbose_name='比对行')),
                ],
                options={
                    'verbose_name': '要素差异',
                    'verbose_name_plural': '要素差异',
                    'ordering': ['line', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='ListComparison',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='比对次数')),
                    ('as_of', models.DateField(verbose_name='县级清单基准日')),
                    ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='比对时间')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='比对人')),
                    ('previous', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='catalog.listcomparison', verbose_name='上一次比对')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comparisons', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '与省级清单比对',
                    'verbose_name_plural': '与省级清单比对',
                    'ordering': ['-pk'],
                },
            ),
            migrations.AddField(
                model_name='comparedline',
                name='comparison',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='catalog.listcomparison', verbose_name='比对'),
            ),
            migrations.CreateModel(
                name='Material',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=20, verbose_name='编号')),
                    ('place', models.PositiveSmallIntegerField(verbose_name='次序')),
                    ('name', models.CharField(max_length=300, verbose_name='材料名称')),
                    ('form', models.CharField(choices=[('original', '原件'), ('copy', '复印件'), ('both', '原件和复印件'), ('electronic', '电子件')], max_length=12, verbose_name='形式')),
                    ('source', models.CharField(choices=[('applicant', '申请人自备'), ('government', '政府部门核发'), ('shared', '部门共享，无须提交'), ('other', '其他机构出具')], max_length=12, verbose_name='来源渠道')),
                    ('need', models.CharField(choices=[('needed', '必要'), ('optional', '非必要'), ('later', '容缺后补')], max_length=10, verbose_name='必要性')),
                    ('copies', models.PositiveSmallIntegerField(default=1, verbose_name='份数')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='填报须知')),
                    ('sample', models.CharField(blank=True, max_length=64, verbose_name='样本摘要')),
                    ('sample_name', models.CharField(blank=True, max_length=200, verbose_name='样本文件名')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='materials', to='catalog.guide', verbose_name='办事指南')),
                ],
                options={
                    'verbose_name': '材料',
                    'verbose_name_plural': '材料',
                    'ordering': ['guide', 'place'],
                },
            ),
            migrations.CreateModel(
                name='PairDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('our_name', models.CharField(max_length=1000, verbose_name='县级事项名称')),
                    ('their_name', models.CharField(max_length=1000, verbose_name='省级事项名称')),
                    ('answer', models.CharField(choices=[('same', '同一事项'), ('part', '省级一项，县里拆成多项'), ('other', '不是同一事项')], max_length=5, verbose_name='决定')),
                    ('decided_at', models.DateTimeField(auto_now_add=True, verbose_name='决定时间')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤回时间')),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='决定人')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.department', verbose_name='部门')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pair_decisions', to='catalog.item', verbose_name='县级事项')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='catalog.comparedline', verbose_name='比对行')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pair_decisions', to='people.region', verbose_name='所属区划')),
                    ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤回人')),
                ],
                options={
                    'verbose_name': '配对决定',
                    'verbose_name_plural': '配对决定',
                    'ordering': ['-pk'],
                },
            ),
            migrations.AddField(
                model_name='comparedline',
                name='theirs',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='catalog.provinceitem', verbose_name='省级事项'),
            ),
            migrations.CreateModel(
                name='ProvinceList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.CharField(max_length=60, verbose_name='清单版本')),
                    ('source', models.CharField(max_length=200, verbose_name='来源')),
                    ('taken_at', models.DateTimeField(auto_now_add=True, verbose_name='导入时间')),
                    ('batch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='province_list', to='exchange.importbatch', verbose_name='导入批次')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='province_lists', to='people.region', verbose_name='所属区划')),
                    ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='导入人')),
                ],
                options={
                    'verbose_name': '省级清单',
                    'verbose_name_plural': '省级清单',
                    'ordering': ['-pk'],
                },
            ),
            migrations.AddField(
                model_name='provinceitem',
                name='province_list',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='catalog.provincelist', verbose_name='省级清单'),
            ),
            migrations.AddField(
                model_name='listcomparison',
                name='province_list',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comparisons', to='catalog.provincelist', verbose_name='省级清单'),
            ),
            migrations.CreateModel(
                name='PushedItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('base_code', models.CharField(max_length=40, verbose_name='基本编码')),
                    ('name', models.CharField(max_length=1000, verbose_name='事项名称')),
                    ('version', models.PositiveIntegerField(verbose_name='版本')),
                    ('state', models.CharField(choices=[('在用', '在用'), ('暂停', '暂停'), ('取消', '取消')], max_length=2, verbose_name='事项状态')),
                    ('message', models.CharField(max_length=120, verbose_name='省平台消息号')),
                    ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='收到时间')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pushed_items', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '省平台推送的事项',
                    'verbose_name_plural': '省平台推送的事项',
                    'ordering': ['base_code', '-version'],
                },
            ),
            migrations.CreateModel(
                name='Situation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=20, verbose_name='编号')),
                    ('place', models.PositiveSmallIntegerField(verbose_name='次序')),
                    ('question', models.CharField(max_length=200, verbose_name='问题')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='situations', to='catalog.guide', verbose_name='办事指南')),
                ],
                options={
                    'verbose_name': '情形',
                    'verbose_name_plural': '情形',
                    'ordering': ['guide', 'place'],
                },
            ),
            migrations.CreateModel(
                name='SituationOption',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=20, verbose_name='编号')),
                    ('place', models.PositiveSmallIntegerField(verbose_name='次序')),
                    ('label', models.CharField(max_length=200, verbose_name='选项')),
                    ('situation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='options', to='catalog.situation', verbose_name='情形')),
                ],
                options={
                    'verbose_name': '情形选项',
                    'verbose_name_plural': '情形选项',
                    'ordering': ['situation', 'place'],
                },
            ),
            migrations.AddField(
                model_name='situation',
                name='under',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='then', to='catalog.situationoption', verbose_name='在此选项之后'),
            ),
            migrations.CreateModel(
                name='MaterialRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('material', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='catalog.material', verbose_name='材料')),
                    ('option', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='catalog.situationoption', verbose_name='情形选项')),
                ],
                options={
                    'verbose_name': '材料适用情形',
                    'verbose_name_plural': '材料适用情形',
                },
            ),
            migrations.AddField(
                model_name='material',
                name='options',
                field=models.ManyToManyField(related_name='materials', through='catalog.MaterialRule', to='catalog.situationoption', verbose_name='适用情形'),
            ),
            migrations.CreateModel(
                name='Synonym',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('said', models.CharField(max_length=60, verbose_name='群众说法')),
                    ('official', models.CharField(max_length=120, verbose_name='规范用语')),
                    ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='synonyms', to='people.region', verbose_name='所属区划')),
                    ('retired_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='停用人')),
                ],
                options={
                    'verbose_name': '搜索同义词',
                    'verbose_name_plural': '搜索同义词',
                    'ordering': ['said', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='FormField',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=20, verbose_name='编号')),
                    ('place', models.PositiveSmallIntegerField(verbose_name='次序')),
                    ('label', models.CharField(max_length=100, verbose_name='字段名称')),
                    ('kind', models.CharField(choices=[('text', '文字'), ('long_text', '多行文字'), ('number', '数字'), ('date', '日期'), ('choice', '单选'), ('person_id', '公民身份号码'), ('firm_id', '统一社会信用代码'), ('phone', '手机号码'), ('file', '附件')], max_length=10, verbose_name='字段类型')),
                    ('needed', models.BooleanField(default=True, verbose_name='必填')),
                    ('help', models.CharField(blank=True, max_length=300, verbose_name='填写说明')),
                    ('choices', models.TextField(blank=True, verbose_name='可选值')),
                    ('shown_for', models.CharField(blank=True, max_length=100, verbose_name='取值为')),
                    ('reuse', models.CharField(blank=True, max_length=40, verbose_name='复用键')),
                    ('shown_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shows', to='catalog.formfield', verbose_name='取决于字段')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fields', to='catalog.guide', verbose_name='办事指南')),
                ],
                options={
                    'verbose_name': '表单字段',
                    'verbose_name_plural': '表单字段',
                    'ordering': ['guide', 'place'],
                    'constraints': [models.UniqueConstraint(fields=('guide', 'key'), name='form_field_key_once'), models.CheckConstraint(condition=models.Q(('shown_by__isnull', True), models.Q(('shown_for', ''), _negated=True), _connector='OR'), name='condition_of_a_field_is_whole')],
                },
            ),
            migrations.CreateModel(
                name='Eligibility',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=20, verbose_name='编号')),
                    ('place', models.PositiveSmallIntegerField(verbose_name='次序')),
                    ('question', models.CharField(max_length=200, verbose_name='问题')),
                    ('stops_on_yes', models.BooleanField(verbose_name='答“是”则不能申请')),
                    ('instead', models.CharField(max_length=500, verbose_name='不符合时怎么办')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conditions', to='catalog.guide', verbose_name='办事指南')),
                ],
                options={
                    'verbose_name': '受理条件',
                    'verbose_name_plural': '受理条件',
                    'ordering': ['guide', 'place'],
                    'constraints': [models.UniqueConstraint(fields=('guide', 'key'), name='condition_key_once')],
                },
            ),
            migrations.CreateModel(
                name='IndexedTerm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('term', models.CharField(max_length=40, verbose_name='词')),
                    ('frequency', models.PositiveIntegerField(verbose_name='事项数')),
                    ('versions', models.BinaryField(verbose_name='事项版本')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '索引词',
                    'verbose_name_plural': '索引词',
                    'constraints': [models.UniqueConstraint(fields=('region', 'term'), name='indexed_term_once')],
                },
            ),
            migrations.AddConstraint(
                model_name='item',
                constraint=models.UniqueConstraint(fields=('region', 'code'), name='item_code_once_a_region'),
            ),
            migrations.AddConstraint(
                model_name='guide',
                constraint=models.UniqueConstraint(fields=('item', 'number'), name='guide_number_once'),
            ),
            migrations.AddConstraint(
                model_name='guide',
                constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('item',), name='one_open_guide'),
            ),
            migrations.AddIndex(
                model_name='itemversion',
                index=models.Index(fields=['region', 'code'], name='version_by_code'),
            ),
            migrations.AddIndex(
                model_name='itemversion',
                index=models.Index(fields=['region', 'department', 'code'], name='version_by_department'),
            ),
            migrations.AddIndex(
                model_name='itemversion',
                index=models.Index(fields=['region', 'valid_from', 'valid_to'], name='version_by_validity'),
            ),
            migrations.AddConstraint(
                model_name='itemversion',
                constraint=models.UniqueConstraint(fields=('item', 'number'), name='item_version_number_once'),
            ),
            migrations.AddConstraint(
                model_name='itemversion',
                constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('item',), name='one_open_version'),
            ),
            migrations.AddConstraint(
                model_name='itemversion',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='item_version_dates'),
            ),
            migrations.AddConstraint(
                model_name='linecandidate',
                constraint=models.UniqueConstraint(fields=('line', 'place'), name='one_candidate_a_place'),
            ),
            migrations.AddConstraint(
                model_name='linedifference',
                constraint=models.UniqueConstraint(fields=('line', 'field'), name='one_difference_a_field'),
            ),
            migrations.AddConstraint(
                model_name='pairdecision',
                constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('region', 'item', 'our_name', 'their_name'), name='one_decision_a_pair'),
            ),
            migrations.AddIndex(
                model_name='comparedline',
                index=models.Index(fields=['comparison', 'status', 'department'], name='line_by_status'),
            ),
            migrations.AddConstraint(
                model_name='comparedline',
                constraint=models.UniqueConstraint(fields=('comparison', 'ours', 'theirs'), name='one_line_a_pair'),
            ),
            migrations.AddConstraint(
                model_name='comparedline',
                constraint=models.CheckConstraint(condition=models.Q(('theirs__isnull', False), ('ours__isnull', False), _connector='OR'), name='line_speaks_of_something'),
            ),
            migrations.AddConstraint(
                model_name='comparedline',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'extra'), _negated=True), ('theirs__isnull', True), _connector='OR'), name='extra_is_only_ours'),
            ),
            migrations.AddConstraint(
                model_name='comparedline',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'doubtful'), _negated=True), ('ours__isnull', True), _connector='OR'), name='doubtful_is_unpaired'),
            ),
            migrations.AddConstraint(
                model_name='provincelist',
                constraint=models.UniqueConstraint(fields=('region', 'version'), name='province_list_version_once'),
            ),
            migrations.AddConstraint(
                model_name='provinceitem',
                constraint=models.UniqueConstraint(fields=('province_list', 'number'), name='one_province_item_a_line'),
            ),
            migrations.AddConstraint(
                model_name='listcomparison',
                constraint=models.UniqueConstraint(fields=('region', 'number'), name='comparison_number_once_a_region'),
            ),
            migrations.AddConstraint(
                model_name='pusheditem',
                constraint=models.UniqueConstraint(fields=('region', 'base_code', 'version'), name='pushed_item_version_once'),
            ),
            migrations.AddConstraint(
                model_name='situationoption',
                constraint=models.UniqueConstraint(fields=('situation', 'key'), name='option_key_once'),
            ),
            migrations.AddConstraint(
                model_name='situation',
                constraint=models.UniqueConstraint(fields=('guide', 'key'), name='situation_key_once'),
            ),
            migrations.AddConstraint(
                model_name='materialrule',
                constraint=models.UniqueConstraint(fields=('material', 'option'), name='material_rule_once'),
            ),
            migrations.AddConstraint(
                model_name='material',
                constraint=models.UniqueConstraint(fields=('guide', 'key'), name='material_key_once'),
            ),
            migrations.AddConstraint(
                model_name='synonym',
                constraint=models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('region', 'said', 'official'), name='one_synonym_in_use'),
            ),
        ]),
    ]
