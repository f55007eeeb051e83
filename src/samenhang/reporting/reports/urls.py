from django.urls import path

from samenhang.reporting.reports import views

app_name = "reports"
urlpatterns = [
    path("verslagen/", views.reports, name="list"),
    path("verslagen/publiceren/", views.publish, name="publish"),
    path("verslagen/<slug:short>.pdf", views.pdf, name="pdf"),
    path("verslagen/<slug:short>/", views.report, name="page"),
    path("praatstukken/", views.talks, name="talks"),
    path("praatstuk/vast/<slug:short>.pdf", views.published_talk_pdf, name="published_talk_pdf"),
    path("praatstuk/vast/<slug:short>/", views.published_talk, name="published_talk"),
    path("praatstuk/<str:code>.pdf", views.talk_pdf, name="talk_pdf"),
    path("praatstuk/<str:code>/", views.talk, name="talk"),
    path("praatstuk/<str:code>/publiceren/", views.publish_talk, name="publish_talk"),
]
