"""One behaviour suite over memory and over real sockets.

The server's side of the wire, with toy methods.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from demo_kernel.service import server
from demo_kernel.service.kernel import Call
from demo_kernel.service.server import Client
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.session import (
    ErrorReceived,
    EventReceived,
    Id,
    ResultReceived,
    Session,
    SessionEvent,
)
from talk.protocol.wire import Asker, Event

TOKEN = "a-token-of-this-test"


class Tick(Event):
    n: int


@dataclass
class Toys:
    """Stands in for the dispatcher: methods that stream, hang and fail."""

    askers: list[Asker] = field(default_factory=list)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    given_up: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, name: str, params: dict[str, Any], call: Call) -> dict[str, Any]:
        self.askers.append(call.asker)
        match name:
            case "echo":
                return params
            case "count":
                for n in range(params["to"]):
                    call.emit(Tick(n=n))
                return {"done": True}
            case "flood":
                for n in range(params["messages"]):
                    call.emit(Tick(n=n * 10 ** params["digits"]))
                return {}
            case "hang":
                self.hanging.set()
                try:
                    await asyncio.Event().wait()
                finally:
                    self.given_up.set()
            case "break":
                raise ZeroDivisionError("a fault of the kernel's")
            case "refuse":
                raise WireError(jsonrpc.UNAVAILABLE, "not here", {"why": "test"})
        raise WireError(jsonrpc.METHOD_NOT_FOUND, f"no {name}")


class Driver:
    """A client: a Session and a connection that has `send` and can be read in a loop."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._session = Session()
        self._got: list[SessionEvent] = []
        self._news = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._connection:
            self._session.receive(message)
            self._got += self._session.events()
            self._news.set()

    async def ask(self, method: str, **params: Any) -> Id:
        id_ = self._session.request(method, params)
        await self._ship()
        return id_

    async def cancel(self, id_: Id) -> None:
        self._session.cancel(id_)
        await self._ship()

    async def _ship(self) -> None:
        for text in self._session.data_to_send():
            await self._connection.send(text)

    async def end(self, id_: Id) -> list[Any]:
        """Everything about a request, its answer last."""
        async with asyncio.timeout(20):
            while True:
                mine = [event for event in self._got if getattr(event, "id", None) == id_]
                if mine and isinstance(mine[-1], ResultReceived | ErrorReceived):
                    return mine
                self._news.clear()
                await self._news.wait()

    def close(self) -> None:
        self._reader.cancel()


class MemoryEnd:
    """One end of a connection without sockets."""

    def __init__(self, inbox: asyncio.Queue[str | None], outbox: asyncio.Queue[str | None]) -> None:
        self._inbox, self._outbox = inbox, outbox
        self.transport = self
        self.aborted = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        message = await self._inbox.get()
        if message is None:
            raise StopAsyncIteration
        return message

    async def send(self, text: str) -> None:
        await self._outbox.put(text)

    def abort(self) -> None:
        self.aborted = True
        self._outbox.put_nowait(None)
        self._inbox.put_nowait(None)


@asynccontextmanager
async def over_memory(toys: Toys) -> AsyncIterator[Driver]:
    there: asyncio.Queue[str | None] = asyncio.Queue()
    back: asyncio.Queue[str | None] = asyncio.Queue()
    serving = asyncio.create_task(Client(MemoryEnd(there, back), toys).run())  # type: ignore[arg-type]
    driver = Driver(MemoryEnd(back, there))
    yield driver
    driver.close()
    there.put_nowait(None)
    await serving


@asynccontextmanager
async def over_sockets(toys: Toys) -> AsyncIterator[Driver]:
    listening = await server.start(toys, "127.0.0.1", 0, TOKEN)  # type: ignore[arg-type]
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with connect(
        server.address(listening), additional_headers=headers, compression=None
    ) as connection:
        driver = Driver(connection)
        yield driver
        driver.close()
    listening.close()
    await listening.wait_closed()


Transport = Callable[[Toys], Any]


@pytest.fixture(params=[over_memory, over_sockets], ids=["memory", "sockets"])
def transport(request: pytest.FixtureRequest) -> Transport:
    return request.param


@pytest.fixture
def toys() -> Toys:
    return Toys()


@pytest.fixture
async def driver(transport: Transport, toys: Toys) -> AsyncIterator[Driver]:
    async with transport(toys) as found:
        yield found


