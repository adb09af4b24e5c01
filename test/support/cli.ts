import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../src/report/document/schema.js';

const root = join(import.meta.dirname, '../..');
export const cliPath = join(root, 'dist/cli.js');
export const machine = (pc: string): string => join(root, 'test/machines', `${pc}.json`);

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running extends Promise<Ended> {
  readonly child: ChildProcess;
}

/** The built tool, with nothing of ours in its environment but what is said. */
export function cli(
  args: readonly string[],
  {
    input = '',
    env = {},
    node = process.execPath,
  }: { readonly input?: string; readonly env?: Readonly<Record<string, string>>; readonly node?: string } = {},
): Running {
  const { PATH = '' } = process.env;
  const child = spawn(node, [cliPath, ...args], { cwd: root, env: { PATH, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined).end(input);
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
  return Object.assign(ended, { child });
}

let validate: ValidateFunction<Report> | undefined;

/** The one document on standard output, as the shipped schema wants it, and with no sentence that was left half filled. */
export function reportOf({ stdout, stderr }: Ended): Report {
  if (!stdout.startsWith('{')) throw new Error(`no report: ${stdout}${stderr}`);
  const report: unknown = JSON.parse(stdout);
  validate ??= new Ajv2020({ validateFormats: false, allowUnionTypes: true }).compile<Report>(
    JSON.parse(readFileSync(join(root, 'dist/report.schema.json'), 'utf8')) as object,
  );
  if (!validate(report)) throw new Error(`the report is not what its schema says: ${JSON.stringify(validate.errors)}`);
  const halfFilled = /\{[A-Za-z]+(?:\|[^}]*)?\}|\[[a-z]+(?:[.-][a-z]+)+\]/u.exec(
    stdout.replaceAll(/-ScriptBlock \{[^}]*\}/gu, ''),
  );
  if (halfFilled)
    throw new Error(`a sentence is left half filled: ${stdout.slice(halfFilled.index - 200, halfFilled.index + 50)}`);
  return report;
}

/** What each row says, by check: its status, or its symptom where it has one. */
export const rowsOf = ({ outcomes }: Report): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ check, status, symptom }) => [check, symptom ?? status]));
