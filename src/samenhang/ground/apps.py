from django.apps import AppConfig


class Floor(AppConfig):
    name = "samenhang.ground"
    label = "ground"
    default_auto_field = "django.db.models.BigAutoField"
