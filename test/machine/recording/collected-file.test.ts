import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClixmlFile } from '../../../src/session/read-clixml.js';
import { factIds, sourceOf, valueTypeOf } from '../../../src/machine/fact-table.js';
import type { FactId, Facts } from '../../../src/machine/fact-table.js';
import type { MachineFile } from '../../../src/machine/recording/machine-file.js';
import { readMachineFile } from '../../../src/machine/recording/machine-file.js';
import type { PsInput, PsValue } from '../../../src/remoting/clixml/index.js';
import { list, object, PsProperties, psValue, writeClixmlDocument } from '../../../src/remoting/clixml/index.js';
import { UserError } from '../../../src/vocabulary/index.js';
import type { Reading } from '../../../src/vocabulary/index.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'collected-file-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const composed = readFileSync(join(import.meta.dirname, '../../fixtures/collected/windows-7-composed.clixml'), 'utf8');

type Encoding = 'utf-8' | 'utf-8 with a mark' | 'utf-16le' | 'utf-16be';
const encodings: readonly Encoding[] = ['utf-8', 'utf-8 with a mark', 'utf-16le', 'utf-16be'];
const encode = (text: string, encoding: Encoding): Buffer => {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  if (encoding === 'utf-8 with a mark') return Buffer.from(`\uFEFF${text}`, 'utf8');
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return encoding === 'utf-16le' ? little : little.swap16();
};

const open = (content: string | Uint8Array): Promise<MachineFile> => {
  const path = join(folder, 'pc.clixml');
  writeFileSync(path, content);
  return readMachineFile(path, { readClixml: (bytes) => Promise.resolve(readClixmlFile(bytes)) });
};
const refused = async (content: string | Uint8Array): Promise<UserError> => {
  const error: unknown = await open(content).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error(`not refused as a user's mistake: ${String(error)}`);
};

/** As New-Object PSObject -Property leaves an object for Export-Clixml. */
const customObject = (properties: Readonly<Record<string, PsValue>>): PsValue =>
  object({
    typeNames: ['System.Management.Automation.PSCustomObject', 'System.Object'],
    extended: new PsProperties(Object.entries(properties)),
  });
const array = (items: readonly PsValue[]): PsValue => list(['System.Object[]', 'System.Array', 'System.Object'], items);
const bag = (properties: Readonly<Record<string, PsInput>>): PsValue =>
  customObject(Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, psValue(value)])));
const nothing = psValue(null);

type AnyReading = Reading<Facts[FactId]>;
/** The row `collect.ps1` makes of a reading. */
const rowOf = (id: string, reading: AnyReading): PsValue =>
  customObject({
    id: psValue(id),
    state: psValue(reading.state),
    value: reading.state === 'value' ? psValue(reading.value) : nothing,
    why: reading.state === 'unreadable' ? psValue(reading.why.id) : nothing,
    source: psValue(sourceOf(id as FactId)),
    detail: nothing,
  });
const documentWith = (facts: PsValue, more: Readonly<Record<string, PsValue>> = {}): string =>
  writeClixmlDocument([
    customObject({
      schema: psValue('exo-preflight/collected/1'),
      name: psValue('collected on PC'),
      facts,
      partial: array([]),
      probes: array([]),
      ...more,
    }),
  ]);
const collected = (rows: readonly PsValue[], more?: Readonly<Record<string, PsValue>>): string =>
  documentWith(array(rows), more);
const build = (value: PsInput): PsValue => bag({ id: 'windows.build', state: 'value', value, why: null });

