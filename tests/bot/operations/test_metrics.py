import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError, BotErrorCode
from bot.operations import Metrics
from bot.operations.metrics import PLATFORMS
from dream_core import DreamError, ErrorCode
from tests.bot.conftest import MakeResult
from tests.bot.operations.conftest import ReadSample


def test_jobs_are_counted_by_platform(metrics: Metrics, read_sample: ReadSample) -> None:
    metrics.accepted("telegram")
    metrics.accepted("telegram")
    metrics.accepted("carrier pigeon")
    assert read_sample("jobs_accepted_total", platform="telegram") == 2
    assert read_sample("jobs_accepted_total", platform="discord") == 0
    assert read_sample("jobs_accepted_total", platform="other") == 1


def test_refusals_are_counted_by_code(metrics: Metrics, read_sample: ReadSample) -> None:
    metrics.refused(BotErrorCode.QUEUE_FULL)
    metrics.refused("made up")
    assert read_sample("jobs_refused_total", code="queue_full") == 1
    assert read_sample("jobs_refused_total", code="other") == 1


def test_endings_are_counted_by_preset_and_code(
    metrics: Metrics, read_sample: ReadSample, make_result: MakeResult
) -> None:
    metrics.ended("cats", make_result())
    metrics.ended("cats", DreamError(ErrorCode.CANCELLED, "Cancelled."))
    metrics.ended("gone since", BotError(BotErrorCode.SHUTTING_DOWN, "Leaving."))
    assert read_sample("jobs_ended_total", preset="cats", code="finished") == 1
    assert read_sample("jobs_ended_total", preset="cats", code="cancelled") == 1
    assert read_sample("jobs_ended_total", preset="other", code="shutting_down") == 1


def test_dreams_are_timed_by_preset_and_kind_of_device(
    metrics: Metrics, read_sample: ReadSample, make_result: MakeResult
) -> None:
    for device in ("cpu", "cuda:0 NVIDIA H100", "cuda:1 NVIDIA H100"):
        metrics.ended("cats", make_result(device=device, dream_seconds=3.0))
    metrics.ended("cats", DreamError(ErrorCode.TIME_LIMIT, "Too long."))
    gpus = {"preset": "cats", "device": "NVIDIA H100"}
    assert read_sample("dream_seconds_count", preset="cats", device="cpu") == 1
    assert read_sample("dream_seconds_sum", **gpus) == 6
    assert read_sample("dream_seconds_bucket", **gpus, le="2.5") == 0
    assert read_sample("dream_seconds_bucket", **gpus, le="5.0") == 2


def test_the_buckets_reach_from_a_quarter_of_a_second_to_ten_minutes(
    metrics: Metrics, read_sample: ReadSample, make_result: MakeResult
) -> None:
    metrics.ended("eyes", make_result(dream_seconds=0.2))
    metrics.ended("eyes", make_result(dream_seconds=599.0))
    labels = {"preset": "eyes", "device": "cpu"}
    assert read_sample("dream_seconds_bucket", **labels, le="0.25") == 1
    assert read_sample("dream_seconds_bucket", **labels, le="600.0") == 2


def test_waits_deliveries_and_lag_are_timed(metrics: Metrics, read_sample: ReadSample) -> None:
    metrics.started(12.5)
    metrics.delivered("web", 0.5)
    metrics.delivery_failed("discord", "timeout")
    metrics.note_lag(0.03)
    assert read_sample("job_wait_seconds_sum") == 12.5
    assert read_sample("delivery_seconds_sum", platform="web") == 0.5
    assert read_sample("delivery_failures_total", platform="discord", reason="timeout") == 1
    assert read_sample("event_loop_lag_seconds_bucket", le="0.025") == 0
    assert read_sample("event_loop_lag_seconds_bucket", le="0.05") == 1


@given(st.lists(st.text(), max_size=30))
def test_no_words_of_anybody_become_labels(words: list[str]) -> None:
    metrics = Metrics(["cats"])
    for word in words:
        metrics.accepted(word)
        metrics.refused(word)
        metrics.ended(word, BotError(BotErrorCode.USAGE, word))
        metrics.delivered(word, 1.0)
        metrics.delivery_failed(word, word)
    known = {*PLATFORMS, *BotErrorCode, *ErrorCode, "cats", "other", "timeout", "unforeseen"}
    samples = [sample for family in metrics.registry.collect() for sample in family.samples]
    labels = {
        value
        for sample in samples
        for name, value in sample.labels.items()
        if name not in ("le", "device")
    }
    assert labels <= known


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [("", "text/plain"), ("application/openmetrics-text", "application/openmetrics-text")],
)
def test_the_form_is_what_is_asked_for(metrics: Metrics, accept: str, content_type: str) -> None:
    body, told = metrics.render(accept)
    assert told.startswith(content_type)
    assert b"puppyslug_jobs_accepted_total" in body


def test_two_bots_in_one_process_count_apart(metrics: Metrics, read_sample: ReadSample) -> None:
    Metrics([]).accepted("web")
    assert read_sample("jobs_accepted_total", platform="web") == 0
