"""Clients that nobody here wrote, against the lab: pypsrp, psrpcore (with pypsrp's WS-Management underneath) and pywinrm.

The task is the first argument; how to reach the lab comes as JSON on stdin, since it holds a password. What the client understood
goes to stdout as JSON.
"""

import base64
import json
import sys
import threading
import xml.etree.ElementTree as ET
from urllib.parse import urlparse

access = json.load(sys.stdin)
EXCHANGE = "Microsoft.Exchange"


def wsman(**options):
    from pypsrp.wsman import WSMan

    url = urlparse(access["url"])
    return WSMan(
        url.hostname,
        port=url.port,
        ssl=url.scheme == "https",
        path=(url.path + ("?" + url.query if url.query else "")).lstrip("/"),
        auth="basic",
        username=access["user"],
        password=access["password"],
        cert_validation=access["ca"],
        no_proxy=True,
        encryption="auto" if url.scheme == "https" else "never",
        **options,
    )


def mailbox(value):
    properties = value.adapted_properties
    return {"name": str(value), "address": properties["PrimarySmtpAddress"], "display": properties["DisplayName"], "guid": str(properties["ExchangeGuid"]), "notes": properties["Notes"]}


def outcome(shell):
    try:
        output = shell.invoke()
    except Exception as error:  # whatever a client makes of it is what is wanted here
        return {"raised": type(error).__name__, "code": getattr(error, "code", None)}
    return {
        "state": shell.state,
        "output": [mailbox(item) for item in output],
        "errors": [{"id": record.fq_error, "message": str(record)[:200], "category": record.category} for record in shell.streams.error],
        "warnings": len(shell.streams.warning),
        "progress": len(shell.streams.progress),
    }


def cmdlet(pool, name, **parameters):
    from pypsrp.powershell import PowerShell

    shell = PowerShell(pool)
    shell.add_cmdlet(name)
    for parameter, value in parameters.items():
        shell.add_parameter(parameter, value)
    return shell


def tour():
    from pypsrp.powershell import PowerShell, RunspacePool

    with wsman() as connection, RunspacePool(connection, configuration_name=EXCHANGE, max_runspaces=2) as pool:
        seen = {"protocol": pool.protocol_version, "psVersion": pool.ps_version, "alive": pool.is_alive()}
        seen["one"] = outcome(cmdlet(pool, "Get-Mailbox", ResultSize=1))
        seen["all"] = outcome(cmdlet(pool, "Get-Mailbox"))
        seen["zoe"] = outcome(cmdlet(pool, "Get-Mailbox", Identity="zoe"))
        seen["nobody"] = outcome(cmdlet(pool, "Get-Mailbox", Identity="nobody"))
        seen["large"] = outcome(cmdlet(pool, "Get-Mailbox", Identity="x" * 300_000))
        seen["unknownCommand"] = outcome(cmdlet(pool, "Get-Nothing"))
        seen["unknownParameter"] = outcome(cmdlet(pool, "Get-Mailbox", Colour="red"))
        script = PowerShell(pool)
        script.add_script("Get-Mailbox | Format-Table")
        seen["script"] = outcome(script)
        piped = cmdlet(pool, "Get-Mailbox")
        seen["input"] = [mailbox(item)["name"] for item in piped.invoke(["zoe", "bram"])]
        several = [cmdlet(pool, "Get-Mailbox", ResultSize=count) for count in (1, 2, 3)]
        for shell in several:
            shell.begin_invoke()
        seen["several"] = [len(shell.end_invoke()) for shell in reversed(several)]
        seen["runspaces"] = [pool.get_available_runspaces(), pool.max_runspaces]
        pool.max_runspaces = 5
        seen["runspaces"] += [pool.max_runspaces, pool.get_available_runspaces()]
        pool.reset_runspace_state()
        pool.exchange_keys()
        seen["key"] = pool._serializer.cipher is not None
        seen["metadata"] = [[item.name, sorted(item.parameters)] for item in pool.get_command_metadata("Get-*")]
    seen["closed"] = str(pool.state)
    return seen


def refused():
    from pypsrp.powershell import RunspacePool

    try:
        with wsman() as connection, RunspacePool(connection, configuration_name=EXCHANGE):
            return {"opened": True}
    except Exception as error:
        return {"raised": type(error).__name__, "code": getattr(error, "code", None)}


def slow():
    """Receives end empty-handed once a second; a command is stopped in the middle."""
    from pypsrp.powershell import RunspacePool

    with wsman(operation_timeout=4) as connection, RunspacePool(connection, configuration_name=EXCHANGE) as pool:
        connection.operation_timeout = 1
        seen = {"all": outcome(cmdlet(pool, "Get-Mailbox"))}
        running = cmdlet(pool, "Get-Mailbox")
        running.begin_invoke()
        running.stop()
        seen["stopped"] = running.state
        seen["after"] = outcome(cmdlet(pool, "Get-Mailbox", ResultSize=1))
    return seen


