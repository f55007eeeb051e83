from django.urls import path

from samenhang.weighing.appraisal import views

app_name = "appraisal"
urlpatterns = [
    path("afwegingen/", views.appraisals, name="list"),
    path("afwegingen/nieuw/", views.new, name="new"),
    path("afwegingen/<int:pk>/", views.appraisal, name="page"),
    path("afwegingen/<int:pk>/scores/", views.scores, name="scores"),
    path("afwegingen/<int:pk>/gewichten/", views.weights, name="weights"),
    path("afwegingen/<int:pk>/wegen/", views.weigh, name="weigh"),
]
