import django.db.models.deletion
import yimen.ledger.models
from django.conf import settings
from django.db import migrations, models

from yimen.common.together import Together


class Migration(migrations.Migration):

    replaces = [
        ("exchange", "0001_initial"),
        ("exchange", "0002_recipes_tokens_promises"),
        ("exchange", "0003_how_often_a_token_is_used"),
        ("exchange", "0004_comparison_with_the_province"),
        ("exchange", "0005_files_read_in_the_background"),
        ("exchange", "0006_guides_and_search"),
        ("exchange", "0007_floor_plans_and_queues"),
        ("exchange", "0008_platform"),
        ("exchange", "0010_hall_registers"),
        ("exchange", "0060_checklists"),
        ("exchange", "1000_questions"),
        ("exchange", "1400_earlier_ratings"),
    ]

    initial = True

    dependencies = [
        ('people', '0001_base'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='AccessToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(max_length=60, verbose_name='使用系统')),
                    ('digest', models.CharField(max_length=64, unique=True, verbose_name='令牌摘要')),
                    ('hint', models.CharField(max_length=12, verbose_name='令牌开头')),
                    ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='发放时间')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='有效期至')),
                    ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='收回时间')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='people.department', verbose_name='部门')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发放人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='people.region', verbose_name='所属区划')),
                    ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='收回人')),
                ],
                options={
                    'verbose_name': '接口令牌',
                    'verbose_name_plural': '接口令牌',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='Contact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='最近应答')),
                    ('failed_at', models.DateTimeField(blank=True, null=True, verbose_name='最近失败')),
                    ('trouble', models.CharField(blank=True, max_length=200, verbose_name='失败原因')),
                    ('region', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '通信状况',
                    'verbose_name_plural': '通信状况',
                },
            ),
            migrations.CreateModel(
                name='MappingRecipe',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('cases.cases', '办件'), ('cases.register', '部门台账')], max_length=20, verbose_name='报送种类')),
                    ('headings', models.CharField(max_length=64, verbose_name='表头摘要')),
                    ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='制定时间')),
                    ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recipes', to='people.department', verbose_name='部门')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='制定人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipes', to='people.region', verbose_name='所属区划')),
                    ('retired_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='停用人')),
                ],
                options={
                    'verbose_name': '映射方案',
                    'verbose_name_plural': '映射方案',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='ImportBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('kind', models.CharField(choices=[('catalog.items', '事项清单'), ('catalog.province', '省级事项清单'), ('catalog.guides', '办事指南'), ('cases.cases', '办件'), ('cases.register', '部门台账'), ('halls.attendance', '考勤'), ('halls.space', '大厅平面图'), ('halls.queue', '排队数据'), ('halls.windows', '窗口'), ('halls.days', '开放日'), ('halls.assets', '设备与资产'), ('evidence.set', '取证数据集'), ('inspections.list', '自查清单'), ('evaluation.past', '原系统评价'), ('training.bank', '题库')], max_length=20, verbose_name='类别')),
                    ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('digest', models.CharField(max_length=64, verbose_name='文件摘要')),
                    ('size', models.PositiveBigIntegerField(verbose_name='文件字节数')),
                    ('encoding', models.CharField(blank=True, max_length=20, verbose_name='字符编码')),
                    ('sheet', models.CharField(blank=True, max_length=100, verbose_name='工作表')),
                    ('heading_line', models.PositiveIntegerField(default=1, verbose_name='表头行号')),
                    ('mapping', models.JSONField(default=dict, verbose_name='列对应')),
                    ('plan', models.JSONField(default=dict, verbose_name='导入计划')),
                    ('effective_on', models.DateField(blank=True, null=True, verbose_name='生效日期')),
                    ('rows_total', models.PositiveIntegerField(default=0, verbose_name='文件行数')),
                    ('rows_read', models.PositiveIntegerField(default=0, verbose_name='读入行数')),
                    ('rows_accepted', models.PositiveIntegerField(default=0, verbose_name='接收行数')),
                    ('rows_refused', models.PositiveIntegerField(default=0, verbose_name='退回行数')),
                    ('way', models.CharField(choices=[('upload', '页面上传'), ('folder', '监测文件夹'), ('api', '接口')], default='upload', max_length=10, verbose_name='报送方式')),
                    ('handed_in_as', models.CharField(blank=True, max_length=100, verbose_name='报送标识')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('failure', models.CharField(blank=True, max_length=300, verbose_name='中断原因')),
                    ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='最近心跳')),
                    ('resumed', models.PositiveSmallIntegerField(default=0, verbose_name='续读次数')),
                    ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='exchange.importbatch', verbose_name='更正的批次')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='people.department', verbose_name='部门')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='people.region', verbose_name='所属区划')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                    ('token', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='exchange.accesstoken', verbose_name='接口令牌')),
                    ('uploaded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                    ('recipe', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='exchange.mappingrecipe', verbose_name='映射方案')),
                ],
                options={
                    'verbose_name': '导入批次',
                    'verbose_name_plural': '导入批次',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='Package',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('way', models.CharField(choices=[('out', '导出'), ('in', '导入')], max_length=3, verbose_name='方向')),
                    ('number', models.CharField(max_length=64, verbose_name='包号')),
                    ('digest', models.CharField(max_length=64, verbose_name='文件摘要')),
                    ('size', models.PositiveIntegerField(verbose_name='文件字节数')),
                    ('messages', models.PositiveIntegerField(verbose_name='消息数')),
                    ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                    ('answers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered_by', to='exchange.package', verbose_name='回执所答的包')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packages', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '交换包',
                    'verbose_name_plural': '交换包',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='OutboxMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('salt', models.BinaryField(default=yimen.ledger.models.new_salt, max_length=32, verbose_name='盐值')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('stream', models.CharField(max_length=80, verbose_name='流')),
                    ('sequence', models.PositiveIntegerField(verbose_name='流内序号')),
                    ('kind', models.CharField(max_length=20, verbose_name='种类')),
                    ('body', models.TextField(verbose_name='内容')),
                    ('digest', models.CharField(max_length=64, verbose_name='内容摘要')),
                    ('revision', models.PositiveSmallIntegerField(default=1, verbose_name='第几稿')),
                    ('key', models.CharField(max_length=120, unique=True, verbose_name='幂等键')),
                    ('remote', models.CharField(blank=True, max_length=64, verbose_name='省平台编号')),
                    ('code', models.CharField(blank=True, max_length=20, verbose_name='退回代码')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='退回或搁置原因')),
                    ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='省平台确认日期')),
                    ('put_at', models.DateTimeField(verbose_name='登记时间')),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='已试次数')),
                    ('next_try_at', models.DateTimeField(verbose_name='下次重试时间')),
                    ('held_until', models.DateTimeField(blank=True, null=True, verbose_name='占用至')),
                    ('trouble', models.CharField(blank=True, max_length=200, verbose_name='最近的问题')),
                    ('put_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outbox', to='people.region', verbose_name='所属区划')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                    ('package', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outbox', to='exchange.package', verbose_name='交换包')),
                ],
                options={
                    'verbose_name': '发件',
                    'verbose_name_plural': '发件',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='InboxMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('salt', models.BinaryField(default=yimen.ledger.models.new_salt, max_length=32, verbose_name='盐值')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('number', models.CharField(max_length=120, verbose_name='省平台消息号')),
                    ('kind', models.CharField(max_length=20, verbose_name='种类')),
                    ('stream', models.CharField(max_length=80, verbose_name='流')),
                    ('body', models.TextField(verbose_name='内容')),
                    ('digest', models.CharField(max_length=64, verbose_name='内容摘要')),
                    ('way', models.CharField(choices=[('pushed', '省平台推送'), ('pulled', '我方拉取'), ('package', '交换包')], max_length=10, verbose_name='来路')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='未收下的原因')),
                    ('received_at', models.DateTimeField(verbose_name='收到时间')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inbox', to='people.region', verbose_name='所属区划')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                    ('package', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inbox', to='exchange.package', verbose_name='交换包')),
                ],
                options={
                    'verbose_name': '来件',
                    'verbose_name_plural': '来件',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='PullCursor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=20, verbose_name='种类')),
                    ('place', models.CharField(blank=True, max_length=64, verbose_name='位置')),
                    ('pulled_at', models.DateTimeField(verbose_name='拉取时间')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cursors', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '拉取位置',
                    'verbose_name_plural': '拉取位置',
                },
            ),
            migrations.CreateModel(
                name='RecipeColumn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveIntegerField(verbose_name='列次')),
                    ('heading', models.CharField(max_length=100, verbose_name='表头')),
                    ('field', models.CharField(blank=True, max_length=40, verbose_name='字段')),
                    ('dates', models.CharField(blank=True, choices=[('', '常见写法（2023-05-31、2023年5月31日等）'), ('day_first', '日/月/年（31/05/2023）'), ('month_first', '月/日/年（05/31/2023）'), ('short_year', '两位年份（23-05-31）'), ('compact', '连写（20230531 或 20230531093000）'), ('serial', '电子表格日期序号（45077）')], max_length=12, verbose_name='日期写法')),
                    ('recipe', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='columns', to='exchange.mappingrecipe', verbose_name='映射方案')),
                ],
                options={
                    'verbose_name': '映射列',
                    'verbose_name_plural': '映射列',
                    'ordering': ['recipe', 'place'],
                },
            ),
            migrations.CreateModel(
                name='RecipeWord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('written', models.CharField(max_length=100, verbose_name='部门写法')),
                    ('meaning', models.CharField(max_length=100, verbose_name='含义')),
                    ('column', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='exchange.recipecolumn', verbose_name='映射列')),
                ],
                options={
                    'verbose_name': '映射词',
                    'verbose_name_plural': '映射词',
                    'ordering': ['column', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Reconciliation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(verbose_name='对账日')),
                    ('ours', models.PositiveIntegerField(verbose_name='我方已确认')),
                    ('theirs', models.PositiveIntegerField(verbose_name='省平台所列')),
                    ('caught_up', models.PositiveIntegerField(verbose_name='据此补记确认')),
                    ('made_at', models.DateTimeField(verbose_name='对账时间')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reconciliations', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '对账',
                    'verbose_name_plural': '对账',
                    'ordering': ['-day', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='Difference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('sort', models.CharField(choices=[('missing', '省平台没有'), ('unknown', '我方没有'), ('differing', '内容不同')], max_length=10, verbose_name='差异种类')),
                    ('key', models.CharField(max_length=120, verbose_name='幂等键')),
                    ('stream', models.CharField(max_length=80, verbose_name='流')),
                    ('theirs', models.CharField(blank=True, max_length=64, verbose_name='省平台的摘要')),
                    ('words', models.CharField(blank=True, max_length=300, verbose_name='处理说明')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='people.region', verbose_name='所属区划')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                    ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='exchange.outboxmessage', verbose_name='发件')),
                    ('reconciliation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='exchange.reconciliation', verbose_name='对账')),
                ],
                options={
                    'verbose_name': '对账差异',
                    'verbose_name_plural': '对账差异',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='RefusedRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('salt', models.BinaryField(default=yimen.ledger.models.new_salt, max_length=32, verbose_name='盐值')),
                    ('line', models.PositiveIntegerField(verbose_name='行号')),
                    ('column', models.CharField(blank=True, max_length=100, verbose_name='列名')),
                    ('value', models.CharField(blank=True, max_length=500, verbose_name='原值')),
                    ('reason', models.CharField(max_length=300, verbose_name='退回原因')),
                    ('remedy', models.CharField(max_length=300, verbose_name='处理办法')),
                    ('cells', models.JSONField(default=dict, verbose_name='整行内容')),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refused_rows', to='exchange.importbatch', verbose_name='导入批次')),
                    ('corrected_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_rows', to='exchange.importbatch', verbose_name='更正批次')),
                ],
                options={
                    'verbose_name': '退回行',
                    'verbose_name_plural': '退回行',
                    'ordering': ['batch', 'line'],
                },
            ),
            migrations.CreateModel(
                name='Rejection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('salt', models.BinaryField(default=yimen.ledger.models.new_salt, max_length=32, verbose_name='盐值')),
                    ('revision', models.PositiveSmallIntegerField(verbose_name='第几稿')),
                    ('code', models.CharField(max_length=20, verbose_name='退回代码')),
                    ('reason', models.CharField(max_length=300, verbose_name='退回原因')),
                    ('body', models.TextField(verbose_name='当时的内容')),
                    ('rejected_at', models.DateTimeField(verbose_name='退回时间')),
                    ('corrected_at', models.DateTimeField(blank=True, null=True, verbose_name='更正时间')),
                    ('corrected_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='更正人')),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rejections', to='exchange.outboxmessage', verbose_name='发件')),
                ],
                options={
                    'verbose_name': '省平台退回记录',
                    'verbose_name_plural': '省平台退回记录',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='TokenUse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('minute', models.DateTimeField(verbose_name='分钟')),
                    ('times', models.PositiveIntegerField(default=0, verbose_name='次数')),
                    ('token', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='use', to='exchange.accesstoken', verbose_name='接口令牌')),
                ],
                options={
                    'verbose_name': '令牌用量',
                    'verbose_name_plural': '令牌用量',
                },
            ),
            migrations.CreateModel(
                name='UsedNonce',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=40, verbose_name='密钥编号')),
                    ('nonce', models.CharField(max_length=64, verbose_name='随机数')),
                    ('used_at', models.DateTimeField(db_index=True, verbose_name='使用时间')),
                ],
                options={
                    'verbose_name': '已用随机数',
                    'verbose_name_plural': '已用随机数',
                    'constraints': [models.UniqueConstraint(fields=('key', 'nonce'), name='nonce_once_a_key')],
                },
            ),
            migrations.CreateModel(
                name='FeedPromise',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(verbose_name='起始日期')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                    ('kind', models.CharField(choices=[('cases.cases', '办件'), ('cases.register', '部门台账')], max_length=20, verbose_name='报送种类')),
                    ('rhythm', models.CharField(choices=[('daily', '每个工作日'), ('weekly', '每周'), ('monthly', '每月')], max_length=10, verbose_name='报送周期')),
                    ('grace', models.PositiveSmallIntegerField(default=1, verbose_name='宽限工作日')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='people.department', verbose_name='部门')),
                ],
                options={
                    'verbose_name': '报送约定',
                    'verbose_name_plural': '报送约定',
                    'ordering': ['department', 'kind', '-valid_from'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('department', 'kind'), name='one_open_promise_a_feed')],
                },
            ),
            migrations.AddConstraint(
                model_name='mappingrecipe',
                constraint=models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('department', 'kind', 'headings'), name='one_recipe_a_department_for_the_same_headings'),
            ),
            migrations.AddConstraint(
                model_name='mappingrecipe',
                constraint=models.UniqueConstraint(condition=models.Q(('department__isnull', True), ('retired_at__isnull', True)), fields=('region', 'kind', 'headings'), name='one_recipe_a_county_for_the_same_headings'),
            ),
            migrations.AddIndex(
                model_name='importbatch',
                index=models.Index(fields=['region', 'kind', '-id'], name='exchange_im_region__6bc508_idx'),
            ),
            migrations.AddIndex(
                model_name='importbatch',
                index=models.Index(fields=['digest'], name='batch_by_digest'),
            ),
            migrations.AddConstraint(
                model_name='importbatch',
                constraint=models.UniqueConstraint(condition=models.Q(('handed_in_as', ''), _negated=True), fields=('department', 'kind', 'handed_in_as'), name='handed_in_once'),
            ),
            migrations.AddConstraint(
                model_name='package',
                constraint=models.UniqueConstraint(fields=('region', 'way', 'number'), name='package_once'),
            ),
            migrations.AddIndex(
                model_name='outboxmessage',
                index=models.Index(fields=['status', 'next_try_at'], name='outbox_by_next_try'),
            ),
            migrations.AddIndex(
                model_name='outboxmessage',
                index=models.Index(condition=models.Q(('status', 'confirmed'), _negated=True), fields=['region', 'stream', 'sequence'], name='outbox_unconfirmed'),
            ),
            migrations.AddIndex(
                model_name='outboxmessage',
                index=models.Index(fields=['region', 'confirmed_on'], name='outbox_by_day'),
            ),
            migrations.AddIndex(
                model_name='outboxmessage',
                index=models.Index(fields=['region', 'status', '-id'], name='outbox_by_state'),
            ),
            migrations.AddConstraint(
                model_name='outboxmessage',
                constraint=models.UniqueConstraint(fields=('region', 'stream', 'sequence'), name='one_message_a_place_in_its_stream'),
            ),
            migrations.AddIndex(
                model_name='inboxmessage',
                index=models.Index(fields=['region', 'status', '-id'], name='inbox_by_state'),
            ),
            migrations.AddConstraint(
                model_name='inboxmessage',
                constraint=models.UniqueConstraint(fields=('number',), name='arrival_once'),
            ),
            migrations.AddConstraint(
                model_name='pullcursor',
                constraint=models.UniqueConstraint(fields=('region', 'kind'), name='one_cursor_a_kind'),
            ),
            migrations.AddConstraint(
                model_name='recipecolumn',
                constraint=models.UniqueConstraint(fields=('recipe', 'heading'), name='heading_once_a_recipe'),
            ),
            migrations.AddConstraint(
                model_name='recipeword',
                constraint=models.UniqueConstraint(fields=('column', 'written'), name='word_once_a_column'),
            ),
            migrations.AddConstraint(
                model_name='difference',
                constraint=models.UniqueConstraint(condition=models.Q(('status', 'settled'), _negated=True), fields=('region', 'key', 'sort'), name='one_open_difference_a_message'),
            ),
            migrations.AddConstraint(
                model_name='rejection',
                constraint=models.UniqueConstraint(fields=('message', 'revision'), name='one_rejection_a_revision'),
            ),
        ]),
    ]
