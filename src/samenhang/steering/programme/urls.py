from django.urls import path

from samenhang.steering.programme.views import direction, goals, measures, milestones, periods, pledges, results

app_name = "programme"
urlpatterns = [
    path("programma/", goals.goals, name="goals"),
    path("programma/maatregelen/", measures.measures, name="measures"),
    path("programma/maatregelen/nieuw/", measures.new, name="new"),
    path("programma/maatregelen/<int:pk>/", measures.measure, name="measure"),
    path("programma/maatregelen/<int:pk>/wijzigen/", measures.change, name="change"),
    path("programma/maatregelen/<int:pk>/stap/", measures.step, name="step"),
    path("programma/maatregelen/<int:pk>/mijlpaal/", milestones.plan, name="milestone"),
    path("programma/mijlpalen/<int:pk>/", milestones.settle, name="settle"),
    path("programma/resultaten/", results.results, name="results"),
    path("programma/resultaten/nieuw/", results.new, name="new_result"),
    path("programma/resultaten/<int:pk>/", results.result, name="result"),
    path("programma/resultaten/<int:pk>/<int:period>/", results.report, name="report"),
    path("programma/meldingen/<int:pk>/goedkeuren/", results.approve, name="approve"),
    path("programma/voortgang/", periods.periods, name="periods"),
    path("programma/voortgang/<int:pk>/", periods.period, name="period"),
    path("visie/plan/", direction.plan, name="plan"),
    path("programma/toezeggingen/", pledges.pledges, name="pledges"),
    path("programma/toezeggingen/<str:code>/", pledges.pledge, name="pledge"),
]