async def test_a_request_gets_its_result(driver: Driver) -> None:
    id_ = await driver.ask("echo", text="é 😀")
    assert await driver.end(id_) == [ResultReceived(id_, {"text": "é 😀"})]


async def test_a_stream_comes_in_order_and_then_the_result(driver: Driver) -> None:
    id_ = await driver.ask("count", to=200)
    *events, result = await driver.end(id_)
    assert events == [EventReceived(id_, {"n": n}) for n in range(200)]
    assert result == ResultReceived(id_, {"done": True})


async def test_a_failure_keeps_its_code_sentence_and_data(driver: Driver) -> None:
    id_ = await driver.ask("refuse")
    assert await driver.end(id_) == [
        ErrorReceived(id_, jsonrpc.UNAVAILABLE, "not here", {"why": "test"})
    ]


async def test_a_fault_is_answered_without_telling_its_details(driver: Driver) -> None:
    (answer,) = await driver.end(await driver.ask("break"))
    assert answer.code == jsonrpc.INTERNAL_ERROR
    assert "Zero" not in answer.message


async def test_a_cancelled_request_ends_with_cancelled_and_frees_the_work(
    driver: Driver, toys: Toys
) -> None:
    id_ = await driver.ask("hang")
    async with asyncio.timeout(10):
        await toys.hanging.wait()
        await driver.cancel(id_)
        await toys.given_up.wait()
    (answer,) = await driver.end(id_)
    assert answer.code == jsonrpc.CANCELLED


async def test_a_request_cancelled_before_its_first_step_is_answered_and_its_place_is_free(
    driver: Driver,
) -> None:
    for _ in range(2):
        asked = [driver._session.request("hang", {}) for _ in range(server.OPEN_REQUESTS)]
        for id_ in asked:
            driver._session.cancel(id_)
        await driver._ship()
        for id_ in asked:
            (answer,) = await driver.end(id_)
            assert answer.code == jsonrpc.CANCELLED
    id_ = await driver.ask("echo", n=1)
    assert await driver.end(id_) == [ResultReceived(id_, {"n": 1})]


async def test_a_slow_request_does_not_hold_up_the_next(driver: Driver) -> None:
    slow = await driver.ask("hang")
    quick = await driver.ask("echo", n=1)
    assert await driver.end(quick) == [ResultReceived(quick, {"n": 1})]
    await driver.cancel(slow)
    await driver.end(slow)


async def test_who_asks_is_taken_out_of_the_parameters(driver: Driver, toys: Toys) -> None:
    id_ = await driver.ask("echo", n=1, _for={"priority": "phone", "person": "p7"})
    assert await driver.end(id_) == [ResultReceived(id_, {"n": 1})]
    assert toys.askers == [Asker(priority="phone", person="p7")]


async def test_a_nonsensical_asker_is_refused(driver: Driver) -> None:
    id_ = await driver.ask("echo", _for={"priority": "king"})
    (answer,) = await driver.end(id_)
    assert answer.code == jsonrpc.INVALID_PARAMS


async def test_rubbish_is_answered_and_the_connection_goes_on(driver: Driver) -> None:
    await driver._connection.send("rubbish")
    id_ = await driver.ask("echo", n=2)
    assert await driver.end(id_) == [ResultReceived(id_, {"n": 2})]


async def test_what_a_vanished_client_asked_for_is_given_up(
    transport: Transport, toys: Toys
) -> None:
    async with transport(toys) as driver:
        await driver.ask("hang")
        async with asyncio.timeout(10):
            await toys.hanging.wait()
    async with asyncio.timeout(10):
        await toys.given_up.wait()


# JSON has no infinity: a message with one is no request, and its answer has no id.
FINITE = st.floats(allow_nan=False, allow_infinity=False)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FINITE | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
METHODS = ["echo", "count", "hang", "hang", "break", "refuse", "unknown"]
IDS = st.integers(0, 5) | st.sampled_from(["a", "b"])
REQUESTS = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0"), "id": IDS, "method": st.sampled_from(METHODS) | ANY_JSON},
    optional={
        "params": st.fixed_dictionaries({"to": st.integers(0, 3)}) | ANY_JSON,
        "more": ANY_JSON,
    },
)
CANCELS = IDS.map(lambda id_: {"jsonrpc": "2.0", "method": jsonrpc.CANCEL, "params": {"id": id_}})