def core():
    """psrpcore reads and writes the messages; its pool is listened to in one thread while pipelines run in others."""
    import psrpcore
    from pypsrp.shell import WinRS
    from pypsrp.wsman import NAMESPACES, OptionSet

    pool = psrpcore.ClientRunspacePool(max_runspaces=3)
    shell = WinRS(wsman(), resource_uri=f"http://schemas.microsoft.com/powershell/{EXCHANGE}", id=str(pool.runspace_pool_id).upper(), input_streams="stdin pr", output_streams="stdout")
    lock, opened, answered, seen = threading.Lock(), threading.Event(), threading.Event(), {}

    def take(payload):
        with lock:
            pool.receive_data(payload)
            while (event := pool.next_event()) is not None:
                note(event)

    def note(event):
        seen.setdefault("events", []).append(type(event).__name__)
        if isinstance(event, psrpcore.RunspacePoolStateEvent):
            seen["state"] = event.state.name
            opened.set()
        elif isinstance(event, (psrpcore.EncryptedSessionKeyEvent, psrpcore.GetRunspaceAvailabilityEvent, psrpcore.SetRunspaceAvailabilityEvent)):
            answered.set()
        elif isinstance(event, psrpcore.PipelineOutputEvent):
            outputs.setdefault(str(event.pipeline_id), []).append(event.data)
        elif isinstance(event, psrpcore.PipelineStateEvent):
            ends[str(event.pipeline_id)] = [event.state.name, event.reason.FullyQualifiedErrorId if event.reason else None]

    outputs, ends = {}, {}

    def wait(event):
        if not event.wait(30):
            raise TimeoutError(f"nothing came; seen so far: {seen}")

    def receive(command):
        connection = WinRS(wsman(), resource_uri=shell.resource_uri, id=shell.id)
        connection._selector_set = shell._selector_set
        while True:
            try:
                state, _, streams = connection.receive("stdout", command_id=command)
            except Exception as error:  # the shell was deleted under a Receive that was held
                seen["ended"] = getattr(error, "code", None)
                return
            data = streams.get("stdout", b"")
            if data:
                take(psrpcore.PSRPPayload(data, psrpcore.StreamType.default, None if command is None else pipelines[command]))
            if state is not None and state.endswith("Done"):
                return

    def send(payload, command=None):
        shell.send("stdin", payload.data, command_id=command)

    pool.open()
    first = pool.data_to_send(32_768)
    options = OptionSet()
    options.add_option("protocolversion", "2.3", {"MustComply": "true"})
    content = ET.Element("creationXml", xmlns="http://schemas.microsoft.com/powershell")
    content.text = base64.b64encode(first.data).decode()
    shell.open(options, content)
    listener = threading.Thread(target=receive, args=(None,))
    listener.start()
    wait(opened)

    pipelines, threads = {}, []

    def start(pipeline):
        with lock:
            pipeline.start()
            payload = pool.data_to_send(2_000)
        command = str(pipeline.pipeline_id).upper()
        pipelines[command] = pipeline.pipeline_id
        line = ET.Element("{%s}CommandLine" % NAMESPACES["rsp"], CommandId=command)
        ET.SubElement(line, "{%s}Command" % NAMESPACES["rsp"])
        ET.SubElement(line, "{%s}Arguments" % NAMESPACES["rsp"]).text = base64.b64encode(payload.data).decode()
        shell.wsman.command(shell.resource_uri, line, selector_set=shell._selector_set)
        while (rest := pool.data_to_send(2_000)) is not None:
            send(rest, command)
        thread = threading.Thread(target=receive, args=(command,))
        thread.start()
        threads.append(thread)
        return str(pipeline.pipeline_id)

    names = {}
    for name, parameters in (("Get-Mailbox", {"ResultSize": 2}), ("Get-Mailbox", {"Identity": "zoe"}), ("Get-Nothing", {})):
        pipeline = psrpcore.ClientPowerShell(pool)
        pipeline.add_command(name)
        pipeline.add_parameters(**parameters)
        names[start(pipeline)] = f"{name} {json.dumps(parameters)}"
    names[start(psrpcore.ClientGetCommandMetadata(pool, "Get-M*"))] = "metadata"
    for thread in threads:
        thread.join()

    for ask in (pool.exchange_key, pool.get_available_runspaces, lambda: pool.set_max_runspaces(7)):
        answered.clear()
        with lock:
            ask()
            payload = pool.data_to_send(32_768)
        send(payload)
        wait(answered)
    seen["runspaces"] = pool.max_runspaces
    shell.close()
    listener.join()
    seen["results"] = {names[key]: [len(outputs.get(key, [])), *ends[key]] for key in names}
    seen["types"] = sorted({type(item).__name__ for items in outputs.values() for item in items})
    seen["display"] = [item.DisplayName for key, items in outputs.items() if "zoe" in names[key] for item in items]
    seen["events"] = sorted(set(seen["events"]))
    return seen


def winrm_cmd():
    """A client of command shells, which is not what lives here."""
    import winrm
    from winrm.exceptions import WSManFaultError

    client = winrm.Protocol(endpoint=access["url"], transport="basic", username=access["user"], password=access["password"], ca_trust_path=access["ca"], proxy=None)
    try:
        client.open_shell()
    except WSManFaultError as error:
        return {"raised": "WSManFaultError", "code": error.wsman_fault_code}
    return {"opened": True}


tasks = {"tour": tour, "refused": refused, "slow": slow, "core": core, "winrm": winrm_cmd}
print(json.dumps(tasks[sys.argv[1]](), default=str))
