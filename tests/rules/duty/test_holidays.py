"""The Dutch days off are those of the language, whatever a calendar library thinks of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from holidays.countries.netherlands import Netherlands

from rules.duty.holidays import OWN_DAY, coming_days_off, days_off, dutch_holidays, is_day_off, kings_day
from rules.i18n import Lang, translator
from tests.rules.duty.team import CALENDAR


def test_the_days_of_2026_are_these():
    assert [(day.isoformat(), name) for day, name in dutch_holidays(2026).items()] == [
        ("2026-01-01", "Nieuwjaarsdag"),
        ("2026-04-05", "eerste paasdag"),
        ("2026-04-06", "tweede paasdag"),
        ("2026-04-27", "Koningsdag"),
        ("2026-05-14", "Hemelvaartsdag"),
        ("2026-05-24", "eerste pinksterdag"),
        ("2026-05-25", "tweede pinksterdag"),
        ("2026-12-25", "eerste kerstdag"),
        ("2026-12-26", "tweede kerstdag"),
    ]


@pytest.mark.parametrize(("year", "off"), [(2024, False), (2025, True), (2026, False), (2029, False), (2030, True)])
def test_liberation_day_is_off_in_lustrum_years_only(year: int, off: bool):
    assert (date(year, 5, 5) in dutch_holidays(year)) is off


def test_kings_day_is_never_on_a_sunday():
    assert kings_day(2025) == date(2025, 4, 26)
    assert kings_day(2031) == date(2031, 4, 26)
    assert all(kings_day(year).weekday() != 6 for year in range(2014, 2100))


def test_the_list_agrees_with_the_library_but_for_good_friday_and_liberation_day():
    library = Netherlands(years=range(2014, 2100), categories=("public", "optional"), language="nl")
    moved = ("Goede vrijdag", "Bevrijdingsdag")
    for year in range(2014, 2100):
        theirs = {day for day, name in library.items() if day.year == year and not set(name.split("; ")) <= set(moved)}
        liberation = {date(year, 5, 5)} if year % 5 == 0 else set()
        assert set(dutch_holidays(year)) == theirs | liberation, year


def test_good_friday_is_a_working_day_unless_added():
    good_friday = date(2026, 4, 3)
    assert not is_day_off(good_friday, CALENDAR)
    assert is_day_off(good_friday, replace(CALENDAR, extra_days_off=frozenset({good_friday})))


def test_own_days_are_added_and_removed_and_a_day_off_wins_from_an_extra_workday():
    boxing_day, eve, both = date(2026, 12, 26), date(2026, 12, 24), date(2026, 12, 31)
    calendar = replace(CALENDAR, extra_days_off=frozenset({eve, both}), extra_workdays=frozenset({boxing_day, both}))
    december = [(day.day, name) for day, name in days_off(2026, calendar).items() if day.month == 12]
    assert december == [(24, OWN_DAY), (25, "eerste kerstdag"), (31, OWN_DAY)]


def test_an_organisation_without_a_holiday_list_has_only_its_own_days():
    own = date(2026, 12, 24)
    assert days_off(2026, replace(CALENDAR, holidays=None, extra_days_off=frozenset({own}))) == {own: OWN_DAY}


def test_the_coming_year_is_read_back_over_new_year():
    coming = coming_days_off(date(2026, 12, 25), CALENDAR)
    assert coming[0] == (date(2026, 12, 25), "eerste kerstdag")
    assert coming[2] == (date(2027, 1, 1), "Nieuwjaarsdag")
    assert coming[-1] == (date(2027, 5, 17), "tweede pinksterdag")
    assert all(day < date(2026, 12, 25) + timedelta(days=365) for day, _ in coming)


def test_every_day_has_an_english_name():
    english = translator(Lang.EN)
    names = {*dutch_holidays(2030).values(), OWN_DAY}
    assert english.gettext("tweede pinksterdag") == "Whit Monday"
    assert all(english.gettext(name) != name for name in names)
