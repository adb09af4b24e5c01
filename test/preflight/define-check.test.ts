/* eslint-disable @typescript-eslint/no-unused-vars -- a `run` has its parameter, so that the compiler looks at it after the texts */
import type { BuiltInCheckId, FindingOf, KnownSymptom } from 'exo-preflight';
import {
  defineCheck,
  fact,
  fail,
  message,
  messageFrom,
  notApplicable,
  onWindows,
  pass,
  pub,
  unknown,
  warn,
} from 'exo-preflight';
import { checks } from 'exo-preflight/checks';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { builtInCheckIds } from '../../src/knowledge/check-ids.js';

// Every line under a @ts-expect-error is one mistake: `tsc` fails where the mistake is no longer an error on that very line.

const texts = {
  en: {
    title: 'The PC has a name',
    named: 'It is {name}, {count|one word|# words}.',
    'no-name': 'It has none.',
    'wmf-too-old': 'Too old.',
  },
} as const;
const base = { apiVersion: 1, group: 'pc', texts } as const;
const proof = { evidence: [{ what: { id: 'x' }, observed: { state: 'absent' }, source: 'x' }] } as const;

const own = { 'acme-nameless': { owner: 'you', cause: 'It has no name.', steps: ['Give it one.'] } } as const;

const sound = defineCheck({
  ...base,
  id: 'acme-name',
  symptoms: own,
  needs: ['wmf'],
  appliesTo: onWindows,
  async run({ machine }) {
    const name = await machine.read('pc.name');
    if (name.state === 'value')
      return pass('named', { evidence: [fact(name)], args: { name: pub(name.value), count: 1, spare: 2 } });
    return name.state === 'absent'
      ? fail('no-name', { symptom: 'acme-nameless', ...proof, candidates: ['wrong-password'] })
      : fail('wmf-too-old', proof);
  },
});

/** A condition that narrows no type: every line below is judged by itself. */
const maybe = (): boolean => true;

