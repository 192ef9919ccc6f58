"""A phone as remote: only what it signed is done, once, and only while it drives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from talk.present.room.effects import Admit, Answer, Drop, Effect, Fail, Persist
from talk.present.room.remotes import MAX_REMOTES, REFUSALS_KEPT, Remotes, sign
from talk.present.room.room import Room
from talk.protocol import jsonrpc
from talk.protocol.methods.remote import JOIN_TEXT, Proof

from ..conftest import NOTE, small_deck


class Phone:
    """A phone that has scanned a code."""

    def __init__(self, room: Room, connection: str, remote: str, secret: str) -> None:
        self.room, self.connection = room, connection
        self.remote, self.secret = remote, secret
        self.counter = 100

    def proof(self, text: str) -> Proof:
        self.counter += 1
        mac = sign(self.secret, self.counter, text)
        return Proof(remote=self.remote, counter=self.counter, mac=mac)

    def join(self) -> list[Effect]:
        self.room.join_remote(self.connection, 1, self.proof(JOIN_TEXT), 0.0)
        return self.room.effects()

    def signed(self, method: str, /, **params: Any) -> dict[str, Any]:
        command = json.dumps({"method": method, "params": params})
        proof = self.proof(command)
        return {"counter": proof.counter, "command": command, "mac": proof.mac}

    def send(self, message: dict[str, Any]) -> list[Effect]:
        self.room.receive(self.connection, 2, "remote/send", message, 0.0)
        return self.room.effects()

    def do(self, method: str, /, **params: Any) -> list[Effect]:
        return self.send(self.signed(method, **params))


@pytest.fixture
def room() -> Room:
    room = Room(small_deck(), join_url="http://192.0.2.7:8000/")
    room.join("speaker", 1, "speaker", person=None, fresh="f" * 20, now=0.0)
    room.effects()
    return room


def invite(room: Room, connection: str = "hand") -> Phone:
    room.receive("speaker", 1, "remote/invite", {}, 0.0)
    (answer,) = [one for one in room.effects() if isinstance(one, Answer)]
    url = answer.result.model_dump()["url"]
    assert url.startswith("http://192.0.2.7:8000/remote#")
    remote, secret = url.partition("#")[2].split(".")
    return Phone(room, connection, remote, secret)


def say(room: Room, phone: Phone, *, accept: bool) -> list[Effect]:
    params = {"remote": phone.remote, "accept": accept}
    room.receive("speaker", 2, "remote/answer", params, 0.0)
    return room.effects()


def driving(room: Room, connection: str = "hand") -> Phone:
    phone = invite(room, connection)
    phone.join()
    say(room, phone, accept=True)
    phone.join()
    return phone


def failure(effects: list[Effect]) -> Fail:
    (found,) = [one for one in effects if isinstance(one, Fail)]
    return found


def noted(effects: list[Effect]) -> list[Any]:
    """Return what the journal says of remotes, without what only a restart needs."""
    return [one.data for one in effects if isinstance(one, Persist) and one.kind == "remote"]


def states(room: Room) -> dict[str, str]:
    return {one.id: one.state for one in room.snapshots.presenter().remotes}


def test_the_phone_asks_the_speaker_says_yes_and_it_drives(room: Room) -> None:
    phone = invite(room)
    assert states(room) == {}
    waiting = phone.join()
    assert failure(waiting).code == jsonrpc.WAITING
    assert NOTE not in repr(waiting)
    assert states(room) == {phone.remote: "asks"}
    say(room, phone, accept=True)
    joined = phone.join()
    assert any(isinstance(one, Admit) and one.role == "remote" for one in joined)
    assert not [one for one in phone.do("room/navigate", slide="tokens") if isinstance(one, Fail)]
    assert room.slide == "tokens"
    assert states(room) == {phone.remote: "drives"}


def test_a_phone_that_the_speaker_turns_away_stays_out(room: Room) -> None:
    phone = invite(room)
    phone.join()
    say(room, phone, accept=False)
    assert failure(phone.join()).code == jsonrpc.NOT_ALLOWED
    phone = driving(room)
    ended = say(room, phone, accept=False)
    assert Drop("hand", "the speaker ended this remote") in ended
    assert failure(phone.do("room/blank", mode="black")).code == jsonrpc.NOT_ALLOWED


def test_a_command_that_was_recorded_cannot_be_sent_again(room: Room) -> None:
    phone = driving(room)
    recorded = phone.signed("room/navigate", slide="tokens")
    phone.send(recorded)
    phone.do("room/navigate", slide="first")
    refused = phone.send(recorded)
    assert "sent before" in failure(refused).message
    assert room.slide == "first"
    assert noted(refused) == [{"event": "replayed", "remote": phone.remote}]
    (problem,) = room.snapshots.presenter().problems
    assert "did not sign was refused (once)" in problem.text


@pytest.mark.parametrize("part", ["command", "counter", "mac", "secret"])
def test_a_forged_command_is_refused_and_logged(room: Room, part: str) -> None:
    phone = driving(room)
    message = phone.signed("room/navigate", slide="tokens")
    if part == "command":
        message["command"] = message["command"].replace("tokens", "last")
    elif part == "counter":
        message["counter"] += 1
    elif part == "mac":
        message["mac"] = "0" * 64
    else:
        message["mac"] = sign("another secret", message["counter"], message["command"])
    refused = phone.send(message)
    assert failure(refused).code == jsonrpc.NOT_ALLOWED
    assert noted(refused) == [{"event": "forged", "remote": phone.remote}]
    assert room.slide == "first"


def test_who_recorded_the_join_gets_neither_in_nor_the_slides(room: Room) -> None:
    phone = driving(room)
    before = phone.counter - 1
    spied = Proof(remote=phone.remote, counter=before, mac=sign(phone.secret, before, JOIN_TEXT))
    room.join_remote("thief", 1, spied, 0.0)
    effects = room.effects()
    assert failure(effects).code == jsonrpc.NOT_ALLOWED
    assert not any(isinstance(one, Admit) for one in effects)
    assert not room.admits_remote(spied, "deck")
    assert room.admits_remote(phone.proof("deck"), "deck")
    room.join_remote("nobody", 1, None, 0.0)
    assert failure(room.effects()).code == jsonrpc.NOT_ALLOWED


def test_a_remote_calls_what_a_remote_needs_and_signs_all_of_it(room: Room) -> None:
    phone = driving(room)
    for method, params in (
        ("room/navigate", {"slide": "tokens"}),
        ("remote/invite", {}),
        ("widget/set_inputs", {"widget": "tokens/0", "inputs": {}}),
        ("room/rankings", {"widget": "tokens/0"}),
    ):
        room.receive("hand", 3, method, params, 0.0)
        assert failure(room.effects()).code == jsonrpc.NOT_ALLOWED
    for method in ("remote/answer", "widget/set_inputs", "room/join", "no/such"):
        refused = phone.do(method, remote=phone.remote, accept=True)
        assert failure(refused).code == jsonrpc.NOT_ALLOWED
    for command in ('{"method": ["room/blank"], "params": {}}', '{"method": {}, "params": {}}'):
        proof = phone.proof(command)
        message = {"counter": proof.counter, "command": command, "mac": proof.mac}
        assert failure(phone.send(message)).code == jsonrpc.NOT_ALLOWED
    for command in ("", "[]", "{}", '{"method": "room/blank"}', "[" * 3000):
        proof = phone.proof(command)
        message = {"counter": proof.counter, "command": command, "mac": proof.mac}
        assert failure(phone.send(message)).code == jsonrpc.INVALID_PARAMS
    assert failure(phone.do("room/navigate", slide="nowhere")).code == jsonrpc.UNKNOWN_NAME


def test_one_phone_drives_and_another_takes_over_by_a_yes_that_is_logged(room: Room) -> None:
    first, second = driving(room, "one"), invite(room, "two")
    second.join()
    taken = say(room, second, accept=True)
    second.join()
    assert noted(taken) == [{"event": "took over", "remote": second.remote, "before": first.remote}]
    assert states(room) == {first.remote: "watches", second.remote: "drives"}
    refused = first.do("room/blank", mode="black")
    assert "another phone drives now" in failure(refused).message
    first.do("remote/ask")
    assert states(room) == {first.remote: "asks", second.remote: "drives"}
    say(room, first, accept=True)
    assert states(room) == {first.remote: "drives", second.remote: "watches"}


def test_a_phone_that_slept_comes_back_without_another_yes(room: Room) -> None:
    phone = driving(room)
    room.leave("hand", 0.0)
    assert [one.connected for one in room.snapshots.presenter().remotes] == [False]
    phone.connection = "hand again"
    assert any(isinstance(one, Admit) for one in phone.join())
    phone.do("room/navigate", slide="last")
    assert room.slide == "last"


def test_a_remote_drives_on_after_a_restart_and_nothing_recorded_counts_again(room: Room) -> None:
    journal: list[Effect] = []
    phones = []
    for connection in ("hand", "two", "three"):
        phones.append(invite(room, connection))
        phones[-1].join()
        journal += say(room, phones[-1], accept=True)
        journal += phones[-1].join()
    phone, watching, ended = phones
    journal += say(room, ended, accept=False)
    journal += say(room, phone, accept=True)
    recorded = phone.signed("room/navigate", slide="tokens")
    journal += phone.send(recorded)
    later = Room(small_deck(), join_url="http://192.0.2.7:8000/")
    later.restore([(one.kind, one.data) for one in journal if isinstance(one, Persist)])
    assert states(later) == {phone.remote: "drives", watching.remote: "watches"}
    phone.room = ended.room = later
    assert failure(ended.join()).code == jsonrpc.NOT_ALLOWED
    assert any(isinstance(one, Admit) for one in phone.join())
    assert "sent before" in failure(phone.send(recorded)).message
    phone.do("room/navigate", slide="last")
    assert later.slide == "last"


def test_a_remote_judges_what_the_room_sends(room: Room) -> None:
    room.join("phone", 1, "phone", person=None, fresh="g" * 20, now=0.0)
    room.receive("phone", 2, "questions/ask", {"text": "Why?", "slide": "first"}, 0.0)
    room.effects()
    phone = driving(room)
    phone.do("questions/set_state", id="q1", state="answered")
    assert [one.state for one in room.snapshots.presenter().questions] == ["answered"]
    phone.do("questions/moderate", moderated=True)
    assert room.snapshots.presenter().moderated
    # One that does not drive has no say either.
    second = driving(room, "two")
    assert failure(phone.do("questions/set_state", id="q1", state="hidden")).code == (
        jsonrpc.NOT_ALLOWED
    )
    second.do("questions/set_state", id="q1", state="hidden")
    assert room.snapshots.public().questions == []


def test_an_invitation_that_nobody_used_is_void_once_there_is_another(room: Room) -> None:
    old = invite(room)
    invite(room)
    assert failure(old.join()).code == jsonrpc.NOT_ALLOWED


def test_remotes_and_what_is_noted_of_forgeries_are_bounded(room: Room) -> None:
    first = driving(room, "c0")
    for number in range(1, MAX_REMOTES + 1):
        driving(room, f"c{number}")
    assert len(states(room)) == MAX_REMOTES
    assert first.remote not in states(room)
    phone = driving(room, "last")
    kept = 0
    for _ in range(REFUSALS_KEPT + 20):
        message = phone.signed("room/blank", mode="black") | {"mac": "0" * 64}
        kept += sum(isinstance(one, Persist) for one in phone.send(message))
    assert kept == REFUSALS_KEPT
    said = phone.send(phone.signed("room/blank", mode="black") | {"mac": "0" * 64})
    assert [type(one) for one in said] == [Fail]


def test_a_socket_that_guesses_at_a_proof_is_cut(room: Room) -> None:
    phone = driving(room)
    guess = Proof(remote=phone.remote, counter=1 << 50, mac="0" * 64)
    room.join_remote("guesser", 1, guess, 0.0)
    assert [one.connection for one in room.effects() if isinstance(one, Drop)] == ["guesser"]


def test_presenters_hear_of_remotes_and_nobody_gets_their_secrets(room: Room) -> None:
    room.join("phone", 1, "phone", person=None, fresh="g" * 20, now=0.0)
    room.effects()
    phone = driving(room)
    said = room.snapshots.presenter().model_dump_json() + room.snapshots.public().model_dump_json()
    assert phone.secret not in said
    assert phone.remote not in room.snapshots.public().model_dump_json()


def test_the_room_and_the_phone_sign_alike() -> None:
    # The same message is signed in src/talk/web/remote/signer.test.ts.
    mac = "a91443d2f9d601c811c24816b7b05499af974f98e647f47b7c23edbe6fac4591"
    assert sign("secret of the test", 17, '{"method":"room/ping","params":{}}') == mac


def test_secrets_are_not_guessed() -> None:
    made = {Remotes(None).new_secret() for _ in range(50)}  # type: ignore[arg-type]
    assert len(made) == 50
    assert all(len(secret) >= 24 for secret in made)
