"""Course ownership, cohorts with their programme, enrolments, and the ways in."""

from course.cohorts.models.cohorts import OPENS_AT, Cohort, CohortQuerySet, CohortThing, CohortWeek, CourseOwner
from course.cohorts.models.enrolments import BuddyPair, Enrolment, EnrolmentQuerySet
from course.cohorts.models.joining import ApprovedAddress, Invitation, WaitingPlace
from course.cohorts.models.people_files import PeopleImport

__all__ = [
    "OPENS_AT",
    "ApprovedAddress",
    "BuddyPair",
    "Cohort",
    "CohortQuerySet",
    "CohortThing",
    "CohortWeek",
    "CourseOwner",
    "Enrolment",
    "EnrolmentQuerySet",
    "Invitation",
    "PeopleImport",
    "WaitingPlace",
]
