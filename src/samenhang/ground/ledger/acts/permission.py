"""What an act can ask of whoever does it. Which role has which permission is the workspace's to say (`roles.csv`)."""

from enum import Enum


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
