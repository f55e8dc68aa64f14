"""Whole stories once more, on PostgreSQL: a storm, public actions, reports, patterns and a lost answer.

Every story can be played there: ``SEINTJE_STORIES=postgresql``.
"""

import pytest

from tests.bot.test_acting import (
    test_an_agreed_text_is_chosen_filled_in_and_placed as test_answering,
)
from tests.bot.test_acting import (
    test_an_answer_that_was_lost_is_looked_up_and_never_sent_again as test_a_lost_answer,
)
from tests.bot.test_acting import (
    test_hiding_asks_two_people_keeps_the_evidence_first_and_can_be_undone as test_hiding,
)
from tests.bot.test_reports import test_two_nodes_send_it_once as test_a_report_of_two_nodes
from tests.bot.test_reports import test_what_it_counts as test_what_a_report_counts
from tests.bot.test_storms import care
from tests.bot.test_storms import test_a_taken_storm_is_edited_and_rings_only_for_a_new_fact as test_a_taken_storm
from tests.bot.test_storms import test_case_46_a_hundred_messages_are_one_case_and_a_few_rings as test_a_storm
from tests.fakes.postgres import new_database

pytestmark = pytest.mark.slow

__all__ = [
    "care",
    "test_a_lost_answer",
    "test_a_report_of_two_nodes",
    "test_a_storm",
    "test_a_taken_storm",
    "test_answering",
    "test_hiding",
    "test_what_a_report_counts",
]


@pytest.fixture
def database(postgres):
    return lambda: new_database(postgres)


def test_the_house_of_these_stories_stands_on_postgresql(care):
    assert not care.store.is_sqlite