@settings(max_examples=150, deadline=None)
@given(st.lists(REQUESTS | CANCELS, max_size=30), st.data())
def test_every_request_gets_exactly_one_answer_whatever_is_cancelled(
    messages: list[dict[str, Any]], data: st.DataObject
) -> None:
    """Ids come up again and again, open or answered.

    Some messages come while others have made their first steps.
    """

    async def talk() -> list[dict[str, Any]]:
        there: asyncio.Queue[str | None] = asyncio.Queue()
        back: asyncio.Queue[str | None] = asyncio.Queue()
        serving = asyncio.create_task(Client(MemoryEnd(there, back), Toys()).run())  # type: ignore[arg-type]
        said: list[Any] = []
        for message in messages:
            there.put_nowait(json.dumps(message))
            for _ in range(data.draw(st.integers(0, 4))):
                await asyncio.sleep(0)
        for id_ in [*range(6), "a", "b"]:  # what hangs is given up at last
            there.put_nowait(
                json.dumps({"jsonrpc": "2.0", "method": jsonrpc.CANCEL, "params": {"id": id_}})
            )
        there.put_nowait(json.dumps({"jsonrpc": "2.0", "id": "last", "method": "echo"}))
        async with asyncio.timeout(10):
            while sum(map(_is_answer, said)) <= _requests(messages):
                said.append(json.loads(str(await back.get())))
        there.put_nowait(None)
        await serving
        return said + [json.loads(str(back.get_nowait())) for _ in range(back.qsize())]

    said = asyncio.run(talk())
    asked = Counter(message["id"] for message in messages if "id" in message)
    assert Counter(message["id"] for message in said if _is_answer(message)) == asked | Counter(
        ["last"]
    )


def _is_answer(message: dict[str, Any]) -> bool:
    return "method" not in message


def _requests(messages: list[dict[str, Any]]) -> int:
    return sum("id" in message for message in messages)


async def test_two_people_on_two_connections_are_two_askers(toys: Toys) -> None:
    async with over_memory(toys) as one, over_memory(toys) as other:
        for driver in (one, other):
            await driver.end(await driver.ask("echo", _for={"priority": "phone"}))
    assert toys.askers[0].person != toys.askers[1].person


async def test_a_client_that_stops_reading_is_cut_off(
    toys: Toys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "OUTBOX_BYTES", 10_000)
    there: asyncio.Queue[str | None] = asyncio.Queue()
    back: asyncio.Queue[str | None] = asyncio.Queue(maxsize=1)
    end = MemoryEnd(there, back)

    def abort() -> None:
        end.aborted = True
        there.put_nowait(None)

    monkeypatch.setattr(end, "abort", abort)
    there.put_nowait(
        json.dumps(
            {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "flood",
                "params": {"messages": 5000, "digits": 9},
            }
        )
    )
    async with asyncio.timeout(10):
        await Client(end, toys).run()  # type: ignore[arg-type]
    assert end.aborted


@asynccontextmanager
async def listening(toys: Toys, token: str | None) -> AsyncIterator[str]:
    found = await server.start(toys, "127.0.0.1", 0, token)  # type: ignore[arg-type]
    yield server.address(found)
    found.close()
    await found.wait_closed()


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}]
)
async def test_a_wrong_or_missing_token_is_refused(toys: Toys, headers: dict[str, str]) -> None:
    async with listening(toys, TOKEN) as url:
        with pytest.raises(InvalidStatus) as caught:
            await connect(url, additional_headers=headers)
    assert caught.value.response.status_code == 401


async def test_the_token_may_come_as_a_subprotocol_which_is_then_chosen(toys: Toys) -> None:
    async with listening(toys, TOKEN) as url:
        async with connect(url, subprotocols=["bearer." + TOKEN]) as connection:  # type: ignore[list-item]
            assert connection.subprotocol == "bearer." + TOKEN
        with pytest.raises(InvalidStatus):
            await connect(url, subprotocols=["bearer.wrong"])  # type: ignore[list-item]


async def test_frames_are_not_compressed(toys: Toys) -> None:
    async with listening(toys, None) as url, connect(url) as connection:
        assert connection.protocol.extensions == []


async def test_a_message_over_the_bound_ends_the_connection(toys: Toys) -> None:
    async with listening(toys, None) as url, connect(url) as connection:
        await connection.send("x" * (jsonrpc.MAX_MESSAGE_BYTES + 1))
        with pytest.raises(ConnectionClosed) as caught:
            async with asyncio.timeout(10):
                await connection.recv()
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1009
