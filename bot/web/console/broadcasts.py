from bot.organizers import Role
from bot.web.console.roles import console_door, needs

door = console_door("broadcasts", __name__, "/console/broadcasts")


@door.get("/")
@needs(Role.VIEWER)
def list_all():
    return "x"


@door.get("/new")
@needs(Role.ORGANIZER)
def compose():
    return "x"
