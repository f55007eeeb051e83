from django.urls import path, re_path

from samenhang.web.home import views
from samenhang.web.home.queries.frame import SLUGS

app_name = "home"
urlpatterns = [
    path("", views.page, name="page"),
    path("samenhang/", views.coherence, name="coherence"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    re_path(rf"^(?P<slug>{'|'.join(SLUGS)})/$", views.section, name="section"),
]
