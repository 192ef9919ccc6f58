"""The coin flip.

Every phone draws once, the room's histogram grows on every screen, one vote a person.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, WebSocketRoute, expect

from .screens import at, connected
from .widget_kit import (
    Hall,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    presser,
    rendered,
    slide_of,
    smallest_text,
    state,
    widget,
)

NAME = "coin-flip"
LIVE = {
    "widget": "coin_flip",
    "context": "The capital of France is",
    "top_k": 4,
    "examples": ["A good wedding toast"],
}


press = presser(NAME)


def coins(page: Page) -> list[int]:
    """How many coins each row of this screen says it has."""
    texts = widget(page, NAME).locator(".flip-room-share").all_inner_texts()
    return [int(text.rpartition("· ")[2] or 0) for text in texts]


def own_place(phone: Page) -> int:
    """Return the number of the row into which this phone's coin fell."""
    rows = widget(phone, NAME).locator(".flip-row")
    return int(rows.evaluate_all("rows => rows.findIndex((row) => row.dataset.mine !== undefined)"))


def people(page: Page, said: str) -> None:
    expect(widget(page, NAME).locator(".flip-key-room")).to_have_text(said)


def let_the_room_flip(stage: Page, *phones: Page) -> None:
    """Open the vote, and wait until these phones know: a coin before that is the phone's alone."""
    press(stage, "Let the room flip")
    for phone in phones:
        expect(widget(phone, NAME).get_by_text("The room is flipping")).to_be_visible()


def test_stage_and_phone_have_no_flaw_that_axe_finds(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    let_the_room_flip(stage, phone)
    press(phone, "Flip my coin")
    people(stage, "1 phone")
    for page, least in ((stage, 20), (phone, 16)):
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)


def test_every_phone_s_coin_counts_once_and_on_every_screen(hall: Hall) -> None:
    stage, phones = hall.stage(), hall.phones(3)
    let_the_room_flip(stage, *phones)
    for phone in phones:
        press(phone, "Flip my coin")
    first = widget(phones[0], NAME).locator(".flip-coin").inner_text()
    press(phones[0], "Flip again")
    # The number of the coin is another one, even where the token is the same.
    expect(widget(phones[0], NAME).locator(".flip-coin")).not_to_have_text(first)
    places = [own_place(phone) for phone in phones]
    fallen = [
        re.compile(rf"· {places.count(row)}$" if row in places else "^$|· 0$") for row in range(5)
    ]
    for page in (stage, *phones):
        expect(widget(page, NAME).locator(".flip-room-share")).to_have_text(fallen)
        people(page, "3 phones")
        expect(widget(page, NAME).locator(".flip-number")).to_have_text(re.compile(r"0\.\d\d"))
    fell = widget(phones[2], NAME).locator("[data-mine] .flip-token").inner_text()
    phones[2].reload()
    connected(phones[2])
    at(phones[2], slide_of(phones[2]))
    expect(widget(phones[2], NAME).locator("[data-mine] .flip-token")).to_have_text(fell)
    people(phones[2], "3 phones")


