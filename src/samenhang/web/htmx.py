"""An htmx request gets a named part of the same page: element id, partial name and HX-Target are one word."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse


class PartialMiddleware:
    """Answer `HX-Target: table` with the partial `table` of the template that the view chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        target = request.headers.get("HX-Target", "")
        if (
            request.headers.get("HX-Request") == "true"
            and target.isidentifier()
            and isinstance(response.template_name, str)
        ):
            response.template_name = f"{response.template_name}#{target}"
        response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "HX-Request", "HX-Target"]))
        return response
