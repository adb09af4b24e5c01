import { integerOf, itemsOf, property, textOf } from '../../../remoting/clixml/index.js';
import type { PsValue } from '../../../remoting/clixml/index.js';
import { BadMessage } from './bad-message.js';

/** One command as requested by a client. */
export interface RequestedCommand {
  readonly name: string;
  readonly isScript: boolean;
  readonly arguments: readonly RequestedArgument[];
}

export interface RequestedArgument {
  /** Without hyphen and colon; undefined for one given by position. */
  readonly name: string | undefined;
  /** Undefined where the name stands alone: a switch, or a parameter whose value is the next argument. */
  readonly value: PsValue | undefined;
}

export interface RequestedPipeline {
  /** Statements, each one or more commands joined by `|`. */
  readonly statements: readonly (readonly RequestedCommand[])[];
  readonly awaitsInput: boolean;
}

const maxCommands = 100;
const maxArguments = 200;

/** Reads CREATE_PIPELINE (MS-PSRP 2.2.2.10). Throws a BadMessage. */
export function readPipeline(value: PsValue): RequestedPipeline {
  const powerShell = property(value, 'PowerShell');
  const first = commandsIn(powerShell);
  // Several statements come as a list of their own that repeats the first; Windows sends it, MS-PSRP does not document
  // it.
  const extra = itemsOf(property(powerShell, 'ExtraCmds'))?.map(commandsIn) ?? [];
  const statements = extra.length > 0 ? extra : [first];
  if (statements.flat().length > maxCommands) throw new BadMessage('A pipeline has too many commands.');
  return { statements, awaitsInput: isTrue(property(value, 'NoInput')) === false };
}

function commandsIn(holder: PsValue | undefined): RequestedCommand[] {
  const items = itemsOf(property(holder, 'Cmds'));
  if (!items || items.length === 0) throw new BadMessage('A pipeline has no commands.');
  return items.map((item) => {
    const name = textOf(property(item, 'Cmd'));
    const given = itemsOf(property(item, 'Args')) ?? [];
    if (name === undefined) throw new BadMessage('A command has no name.');
    if (given.length > maxArguments) throw new BadMessage('A command has too many arguments.');
    return { name, isScript: isTrue(property(item, 'IsScript')) ?? false, arguments: given.map(argumentIn) };
  });
}

/**
 * As PowerShell reads it (CommandParameter.ToCommandParameterInternal): `-Identity:`, which proxies of Import-PSSession write, and a name
 * without a hyphen come with their value; `-ResultSize` without one is a bare name, as Invoke-Command sends it.
 */
function argumentIn(item: PsValue): RequestedArgument {
  const written = textOf(property(item, 'N'))?.trimEnd() ?? '';
  const value = property(item, 'V') ?? { type: 'Null' };
  const isBare = written.startsWith('-') && !written.endsWith(':') && value.type === 'Null';
  const name = written.replace(/^-/, '').replace(/:$/, '');
  return { name: name === '' ? undefined : name, value: isBare ? undefined : value };
}

/** A boolean, or a SwitchParameter sent as an object. */
function isTrue(value: PsValue | undefined): boolean | undefined {
  if (value?.type === 'Boolean') return value.value;
  const bare = value?.type === 'Object' ? (property(value, 'IsPresent') ?? value.value) : undefined;
  return bare?.type === 'Boolean' ? bare.value : undefined;
}

/** What GET_COMMAND_METADATA asks for (MS-PSRP 2.2.2.14). */
export interface RequestedMetadata {
  readonly names: readonly string[];
  readonly namespaces: readonly string[] | undefined;
  /** System.Management.Automation.CommandTypes, as bits. */
  readonly types: number;
}

const everyType = 511;

export function readMetadataQuery(value: PsValue): RequestedMetadata {
  const texts = (name: string): string[] | undefined =>
    itemsOf(property(value, name))?.flatMap((item) => textOf(item) ?? []);
  const namespaces = texts('Namespace');
  return {
    names: texts('Name') ?? ['*'],
    namespaces: namespaces?.length ? namespaces : undefined,
    types: integerOf(property(value, 'CommandType')) ?? everyType,
  };
}
