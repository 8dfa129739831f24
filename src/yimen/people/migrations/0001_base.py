import django.db.models.deletion
import yimen.ledger.models
from django.conf import settings
from django.db import migrations, models

from yimen.common.together import Together


class Migration(migrations.Migration):

    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_user_last_code"),
        ("people", "0003_account"),
        ("people", "0004_succession"),
        ("people", "0005_department_head"),
        ("people", "0006_citizens"),
        ("people", "0007_citizen_level"),
        ("people", "0200_citizens_merged"),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Attempts',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=64, unique=True, verbose_name='对象摘要')),
                    ('hour', models.DateTimeField(verbose_name='小时')),
                    ('times', models.PositiveIntegerField(default=0, verbose_name='次数')),
                ],
                options={
                    'verbose_name': '尝试次数',
                    'verbose_name_plural': '尝试次数',
                },
            ),
            migrations.CreateModel(
                name='Department',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20, verbose_name='部门编号')),
                    ('name', models.CharField(max_length=80, verbose_name='名称')),
                    ('short_name', models.CharField(max_length=30, verbose_name='简称')),
                    ('kind', models.CharField(choices=[('bureau', '营商环境主管部门'), ('centre', '政务服务中心'), ('unit', '政务服务单位'), ('vertical', '垂直管理单位'), ('township', '乡镇')], default='unit', max_length=10, verbose_name='类别')),
                ],
                options={
                    'verbose_name': '部门',
                    'verbose_name_plural': '部门',
                    'ordering': ['region', 'code'],
                },
            ),
            migrations.CreateModel(
                name='PhoneCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=64, unique=True, verbose_name='号码与用途摘要')),
                    ('digest', models.CharField(max_length=64, verbose_name='验证码摘要')),
                    ('expires_at', models.DateTimeField(verbose_name='失效时间')),
                    ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='已试次数')),
                ],
                options={
                    'verbose_name': '短信验证码',
                    'verbose_name_plural': '短信验证码',
                },
            ),
            migrations.CreateModel(
                name='Region',
                fields=[
                    ('code', models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name='区划代码')),
                    ('name', models.CharField(max_length=60, verbose_name='名称')),
                    ('level', models.CharField(choices=[('province', '省'), ('city', '市'), ('county', '县（区）'), ('township', '乡镇（街道）')], max_length=10, verbose_name='层级')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='people.region', verbose_name='上级区划')),
                ],
                options={
                    'verbose_name': '行政区划',
                    'verbose_name_plural': '行政区划',
                    'ordering': ['code'],
                },
            ),
            migrations.CreateModel(
                name='LeadingGroupMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(verbose_name='起始日期')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                    ('position', models.CharField(max_length=60, verbose_name='职务')),
                    ('place', models.CharField(choices=[('leader', '组长'), ('deputy', '副组长'), ('member', '组员')], max_length=10, verbose_name='组内职务')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.department', verbose_name='部门')),
                    ('succeeds', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='people.leadinggroupmember', verbose_name='接替')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leading_group', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '领导小组成员',
                    'verbose_name_plural': '领导小组成员',
                },
            ),
            migrations.CreateModel(
                name='DepartmentSet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=30, verbose_name='集合编号')),
                    ('name', models.CharField(max_length=60, verbose_name='名称')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='department_sets', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '部门集合',
                    'verbose_name_plural': '部门集合',
                },
            ),
            migrations.AddField(
                model_name='department',
                name='region',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departments', to='people.region', verbose_name='所属区划'),
            ),
            migrations.CreateModel(
                name='Citizen',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('salt', models.BinaryField(default=yimen.ledger.models.new_salt, max_length=32, verbose_name='盐值')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='手机号码')),
                    ('name', models.CharField(blank=True, max_length=100, verbose_name='姓名')),
                    ('person_id', models.CharField(blank=True, max_length=18, verbose_name='公民身份号码')),
                    ('issuer', models.CharField(blank=True, max_length=200, verbose_name='身份来源')),
                    ('subject', models.CharField(blank=True, max_length=200, verbose_name='身份标识')),
                    ('level', models.CharField(blank=True, max_length=100, verbose_name='认证等级')),
                    ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='注册时间')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='注销时间')),
                    ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.citizen', verbose_name='并入账号')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citizens', to='people.region', verbose_name='注册地')),
                ],
                options={
                    'verbose_name': '公众账号',
                    'verbose_name_plural': '公众账号',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('username', models.CharField(max_length=60, unique=True, verbose_name='账号')),
                    ('display_name', models.CharField(max_length=60, verbose_name='显示名称')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                    ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                    ('last_code', models.PositiveBigIntegerField(default=0, verbose_name='最近动态码时段')),
                    ('password_given', models.BooleanField(default=False, verbose_name='须更换初始密码')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='people.department', verbose_name='部门')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='users', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '账号',
                    'verbose_name_plural': '账号',
                    'ordering': ['username'],
                },
            ),
            migrations.CreateModel(
                name='RoleGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(verbose_name='起始日期')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                    ('role', models.CharField(choices=[('officer', '营商局业务人员'), ('liaison', '部门联络员'), ('head', '部门负责人'), ('clerk', '窗口人员'), ('approver', '审批人员'), ('hall_manager', '大厅管理员'), ('inspector', '督查人员'), ('leader', '领导'), ('system_administrator', '系统管理员'), ('security_administrator', '安全管理员'), ('audit_administrator', '审计管理员')], max_length=30, verbose_name='角色')),
                    ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='授予人')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ],
                options={
                    'verbose_name': '角色授予',
                    'verbose_name_plural': '角色授予',
                },
            ),
            migrations.CreateModel(
                name='Staff',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=30, verbose_name='工号')),
                    ('name', models.CharField(max_length=40, verbose_name='姓名')),
                    ('account', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='people.department', verbose_name='部门')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '工作人员',
                    'verbose_name_plural': '工作人员',
                },
            ),
            migrations.CreateModel(
                name='DepartmentCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(verbose_name='起始日期')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                    ('code', models.CharField(max_length=18, verbose_name='统一社会信用代码')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='people.department', verbose_name='部门')),
                ],
                options={
                    'verbose_name': '部门代码',
                    'verbose_name_plural': '部门代码',
                    'constraints': [models.UniqueConstraint(fields=('department', 'valid_from'), name='department_code_once_a_day'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='department_code_dates')],
                },
            ),
            migrations.CreateModel(
                name='DepartmentSetMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(verbose_name='起始日期')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.department', verbose_name='部门')),
                    ('department_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='people.departmentset', verbose_name='部门集合')),
                ],
                options={
                    'verbose_name': '部门集合成员',
                    'verbose_name_plural': '部门集合成员',
                    'constraints': [models.UniqueConstraint(fields=('department_set', 'department', 'valid_from'), name='set_member_once_a_day')],
                },
            ),
            migrations.AddConstraint(
                model_name='departmentset',
                constraint=models.UniqueConstraint(fields=('region', 'code'), name='department_set_once_a_region'),
            ),
            migrations.AddConstraint(
                model_name='department',
                constraint=models.UniqueConstraint(fields=('region', 'code'), name='department_code_once_a_region'),
            ),
            migrations.AddConstraint(
                model_name='citizen',
                constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), models.Q(('phone', ''), _negated=True)), fields=('region', 'phone'), name='one_citizen_a_phone'),
            ),
            migrations.AddConstraint(
                model_name='citizen',
                constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), models.Q(('subject', ''), _negated=True)), fields=('region', 'issuer', 'subject'), name='one_citizen_an_identity'),
            ),
            migrations.AddConstraint(
                model_name='citizen',
                constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('closed_at__isnull', False), _connector='OR'), name='merged_citizen_is_closed'),
            ),
            migrations.AddConstraint(
                model_name='rolegrant',
                constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('user', 'role'), name='one_open_grant_a_role'),
            ),
            migrations.AddConstraint(
                model_name='staff',
                constraint=models.UniqueConstraint(fields=('region', 'code'), name='staff_code_once_a_region'),
            ),
        ]),
    ]
