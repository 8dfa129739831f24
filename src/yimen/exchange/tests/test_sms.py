"""The SMS gateway, played by a separate process: taken over once whatever is lost, or refused in words."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as installed

from yimen.common.errors import Refused
from yimen.exchange import sms

PHONE = "13800001234"


@pytest.fixture
def gateway(settings: Any) -> Iterator[Callable[..., str]]:
    """Starts the stand-in with these faults and sets it up; its address."""
    running: list[subprocess.Popen[str]] = []

    def start(*faults: str) -> str:
        command = [sys.executable, str(installed.ROOT / "ops" / "standins" / "sms.py"), "--port", "0", *faults]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        settings.SMS_URL, settings.SMS_TOKEN = process.stdout.readline().strip(), "stand-in"
        return str(settings.SMS_URL)

    yield start
    for process in running:
        process.terminate()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def on_the_phone(address: str) -> list[str]:
    with urllib.request.urlopen(f"{address}/v1/messages?to={PHONE}") as answer:
        return [each["text"] for each in json.load(answer)["messages"]]


def test_a_message_is_taken_over(gateway: Callable[..., str]) -> None:
    address = gateway()
    assert sms.send(to=PHONE, text="验证码 123456") == "M1"
    assert on_the_phone(address) == ["验证码 123456"]


def test_a_lost_answer_sends_no_second_message(gateway: Callable[..., str]) -> None:
    address = gateway("--lose", "1")
    assert sms.send(to=PHONE, text="一次") == "M1"
    assert on_the_phone(address) == ["一次"]


def test_one_failure_is_tried_again_and_a_lasting_one_is_said(gateway: Callable[..., str]) -> None:
    gateway("--fail", "3")
    with pytest.raises(Refused, match="暂时发不出去"):
        sms.send(to=PHONE, text="不行")
    assert sms.send(to=PHONE, text="行")


def test_a_wrong_token_sends_nothing(gateway: Callable[..., str], settings: Any) -> None:
    address = gateway()
    settings.SMS_TOKEN = "another"
    with pytest.raises(Refused):
        sms.send(to=PHONE, text="不该到")
    assert on_the_phone(address) == []


def test_without_a_gateway_it_says_so(settings: Any) -> None:
    settings.SMS_URL = ""
    with pytest.raises(Refused, match="没有接通短信网关"):
        sms.send(to=PHONE, text="无")
