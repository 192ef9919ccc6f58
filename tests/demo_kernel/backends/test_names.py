"""What a value of --model means."""

import pytest

from demo_kernel.backends.names import ModelName, parse


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("embedded", ModelName("embedded", "")),
        ("embedded:sft", ModelName("embedded", "sft")),
        ("sft", ModelName("embedded", "sft")),
        ("hf:Qwen/Qwen2.5-0.5B", ModelName("hf", "Qwen/Qwen2.5-0.5B")),
        ("real=hf:/some/folder", ModelName("hf", "/some/folder", "real")),
        ("openai:http://host:8000#a=b", ModelName("openai", "http://host:8000#a=b")),
        ("x=openai:http://host:8000", ModelName("openai", "http://host:8000", "x")),
    ],
)
def test_each_form_is_read(text: str, meant: ModelName) -> None:
    assert parse(text) == meant
