"""A pytest plugin for CI: a test that would skip for want of a part fails instead.

Loaded by `make test` where `CI` is set. What no installation can bring stays skipped: give such a
skip a reason that starts with "hardware:" or "platform:".
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

EXCUSES = ("hardware:", "platform:")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if not reason.startswith(EXCUSES):
        report.outcome = "failed"
        report.longrepr = f"Skipped where nothing may be missing: {reason}"
