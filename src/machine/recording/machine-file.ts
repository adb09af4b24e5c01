import * as z from 'zod/mini';
import { UserError } from '../../vocabulary/index.js';
import type { Collection } from './collected-file.js';
import { encodingOf, parseInputJson, readInputFile } from '../../files/input-file.js';
import type { Recording } from './recorded-machine.js';
import type { InputFile } from './recorded-rows.js';
import { placeOf, recordingOf, rows, text } from './recorded-rows.js';

/** A file with the facts of one PC. The rows are those of a report, so a report is also a recording of its PC. */
export const machineSchemaId = 'exo-preflight/machine/1';
const reportSchemaId = 'exo-preflight/report/1';

const file = z.object({
  schema: z.enum([machineSchemaId, reportSchemaId]),
  name: z.optional(text),
  /** In a report: where its facts came from. */
  origin: z.optional(z.enum(['live', 'recorded', 'simulated'])),
  facts: rows,
});

export interface MachineFile {
  readonly recording: Recording;
  /** What the file calls the PC. */
  readonly name?: string;
  /** Facts in the file that this version does not know: left out, for the caller to report. */
  readonly unknownFacts: readonly string[];
  /** For a file written by `collect.ps1`. */
  readonly collection?: Collection;
}

/** The values of a CLIXML file as plain data, or a sentence that says why it cannot be read. */
export type ClixmlAnswer =
  { readonly state: 'read'; readonly value: unknown } | { readonly state: 'refused'; readonly why: string };

export interface MachineFileOptions {
  /** The option the file was given by. */
  readonly option?: string;
  /** Reads the output of Export-Clixml. Passed in, as this room does not know CLIXML. */
  readonly readClixml?: (bytes: Uint8Array) => Promise<ClixmlAnswer>;
}

/** Reads and checks a recorded PC. Throws a UserError naming the first row that is wrong. */
export async function readMachineFile(
  path: string,
  { option = '--machine', readClixml }: MachineFileOptions = {},
): Promise<MachineFile> {
  const bytes = await readInputFile(path, option);
  if (isMarkup(bytes) && readClixml) return readCollected(await readClixml(bytes), { path, option });
  const document = parseInputJson(bytes, path, option);
  const parsed = file.safeParse(document);
  if (!parsed.success) {
    throw new UserError(
      `${option}: ${path} is not a recorded PC: ${placeOf(parsed.error.issues[0]?.path, document)} is wrong.`,
      `Give a file with "schema": "${machineSchemaId}", a report this tool wrote, or what collect.ps1 wrote.`,
    );
  }
  const { facts, name: given, origin } = parsed.data;
  // A simulated PC stays marked, also when its report is judged again.
  const name = origin === 'simulated' ? `${given ?? path}, SIMULATED, not a real PC` : given;
  return { ...recordingOf(facts, { path, option }), ...(name === undefined ? {} : { name }) };
}

async function readCollected(answer: ClixmlAnswer, at: InputFile): Promise<MachineFile> {
  if (answer.state === 'refused')
    throw new UserError(
      `${at.option}: ${at.path} can not be read as CLIXML. ${answer.why}`,
      'Give the file as collect.ps1 wrote it: copied whole, not edited, not saved from a browser.',
    );
  const { checkCollected } = await import('./collected-file.js');
  const { name, facts, collection } = checkCollected(answer.value, at);
  return { ...recordingOf(facts, at), ...(name === undefined ? {} : { name }), collection };
}

/** Whether the text begins as CLIXML does, in UTF-16 by its byte order mark or in UTF-8. JSON begins with neither. */
export function isMarkup(bytes: Uint8Array): boolean {
  return /^\s*#?</u.test(new TextDecoder(encodingOf(bytes)).decode(bytes.subarray(0, 64)));
}
