import { bag, enumeration, list, object, PsProperties, psValue } from '../../../remoting/clixml/index.js';
import type { PsInput, PsObject, PsValue } from '../../../remoting/clixml/index.js';
import type { RequestedMetadata } from '../psrp/commands-in.js';
import { commonParameters } from './bind.js';
import type { Cmdlet, Parameter } from './cmdlet.js';

const cmdletType = 8;

/**
 * Answers GET_COMMAND_METADATA as Windows does: a count, then that many commands with their parameters (MS-PSRP
 * 2.2.3.21, 2.2.3.22).
 */
export function commandMetadata(
  cmdlets: readonly Cmdlet[],
  { names, namespaces, types }: RequestedMetadata,
): readonly PsObject[] {
  const asked = cmdlets.filter(
    ({ name, namespace }) =>
      (types & cmdletType) !== 0 &&
      names.some((pattern) => matches(name, pattern)) &&
      (namespaces?.some((pattern) => matches(namespace, pattern)) ?? true),
  );
  return [
    selected('Microsoft.PowerShell.Commands.GenericMeasureInfo', { Count: asked.length }),
    ...asked.map(describe),
  ];
}

const selected = (type: string, entries: Readonly<Record<string, PsInput>>): PsObject => ({
  ...bag(entries),
  typeNames: [`Selected.${type}`, 'System.Management.Automation.PSCustomObject', 'System.Object'],
});

const describe = ({ name, namespace, parameters }: Cmdlet): PsObject =>
  selected('System.Management.Automation.CmdletInfo', {
    Name: name,
    Namespace: namespace,
    HelpUri: '',
    CommandType: enumeration('System.Management.Automation.CommandTypes', 'Cmdlet', cmdletType),
    ResolvedCommandName: null,
    OutputType: list(
      [
        'System.Collections.ObjectModel.ReadOnlyCollection`1[[System.Management.Automation.PSTypeName, System.Management.Automation, Version=3.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35]]',
        'System.Object',
      ],
      [],
    ),
    Parameters: object({
      typeNames: [
        'System.Collections.Generic.Dictionary`2[[System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089],[System.Management.Automation.ParameterMetadata, System.Management.Automation, Version=3.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35]]',
        'System.Object',
      ],
      container: {
        kind: 'dictionary',
        entries: [...parameters, ...commonParameters].map(
          (parameter) => [psValue(parameter.name), parameterMetadata(parameter)] as const,
        ),
      },
    }),
  });

function parameterMetadata({ name, aliases = [], type }: Parameter): PsObject {
  const properties: readonly (readonly [string, PsValue])[] = [
    ['Name', psValue(name)],
    ['ParameterType', psValue(type)],
    [
      'Aliases',
      list(
        [
          'System.Collections.ObjectModel.Collection`1[[System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089]]',
          'System.Object',
        ],
        aliases.map(psValue),
      ),
    ],
    ['IsDynamic', psValue(false)],
    ['SwitchParameter', psValue(type === 'System.Management.Automation.SwitchParameter')],
  ];
  const typeName = 'System.Management.Automation.ParameterMetadata';
  return object({ typeNames: [typeName, 'System.Object'], text: typeName, adapted: new PsProperties(properties) });
}

/** A wildcard pattern of PowerShell: `*` for any text, `?` for one character. Backtracks to the last star only. */
function matches(text: string, pattern: string): boolean {
  const [subject, wanted] = [text.toLowerCase(), pattern.toLowerCase()];
  let [at, inPattern, star, resumeAt] = [0, 0, -1, 0];
  while (at < subject.length) {
    if (wanted[inPattern] === '?' || (wanted[inPattern] !== '*' && wanted[inPattern] === subject[at])) {
      at++;
      inPattern++;
    } else if (wanted[inPattern] === '*') {
      star = inPattern++;
      resumeAt = at;
    } else if (star >= 0) {
      inPattern = star + 1;
      at = ++resumeAt;
    } else return false;
  }
  return /^\**$/.test(wanted.slice(inPattern));
}
