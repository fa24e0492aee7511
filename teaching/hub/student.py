"""A student on a hub, driven through its API: asks for a server, opens a lab, writes the answers, runs every cell, saves."""

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

PAUSE = 1.0  # seconds between two looks
LONG = 3600  # seconds that one request or cell may take


@dataclass
class Hub:
    """Where a hub is, and the key to its API."""

    address: str
    token: str

    async def ask(self, method, path, body=None):
        """What the hub answers, read as JSON; HTTPClientError where it refuses."""
        request = HTTPRequest(
            f"{self.address}{path}", method=method, headers={"Authorization": f"token {self.token}"}, request_timeout=LONG,
            body=None if method in ("GET", "DELETE") else json.dumps(body or {}), allow_nonstandard_methods=True)
        answer = await AsyncHTTPClient().fetch(request)
        return json.loads(answer.body) if answer.body else None


@dataclass
class Student:
    """One student, and what became of them."""

    hub: Hub
    name: str
    pid: int | None = None
    waited: int = 0  # times that the hub said 'too many at once, try again'
    seconds: dict = field(default_factory=dict)
    passed: int = 0
    errors: list = field(default_factory=list)

    async def begin(self):
        """Ask for a server, again while the hub says that too many ask at once, and wait until it answers."""
        began = time.monotonic()
        await self.hub.ask("POST", f"/hub/api/users/{self.name}")
        while not await self.asked():
            self.waited += 1
            await asyncio.sleep(PAUSE * 5)
        while not (server := (await self.me())["servers"].get("", {})).get("ready"):
            if not server or server.get("stopped"):
                raise RuntimeError(f"{self.name}: the server has ended before it was ready; its log is the hub's")
            await asyncio.sleep(PAUSE)
        self.pid = server["state"]["pid"]
        self.seconds["to a server"] = time.monotonic() - began

    async def asked(self):
        """Whether the hub takes the request for a server; False where it asks to come again."""
        try:
            await self.hub.ask("POST", f"/hub/api/users/{self.name}/server")
        except HTTPClientError as refused:
            if refused.code == 429:
                return False
            raise
        return True

    async def me(self):
        """What the hub knows of this student."""
        return await self.hub.ask("GET", f"/hub/api/users/{self.name}?include_stopped_servers=1")

    async def work(self, path, answers):
        """Open a lab, put the answers in their cells (by identifier), run all cells in order and save the notebook."""
        began = time.monotonic()
        mine = f"/user/{self.name}/api"
        model = await self.hub.ask("GET", f"{mine}/contents/{path}?type=notebook&content=1")
        cells = [cell for cell in model["content"]["cells"] if cell["cell_type"] == "code"]
        for cell in cells:
            cell["source"] = answers.get(cell["id"], cell["source"])
        session = await self.hub.ask("POST", f"{mine}/sessions", {
            "path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}})
        await self.run(session["kernel"]["id"], cells)
        saved = {"type": "notebook", "format": "json", "content": model["content"]}
        await self.hub.ask("PUT", f"{mine}/contents/{path}", saved)
        self.seconds["in the lab"] = time.monotonic() - began

    async def run(self, kernel, cells):
        """Run cells in a kernel, one after the other, and keep what they show."""
        address = self.hub.address.replace("http", "ws", 1)
        request = HTTPRequest(f"{address}/user/{self.name}/api/kernels/{kernel}/channels",
                              headers={"Authorization": f"token {self.hub.token}"})
        channel = await websocket_connect(request, max_message_size=1 << 28)
        for number, cell in enumerate(cells, 1):
            cell["outputs"], cell["execution_count"] = await outputs(channel, cell["source"]), number
            self.read(cell)
        channel.close()

    def read(self, cell):
        """Count what passed, and note errors."""
        for output in cell["outputs"]:
            self.passed += "passed" in output.get("text", "") and "check" in cell["metadata"].get("tags", [])
            if output["output_type"] == "error":
                self.errors.append(f"{cell['id']}: {output['ename']}: {output['evalue']}")


async def outputs(channel, code):
    """Run code in the kernel behind a channel; the outputs as a notebook stores them."""
    wanted, found = uuid.uuid4().hex, []
    header = {"msg_id": wanted, "msg_type": "execute_request", "session": wanted, "username": "", "version": "5.3", "date": ""}
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False,
               "stop_on_error": False}
    await channel.write_message(json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {},
                                            "content": content, "buffers": []}))
    while (text := await channel.read_message()) is not None:
        message = json.loads(text)
        kind, content = message["header"]["msg_type"], message["content"]
        if message["parent_header"].get("msg_id") != wanted:
            continue
        if kind == "status" and content["execution_state"] == "idle":
            return found
        if kind in ("stream", "error", "display_data", "execute_result"):
            content.pop("transient", None)
            found.append({"output_type": kind, **content})
    raise RuntimeError("the kernel's channel has closed")
