from django.apps import AppConfig


class Floor(AppConfig):
    name = "samenhang.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
