from django.urls import path

from samenhang.steering.programme.views import goals, measures, pledges

app_name = "programme"
urlpatterns = [
    path("programma/", goals.goals, name="goals"),
    path("programma/maatregelen/", measures.measures, name="measures"),
    path("programma/maatregelen/nieuw/", measures.new, name="new"),
    path("programma/maatregelen/<int:pk>/", measures.measure, name="measure"),
    path("programma/maatregelen/<int:pk>/wijzigen/", measures.change, name="change"),
    path("programma/maatregelen/<int:pk>/stap/", measures.step, name="step"),
    path("programma/toezeggingen/", pledges.pledges, name="pledges"),
    path("programma/toezeggingen/<str:code>/", pledges.pledge, name="pledge"),
]
