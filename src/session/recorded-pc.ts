import { clean } from '../locales/render.js';
import type { Collection } from '../machine/recording/collected-file.js';
import type { MachineFile } from '../machine/recording/machine-file.js';
import type { Output } from './host.js';

/** Opens a recorded PC, and says on standard error what its reader should know: what was left out, and how it was collected. */
export async function openRecordedPc(
  file: string,
  { redact = false }: { readonly redact?: boolean },
  streams: Pick<Output, 'progress'>,
): Promise<MachineFile> {
  const { readMachineFile } = await import('../machine/recording/machine-file.js');
  // The reader of CLIXML is loaded for a file that is CLIXML.
  const recorded = await readMachineFile(file, {
    readClixml: async (bytes) => (await import('./read-clixml.js')).readClixmlFile(bytes),
  });
  for (const line of notesOn(recorded, redact)) streams.progress(`${file}: ${line}`);
  return recorded;
}

function notesOn({ unknownFacts, collection }: MachineFile, redact: boolean): readonly string[] {
  const left =
    unknownFacts.length === 0
      ? []
      : [
          `left out, because this version does not know them: ${clean(unknownFacts.slice(0, 5).join(', '))}${unknownFacts.length > 5 ? `, and ${unknownFacts.length - 5} more` : ''}`,
        ];
  return collection
    ? [howCollected(collection), ...partsMissing(collection), ...reportedProbes(collection, redact), ...left]
    : left;
}

function howCollected({ collected, powershell, bits }: Collection): string {
  const by = [
    powershell === undefined ? undefined : `PowerShell ${powershell}`,
    bits === undefined ? undefined : `${bits}-bit`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
  return clean(
    `collected${collected === undefined ? '' : ` ${collected.slice(0, 19).replace('T', ' ')} UTC`}${by === '' ? '' : ` by ${by}`}.`,
  );
}

/** What the collector says of itself, by its words. One we do not know is only counted. */
const missing: ReadonlyMap<string, string> = new Map([
  ['not-windows', 'it did not run on Windows, so nothing of Windows is in it.'],
  ['language-mode', 'a policy of that PC constrains PowerShell, so some facts are unreadable.'],
  ['bitness', 'it ran in a 32-bit PowerShell; in a 64-bit one it could read more.'],
  ['powershell-7', 'it ran in PowerShell 7; in Windows PowerShell it could ask more.'],
  ['remote-session', 'it ran in a remote session, which can not speak for a window on that PC.'],
]);

const partsMissing = ({ partial }: Collection): readonly string[] =>
  [...new Set(partial)].map(
    (word) =>
      `PARTIAL: ${missing.get(word) ?? 'the collector could not read everything, for a reason this version does not know.'}`,
  );

/** What the collector tried on the network answers no row: it is printed beside them. */
function reportedProbes({ probes }: Collection, redact: boolean): readonly string[] {
  return [...new Set(probes.map(({ host }) => host))].map((host) => {
    const ofHost = probes.filter((probe) => probe.host === host);
    const ports = [...new Set(ofHost.map(({ port }) => port))].map((port) => {
      const tried = ofHost.filter((probe) => probe.port === port);
      const open = tried.filter(({ state }) => state === 'connected').length;
      const others = [...new Set(tried.filter(({ state }) => state !== 'connected').map(({ state }) => state))].join(
        ', ',
      );
      if (port === undefined) return `its name: ${others}`;
      return `TCP ${port} connected on ${open} of ${tried.length}${others === '' ? '' : ` (else ${others})`}`;
    });
    return `the collector tried ${redact ? 'a server' : clean(host)} from that PC: ${ports.join('; ')}.`;
  });
}
