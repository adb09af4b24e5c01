import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'lab-process-'));
const program = join(folder, 'program.mjs');

/** What a program of its own does with a lab; its end is the end of everything in it. */
const source = (rest: string): string => `
  import { request } from 'node:https';
  import { startLab } from ${JSON.stringify(join(import.meta.dirname, '../../src/lab/index.ts'))};
  const lab = await startLab({ scenario: 'slow' });
  const { port } = new URL(lab.https);
  const ask = (body) => new Promise((resolve, reject) => request({ host: '127.0.0.1', port, path: '/powershell-liveid', method: 'POST', ca: lab.ca, headers: { Authorization: 'Basic ' + Buffer.from(lab.user + ':' + lab.password).toString('base64'), 'Content-Type': 'application/soap+xml' } }, (answer) => answer.resume().on('end', resolve)).on('error', reject).end(body));
  ${rest}
`;

async function exitCode(rest: string): Promise<number | null> {
  const entry = join(folder, 'source.mjs');
  writeFileSync(entry, source(rest));
  await build({
    input: entry,
    platform: 'node',
    tsconfig: join(import.meta.dirname, '../../tsconfig.json'),
    output: { file: program, format: 'es', codeSplitting: false },
  });
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve) => child.on('exit', resolve));
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a closed lab leaves nothing that keeps a process alive', async () => {
  expect(await exitCode("await ask('hello'); await lab.close(); process.exitCode = 7;")).toBe(7);
});

it('a lab that is not closed keeps it alive', async () => {
  expect(await exitCode('setTimeout(() => process.exit(9), 500); process.exitCode = 7;')).toBe(9);
});
