"""Write a few-shot prompt: solved examples, the question, and the answer that is scored."""

from __future__ import annotations

from talk.protocol.methods.prompts import FewShotParams


def few_shot_prompt(params: FewShotParams, shots: int) -> tuple[str, str]:
    """Return the prompt with the first `shots` examples, and the answer as it goes on."""
    solved = [f"{one.left}{params.separator}{one.right}\n" for one in params.examples[:shots]]
    # A separator that ends in a space: the space belongs to the answer's first token (" blue"), and
    # a prompt that ended in it would make that token impossible.
    head = params.separator.rstrip()
    prompt = "".join(solved) + params.query + head
    return prompt, params.separator[len(head) :] + params.answer + "\n"