def test_a_coin_flipped_without_a_network_is_counted_when_it_is_back(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    let_the_room_flip(stage, phone)
    phone.context.set_offline(True)
    phone.wait_for_selector('html:not([data-connection="connected"])', state="attached")
    press(phone, "Flip my coin")
    expect(
        widget(phone, NAME).get_by_text(re.compile(r"Your coin, 0\.\d{4}, fell on"))
    ).to_be_visible()
    promised = widget(phone, NAME).get_by_text("it will be sent when it is back")
    expect(promised).to_be_visible()
    phone.context.set_offline(False)
    people(stage, "1 phone")
    expect(promised).to_be_hidden()
    phone.reload()
    connected(phone)
    expect(widget(phone, NAME).get_by_text(re.compile(r"Your coin fell on"))).to_be_visible()
    people(stage, "1 phone")


def test_a_coin_flipped_without_a_network_is_counted_even_after_a_reload(own_hall: Hall) -> None:
    stage, phone = own_hall.stage(), own_hall.phone()
    gate = Gate()
    phone.route_web_socket(re.compile("/ws"), gate)
    phone.reload()
    let_the_room_flip(stage, phone)
    gate.shut()
    phone.wait_for_selector('html:not([data-connection="connected"])', state="attached")
    press(phone, "Flip my coin")
    expect(widget(phone, NAME).get_by_text("it will be sent when it is back")).to_be_visible()
    phone.reload()
    rendered(phone)
    people(stage, "no coin yet")
    key = widget(stage, NAME).locator(".flip-key-room")
    content = "(element) => getComputedStyle(element, '::before').content"
    assert key.evaluate(content) == "none", "a key to bars that are not there"
    gate.open = True
    people(stage, "1 phone")
    assert key.evaluate(content) != "none"


class Gate:
    """Lets a phone's sockets through to the room while it is open."""

    def __init__(self) -> None:
        self.open = True
        self._through: list[WebSocketRoute] = []

    def __call__(self, socket: WebSocketRoute) -> None:
        if not self.open:
            socket.close()
            return
        socket.connect_to_server()
        self._through.append(socket)

    def shut(self) -> None:
        self.open = False
        for socket in self._through:
            socket.close()


def test_every_phone_says_what_to_do_when_the_vote_opens_and_goes_there_with_one_tap(
    own_hall: Hall,
) -> None:
    stage, following, browsing = own_hall.stage(), own_hall.phone(), own_hall.phone()
    browsing.get_by_role("button", name="Previous slide").tap()
    at(browsing, "before")
    press(stage, "Let the room flip")
    for phone in (following, browsing):
        asked = phone.locator("[role=status]").get_by_role(
            "button", name="Your turn: flip your coin"
        )
        expect(asked).to_be_in_viewport()
        asked.tap()
        at(phone, "widget")
        expect(asked).to_be_hidden()
        expect(widget(phone, NAME).get_by_role("button", name="Flip my coin")).to_be_in_viewport()
    browsing.get_by_role("button", name="Previous slide").tap()
    expect(browsing.get_by_role("button", name="Your turn: flip your coin")).to_be_visible()
    browsing.get_by_role("button", name="Your turn: flip your coin").tap()
    press(browsing, "Flip my coin")
    people(stage, "1 phone")
    browsing.get_by_role("button", name="Previous slide").tap()
    at(browsing, "before")
    expect(browsing.get_by_role("button", name="Your turn")).to_have_count(0)


def test_a_closed_vote_takes_no_coin_and_a_new_round_starts_from_nothing(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    let_the_room_flip(stage, phone)
    press(phone, "Flip my coin")
    people(stage, "1 phone")
    press(stage, "Close")
    expect(widget(phone, NAME).get_by_role("button", name="Flip again")).to_be_hidden()
    press(stage, "New round")
    people(stage, "no coin yet")
    press(phone, "Flip my coin")
    people(stage, "1 phone")


def test_the_program_s_own_coins_come_near_the_map_on_every_screen(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    for _ in range(5):
        press(stage, "Flip 100 here")
    for page in (stage, phone):
        people(page, "500 coins flipped by this program, seed 1")
    assert sum(coins(stage)) == 500
    assert coins(phone) == coins(stage)
    assert abs(coins(stage)[0] - 350) < 60
    assert float(widget(stage, NAME).locator(".flip-number").inner_text()) < 0.1


def test_keys_press_its_buttons_and_escape_gives_the_keyboard_back(hall: Hall) -> None:
    stage = hall.stage()
    widget(stage, NAME).get_by_role("button", name="Flip 100 here").focus()
    stage.keyboard.press("Enter")
    stage.keyboard.press("Space")
    people(stage, "200 coins flipped by this program, seed 1")
    gives_the_keyboard_back(stage, NAME)


def test_another_context_is_another_map_live(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    press(stage, "A good wedding toast")
    for page in (stage, phone):
        expect(widget(page, NAME).locator(".flip-context")).to_have_text("A good wedding toast")
        state(page, NAME, "live")


def test_it_prints_the_map(views: Views) -> None:
    page = views.paper
    expect(widget(page, NAME).locator(".flip-row")).to_have_count(5)
    expect(widget(page, NAME).locator("button:visible")).to_have_count(0)
