import { bag, list, object, property, psValue, textOf } from '../../../remoting/clixml/index.js';
import type { PsInput, PsObject, PsValue } from '../../../remoting/clixml/index.js';
import { BadMessage } from './bad-message.js';

const version = (value: string): PsValue => ({ type: 'Version', value });

const protocolVersion = '2.3';
const powerShellVersion = '5.1.14393.2248';

/** SESSION_CAPABILITY of Windows PowerShell 5.1, which reports its version as 2.0 here. */
export const serverCapability = (): PsObject =>
  bag({
    protocolversion: version(protocolVersion),
    PSVersion: version('2.0'),
    SerializationVersion: version('1.1.0.1'),
  });

/** Throws a BadMessage for a client of another major version (MS-PSRP 3.2.5.4.1). */
export function checkCapability(theirs: PsValue): void {
  const major = /^(\d+)\.\d+/.exec(textOf(property(theirs, 'protocolversion')) ?? '')?.[1];
  if (major === undefined) throw new BadMessage('The client did not say which protocol version it speaks.');
  if (major === protocolVersion.split('.')[0]) return;
  throw new BadMessage(`The client speaks remoting protocol ${major}, and this server ${protocolVersion}.`);
}

const dictionaryTypes = [
  'System.Management.Automation.PSPrimitiveDictionary',
  'System.Collections.Hashtable',
  'System.Object',
];

const dictionary = (entries: Readonly<Record<string, PsInput>>): PsObject =>
  object({
    typeNames: dictionaryTypes,
    container: {
      kind: 'dictionary',
      entries: Object.entries(entries).map(([key, value]) => [psValue(key), psValue(value)] as const),
    },
  });

/** APPLICATION_PRIVATE_DATA (MS-PSRP 2.2.2.13): the server's $PSVersionTable, as Windows Server 2016 sends it. */
export const privateData = (): PsObject =>
  bag({
    ApplicationPrivateData: dictionary({
      PSVersionTable: dictionary({
        PSVersion: version(powerShellVersion),
        PSEdition: 'Desktop',
        PSCompatibleVersions: list(
          ['System.Version[]', 'System.Array', 'System.Object'],
          ['1.0', '2.0', '3.0', '4.0', '5.0', powerShellVersion].map(version),
        ),
        CLRVersion: version('4.0.30319.42000'),
        BuildVersion: version('10.0.14393.2248'),
        WSManStackVersion: version('3.0'),
        PSRemotingProtocolVersion: version(protocolVersion),
        SerializationVersion: version('1.1.0.1'),
      }),
    }),
  });
