from django.urls import path

from samenhang.steering.programme.views import below, capacity, goals, measures, pledges, sizing, teams

app_name = "programme"
urlpatterns = [
    path("programma/", goals.goals, name="goals"),
    path("programma/maatregelen/", measures.measures, name="measures"),
    path("programma/maatregelen/nieuw/", measures.new, name="new"),
    path("programma/maatregelen/<int:pk>/", measures.measure, name="measure"),
    path("programma/maatregelen/<int:pk>/wijzigen/", measures.change, name="change"),
    path("programma/maatregelen/<int:pk>/stap/", measures.step, name="step"),
    path("programma/maatregelen/<int:pk>/inzet/", sizing.effort, name="effort"),
    path("programma/maatregelen/<int:pk>/samen/", sizing.pair, name="pair"),
    path("programma/maatregelen/<int:pk>/scores/", sizing.scores, name="scores"),
    path("programma/maatregelen/<int:pk>/koppeling/", sizing.link, name="link"),
    path("programma/maatregelen/<int:pk>/onder-de-streep/", below.below, name="below"),
    path("programma/maatregelen/<int:pk>/oppakken/", below.up, name="up"),
    path("programma/capaciteit/", capacity.capacity, name="capacity"),
    path("programma/capaciteit/vragen/", capacity.ask, name="ask"),
    path("programma/capaciteit/<int:pk>/", capacity.proposal, name="proposal"),
    path("programma/capaciteit/<int:pk>/bewaren/", capacity.keep, name="keep"),
    path("programma/capaciteit/<int:pk>/stoppen/", capacity.cancel, name="cancel"),
    path("programma/capaciteit/later/", below.not_now, name="not_now"),
    path("programma/teams/", teams.teams, name="teams"),
    path("programma/teams/<str:code>/", teams.team, name="team"),
    path("programma/toezeggingen/", pledges.pledges, name="pledges"),
    path("programma/toezeggingen/<str:code>/", pledges.pledge, name="pledge"),
]
