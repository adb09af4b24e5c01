"""A remoting server made of psrpcore's server side, for a client that this project wrote.

Speaks one JSON object a line on stdin and stdout: {"pipeline": id or null, "data": base64 of fragments}, and from the client
also {"command": id} before a pipeline's first packet and {"stop": id}. What it does for each command is below; nothing is run.
"""

import base64
import json
import sys
import uuid

import psrpcore
from psrpcore import types


def send(pool):
    while True:
        payload = pool.data_to_send(8192)
        if payload is None:
            return
        pipeline = str(payload.pipeline_id) if payload.pipeline_id else None
        print(json.dumps({"pipeline": pipeline, "stream": payload.stream_type.name, "data": base64.b64encode(payload.data).decode()}), flush=True)


def error(message, type_name, category, error_id):
    exception = types.NETException(Message=message, HResult=-2146233087)
    exception.PSObject.type_names.insert(0, type_name)
    return types.ErrorRecord(
        Exception=exception,
        CategoryInfo=types.ErrorCategoryInfo(Category=category, Reason=type_name.split(".")[-1]),
        FullyQualifiedErrorId=error_id,
    )


def fail(pipeline, record):
    pipeline._change_state(types.PSInvocationState.Failed, error=record)


def get_mailbox(pipeline, parameters):
    mailbox = types.PSObject()
    mailbox.PSObject.type_names = ["Microsoft.Exchange.Data.Directory.Management.Mailbox", "System.Object"]
    mailbox.PSObject.to_string = "ada"
    types.add_note_property(mailbox, "DisplayName", "Ada Lovelace")
    types.add_note_property(mailbox, "ResultSize", parameters.get("ResultSize"))
    types.add_note_property(mailbox, "ItemCount", types.PSInt64(2**40))
    pipeline.write_output(mailbox)
    pipeline.complete()


def echo(pipeline, parameters):
    """Each argument comes back as it was understood, with the name of its type here."""
    for name, value in parameters.items():
        pipeline.write_output({"name": "" if name is None else name, "type": type(value).__name__, "value": value})
    pipeline.complete()


def streams(pipeline, _):
    pipeline.write_output("one")
    pipeline.write_verbose("a verbose line")
    pipeline.write_debug("a debug line")
    pipeline.write_warning("a warning _x000A_ line")
    pipeline.write_progress("Working", 7, "half way", percent_complete=50)
    pipeline.write_information("information", "test", tags=["a", "b"])
    pipeline.write_error(
        types.NETException(Message="not ended by this"),
        category_info=types.ErrorCategoryInfo(Category=types.ErrorCategory.ObjectNotFound, Reason="TestException"),
        fully_qualified_error_id="Test,Write-Streams",
    )
    pipeline.write_output("two")
    pipeline.complete()


def throw(pipeline, _):
    fail(pipeline, error("it broke", "Test.BrokenException", types.ErrorCategory.InvalidOperation, "Broke"))


def large(pipeline, parameters):
    pipeline.write_output("å_x0041_😀" * (parameters["Length"] // 10))
    pipeline.complete()


def prompt(pipeline, _):
    pipeline.host_call(types.HostMethodIdentifier.WriteLine2, ["on your screen"])
    pipeline.host_call(types.HostMethodIdentifier.ReadLine)


def reveal(pipeline, parameters):
    """The client's secret in the clear, and a secret of the server's."""
    secret = parameters["Secret"]
    pipeline.write_output(secret.decrypt())
    pipeline.write_output(types.PSSecureString("from the server: hemligt 😀"))
    pipeline.complete()


def wait(pipeline, _):
    pipeline.write_output("waiting")


commands = {
    "Get-Mailbox": get_mailbox,
    "Write-Echo": echo,
    "Write-Streams": streams,
    "Invoke-Throw": throw,
    "Get-Large": large,
    "Read-Prompt": prompt,
    "Show-Secret": reveal,
    "Start-Sleep": wait,
}


def metadata(pipeline):
    count = types.PSObject()
    count.PSObject.type_names = ["Selected.Microsoft.PowerShell.Commands.GenericMeasureInfo", "System.Object"]
    types.add_note_property(count, "Count", 1)
    pipeline.write_output(count)
    parameter = types.PSObject()
    types.add_note_property(parameter, "ParameterType", "System.String")
    types.add_note_property(parameter, "SwitchParameter", False)
    command = types.PSObject()
    types.add_note_property(command, "Name", pipeline.metadata.name[0])
    types.add_note_property(command, "Namespace", "Test")
    types.add_note_property(command, "CommandType", types.CommandTypes.Cmdlet)
    types.add_note_property(command, "Parameters", {"Identity": parameter})
    pipeline.write_output(command)
    pipeline.complete()


def run(pipeline):
    command = pipeline.metadata.commands[0]
    parameters = dict(command.parameters)
    pipeline.start()
    if command.is_script:
        fail(pipeline, error("no scripts here", "System.Management.Automation.ParseException", types.ErrorCategory.ParserError, "ScriptsNotAllowed"))
    elif command.command_text in commands:
        commands[command.command_text](pipeline, parameters)
    else:
        fail(pipeline, error("no such command", "System.Management.Automation.CommandNotFoundException", types.ErrorCategory.ObjectNotFound, "CommandNotFoundException"))


def main():
    pool = psrpcore.ServerRunspacePool()
    for line in sys.stdin:
        message = json.loads(line)
        if "command" in message:
            psrpcore.ServerPipeline(pool, uuid.UUID(message["command"]))
            continue
        if "stop" in message:
            pipeline = pool.pipeline_table[uuid.UUID(message["stop"])]
            pipeline.begin_stop()
            pipeline.stop()
            send(pool)
            continue
        target = uuid.UUID(message["pipeline"]) if message["pipeline"] else None
        pool.receive_data(psrpcore.PSRPPayload(bytearray(base64.b64decode(message["data"])), psrpcore.StreamType.default, target))
        while True:
            event = pool.next_event()
            if event is None:
                break
            if isinstance(event, psrpcore.CreatePipelineEvent):
                run(pool.pipeline_table[event.pipeline_id])
            elif isinstance(event, psrpcore.GetCommandMetadataEvent):
                pipeline = pool.pipeline_table[event.pipeline_id]
                pipeline.start()
                metadata(pipeline)
            elif isinstance(event, psrpcore.PipelineHostResponseEvent):
                pipeline = pool.pipeline_table[event.pipeline_id]
                pipeline.write_output(f"{event.error.Exception.Message}|{event.error.FullyQualifiedErrorId}" if event.error else "answered")
                pipeline.complete()
        send(pool)


main()
