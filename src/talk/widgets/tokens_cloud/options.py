"""Options of the widget `tokens_cloud`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, PreparedBallot, Request, WidgetOptions, request

Name = Annotated[str, Field(min_length=1, max_length=80)]


class Options(WidgetOptions):
    """The room types how a text goes on; its words stand as tokens beside the model's own map.

    A word is larger the more phones sent it. Each of the model's likeliest tokens has two bars: the
    model's probability, and the share of the room whose words begin with that token, capitals and
    small letters alike. Below them stand the room's frequent beginnings that the model finds
    unlikely. The ballot opens and closes as that of `poll` does. Print shows the model's map, and
    with `talk pdf --session` the words of this room.
    """

    methods: ClassVar[Sequence[str]] = ("next_token/predict", "tokens/encode")
    keys: ClassVar[dict[str, str]] = {
        "Enter": "in the field: send the words",
        "Enter / Space": "on a button: press it",
        "Escape": "give the keyboard back to the deck",
    }
    yaml_examples: ClassVar[Sequence[str]] = (
        """
        widget: tokens_cloud
        prompt: The best thing about bread is
        """,
    )

    prompt: Text
    """The text that the room and the model go on with."""
    question: Annotated[str, Field(max_length=300)] = ""
    """What is asked, where the slide's title does not ask it."""
    checkpoint: Name | None = None
    """Checkpoint of the model; the kernel's default when left out."""
    vocabulary: Name = "cl100k_base"
    """Vocabulary whose tokens the room's words are cut into."""
    top_k: Annotated[int, Field(ge=3, le=10)] = 6
    """How many of the model's likeliest tokens are shown."""
    hidden: bool = True
    """Whether the words stay hidden until the speaker shows them."""
    open: bool = True
    """Whether the ballot opens as the slide comes up; otherwise the speaker opens it."""

    def requests(self) -> list[Request]:
        """Return the request for the model's map, and the one that cuts the room's words."""
        # The most candidates that the method returns: a word of the room may be unlikely.
        return [
            request("next_token/predict", text=self.prompt, top_k=200, checkpoint=self.checkpoint),
            request("tokens/encode", text="", vocabulary=self.vocabulary),
        ]

    def demos(self) -> list[Demo]:
        """Return the model's map; what the room types is not known before."""
        return [self.requests()[0].demo(label=self.prompt)]

    def ballot(self) -> PreparedBallot:
        """Return what the room is asked."""
        return PreparedBallot(
            kind="text",
            question=self.question,
            context=self.prompt,
            hidden=self.hidden,
            at_once=self.open,
        )
