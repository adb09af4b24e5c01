import { describe, expect, it } from 'vitest';
import type { WsManFault } from '../../../src/remoting/index.js';
import { readXml } from '../../../src/remoting/xml/index.js';
import { readFault } from '../../../src/remoting/wsman/wsman-fault.js';
import { captured, capturedNames, recorded, recordedNames } from '../vectors.js';

const limits = { maxCharacters: 100_000, maxDepth: 50, maxElements: 1000 };
const fault = (inner: string): WsManFault =>
  readFault(
    readXml(
      `<s:Fault xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault">${inner}</s:Fault>`,
      limits,
    ),
    500,
  );
const detail = (inner: string): WsManFault =>
  fault(`<s:Reason><s:Text>outer reason</s:Text></s:Reason><s:Detail>${inner}</s:Detail>`);

describe('faults', () => {
  it('recorded from Windows and captured elsewhere all have a number, a subcode and a sentence', () => {
    const answers = [
      ...recordedNames.flatMap(recorded),
      ...capturedNames.flatMap((name) => captured(name).exchanges),
    ].map(({ response }) => response);
    const faults = answers
      .flatMap((answer) => /<s:Fault>.*<\/s:Fault>/s.exec(answer)?.[0] ?? [])
      .map((text) =>
        fault(
          text
            .slice('<s:Fault>'.length, -'</s:Fault>'.length)
            .replaceAll('<w:FaultDetail>', '<FaultDetail>')
            .replaceAll('</w:FaultDetail>', '</FaultDetail>'),
        ),
      );
    expect(faults.length).toBeGreaterThan(10);
    for (const one of faults) {
      expect(one.faultCode).toBeGreaterThan(0);
      expect(one.subcode).toMatch(/^(TimedOut|InvalidSelectors|InternalError)$/);
      expect(one.message).toMatch(/\.$/);
    }
  });

  it('say what the innermost provider said', () => {
    const read = detail(
      '<f:WSManFault Code="2150858811" Machine="m"><f:Message>outer<f:ProviderFault provider="PowerShell plugin" path="p"><f:WSManFault Code="5" Machine="m"><f:Message> inner </f:Message></f:WSManFault></f:ProviderFault></f:Message></f:WSManFault>',
    );
    expect(read).toMatchObject({
      message: 'inner',
      faultCode: 2150858811,
      providerCode: 5,
      provider: 'PowerShell plugin',
      machine: 'm',
    });
  });

  it('say what a provider said in plain text', () => {
    expect(
      detail(
        '<f:WSManFault Code="1"><f:Message><f:ProviderFault provider="Exchange">[FailureCategory=WSMan-InvalidShellID] text</f:ProviderFault></f:Message></f:WSManFault>',
      ).message,
    ).toBe('[FailureCategory=WSMan-InvalidShellID] text');
  });

  it('fall back to the message, then to the reason, then to a sentence', () => {
    expect([
      detail('<f:WSManFault Code="1"><f:Message>message</f:Message></f:WSManFault>').message,
      detail('').message,
      fault('').message,
    ]).toEqual(['message', 'outer reason', 'The server answered with a fault that says nothing.']);
  });

  it.each([
    ['2150858793', 2150858793],
    ['-2144108503', 2150858793],
    ['0', 0],
    ['', undefined],
    ['0x80338029', undefined],
    ['99999999999999', undefined],
  ])('a code of %j is %s', (code, number) => {
    expect(detail(`<f:WSManFault Code="${code}"/>`).faultCode).toBe(number);
  });

  it('are cut to a length', () => {
    expect(
      detail(`<f:WSManFault Code="1"><f:Message>${'x'.repeat(50_000)}</f:Message></f:WSManFault>`).message,
    ).toHaveLength(8192);
  });
});
