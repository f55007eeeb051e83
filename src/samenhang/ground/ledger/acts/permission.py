"""What an act can ask of whoever does it. Which role has which permission is the workspace's to say (`roles.csv`)."""

from enum import Enum
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


class Permission(Enum):
    LOAD = "load the workspace"
    RECEIVE = "bring in figures"
    CHOOSE = "choose the preferred reading of a figure"
    CONTEST = "contest or approve a figure of one's own area"
    ANSWER = "answer who contests a figure"
    ASK = "ask a research question, or set a figure aside"
    REPORT = "enter signals that came in elsewhere"
    HANDLE = "read and handle signals of people"
    HEAR = "hold a round of questions, and read and answer what people say in it"
    ENTER = "enter paper forms of a round"
    TRANSLATE = "check translations of what people read"
    WEIGH = "open an appraisal, score and weigh"
    TEST_PLANS = "test new business and keep the register of plans"
    JOIN = "bring weights and arguments of one's own party into a session"
    DECIDE = "record a decision"
    PUBLISH = "publish a report"
    FOLLOW = "follow a page"
    SEE_UNCONFIRMED = "see what a party has not confirmed"
    ERASE = "destroy on request"


class MayAct(Protocol):
    def may(self, permission: Permission) -> bool: ...


def require(by: MayAct, permission: Permission) -> None:
    """Refuse whoever may not do this. A page asks before somebody fills in what could not be kept; the act asks again."""
    if not by.may(permission):
        raise PermissionDenied(_("Your role does not allow this. Ask the core team for a seat that does."))
