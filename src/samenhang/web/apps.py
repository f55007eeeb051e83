from django.apps import AppConfig


class Floor(AppConfig):
    name = "samenhang.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