describe('what the compiler holds', () => {
  it('the sentence, its arguments, the symptom and the candidates of a finding', () => {
    defineCheck({
      ...base,
      id: 'acme-findings',
      symptoms: own,
      async run({ machine }) {
        await machine.read('pc.name');
        // @ts-expect-error a sentence that is not among the texts
        if (maybe()) return pass('nameed', proof);
        // @ts-expect-error the title is no finding
        if (maybe()) return pass('title', proof);
        // @ts-expect-error a sentence whose arguments are missing
        if (maybe()) return pass('named', proof);
        // @ts-expect-error one argument is missing
        if (maybe()) return pass('named', { ...proof, args: { name: pub('x') } });
        // @ts-expect-error one argument has another name
        if (maybe()) return pass('named', { ...proof, args: { nam: pub('x'), count: 1 } });
        // @ts-expect-error a bare string says not whose it is
        if (maybe()) return pass('named', { ...proof, args: { name: 'x', count: 1 } });
        // @ts-expect-error a word is chosen by a number
        if (maybe()) return pass('named', { ...proof, args: { name: pub('x'), count: pub('1') } });
        // @ts-expect-error no symptom has the id of the sentence, and none is named
        if (maybe()) return fail('no-name', proof);
        // @ts-expect-error a symptom that nobody knows
        if (maybe()) return warn('no-name', { ...proof, symptom: 'acme-namless' });
        // @ts-expect-error a candidate that nobody knows
        if (maybe()) return unknown('no-name', { ...proof, candidates: ['wrong-pasword'] });
        // @ts-expect-error the reason is not among the texts
        if (maybe()) return notApplicable('no-server');
        return pass('no-name', proof);
      },
    });
  });

  it('the facts, the registry, the needs, the inputs', () => {
    defineCheck({
      ...base,
      id: 'acme-needs',
      // @ts-expect-error no built-in check has this id
      needs: ['wmff'],
      // @ts-expect-error no built-in check has this id
      blockedByFailureOf: ['port443'],
      // @ts-expect-error not an input of a run
      inputs: ['password'],
      async run({ machine }) {
        // @ts-expect-error not a fact
        const name = await machine.read('pc.nam');
        // @ts-expect-error not a type a registry value can be asked as
        await machine.registry({ key: 'HKLM\\SOFTWARE\\Acme', value: 'A', type: 'binary' });
        return fact(name).source === '' ? pass('no-name', proof) : pass('wmf-too-old', proof);
      },
    });
    defineCheck({ ...base, id: 'acme-after', needs: [sound, 'wmf'], run: async (_context) => pass('no-name', proof) });
  });

  it('why it does not apply', () => {
    defineCheck({
      ...base,
      id: 'acme-applies',
      appliesTo: ({ route }) => (route.speaks === 'rest' ? true : message('no-name')),
      run: async (_context) => pass('no-name', proof),
    });
    defineCheck({
      ...base,
      id: 'acme-applies-not',
      // @ts-expect-error neither a text of the check nor one of the tool
      appliesTo: ({ route }) => (route.speaks === 'rest' ? true : message('no-nam')),
      run: async (_context) => pass('no-name', proof),
    });
  });

  it('messages in evidence', () => {
    message('not-applicable.not-windows');
    // @ts-expect-error no sentence of the tool
    message('not-applicable.not-window');
    // @ts-expect-error its argument is missing
    message('unreadable.type');
    messageFrom(texts, 'named', { name: pub('x'), count: 1 });
    // @ts-expect-error no sentence of these texts
    messageFrom(texts, 'nameed');
    // @ts-expect-error its arguments are missing
    messageFrom(texts, 'named');
  });

  it('translations', () => {
    const run = { id: 'acme-languages', group: 'pc', apiVersion: 1 } as const;
    const en = { title: 'T', named: 'It is {name}.' } as const;
    defineCheck({
      ...run,
      texts: { en, sv: { title: 'T', named: 'Den heter {name}.' } },
      run: async (_context) => pass('named', { ...proof, args: { name: 1 } }),
    });
    defineCheck({
      ...run,
      texts: {
        en,
        // @ts-expect-error a sentence is missing
        sv: { title: 'T' },
        // @ts-expect-error an argument has another name
        de: { title: 'T', named: 'Er heißt {nam}.' },
        // @ts-expect-error a sentence that the English texts do not have
        fr: { title: 'T', named: 'Il est {name}.', plus: 'Plus.' },
      },
      run: async (_context) => pass('named', { ...proof, args: { name: 1 } }),
    });
  });

  it("a symptom of one's own", () => {
    defineCheck({
      ...base,
      id: 'acme-symptoms',
      symptoms: {
        // @ts-expect-error nobody of that name owns faults
        'acme-one': { owner: 'boss', cause: 'c', steps: [] },
        // @ts-expect-error without what to do
        'acme-two': { owner: 'you', cause: 'c' },
        // @ts-expect-error an id the tool knows
        'wrong-password': { owner: 'you', cause: 'c', steps: [] },
      },
      run: async (_context) => pass('no-name', proof),
    });
  });

  it('what a part of the question, handed on, comes to', () => {
    const part = (): FindingOf<typeof texts> => pass('no-name', proof);
    // @ts-expect-error a sentence that is not among the texts
    const wrong = (): FindingOf<typeof texts> => pass('no-nam', proof);
    const unsaid = () => pass('anything', proof);
    defineCheck({ ...base, id: 'acme-part', run: async (_context) => part() });
    // @ts-expect-error it does not say whose texts it speaks of
    defineCheck({ ...base, id: 'acme-part', run: async (_context) => unsaid() });
    expect(wrong().status).toBe('pass');
  });
});

describe('defineCheck', () => {
  it('hands on what it was given, with checks named by their ids', () => {
    const after = defineCheck({
      ...base,
      id: 'acme-after',
      needs: [sound, 'wmf'],
      blockedByFailureOf: [sound],
      run: async (_context) => pass('no-name', proof),
    });
    expect(after).toMatchObject({ needs: ['acme-name', 'wmf'], blockedByFailureOf: ['acme-name'], texts });
    expect(Object.keys(sound)).not.toContain('blockedByFailureOf');
  });

  it('keeps the id and the texts as types', () => {
    expectTypeOf(sound.id).toEqualTypeOf<'acme-name'>();
    expectTypeOf(sound.texts.en.named).toEqualTypeOf<'It is {name}, {count|one word|# words}.'>();
    expectTypeOf<'wmf-too-old'>().toExtend<KnownSymptom>();
  });

  it('knows every built-in check by id, and no other', () => {
    expect(checks.map(({ id }) => id)).toEqual(builtInCheckIds);
    expectTypeOf<(typeof checks)[number]['id']>().toEqualTypeOf<BuiltInCheckId>();
  });
});
