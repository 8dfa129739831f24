"""Routes of this room."""

from django.urls import path

from yimen.people.views import accounts, departments, standing

app_name = "people"
urlpatterns = [
    path("", departments.departments, name="departments"),
    path("departments/new/", departments.add_department, name="add_department"),
    path("departments/<int:pk>/", departments.department, name="department"),
    path("departments/<int:pk>/code/", departments.give_code, name="give_code"),
    path("staff/", departments.staff, name="staff"),
    path("staff/new/", departments.register_staff, name="register_staff"),
    path("sets/", standing.sets, name="sets"),
    path("sets/new/", standing.define_set, name="define_set"),
    path("sets/<int:pk>/", standing.department_set, name="set"),
    path("sets/<int:pk>/join/", standing.join_set, name="join_set"),
    path("sets/<int:pk>/leave/", standing.leave_set, name="leave_set"),
    path("group/", standing.group, name="group"),
    path("group/appoint/", standing.appoint, name="appoint"),
    path("group/end/", standing.end_appointment, name="end_appointment"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.open_account, name="open_account"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/close/", accounts.close_account, name="close_account"),
    path("accounts/<int:pk>/password/", accounts.give_password, name="give_password"),
    path("accounts/<int:pk>/code/", accounts.reset_code, name="reset_code"),
    path("accounts/<int:pk>/grant/", accounts.grant, name="grant"),
    path("accounts/<int:pk>/grants/<int:grant>/end/", accounts.end_grant, name="end_grant"),
    path("permissions/", accounts.permissions, name="permissions"),
]
