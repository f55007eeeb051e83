from django.urls import path

from samenhang.weighing.appraisal.views import frames, pages, session

app_name = "appraisal"
urlpatterns = [
    path("afwegingen/", pages.appraisals, name="list"),
    path("afwegingen/nieuw/", pages.new, name="new"),
    path("afwegingen/<int:pk>/", pages.appraisal, name="page"),
    path("afwegingen/<int:pk>/scores/", pages.scores, name="scores"),
    path("afwegingen/<int:pk>/gewichten/", pages.weights, name="weights"),
    path("afwegingen/<int:pk>/wegen/", pages.weigh, name="weigh"),
    path("afwegingen/<int:pk>/bevriezen/", pages.freeze, name="freeze"),
    path("afwegingen/<int:pk>/verschil/", pages.differ, name="differ"),
    path("afwegingen/<int:pk>/wie/", pages.effects, name="effects"),
    path("afwegingen/<int:pk>/argument/", pages.argue, name="argue"),
    path("afwegingen/<int:pk>/sessie/", session.screen, name="session"),
    path("afwegingen/<int:pk>/sessie/openen/", session.open_session, name="open_session"),
    path("afwegingen/<int:pk>/sessie/uitnodigen/", session.invite, name="invite"),
    path("afwegingen/<int:pk>/sessie/vrijgeven/", session.release, name="release"),
    path("afwegingen/<int:pk>/inbreng/", session.enter, name="enter"),
    path("afwegingskaders/", frames.frames, name="frames"),
    path("afwegingskaders/<slug:code>/", frames.frame, name="frame"),
    path("afwegingskaders/<slug:code>/versie/", frames.version, name="version"),
]
