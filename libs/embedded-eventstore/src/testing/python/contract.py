"""What the Python client sees of the embedded store: one line of JSON for each case.

Usage: contract.py <address> <address of a user without rights, or -> <port without listener>
"""

import faulthandler
import json
import sys
import threading
import traceback
from typing import Callable
from uuid import uuid4

from kurrentdbclient import KurrentDBClient, NewEvent, StreamState
from kurrentdbclient import exceptions as errors

ADDRESS, GUEST, DEAD_PORT = sys.argv[1:4]
SECURE = GUEST != "-"
WAIT_SECONDS = 10
# Whoever waits for ever tells where, before the test gives up on it.
GIVE_UP_SECONDS = 50
faulthandler.dump_traceback_later(GIVE_UP_SECONDS, exit=True)
client = KurrentDBClient(ADDRESS)

Case = Callable[[], None]
cases: dict[str, Case] = {}


def case(sentence: str, only_secure: bool = False) -> Callable[[Case], Case]:
    def register(run: Case) -> Case:
        if SECURE or not only_secure:
            cases[sentence] = run
        return run

    return register


def stream() -> str:
    return f"incident_09-{uuid4()}"


def event(n: int, type: str = "CallReceived") -> NewEvent:
    return NewEvent(type=type, data=json.dumps({"n": n}).encode(), metadata=b'{"by": "test"}')


def append(name: str, expected: int | StreamState, *events: NewEvent, classic: bool = False) -> int:
    """Several events go by BatchAppend, a single one by Append."""
    given = events[0] if classic else list(events)
    return client.append_to_stream(name, current_version=expected, events=given, timeout=WAIT_SECONDS)


def numbers(events: object) -> list[int]:
    return [json.loads(e.data)["n"] for e in events]  # type: ignore[attr-defined]


def raises(expected: type[Exception], work: Callable[[], object]) -> Exception:
    try:
        work()
    except expected as error:
        return error
    except Exception as error:
        raise AssertionError(f"{expected.__name__} expected, {error!r} raised") from error
    raise AssertionError(f"{expected.__name__} expected, nothing raised")


def equal(actual: object, expected: object) -> None:
    assert actual == expected, f"{actual!r} is not {expected!r}"


def within_time(subscription: object, done: Callable[[list], bool]) -> list:
    """Takes from a subscription until enough has come; a silent one is stopped and fails."""
    seen: list = []
    timer = threading.Timer(WAIT_SECONDS, subscription.stop)  # type: ignore[attr-defined]
    timer.start()
    try:
        for item in subscription:  # type: ignore[attr-defined]
            seen.append(item)
            if done(seen):
                return seen
    finally:
        timer.cancel()
        subscription.stop()  # type: ignore[attr-defined]
    raise AssertionError(f"the subscription ended after {seen!r}")


@case("an append gives its position and comes back as it went")
def _() -> None:
    name = stream()
    first = append(name, StreamState.NO_STREAM, event(1), event(2))
    second = append(name, 1, event(3), classic=True)
    assert second > first > 0
    back = client.get_stream(name)
    equal(numbers(back), [1, 2, 3])
    equal([e.stream_position for e in back], [0, 1, 2])
    equal((back[0].type, back[0].content_type, back[0].metadata), ("CallReceived", "application/json", b'{"by": "test"}'))
    equal(client.get_current_version(name), 2)
    assert client.get_commit_position() >= second


@case("an append elsewhere than expected is a conflict")
def _() -> None:
    name = stream()
    for classic in (False, True):
        raises(errors.WrongCurrentVersionError, lambda: append(name, 5, event(1), classic=classic))
        raises(errors.WrongCurrentVersionError, lambda: append(name, StreamState.EXISTS, event(1), classic=classic))
    append(name, StreamState.ANY, event(1), event(2))
    error = raises(errors.WrongCurrentVersionError, lambda: append(name, StreamState.NO_STREAM, event(3)))
    equal(error.actual_version, 1)  # type: ignore[attr-defined]
    equal(numbers(client.get_stream(name)), [1, 2])


