import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signatures } from '../../src/knowledge/signatures.js';
import { isKnownSymptom, symptoms } from '../../src/knowledge/symptoms.js';
import type { Symptom } from '../../src/knowledge/symptoms.js';
import { accountSymptoms } from '../../src/knowledge/symptoms/account.js';
import { connectionSymptoms } from '../../src/knowledge/symptoms/connection.js';
import { moduleSymptoms } from '../../src/knowledge/symptoms/module.js';
import { networkSymptoms } from '../../src/knowledge/symptoms/network.js';
import { pcSymptoms } from '../../src/knowledge/symptoms/pc.js';
import { powershellSymptoms } from '../../src/knowledge/symptoms/powershell.js';
import { findingHoles, runHoles } from '../../src/knowledge/symptoms/sentence.js';
import { defineSymptoms } from '../../src/knowledge/symptoms/symptom.js';
import { winrmSymptoms } from '../../src/knowledge/symptoms/winrm.js';

const root = resolve(import.meta.dirname, '../..');
const all: readonly (readonly [id: string, symptom: Symptom])[] = Object.entries(symptoms);
const areas = {
  accountSymptoms,
  connectionSymptoms,
  moduleSymptoms,
  networkSymptoms,
  pcSymptoms,
  powershellSymptoms,
  winrmSymptoms,
};

const sentencesOf = ({ texts }: Symptom): readonly string[] =>
  Object.values(texts).flatMap(({ cause, steps, send }) => [
    cause,
    ...steps.map((step) => (typeof step === 'string' ? step : step.step)),
    ...(send === undefined ? [] : [send]),
  ]);
const holesIn = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/\{(\w+)\}/gu)].map((match) => match[1]!);

describe('a symptom', () => {
  it('is one record: no id stands in two areas', () => {
    expect(Object.values(areas).flatMap((area) => Object.keys(area))).toEqual(
      expect.arrayContaining(Object.keys(symptoms)),
    );
    expect(Object.values(areas).flatMap((area) => Object.keys(area))).toHaveLength(all.length);
  });

  it.each(Object.entries(areas))('is found in %s by the order of the ids', (_name, area) => {
    expect(Object.keys(area)).toEqual(Object.keys(area).sort());
  });

  it.each(all)('%s has a source, links that are addresses, and something to do', (_id, symptom) => {
    expect(symptom.source.trim()).not.toBe('');
    for (const link of symptom.links) expect(new URL(link).protocol).toBe('https:');
    expect(symptom.texts.en.steps.length).toBeGreaterThan(0);
    for (const sentence of sentencesOf(symptom)) expect(sentence.trim()).not.toBe('');
  });

  it('is known by its own id only', () => {
    expect(isKnownSymptom('session-limit')).toBe(true);
    for (const id of ['constructor', '__proto__', 'toString', 'a-plugin-knows-it', ''])
      expect(isKnownSymptom(id), id).toBe(false);
  });
});

describe('a hole in a sentence', () => {
  const filled: readonly string[] = [...runHoles, ...findingHoles];

  it.each(all)('%s: is one that a run or a finding fills', (_id, symptom) => {
    expect(sentencesOf(symptom).flatMap(holesIn)).toEqual(
      sentencesOf(symptom)
        .flatMap(holesIn)
        .filter((hole) => filled.includes(hole)),
    );
  });

  it('of a finding is asked for somewhere', () => {
    const asked = new Set(all.flatMap(([, symptom]) => sentencesOf(symptom).flatMap(holesIn)));
    expect(findingHoles.filter((hole) => !asked.has(hole))).toEqual([]);
  });

  it('that nobody fills is an error of the compiler, at the sentence', () => {
    const rest = { owner: 'you', source: 'a test', certainty: 'invented', links: [] } as const;
    defineSymptoms({
      fine: { ...rest, texts: { en: { cause: '{host}', steps: ['`@{Basic="true"} {Get-Mailbox} @{}`'] } } },
    });
    // @ts-expect-error {hots} is nobody's.
    defineSymptoms({ cause: { ...rest, texts: { en: { cause: '{host} and {hots}', steps: ['x'] } } } });
    // @ts-expect-error Nor is it in a step,
    defineSymptoms({ step: { ...rest, texts: { en: { cause: 'x', steps: ['x', 'see {hots}'] } } } });
    // @ts-expect-error in one that holds for some routes only,
    defineSymptoms({ on: { ...rest, texts: { en: { cause: 'x', steps: [{ on: 'rest', step: '{hots}' }] } } } });
    // @ts-expect-error in what is sent,
    defineSymptoms({ send: { ...rest, texts: { en: { cause: 'x', steps: ['x'], send: '{hots}' } } } });
    // @ts-expect-error and in a translation.
    defineSymptoms({ nl: { ...rest, texts: { en: { cause: 'x', steps: [] }, nl: { cause: '{hots}', steps: [] } } } });
    expect(holesIn('`@{Basic="true"} {Get-Mailbox} @{}`')).toEqual([]);
  });
});

describe('every symptom', () => {
  const literalsIn = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('texts'))
      .flatMap((file) => [...readFileSync(join(root, folder, file), 'utf8').matchAll(/'([a-z0-9-]+)'/gu)])
      .map((match) => match[1]!);

  /** Put together by port-443 from the state of the handshake. */
  const composed = ['tls-timed-out'];

  it('is pointed to by a signature, or named by a check, the connection or a fix', () => {
    const named = new Set([
      ...signatures.flatMap(({ symptom, candidates = [] }) => [symptom, ...candidates]),
      ...['checks', 'src/exchange', 'src/fixes', 'src/machine/rules'].flatMap(literalsIn),
    ]);
    expect(
      Object.keys(symptoms)
        .filter((id) => !named.has(id))
        .sort(),
    ).toEqual(composed);
  });
});
