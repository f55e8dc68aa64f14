"""The protocol as frozen values. What the reader makes, and all that the rest of the house knows of the file.

Every named thing carries ``at``: the place in the file it was read from, so that a reason or a problem
can point there. Places never take part in equality.
"""

from rules.protocol.model.base import NOBODY, NOWHERE, Bound, Clock, Compare, Empty, Place, Secret, Span
from rules.protocol.model.conduct import Checklist, Exercises, HouseRule, Privacy, Report, SecondPerson, Share, Template
from rules.protocol.model.document import Expect, Protocol, ProtocolTest
from rules.protocol.model.levels import LastResort, Level, Limits, Push, Step
from rules.protocol.model.organisation import Location, Organisation, PlatformPolicy, ReplyBy
from rules.protocol.model.people import Calendar, Every, OfficeHours, Override, Person, Role, Schedule, Shift
from rules.protocol.model.rules import (
    AllOf,
    AnyOf,
    AuthorHistory,
    AuthorKind,
    Condition,
    DuringOffice,
    NothingElse,
    OneOf,
    Rule,
    ThreadGrowth,
    Topic,
    Within,
)
from rules.protocol.model.together import Grouping, Pattern, Silence, StormPolicy

__all__ = [
    "NOBODY",
    "NOWHERE",
    "AllOf",
    "AnyOf",
    "AuthorHistory",
    "AuthorKind",
    "Bound",
    "Calendar",
    "Checklist",
    "Clock",
    "Compare",
    "Condition",
    "DuringOffice",
    "Empty",
    "Every",
    "Exercises",
    "Expect",
    "Grouping",
    "HouseRule",
    "LastResort",
    "Level",
    "Limits",
    "Location",
    "NothingElse",
    "OfficeHours",
    "OneOf",
    "Organisation",
    "Override",
    "Pattern",
    "Person",
    "Place",
    "PlatformPolicy",
    "Privacy",
    "Protocol",
    "ProtocolTest",
    "Push",
    "ReplyBy",
    "Report",
    "Role",
    "Rule",
    "Schedule",
    "SecondPerson",
    "Secret",
    "Share",
    "Shift",
    "Silence",
    "Span",
    "Step",
    "StormPolicy",
    "Template",
    "ThreadGrowth",
    "Topic",
    "Within",
]