@case("a repeated append is answered with the first result")
def _() -> None:
    name = stream()
    one, two = event(1), event(2)
    first = append(name, StreamState.NO_STREAM, one, two)
    append(name, 1, event(3))
    equal(append(name, StreamState.NO_STREAM, one, two), first)
    equal(append(name, StreamState.ANY, one, two), first)
    equal(numbers(client.get_stream(name)), [1, 2, 3])


@case("an append that is too large is refused by name")
def _() -> None:
    large = NewEvent(type="Large", data=b'"' + b"x" * 1_100_000 + b'"')
    error = raises(errors.MaximumAppendSizeExceededError, lambda: append(stream(), StreamState.ANY, large))
    assert "1048576" in str(error)


@case("a stream is read in both directions, from anywhere, up to a number")
def _() -> None:
    name = stream()
    append(name, StreamState.NO_STREAM, *(event(n) for n in range(5)))
    equal(numbers(client.get_stream(name, stream_position=2)), [2, 3, 4])
    equal(numbers(client.get_stream(name, limit=2)), [0, 1])
    equal(numbers(client.get_stream(name, backwards=True)), [4, 3, 2, 1, 0])
    equal(numbers(client.get_stream(name, stream_position=2, backwards=True, limit=2)), [2, 1])


@case("a stream that nobody wrote is not found")
def _() -> None:
    raises(errors.NotFoundError, lambda: client.get_stream(stream()))
    equal(client.get_current_version(stream()), StreamState.NO_STREAM)


@case("the whole log is read without the system's events, unless they are asked for")
def _() -> None:
    name = stream()
    client.set_stream_metadata(name, metadata={"$maxCount": 9})
    position = append(name, StreamState.ANY, event(1))
    plain = list(client.read_all())
    assert all(not e.type.startswith("$") for e in plain)
    equal(plain[-1].commit_position, position)
    everything = list(client.read_all(filter_exclude=()))
    assert any(e.type == "$metadata" and e.stream_name == f"$${name}" for e in everything)
    equal(list(client.read_all(commit_position=position, limit=1))[0].stream_name, name)
    equal(next(iter(client.read_all(backwards=True))).commit_position, position)


@case("the whole log is filtered by type and by stream, by expression and by prefix")
def _() -> None:
    tag = uuid4().hex[:8]
    append(f"beat_{tag}", StreamState.ANY, event(1, f"Beat{tag}Designed"))
    append(f"unit_{tag}", StreamState.ANY, event(2, f"Unit{tag}Manned"))
    by = lambda **filter: numbers(client.read_all(**filter))  # noqa: E731
    equal(by(filter_include=[f"Beat{tag}.*"]), [1])
    equal(by(filter_include=[f"Unit{tag}"], filter_by_prefix=True), [2])
    equal(by(filter_include=[f"beat_{tag}"], filter_by_stream_name=True), [1])
    equal(by(filter_include=[f"unit_{tag}"], filter_by_stream_name=True, filter_by_prefix=True), [2])
    rest = client.read_all(filter_exclude=[f"Beat{tag}.*", r"\$.*"])
    assert not any(e.type.startswith(("$", f"Beat{tag}")) for e in rest)


@case("metadata limits what a stream shows, and is read back as it was set")
def _() -> None:
    name = stream()
    equal(client.get_stream_metadata(name), ({}, StreamState.NO_STREAM))
    append(name, StreamState.NO_STREAM, *(event(n) for n in range(4)))
    client.set_stream_metadata(name, metadata={"$maxCount": 2}, current_version=StreamState.NO_STREAM)
    equal(client.get_stream_metadata(name), ({"$maxCount": 2}, 0))
    equal(numbers(client.get_stream(name)), [2, 3])
    raises(
        errors.WrongCurrentVersionError,
        lambda: client.set_stream_metadata(name, metadata={}, current_version=7),
    )


