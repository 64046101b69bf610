"""What the document's tables promise, as a third party would write it down: names, types, what is required.

From the tables of §3.1 to §3.9 alone. Nothing else is accepted: no further member, no number in a string's place.
"""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Data = TypeVar("Data")
Status = Literal["00", "01", "02"]
ArchiveStatus = Literal["00", "02"]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Answer(Strict, Generic[Data]):
    """`code` 200=Success 500=Fail."""

    code: Literal[200]
    msg: str
    data: Data


class Refusal(Strict):
    code: Literal[500]
    msg: str


class Push(Strict, Generic[Data]):
    planId: str
    data: Data


# 3.1.2


class Token(Strict):
    token: str
    expireIn: int


# 3.2.2, 3.3.2 and 3.8.2 name the member topicId, 3.6.2, 3.7.2 and 3.9.2 topic.


class PlanWithTopicId(Strict):
    planId: str
    topicId: str


class PlanWithTopic(Strict):
    planId: str
    topic: str


# 3.2.3, 3.4.2


class Channel(Strict):
    unit: str
    value: str
    cgcode: str


class CompositeRow(Strict):
    devAddr: str
    timestamp: int
    channelData: list[Channel]


class FrozenResult(Strict):
    status: Status
    list: list[CompositeRow]


# 3.3.3


class SingleRow(Strict):
    devAddr: str
    timestamp: int
    cgcode: str
    unit: str
    value: str


class SingleResult(Strict):
    status: Status
    list: list[SingleRow]


# 3.4.2, 3.5.2


class FrozenPage(Strict):
    total: int
    curPage: int
    pageSize: int
    list: list[CompositeRow]


class HistoryRow(Strict):
    devAddr: str
    timestamp: int
    unit: str
    value: str


class SinglePage(Strict):
    total: int
    curPage: int
    pageSize: int
    list: list[HistoryRow]


# 3.6.3


class RelayRow(Strict):
    devAddr: str
    successful: bool


class RelayResult(Strict):
    status: Status
    list: list[RelayRow]


# 3.7.3


class ArchiveRow(Strict):
    devAddr: str
    status: Literal["0", "1"]
    commType: str
    moduleNext: str


class ArchiveResult(Strict):
    status: ArchiveStatus
    list: list[ArchiveRow]


# 3.8.3, 3.9.3


class OperationResult(Strict):
    status: ArchiveStatus


# §3.8's table says topicId, its example topic: `AsTable` and `AsExample` differ in nothing else.
ANSWERS = {
    "getToken": Token, "readFrozen": PlanWithTopicId, "readSingle": PlanWithTopicId, "historyFrozen": FrozenPage,
    "historySingle": SinglePage, "relay": PlanWithTopic, "readArchive": PlanWithTopic, "removeArchive": PlanWithTopic,
}  # fmt: skip
AS_TABLE = {**ANSWERS, "addArchive": PlanWithTopicId}
AS_EXAMPLE = {**ANSWERS, "addArchive": PlanWithTopic}
PUSHES = {
    "readFrozen": FrozenResult, "readSingle": SingleResult, "relay": RelayResult, "readArchive": ArchiveResult,
    "addArchive": OperationResult, "removeArchive": OperationResult,
}  # fmt: skip


def read_answer(endpoint, content, tables=AS_TABLE):
    """- Raises: ``pydantic.ValidationError``."""
    outcome = Annotated[Answer[tables[endpoint]] | Refusal, Field(union_mode="left_to_right")]
    return TypeAdapter(outcome).validate_json(content)


def read_push(endpoint, payload):
    """- Raises: ``pydantic.ValidationError``."""
    return Push[PUSHES[endpoint]].model_validate_json(payload)
