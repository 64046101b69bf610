"""A running simulator and the worlds in it."""

from __future__ import annotations

import difflib
import json
import os
from types import TracebackType
from typing import Any, List, Mapping, Optional, Sequence, Type, Union

from hes_sim import _binary, _token, documents
from hes_sim._control import Control
from hes_sim._process import Process
from hes_sim.documents import Source
from hes_sim.errors import HesError, Refused
from hes_sim.world import World

START_SECONDS = 30.0


class Simulator:
    """`hes-sim serve` with a broker of its own, both on free ports; a context manager.

    It ends with this process, however that ends. Worlds may be made and used from several threads.
    """

    def __init__(
        self,
        binary: Optional[Union[str, "os.PathLike[str]"]] = None,
        *,
        arguments: Sequence[str] = (),
        log: Optional[Union[str, "os.PathLike[str]"]] = None,
        start_seconds: float = START_SECONDS,
    ) -> None:
        """`arguments` go to `hes-sim serve`; `log` is a file that keeps the last 4 MiB of what it says.

        A token of the control API, by its flags or HES_SIM_CONTROL_TOKEN, is sent with each request.
        """
        self._binary = binary
        self._arguments = tuple(arguments)
        self._log = os.fspath(log) if log else None
        self._start_seconds = start_seconds
        self._process: Optional[Process] = None
        self._ready: Optional[Mapping[str, Any]] = None
        self._control: Optional[Control] = None

    @classmethod
    def attach(cls, ready: Mapping[str, Any], *, control_token: Optional[str] = None) -> "Simulator":
        """A simulator that runs already, by its ready line or `{"control": "http://…/_sim"}`; closing it leaves it running."""
        simulator = cls()
        simulator._ready = ready
        simulator._control = Control(str(ready["control"]), token=control_token)
        return simulator

    def start(self) -> "Simulator":
        """Throws `StartError` with what the simulator said."""
        if self._ready is not None:
            return self
        scenario = json.dumps(documents.BASE).encode()
        arguments = ["--scenario", "-", "--port", "0", "--mqtt-port", "0", *self._arguments]
        self._process = Process(_binary.find(self._binary), arguments, scenario=scenario, log=self._log)
        try:
            ready = self._process.wait_until_ready(self._start_seconds)
            self._control = Control(str(ready["control"]), token=_token.chosen(self._arguments))
        except BaseException:
            self.close()
            raise
        self._ready = ready
        return self

    def close(self) -> None:
        """Ends the simulator, its worlds and its broker; twice does no harm."""
        if self._process:
            self._process.stop()
            self._process.close_log()
        self._process = self._ready = self._control = None

    def __enter__(self) -> "Simulator":
        return self.start()

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    @property
    def ready(self) -> Mapping[str, Any]:
        """What the ready line says."""
        if self._ready is None:
            raise HesError("the simulator is not running: use it as `with Simulator() as hes`")
        return self._ready

    @property
    def control(self) -> Control:
        """The control API, for what has no method here."""
        if self._control is None:
            raise HesError("the simulator is not running: use it as `with Simulator() as hes`")
        return self._control

    @property
    def http(self) -> str:
        return str(self.ready["http"])

    @property
    def base_url(self) -> str:
        """The address below which the nine calls are."""
        return f"{self.http}/apis/openapi"

    @property
    def mqtt(self) -> str:
        return str(self.ready["mqtt"])

    @property
    def version(self) -> str:
        return str(self.ready["version"])

    @property
    def pid(self) -> Optional[int]:
        """None where it was not started here."""
        return self._process.pid if self._process else None

    @property
    def log_tail(self) -> str:
        """The last lines of its log; empty where it was not started here."""
        return self._process.log_tail if self._process else ""

    def recipes(self) -> List[Mapping[str, Any]]:
        """The shipped failures: `id`, `what`, `looks`, `goodClient`, `faults`, `events`."""
        return list(self.control.ask("GET", "recipes")["recipes"])

    def recipe(self, name: str) -> Mapping[str, Any]:
        """A recipe by its name, or by the number at its beginning (`F01`). Throws `HesError` with the likeliest name."""
        known = {str(recipe["id"]): recipe for recipe in self.recipes()}
        short = {one.split("-")[0]: one for one in known if one.startswith("F")}
        found = known.get(name) or known.get(short.get(name, ""))
        if found is not None:
            return found
        near = difflib.get_close_matches(name, [*known, *short], n=1, cutoff=0.4)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise HesError(f"the simulator has no recipe '{name}'{hint} It has: {', '.join(known)}")

    def world(
        self,
        scenario: Optional[Source] = None,
        *,
        recipe: Optional[str] = None,
        clock: Optional[str] = "auto",
        seed: Optional[int] = None,
    ) -> World:
        """A world of a document, a file, or two DCUs with ten meters each; a context manager that ends it.

        With `recipe` what goes wrong in it is known from its start. `clock` None leaves the pace of the document. The tenant's
        code is made up, so that worlds of one document exist at the same time. Throws `Refused` with every line of the check.
        """
        read = documents.read(scenario)
        rules = self.recipe(recipe) if recipe else None
        if read.document is None:
            return World(self, self._checked(read), seed=1)
        document = documents.prepared(read.document, clock=clock, seed=seed, recipe=rules)
        try:
            made = self.control.ask("POST", "worlds", document)
        except Refused as refusal:
            made = self._checked(read) if read.text and not recipe else None
            if made:
                World(self, made, seed=1).end()
            raise _retold(refusal, "POST /_sim/worlds was refused", refusal.reason) from None
        return World(self, made, seed=int(document.get("seed", 1)))

    def _checked(self, scenario: documents.Scenario) -> Mapping[str, Any]:
        """The answer to the file as it stands, whose refusal counts lines and columns as the file does."""
        try:
            made: Mapping[str, Any] = self.control.ask("POST", "worlds", scenario.text)
            return made
        except Refused as refusal:
            lines = refusal.reason.replace("request:", f"{scenario.path}:")
            raise _retold(refusal, f"the scenario {scenario.path} was refused", lines) from None


def _retold(refusal: Refused, what: str, reason: str) -> Refused:
    """The same refusal in these words, with what to do about a part that is a file."""
    hint = documents.PARTS_HINT if documents.NO_FILES in reason else refusal.hint
    return Refused(refusal.status, what, {"error": {"message": reason, "pointer": refusal.pointer, "hint": hint}})
