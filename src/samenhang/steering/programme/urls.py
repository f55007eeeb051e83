from django.urls import path

from samenhang.steering.programme import views

app_name = "programme"
urlpatterns = [
    path("programma/", views.goals, name="goals"),
    path("programma/maatregelen/", views.measures, name="measures"),
    path("programma/maatregelen/nieuw/", views.new, name="new"),
    path("programma/maatregelen/<int:pk>/", views.measure, name="measure"),
    path("programma/maatregelen/<int:pk>/wijzigen/", views.change, name="change"),
    path("programma/maatregelen/<int:pk>/stap/", views.step, name="step"),
    path("programma/toezeggingen/", views.pledges, name="pledges"),
    path("programma/toezeggingen/<str:code>/", views.pledge, name="pledge"),
]
