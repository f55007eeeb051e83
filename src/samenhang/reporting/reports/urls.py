from django.urls import path

from samenhang.reporting.reports import views

app_name = "reports"
urlpatterns = [
    path("verslagen/", views.reports, name="list"),
    path("verslagen/publiceren/", views.publish, name="publish"),
    path("verslagen/<slug:short>.pdf", views.pdf, name="pdf"),
    path("verslagen/<slug:short>/", views.report, name="page"),
]
