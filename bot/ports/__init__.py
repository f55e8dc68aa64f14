"""What the shell's rooms expect of each other: the ports of notifiers and platforms, and the values that pass through them."""

from bot.abilities import Capabilities
from bot.ports.acting import ActionError, Actor, Dear, Done, Looked, PublicAct, Seen, Target
from bot.ports.findings import Finding
from bot.ports.hearing import Batch, Follower, Gap, Listener, Receiver, Sole, SourceError, Watcher
from bot.ports.telling import Abilities, Address, Button, DeliveryError, Image, Message, Notifier
from bot.ways import TELEGRAM
from rules.case.actions import Failure, Verb
from rules.case.delivery import Fault

__all__ = [
    "TELEGRAM",
    "Abilities",
    "ActionError",
    "Actor",
    "Address",
    "Batch",
    "Button",
    "Capabilities",
    "Dear",
    "DeliveryError",
    "Done",
    "Failure",
    "Fault",
    "Finding",
    "Follower",
    "Gap",
    "Image",
    "Listener",
    "Looked",
    "Message",
    "Notifier",
    "PublicAct",
    "Receiver",
    "Seen",
    "Sole",
    "SourceError",
    "Target",
    "Verb",
    "Watcher",
]
