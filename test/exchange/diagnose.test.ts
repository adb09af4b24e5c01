import { describe, expect, it } from 'vitest';
import { schemesIn } from '../../src/exchange/answer-evidence.js';
import {
  diagnoseCertificate,
  diagnoseCommandError,
  diagnoseHttpStatus,
  diagnoseTcp,
  diagnoseWsmanFault,
} from '../../src/exchange/diagnose.js';
import { isKnownSymptom } from '../../src/knowledge/symptoms.js';

describe('what a server answers', () => {
  it('is recognised by number, not by text', () => {
    expect(diagnoseWsmanFault(2150859173, 'Dieser Benutzer darf höchstens 3 Shells gleichzeitig öffnen')).toEqual({
      symptom: 'session-limit',
    });
    expect(diagnoseWsmanFault(undefined, 'anything')).toEqual({ symptom: 'unknown-fault' });
    expect(diagnoseWsmanFault(1, 'anything')).toEqual({ symptom: 'unknown-fault' });
  });

  it("is recognised by Exchange's category before the number that carries it", () => {
    const text =
      '[Server=X,RequestId=1,TimeStamp=1] [FailureCategory=AuthZ-CmdletAccessDeniedException] The user "x" isn\'t assigned to any management roles.';
    expect(diagnoseWsmanFault(2150858819, text)).toEqual({ symptom: 'no-role' });
  });

  it('a category that several refusals share is settled by the name of the limit', () => {
    const shared = '[FailureCategory=AuthZ-AuthorizationException] Fail to create a runspace';
    expect(diagnoseWsmanFault(undefined, `${shared} … for the policy party : MaxConcurrency.`)).toEqual({
      symptom: 'session-limit',
    });
    expect(diagnoseWsmanFault(undefined, shared)).toMatchObject({
      symptom: 'shell-access-denied',
      candidates: expect.arrayContaining(['session-limit', 'no-role']) as unknown,
    });
  });

  it('an HTTP error means less before a credential was sent', () => {
    expect(diagnoseHttpStatus(400, true)).toMatchObject({
      candidates: ['remote-powershell-disabled', 'request-rejected'],
    });
    expect(diagnoseHttpStatus(400, false)).toEqual({ symptom: 'request-rejected' });
    expect(diagnoseHttpStatus(200, false)).toEqual({ symptom: 'not-wsman' });
    expect(diagnoseHttpStatus(599, true)).toEqual({ symptom: 'server-error' });
    expect(diagnoseHttpStatus(407, true)).toEqual({ symptom: 'not-wsman' });
  });

  it('an error of a command is recognised by the first part of its identifier', () => {
    expect(diagnoseCommandError('CommandNotFoundException')).toEqual({ symptom: 'no-mailbox-role' });
    expect(
      diagnoseCommandError(
        '[Server=X] [FailureCategory=Cmdlet-ManagementObjectNotFoundException] HASH,Microsoft.Exchange',
      ),
    ).toEqual({ symptom: 'command-failed' });
  });

  it('is in no table that has a key only because every object has it', () => {
    for (const key of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(diagnoseWsmanFault(undefined, `[FailureCategory=${key}]`), key).toEqual({ symptom: 'unknown-fault' });
      expect(diagnoseCommandError(key), key).toEqual({ symptom: 'command-failed' });
    }
  });

  it('is recognised by an error number that only Windows makes no more than by an unknown one', () => {
    expect(diagnoseWsmanFault(0x803380df, '')).toEqual({ symptom: 'unknown-fault' });
    expect(diagnoseCommandError('UnauthorizedAccess')).toEqual({ symptom: 'command-failed' });
  });
});

describe('a probe that did not get through', () => {
  it.each(['refused', 'reset', 'unreachable', 'timed-out', 'failed'] as const)('that was %s has a symptom', (state) => {
    const { symptom } = diagnoseTcp([{ address: '192.0.2.1', family: 4, port: 443, state, durationMs: 1 }]);
    expect(symptom).toBe(`endpoint-${state}`);
    expect(isKnownSymptom(symptom)).toBe(true);
  });

  it.each(['untrusted', 'name', 'dates', 'invalid'] as const)('to a certificate that fails by %s has one', (fault) => {
    const { symptom } = diagnoseCertificate(fault, { subject: '', issuer: '', validFrom: '', validTo: '' }, 'h');
    expect(isKnownSymptom(symptom)).toBe(true);
  });
});

describe('the authentication a 401 offers', () => {
  it.each([
    ['Basic realm="mail.contoso.com"', ['basic']],
    [
      ['Negotiate', 'NTLM', 'Basic realm="x, Digest y"'],
      ['negotiate', 'ntlm', 'basic'],
    ],
    ['Negotiate, Kerberos', ['negotiate', 'kerberos']],
    ['Negotiate, Basic realm="a", charset="UTF-8"', ['negotiate', 'basic']],
    ['Bearer client_id="x", trusted_issuers="y", authorization_uri="z", Basic realm=""', ['bearer', 'basic']],
    [undefined, []],
    ['', []],
  ])('%j', (header, expected) => expect(schemesIn(header)).toEqual(expected));
});
