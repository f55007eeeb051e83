from django.urls import path

from samenhang.reporting.reports import views

app_name = "reports"
urlpatterns = [
    path("verslagen/", views.reports, name="list"),
    path("verslagen/publiceren/", views.publish, name="publish"),
    path("verslagen/<slug:short>.pdf", views.pdf, name="pdf"),
    path("verslagen/<slug:short>/", views.report, name="page"),
    path("vestigingstoets/blad/<slug:short>.pdf", views.impact_pdf, name="impact_pdf"),
    path("vestigingstoets/blad/<slug:short>/", views.impact_sheet, name="impact"),
    path("verslagen/voortgang/<int:pk>.pdf", views.progress_on_paper, name="progress_pdf"),
    path("verslagen/voortgang/<int:pk>/", views.progress, name="progress"),
    path("praatstukken/", views.talks, name="talks"),
    path("praatstuk/vast/<slug:short>.pdf", views.published_talk_pdf, name="published_talk_pdf"),
    path("praatstuk/vast/<slug:short>/", views.published_talk, name="published_talk"),
    path("praatstuk/<str:code>.pdf", views.talk_pdf, name="talk_pdf"),
    path("praatstuk/<str:code>/", views.talk, name="talk"),
    path("praatstuk/<str:code>/publiceren/", views.publish_talk, name="publish_talk"),
]
