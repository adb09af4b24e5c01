import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { defineCommand, flag, text } from '../cli/command.js';
import type { FlagsOf } from '../cli/command.js';
import type { Writing } from '../files/new-file.js';
import { stamp, writeNewFile } from '../files/new-file.js';
import type { Machine } from '../machine/index.js';
import { thisPc } from '../session/choose-machine.js';
import type { SessionHost } from '../session/host.js';

const options = {
  script: flag('instead write the script that does it on a PC without Node.js'),
  output: text('<file>', 'another file than one named after the PC, or collect.ps1'),
  force: flag('replace the file'),
  debug: flag('show stack traces'),
};
type CollectFlags = FlagsOf<typeof options>;

/** This PC's facts in a file, or the script that writes them on a PC without Node.js. Standard output says where. */
export const collect = defineCommand({
  name: 'collect',
  summary: "write this PC's facts to a file, to judge them elsewhere with --machine",
  options,
  run: (flags, host) => (flags.script ? writeScript(flags, host) : writeFacts(flags, host)),
});

async function writeFacts(flags: CollectFlags, { streams, environment, masker }: SessionHost): Promise<number> {
  const machine = await thisPc({ environment });
  const facts = await factsOf(machine);
  const { value: pc = 'this-pc' } = facts.find(({ id }) => id === 'pc.name') as { readonly value?: string };
  const path =
    flags.output ?? `exo-preflight-collected-${pc.replaceAll(/[^A-Za-z0-9-]/gu, '_')}-${stamp(new Date())}.json`;
  await writeNewFile(path, masker.text(await documentOf(`collected on ${pc}`, facts)), writing(flags));
  const count = (state: Facts[number]['state']): number => facts.filter((one) => one.state === state).length;
  if (machine.platform !== 'win32')
    streams.progress('This is not Windows: what only Windows has is in the file as unreadable.');
  streams.progress(
    `${facts.length} facts: ${count('value')} read, ${count('absent')} not there, ${count('unreadable')} unreadable. No password is among them; they name this PC, its user, domain and proxy.`,
  );
  streams.progress('To judge them elsewhere: exo-preflight --machine FILE');
  streams.result(path);
  return 0;
}

/** Facts that only a started PowerShell knows. Its network and its modules are left to a run that needs them. */
const asked = ['powershell.languageMode', 'policy.effective64', 'pc.domainJoined'] as const;

type Facts = Awaited<ReturnType<Machine['snapshot']>>;

async function factsOf(machine: Machine): Promise<Facts> {
  if (machine.platform === 'win32') await Promise.all(asked.map((id) => machine.read(id)));
  return machine.snapshot();
}

/** A fact a line, so that two of them can be compared line by line. */
async function documentOf(name: string, facts: Facts): Promise<string> {
  const { machineSchemaId } = await import('../machine/recording/machine-file.js');
  const rows = facts.map(({ id, source, ...reading }) => `    ${JSON.stringify({ id, source, ...reading })}`);
  return `{\n  "schema": "${machineSchemaId}",\n  "name": ${JSON.stringify(name)},\n  "facts": [\n${rows.join(',\n')}\n  ]\n}\n`;
}

const writing = ({ output, force = false }: CollectFlags): Writing => ({
  force,
  given: output !== undefined,
  onStandardOutput: 'on standard output there is only its name',
});

async function writeScript(flags: CollectFlags, { streams, masker }: SessionHost): Promise<number> {
  const { output = 'collect.ps1' } = flags;
  // As built: this file ends up in a folder beside the script's. Line ends as the oldest Notepad that may show it wants them.
  const script = (await readFile(new URL('../collect.ps1', import.meta.url), 'utf8')).replaceAll('\n', '\r\n');
  await writeNewFile(output, masker.text(script), writing(flags));
  const name = basename(output);
  // In single quotes it is safe in both lines below; a name with other characters is left to whoever gave it.
  const file = /^[\w.-]+$/u.test(name) ? `.\\${name}` : /^[\w. ()-]+$/u.test(name) ? `'.\\${name}'` : 'FILE';
  const start = `Get-Content ${file} | Out-String | Invoke-Expression`;
  streams.progress(
    `On the other PC, in the folder it was copied to, whatever the execution policy is.\nIn a PowerShell window:\n  ${start}\nFrom a command prompt:\n  powershell -NoProfile -Command "${start}"`,
  );
  streams.progress('It writes a file whose name ends in .clixml. To judge that: exo-preflight --machine FILE');
  streams.result(output);
  return 0;
}
