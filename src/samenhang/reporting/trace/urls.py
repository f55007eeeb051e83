from django.urls import path

from samenhang.reporting.trace import views

app_name = "trace"
urlpatterns = [
    path("herkomst/", views.log, name="log"),
    path("herkomst/<path:ref>/bestand/", views.file, name="file"),
    path("herkomst/<path:ref>/", views.trace, name="page"),
]
