import { bag, enumeration, list, psValue } from '../clixml/index.js';
import type { PsInput, PsObject, PsValue } from '../clixml/index.js';
import { atLeast } from './capability.js';
import type { Negotiated } from './capability.js';
import { anyApartment, noHost } from './init-runspace-pool.js';

/** One command of a pipeline. */
export interface Command {
  /** `Get-Mailbox`, or the text of a script. */
  readonly name: string;
  /** Runs the name as a script. Exchange refuses scripts (`ScriptsNotAllowed`); send commands. */
  readonly isScript?: boolean;
  /** By name, without the hyphen. A switch is `true`. */
  readonly parameters?: Readonly<Record<string, PsInput>>;
  /** By position, in order. */
  readonly arguments?: readonly PsInput[];
}

const listType = [
  'System.Collections.Generic.List`1[[System.Management.Automation.PSObject, System.Management.Automation, Version=1.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35]]',
  'System.Object',
];

/** CREATE_PIPELINE (MS-PSRP 2.2.2.10): the commands joined by `|`, without input. */
export const createPipeline = (commands: readonly Command[], negotiated: Negotiated): PsObject =>
  bag({
    NoInput: true,
    ApartmentState: anyApartment(),
    RemoteStreamOptions: enumeration('System.Management.Automation.RemoteStreamOptions', 'None', 0),
    AddToHistory: false,
    HostInfo: noHost(),
    PowerShell: bag({
      IsNested: false,
      Cmds: list(
        listType,
        commands.map((command) => commandObject(command, negotiated)),
      ),
      History: null,
      RedirectShellErrorOutputPipe: true,
    }),
    IsNested: false,
  });

/** MS-PSRP 2.2.3.12. No stream is merged: each comes back as its own messages. */
function commandObject(
  { name, isScript = false, parameters = {}, arguments: positional = [] }: Command,
  negotiated: Negotiated,
): PsObject {
  const none = (): PsObject => enumeration('System.Management.Automation.Runspaces.PipelineResultTypes', 'None', 0);
  const merges = ['MergeMyResult', 'MergeToResult', 'MergePreviousResults'];
  if (atLeast(negotiated, '2.2')) merges.push('MergeError', 'MergeWarning', 'MergeVerbose', 'MergeDebug');
  if (atLeast(negotiated, '2.3')) merges.push('MergeInformation');
  const values: PsValue[] = [
    ...Object.entries(parameters).map(([parameter, value]) => bag({ N: parameter, V: psValue(value) })),
    ...positional.map((value) => bag({ N: null, V: psValue(value) })),
  ];
  return bag({
    Cmd: name,
    IsScript: isScript,
    UseLocalScope: null,
    ...Object.fromEntries(merges.map((merge) => [merge, none()])),
    Args: list(listType, values),
  });
}
