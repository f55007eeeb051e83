from django.urls import path

from samenhang.insight.languages.views import meter, paper, rounds

app_name = "languages"
urlpatterns = [
    path("talen/", meter.meters, name="meter"),
    path("talen/tekst/<path:of>/nagekeken/", meter.check, name="check"),
    path("talen/tekst/<path:of>/vertaald/", meter.word, name="word"),
    path("talen/tekst/<path:of>/twijfel/", meter.doubt, name="doubt"),
    path("talen/tekst/<path:of>/", meter.string, name="string"),
    path("talen/<slug:language>/", meter.interface, name="interface"),
    path("talen/<slug:language>/rondes/", meter.content, name="content"),
    path("talen/<slug:language>/ingebracht/", meter.added, name="added"),
    path("rondes/<int:pk>/teksten/", rounds.texts, name="round"),
    path("rondes/<int:pk>/teksten/<slug:language>/volgende/", rounds.following, name="following"),
    path("rondes/<int:pk>/poster/", paper.poster, name="poster"),
    path("rondes/<int:pk>/poster.pdf", paper.poster_pdf, name="poster_pdf"),
    path("rondes/<int:pk>/formulier/<slug:language>.pdf", paper.form, name="form"),
]