@case("a deleted stream is not found until it is written again")
def _() -> None:
    name = stream()
    raises(errors.NotFoundError, lambda: client.delete_stream(name, current_version=StreamState.ANY))
    raises(errors.NotFoundError, lambda: client.delete_stream(name, current_version=3))
    append(name, StreamState.NO_STREAM, event(1), event(2))
    raises(errors.WrongCurrentVersionError, lambda: client.delete_stream(name, current_version=7))
    client.delete_stream(name, current_version=1)
    raises(errors.NotFoundError, lambda: client.get_stream(name))
    equal(client.get_current_version(name), StreamState.NO_STREAM)
    client.delete_stream(name, current_version=1)
    append(name, StreamState.NO_STREAM, event(3))
    equal([(e.stream_position, n) for e, n in zip(client.get_stream(name), [3])], [(2, 3)])


@case("a tombstone is for good")
def _() -> None:
    name = stream()
    append(name, StreamState.NO_STREAM, event(1))
    client.tombstone_stream(name, current_version=0)
    for work in (
        lambda: client.get_stream(name),
        lambda: append(name, StreamState.ANY, event(2)),
        lambda: client.delete_stream(name, current_version=StreamState.ANY),
        lambda: client.tombstone_stream(name, current_version=StreamState.ANY),
        lambda: client.get_stream_metadata(name),
    ):
        raises(errors.StreamIsDeletedError, work)
    # The client has no name of its own for it here.
    late = raises(errors.FailedPreconditionError, lambda: append(name, StreamState.ANY, event(2), classic=True))
    assert "is deleted" in str(late)
    # As the real server: its metadata may still be written, and is shown to nobody.
    client.set_stream_metadata(name, metadata={})
    raises(errors.StreamIsDeletedError, lambda: client.get_stream_metadata(name))


@case("a subscription to a stream gives what is there, says so, and goes on")
def _() -> None:
    name = stream()
    append(name, StreamState.NO_STREAM, event(1), event(2))
    subscription = client.subscribe_to_stream(name, include_caught_up=True)
    threading.Timer(0.2, lambda: append(name, 1, event(3))).start()
    seen = within_time(subscription, lambda items: len(items) == 4)
    equal([item.is_caught_up for item in seen], [False, False, True, False])
    equal(numbers(item for item in seen if not item.is_caught_up), [1, 2, 3])


@case("a subscription to the whole log goes on behind a position, and says how far it has looked")
def _() -> None:
    name = stream()
    position = append(name, StreamState.NO_STREAM, event(1))
    append(name, 0, *(event(n) for n in range(2, 40)))
    subscription = client.subscribe_to_all(
        commit_position=position,
        filter_include=[name],
        filter_by_stream_name=True,
        include_checkpoints=True,
        include_caught_up=True,
        window_size=5,
        checkpoint_interval_multiplier=2,
    )
    seen = within_time(subscription, lambda items: items[-1].is_caught_up)
    equal(numbers(e for e in seen if not e.is_checkpoint and not e.is_caught_up), list(range(2, 40)))
    checkpoints = [e.commit_position for e in seen if e.is_checkpoint]
    assert len(checkpoints) >= 3 and checkpoints == sorted(set(checkpoints)), checkpoints


@case("a subscription from the end gives only what comes")
def _() -> None:
    name = stream()
    append(name, StreamState.NO_STREAM, event(1))
    subscription = client.subscribe_to_all(from_end=True, filter_include=[name], filter_by_stream_name=True)
    threading.Timer(0.2, lambda: append(name, 0, event(2))).start()
    equal(numbers(within_time(subscription, lambda items: len(items) == 1)), [2])


