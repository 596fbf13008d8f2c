import pickle
from dataclasses import replace

import pytest

from dream_core import DreamError, ErrorCode
from dream_core.engine.settings import EngineSettings


def test_settings_cross_processes(settings: EngineSettings) -> None:
    assert pickle.loads(pickle.dumps(settings)) == settings


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda", "cuda:0", "cuda:12"])
def test_devices_that_may_be(settings: EngineSettings, device: str) -> None:
    assert replace(settings, device=device).device == device


@pytest.mark.parametrize("device", ["", "gpu", "cuda:", "cuda:x", "CPU"])
def test_a_device_that_cannot_be_is_refused_by_name(settings: EngineSettings, device: str) -> None:
    with pytest.raises(DreamError, match=f"'{device}' is no device") as failure:
        replace(settings, device=device)
    assert failure.value.code == ErrorCode.DEVICE_UNAVAILABLE


def test_there_is_at_least_one_worker(settings: EngineSettings) -> None:
    with pytest.raises(DreamError, match="0 workers"):
        replace(settings, workers=0)
