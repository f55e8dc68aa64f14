"""A small protocol for stories: two webcare people, duty, a spokesperson and the board."""

CARE = """
protocol: 1
title: Protocol Zorg Proef
version: 2026-03
owner: karin
organisation:
  name: Zorg Proef
  timezone: Europe/Amsterdam
  aliases: [zorg proef]
  locations:
    beukenhof: {name: Beukenhof, aliases: [beukenhof], manager: petra}
people:
  sanne: {name: Sanne de Wit, telegram: secret:TG_SANNE, mail: secret:MAIL_SANNE}
  imran: {name: Imran Bouali, telegram: secret:TG_IMRAN, mail: secret:MAIL_IMRAN}
  karin: {name: Karin Postma, telegram: secret:TG_KARIN, mail: secret:MAIL_KARIN}
  joost: {name: Joost Verhaar, telegram: secret:TG_JOOST, mail: secret:MAIL_JOOST}
  petra: {name: Petra Wiersma, telegram: secret:TG_PETRA, mail: secret:MAIL_PETRA}
  marleen: {name: Marleen van Osterwijk, telegram: secret:TG_MARLEEN, mail: secret:MAIL_MARLEEN}
roles:
  webcare: {name: Webcare, people: [sanne, imran], stand_in: duty}
  duty: {name: Piket, schedule: piket}
  lead: {name: Teamleider, people: [karin], stand_in: duty}
  spokesperson: {name: Woordvoerder, people: [joost], stand_in: duty}
  location_manager: {name: Locatiemanager, from: location.manager, stand_in: duty}
  board: {name: Raad van bestuur, people: [marleen], always_on: true}
calendar:
  office_hours: {mon-fri: 08:30-17:30}
  holidays: netherlands
on_call:
  piket:
    rotation: [karin, joost]
    shift: {every: week, starts: monday 09:00, first: 2026-01-05}
    backup: lead
levels:
  noise: {number: 0, name: Ruis, icon: ⚪}
  routine: {number: 1, name: Dagelijks, icon: 🟢, push: never}
  attention: {number: 2, name: Aandacht, icon: 🟡, seen: 1 office hour, reply: 4 office hours, push: office_hours, points: 5}
  serious: {number: 3, name: Ernstig, icon: 🟠, seen: 15 minutes, reply: 1 hour, push: always, points: 9}
  crisis: {number: 4, name: Crisis, icon: 🔴, seen: 5 minutes, reply: 30 minutes, push: always}
escalation:
  attention: [{after: 0 minutes, notify: owner}, {after: 1 office hour, notify: lead}]
  serious: [{after: 0 minutes, notify: [owner, duty]}, {after: 15 minutes, notify: spokesperson}, {after: 30 minutes, notify: board}]
  crisis: [{after: 0 minutes, notify: [owner, duty, spokesperson, board]}, {after: 5 minutes, notify: backup}]
  last_resort: {notify: board, repeat: 15 minutes}
topics:
  neglect: {words: [eigen plas, verwaarlo*, doorlig*]}
  threat: {words: [weet je te vinden, maak je af]}
  media: {words: [ik ben journalist*, voor een artikel]}
  complaint: {words: [klacht*, niet teruggebeld, slechte zorg]}
rules:
  - id: verwaarlozing
    name: Vermoeden van verwaarlozing
    when: {topic: neglect}
    category: abuse_neglect
    level: serious
    owner: webcare
  - id: bedreiging
    name: Bedreiging
    when: {topic: threat}
    category: threat
    level: crisis
    owner: duty
  - id: pers
    name: Vraag van een journalist
    when: {topic: media}
    category: media_request
    level: attention
    owner: spokesperson
    outside_office: duty
  - id: klacht
    name: Klacht
    when: {topic: complaint}
    category: complaint
    level: attention
    owner: webcare
grouping: {one_case: [thread, same_text, subject + location], within: 24 hours, notify_again: [level_up, new_category, media_joins]}
"""