@case("a subscription to a stream that is tombstoned ends with that reason")
def _() -> None:
    name = stream()
    append(name, StreamState.NO_STREAM, event(1))
    subscription = client.subscribe_to_stream(name)
    threading.Timer(0.2, lambda: client.tombstone_stream(name, current_version=0)).start()
    raises(errors.StreamIsDeletedError, lambda: within_time(subscription, lambda items: len(items) == 2))


@case("a link is resolved to its event")
def _() -> None:
    target, links = stream(), stream()
    append(target, StreamState.NO_STREAM, event(1), event(2))
    link = NewEvent(type="$>", data=f"1@{target}".encode(), content_type="application/octet-stream")
    append(links, StreamState.ANY, link)
    (found,) = client.get_stream(links, resolve_links=True)
    equal((found.stream_name, found.stream_position), (target, 1))
    assert found.link is not None
    equal((found.link.stream_name, found.link.stream_position), (links, 0))


@case("a position that is none of this log is refused")
def _() -> None:
    raises(errors.KurrentDBClientError, lambda: list(client.read_all(commit_position=10**12)))


@case("an expression that could run for ever is refused")
def _() -> None:
    error = raises(
        errors.KurrentDBClientError,
        lambda: list(client.read_all(filter_include=[r"(a)\1"], filter_by_stream_name=True)),
    )
    assert "not supported" in str(error)


@case("an append whose deadline has passed is not written")
def _() -> None:
    name = stream()
    late = lambda: client.append_to_stream(  # noqa: E731
        name, current_version=StreamState.ANY, events=[event(1)], timeout=0
    )
    raises(errors.DeadlineExceededError, late)
    raises(errors.NotFoundError, lambda: client.get_stream(name))


@case("the client finds the one leader of a cluster of one")
def _() -> None:
    (member,) = client.read_gossip()
    equal((member.state, str(member.port)), ("NODE_STATE_LEADER", ADDRESS.split("?")[0].rsplit(":", 1)[1]))
    discovering = KurrentDBClient(ADDRESS.replace("esdb://", "esdb+discover://"))
    equal(len(list(discovering.read_all(limit=1))), 1)
    discovering.close()


@case("what the store does not do, it says")
def _() -> None:
    for work in (
        lambda: client.list_subscriptions(),
        lambda: client.create_subscription_to_stream("group", "stream"),
        lambda: client.create_projection(name="p", query="fromAll()"),
    ):
        error = raises(errors.KurrentDBClientError, work)
        assert "UNIMPLEMENTED" in repr(error) or "does not implement" in str(error), repr(error)


@case("a server that is not there is unavailable")
def _() -> None:
    address = f"esdb://127.0.0.1:{DEAD_PORT}?Tls=false"

    # Closed by hand: one that the garbage collector closes may wait for ever for a lock that its own thread holds.
    nobody = KurrentDBClient(address)
    try:
        raises(errors.ServiceUnavailableError, lambda: nobody.get_stream(stream(), timeout=2))
    finally:
        nobody.close()


@case("a user without rights is refused, a wrong password told apart", only_secure=True)
def _() -> None:
    guest = KurrentDBClient(GUEST)
    raises(errors.AccessDeniedError, lambda: list(guest.read_all()))
    name = stream()
    guest.append_to_stream(name, current_version=StreamState.ANY, events=[event(1)])
    client.set_stream_metadata(name, metadata={"$acl": {"$r": [], "$w": []}})
    raises(errors.AccessDeniedError, lambda: guest.get_stream(name))
    for events in ([event(2)], event(2)):
        raises(
            errors.AccessDeniedError,
            lambda: guest.append_to_stream(name, current_version=StreamState.ANY, events=events),
        )
    wrong = guest.construct_call_credentials("clerk", "guessed")
    raises(errors.UnauthenticatedError, lambda: guest.get_stream(name, credentials=wrong))
    guest.close()


for sentence, run in cases.items():
    problem = None
    try:
        run()
    except BaseException:
        problem = traceback.format_exc()
    print(json.dumps({"sentence": sentence, "problem": problem}), flush=True)
client.close()
