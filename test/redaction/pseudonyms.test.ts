import { describe, expect, it } from 'vitest';
import { Redaction } from '../../src/redaction/pseudonyms.js';
import { kinds } from '../../src/vocabulary/index.js';

describe('redaction', () => {
  it('keeps what is public and nothing else', () => {
    const redaction = new Redaction();
    for (const kind of kinds) expect(redaction.show({ value: 'Contoso', kind }) === 'Contoso').toBe(kind === 'public');
    expect(redaction.show({ value: 'x', kind: 'a kind of tomorrow' as 'user' })).not.toBe('x');
  });

  it('gives one thing one name, in any case, and different things different names', () => {
    const redaction = new Redaction();
    const names = ['mail.contoso.com', 'MAIL.contoso.com', 'other.example'].map((value) =>
      redaction.show({ value, kind: 'host' }),
    );
    expect(names).toEqual(['[host 1]', '[host 1]', '[host 2]']);
  });

  it('hides every text of a structure whose field is not known to be public', () => {
    const hidden = new Redaction().json({
      state: 'answered',
      status: 302,
      location: 'https://contoso.com',
      tcp: [{ address: '192.0.2.1', code: 'ECONNREFUSED' }],
      tomorrow: 'secret',
    });
    expect(hidden).toEqual({
      state: 'answered',
      status: 302,
      location: '[server-text 1]',
      tcp: [{ address: '[address 1]', code: 'ECONNREFUSED' }],
      tomorrow: '[server-text 2]',
    });
  });

  it('finds what it has hidden inside other texts: in any case, longest first, whole words, nothing very short', () => {
    const redaction = new Redaction();
    for (const value of ['mail.contoso.com', 'contoso.com', 'dc1', 'Anna']) redaction.show({ value, kind: 'host' });
    expect(redaction.inside('HKCU at MAIL.Contoso.com, then contoso.com')).toBe('HKCU at [host 1], then [host 2]');
    expect(redaction.inside('dc1 knows annabel, and Anna')).toBe('dc1 knows annabel, and [host 4]');
  });
});
