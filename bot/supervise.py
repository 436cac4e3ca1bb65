"""Keep both processes running, and end them together."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from bot import assistant
from bot.settings import ROOT, Settings

log = structlog.get_logger(__name__)

_BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0)
_STABLE_AFTER = 60.0
_ENDS_WITHIN = 10.0


class PortTaken(Exception):
    """The text says which port, and what to do."""


def check_ports(settings: Settings) -> None:
    """Raises PortTaken before anything is started."""
    for host, port, name in (
        (settings.host, settings.port, "BOOMERANG_PORT"),
        (settings.actions_host, settings.actions_port, "BOOMERANG_ACTIONS_PORT"),
        ("127.0.0.1", settings.rasa_port, "BOOMERANG_RASA_PORT"),
    ):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise PortTaken(
                    f"Port {port} on {host} cannot be used ({error.strerror}). "
                    f"End what uses it, or choose another: {name}=… make run"
                ) from error


@dataclass
class Process:
    name: str
    command: list[str]
    env: dict[str, str]
    log_file: Path | None = None
    _child: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def keep(self, stopping: asyncio.Event) -> None:
        """Start it, and again when it ends, waiting longer each time it does not last."""
        failures = 0
        while not stopping.is_set():
            started = asyncio.get_running_loop().time()
            code = await self._once()
            if stopping.is_set():
                return
            lasted = asyncio.get_running_loop().time() - started
            failures = 0 if lasted > _STABLE_AFTER else failures
            pause = _BACK_OFF[min(failures, len(_BACK_OFF) - 1)]
            failures += 1
            log.error(
                "process.ended",
                process=self.name,
                code=code,
                again_in=pause,
                log=str(self.log_file or ""),
            )
            try:
                async with asyncio.timeout(pause):
                    await stopping.wait()
            except TimeoutError:
                pass

    async def _once(self) -> int:
        output = self.log_file.open("ab") if self.log_file else None
        try:
            # A session of its own: Ctrl-C reaches us alone, and we end both in order.
            self._child = await asyncio.create_subprocess_exec(
                *self.command,
                cwd=ROOT,
                env=self.env,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
            return await self._child.wait()
        finally:
            if output:
                output.close()

    async def end(self) -> None:
        child = self._child
        if child is None or child.returncode is not None:
            return
        child.terminate()
        try:
            async with asyncio.timeout(_ENDS_WITHIN):
                await child.wait()
        except TimeoutError:
            child.kill()
            await child.wait()


async def supervise(settings: Settings) -> None:
    """Until Ctrl-C or SIGTERM. The model must be there."""
    check_ports(settings)
    env = assistant.environment(settings)
    processes = [
        Process("service", [sys.executable, "-m", "bot", "service"], env),
        Process(
            "assistant",
            assistant.run_command(settings, assistant.model_path()),
            env,
            settings.var / "rasa.log",
        ),
    ]
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    keepers = [asyncio.create_task(process.keep(stopping)) for process in processes]
    await stopping.wait()
    await asyncio.gather(*(process.end() for process in processes))
    await asyncio.gather(*keepers)