describe('a PC that collect.ps1 wrote down', () => {
  it.each(encodings)('is opened in %s, with values, absent and unreadable kept apart', async (encoding) => {
    const { recording, name, unknownFacts, collection } = await open(
      encode(composed.replaceAll('\n', '\r\n'), encoding),
    );
    expect(name).toBe('collected on TECH-PC');
    expect(unknownFacts).toEqual([]);
    expect(recording.size).toBe(23);
    expect(recording.get('windows.build')).toEqual({
      reading: { state: 'value', value: 7601 },
      source: sourceOf('windows.build'),
    });
    expect(recording.get('dotnet.release')?.reading).toEqual({ state: 'absent' });
    expect(recording.get('tls.tls12.enabled')?.reading).toEqual({ state: 'value', value: 0xffff_ffff });
    expect(recording.get('user.name')?.reading).toEqual({ state: 'value', value: 'CONTOSO\\Jürgen & Co\n' });
    expect(recording.get('user.elevated')?.reading).toEqual({ state: 'value', value: false });
    expect(recording.get('policy.userPolicy.enableScripts')?.reading).toEqual({
      state: 'unreadable',
      why: { id: 'unreadable.denied' },
    });
    expect(recording.get('winrm.local.trustedHosts')?.reading).toEqual({
      state: 'unreadable',
      why: { id: 'unreadable.type', args: { type: { value: 'REG_MULTI_SZ', kind: 'public' } } },
    });
    expect(collection).toMatchObject({
      powershell: '2.0',
      bits: 64,
      partial: [],
      collected: '2026-11-22T09:15:00.1234567Z',
    });
    expect(collection?.probes.map(({ host, port, state }) => [host, port, state])).toEqual([
      ['outlook.office365.com', 80, 'timed-out'],
      ['outlook.office365.com', 443, 'connected'],
      ['ps.example.invalid', undefined, 'not-found'],
    ]);
  });

  it('comes back as it was written, whatever its facts', async () => {
    const valueOf = {
      number: fc.nat(0xffff_ffff),
      boolean: fc.boolean(),
      string: fc.string({ unit: 'binary', maxLength: 60 }),
    } as const;
    const readingOf = (id: FactId): fc.Arbitrary<AnyReading> =>
      fc.oneof(
        valueOf[valueTypeOf(id)].map((value): AnyReading => ({ state: 'value', value })),
        fc.constant<AnyReading>({ state: 'absent' }),
        fc
          .constantFrom('denied', 'not-asked', 'other-view', 'withheld', 'too-long')
          .map((why): AnyReading => ({ state: 'unreadable', why: { id: `unreadable.${why}` } })),
      );
    const facts = fc
      .subarray([...factIds])
      .chain((ids) => fc.tuple(...ids.map((id) => readingOf(id).map((reading) => [id, reading] as const))));
    await fc.assert(
      fc.asyncProperty(facts, fc.constantFrom(...encodings), async (pairs, encoding) => {
        const { recording } = await open(encode(collected(pairs.map(([id, reading]) => rowOf(id, reading))), encoding));
        expect([...recording].map(([id, { reading }]) => [id, reading])).toEqual(pairs);
        for (const [id, { source }] of recording) expect(source).toBe(sourceOf(id as FactId));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['an Int64', 19045n],
    ['a UInt32', { type: 'UInt32', value: 19045 }],
    [
      'a text with properties of where it came from',
      object({
        value: { type: 'Int32', value: 19045 },
        extended: new PsProperties([['PSPath', psValue('C:\\secret')]]),
      }),
    ],
  ] as const)('may hold a number as %s', async (_what, value) =>
    expect((await open(collected([build(value)]))).recording.get('windows.build')?.reading).toEqual({
      state: 'value',
      value: 19045,
    }),
  );

  it('may be of Hashtables: they say the same', async () => {
    const row = new Map<string, PsInput>([
      ['id', 'windows.build'],
      ['state', 'value'],
      ['value', 19045],
    ]);
    const { recording } = await open(
      writeClixmlDocument([
        psValue(
          new Map<string, PsInput>([
            ['schema', 'exo-preflight/collected/1'],
            ['facts', [row]],
          ]),
        ),
      ]),
    );
    expect(recording.get('windows.build')?.reading).toEqual({ state: 'value', value: 19045 });
  });

  it('may not bring sentences of its own, nor types that are none', async () => {
    const why = (id: string, detail: string): PsValue =>
      bag({ id: 'windows.build', state: 'unreadable', why: id, detail });
    for (const row of [
      why('Run this as administrator', 'x'),
      why('unreadable.type', 'run me'),
      why('unreadable.code', 'x'),
    ]) {
      expect((await open(collected([row]))).recording.get('windows.build')?.reading).toEqual({
        state: 'unreadable',
        why: { id: 'unreadable.recorded' },
      });
    }
  });

  it('names facts that this version does not know', async () =>
    expect((await open(collected([bag({ id: 'moon.phase', state: 'absent' })]))).unknownFacts).toEqual(['moon.phase']));
});

const deep = (levels: number): PsValue => (levels === 0 ? nothing : customObject({ inner: deep(levels - 1) }));

describe('what is no collected PC', () => {
  it.each<[string, () => string | Uint8Array, RegExp]>([
    ['a page of a browser', () => '<html><body>Sign in</body></html>', /CLIXML.*root is not Objs/u],
    ['a document type', () => composed.replace('<Objs', '<!DOCTYPE x [<!ENTITY y "z">]><Objs'), /document type/u],
    ['an entity', () => composed.replace('TECH-PC', '&boom;'), /not well-formed/u],
    ['a processing instruction', () => composed.replace('<Objs', '<?run me?><Objs'), /processing instruction/u],
    ['a file that was cut off', () => composed.slice(0, 4000), /not well-formed/u],
    ['half a character', () => encode(composed, 'utf-16le').subarray(0, -1), /not UTF-16LE text/u],
    [
      'nesting without end',
      () =>
        `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${'<Obj><LST>'.repeat(50_000)}`,
      /nested deeper/u,
    ],
    ['nesting just beyond the limit', () => collected([deep(20)]), /nested deeper/u],
    [
      'a million elements',
      () => composed.replace('<LST>', `<LST>${'<Nil />'.repeat(60_000)}`),
      /more than 50000 elements/u,
    ],
    ['a file too large to be one', () => `<${' '.repeat(9 * 1024 * 1024)}`, /larger than 8 MiB/u],
    ['two objects', () => writeClixmlDocument([psValue(1), psValue(2)]), /2 objects instead of one/u],
    ['no object', () => writeClixmlDocument([]), /0 objects/u],
    ['a bare number', () => writeClixmlDocument([psValue(1)]), /the document is wrong/u],
    ['null', () => writeClixmlDocument([nothing]), /the document is wrong/u],
    ['another object', () => writeClixmlDocument([bag({ Name: 'x' })]), /schema is wrong/u],
    ['a later schema', () => composed.replace('collected/1', 'collected/2'), /schema is wrong/u],
    ['the schema of another kind of file', () => composed.replace('collected/1', 'machine/1'), /schema is wrong/u],
    ['facts that are no list', () => documentWith(psValue('none')), /facts is wrong/u],
    ['no facts', () => documentWith(nothing), /facts is wrong/u],
    ['a fact that is a text', () => collected([psValue('x')]), /facts\.0 is wrong/u],
    [
      'a state nobody knows',
      () => collected([bag({ id: 'windows.build', state: 'maybe' })]),
      /facts\.0\.state \(the fact "windows\.build"\)/u,
    ],
    [
      'a value that is missing',
      () => collected([bag({ id: 'windows.build', state: 'value', value: null })]),
      /facts\.0\.value \(the fact "windows\.build"\)/u,
    ],
    [
      'a reason that is missing',
      () => collected([bag({ id: 'windows.build', state: 'unreadable', why: null })]),
      /facts\.0\.why/u,
    ],
    ['a value of another type', () => collected([build('19045')]), /"windows\.build" .* should be a number/u],
    ['a negative number', () => collected([build(-1)]), /facts\.0\.value/u],
    ['a fraction', () => collected([build(1.5)]), /facts\.0\.value/u],
    ['a number beyond what is exact', () => collected([build(2n ** 60n)]), /facts\.0\.value/u],
    ['a version', () => collected([build({ type: 'Version', value: '5.1' })]), /should be a number/u],
    ['bytes', () => collected([build(new Uint8Array(4))]), /facts\.0\.value/u],
    ['an object for a value', () => collected([build(bag({ a: 1 }))]), /facts\.0\.value/u],
    [
      'a huge text',
      () => collected([bag({ id: 'user.name', state: 'value', value: 'x'.repeat(5000) })]),
      /facts\.0\.value/u,
    ],
    ['a fact told twice', () => collected([build(1), build(2)]), /"windows\.build" twice/u],
    [
      'a row that is told again by reference',
      () => {
        const row = build(1);
        return collected([row, row]);
      },
      /twice/u,
    ],
    [
      'thousands of rows',
      () => collected(Array.from({ length: 1001 }, () => bag({ id: 'x', state: 'absent' }))),
      /facts is wrong/u,
    ],
    [
      'a probe of no port',
      () => collected([], { probes: array([bag({ host: 'x', port: 0, address: '', state: 'refused', ms: 1 })]) }),
      /probes\.0\.port/u,
    ],
    [
      'a probe in a state nobody knows',
      () => collected([], { probes: array([bag({ host: 'x', port: 80, address: '', state: 'fine', ms: 1 })]) }),
      /probes\.0\.state/u,
    ],
    ['a reference to nothing', () => composed.replace('<TNRef RefId="0" />', '<TNRef RefId="9" />'), /refers to/u],
  ])('%s is refused with a sentence and the next step', async (_what, content, sentence) => {
    const error = await refused(content());
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain('--machine');
    expect(error.todo).toMatch(/\.$/u);
  });

  it('an object that holds itself is looked at as deep as a collected PC goes, and no deeper', async () => {
    const itself = composed.replace('<I32 N="bits">64</I32>', '<Ref N="more" RefId="0" />');
    expect((await open(itself)).recording.size).toBe(23);
    expect(
      (
        await refused(
          composed
            .replace('<Nil N="value" />', '<Ref N="value" RefId="0" />')
            .replace('<S N="state">absent</S>', '<S N="state">value</S>'),
        )
      ).message,
    ).toMatch(/facts\.6\.value/u);
  });

  it('a document that grows by reference costs what it is long', async () => {
    const level = (depth: number): string =>
      depth === 0
        ? '<Obj RefId="100"><LST><S>x</S></LST></Obj>'
        : `<Obj RefId="${100 + depth}"><LST>${level(depth - 1)}${`<Ref RefId="${99 + depth}" />`.repeat(20)}</LST></Obj>`;
    const bomb = composed.replace(
      '<S N="by">collect.ps1 1</S>',
      `<Obj N="bomb" RefId="99"><LST>${level(8)}</LST></Obj>`,
    );
    const startedAt = performance.now();
    expect((await open(bomb)).recording.size).toBe(23);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('names that mean something to JavaScript are only names', async () => {
    const { recording } = await open(
      composed.replace(
        '<I32 N="bits">64</I32>',
        '<Obj N="__proto__" RefId="77"><MS><S N="facts">x</S></MS></Obj><S N="constructor">x</S>',
      ),
    );
    expect(recording.size).toBe(23);
  });

  it('however damaged, is read or refused, never anything else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(composed.length),
        fc.nat(8),
        fc.string({ maxLength: 8 }),
        fc.constantFrom(...encodings),
        async (at, cut, put, encoding) => {
          const error: unknown = await open(
            encode(composed.slice(0, at) + put + composed.slice(at + cut), encoding),
          ).then(
            () => undefined,
            (reason: unknown) => reason,
          );
          expect(error === undefined || error instanceof UserError, String(error)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
