import { describe, expect, it } from 'vitest';
import type { Signature, SignatureKind } from '../../src/knowledge/signatures.js';
import { lookUp, redirectRequested, signatures } from '../../src/knowledge/signatures.js';
import { isKnownSymptom } from '../../src/knowledge/symptoms.js';

const kinds = [...new Set(signatures.map(({ kind }) => kind))];
const of = (kind: SignatureKind): readonly Signature[] => signatures.filter((one) => one.kind === kind);
const everyObjectHas = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', ''];
const twice = (all: readonly (string | number)[]): readonly (string | number)[] =>
  all.filter((one, at) => all.indexOf(one) !== at);

describe.each(kinds)('the signatures of kind %s', (kind) => {
  it('have no key but their own', () => {
    for (const key of everyObjectHas) expect(lookUp(kind, key), key).toBeUndefined();
  });

  it('are each found by their key where they hold, and nowhere else', () => {
    for (const signature of of(kind)) expect(lookUp(kind, signature.key, signature.when), signature.id).toBe(signature);
    for (const { key, when, id } of of(kind))
      if (when !== undefined) expect(lookUp(kind, key)?.when, id).toBeUndefined();
  });

  it('say no key twice for the same circumstance', () => {
    expect(twice(of(kind).map(({ id }) => id))).toEqual([]);
  });

  it('are sorted', () => {
    const order = of(kind).map(({ key, when = '', symptom }) =>
      // Those of Node are two tables: what a certificate fails by, then what a connection does.
      [
        kind === 'node-code' ? symptom.split('-')[0]! : '',
        typeof key === 'number' ? String(key).padStart(10, '0') : key,
        when,
      ].join(' '),
    );
    expect(order).toEqual([...order].sort());
  });

  it('name symptoms there are, each candidate once, with a source', () => {
    for (const { id, symptom, candidates = [], source } of of(kind)) {
      for (const one of [symptom, ...candidates]) expect(isKnownSymptom(one), id).toBe(true);
      expect(twice(candidates), id).toEqual([]);
      expect(source.trim(), id).not.toBe('');
    }
  });
});

describe('a Windows code', () => {
  it('is the same signed and unsigned', () => {
    for (const { key, when } of of('windows-code'))
      expect(lookUp('windows-code', Number(key) | 0, when)).toBe(lookUp('windows-code', key, when));
  });

  it('is none outside 32 bits, and no part of one', () => {
    for (const code of [2 ** 32 + 5, -(2 ** 32) + 5, 5.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(lookUp('windows-code', code, 'from-windows'), String(code)).toBeUndefined();
  });

  it('means the same whoever writes it; only what may lie behind it differs', () => {
    for (const { key, symptom, id } of of('windows-code'))
      expect([...new Set(of('windows-code').flatMap((one) => (one.key === key ? [one.symptom] : [])))], id).toEqual([
        symptom,
      ]);
  });

  it('has one name, which finds it and nothing else', () => {
    const named = of('windows-code').filter(({ name }) => name !== undefined);
    expect(named.length).toBeGreaterThan(25);
    expect(twice(named.map(({ name }) => name!))).toEqual([]);
    for (const row of named) expect(lookUp('transport-name', row.name!, 'from-windows')).toBe(row);
    for (const key of [...everyObjectHas, 'AccessDenied from-windows', '5'])
      expect(lookUp('transport-name', key, 'from-windows'), key).toBeUndefined();
  });

  it('that Windows writes belongs to a stage', () => {
    expect(of('windows-code').filter(({ when, stage }) => when !== 'from-service' && stage === undefined)).toEqual([]);
  });

  it('of a redirect is a way on and no fault', () => {
    expect(lookUp('windows-code', redirectRequested.code, 'from-windows')).toBeUndefined();
    expect(lookUp('transport-name', redirectRequested.name, 'from-windows')).toBeUndefined();
  });

  it('never says both that a server saw the password and that it has not left this PC', () => {
    expect(signatures.filter(({ refused, stayedHere }) => refused && stayedHere)).toEqual([]);
  });
});

describe('an HTTP status', () => {
  it('speaks of the account only after a credential was sent', () => {
    expect(lookUp('http-status', 400)?.symptom).toBe('request-rejected');
    expect(lookUp('http-status', 400, 'with-credential')?.candidates).toContain('remote-powershell-disabled');
    expect(lookUp('http-status', 401)).toBeUndefined();
    expect(lookUp('http-status', 502, 'with-credential')?.symptom).toBe('service-unavailable');
  });
});

describe('what is found inside a longer word or text', () => {
  it('is a marker anywhere in a text', () => {
    expect(lookUp('text-marker', 'für die Richtlinienpartei : MaxConcurrency.')?.symptom).toBe('session-limit');
    expect(lookUp('text-marker', 'maximum concurrency')).toBeUndefined();
  });

  it('is the beginning of a code, and not its middle', () => {
    expect(lookUp('node-code-prefix', 'ERR_SSL_WRONG_VERSION_NUMBER')?.symptom).toBe('tls-failed');
    expect(lookUp('node-code-prefix', 'HPE_INVALID_CONSTANT')?.symptom).toBe('answer-not-understood');
    expect(lookUp('node-code-prefix', 'X_HPE_INVALID')).toBeUndefined();
  });
});

describe('the text of a signature', () => {
  it('is of one code only: no text is part of another one', () => {
    const texts = signatures.flatMap(({ text, id }) => (text === undefined ? [] : [{ text, id }]));
    expect(texts.length).toBeGreaterThan(30);
    const shared = texts.flatMap((one) =>
      texts.filter((other) => other.id !== one.id && other.text.includes(one.text)).map(({ id }) => [one.id, id]),
    );
    expect(shared).toEqual([]);
  });
});
