"""What stands for the second pair of eyes in a level's ``sign_off``: the rules of acting and the checks share it.

Who that may be says ``Protocol.second_person``.
"""

TWO_PEOPLE = "two people"
