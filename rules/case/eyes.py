"""Who is the second pair of eyes: values that the rules of acting and the checks of a protocol share."""

ACTION_EYES = ("webcare", "team_lead", "comms_on_call")
"""Who may be the second pair of eyes for an action on our own pages."""
TEXT_EYES = ("team_lead", "comms_on_call", "spokesperson")
"""Who may be the second person for a text."""
TWO_PEOPLE = "two people"
