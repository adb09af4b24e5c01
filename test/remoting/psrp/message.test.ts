import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guidFromBytes, guidToBytes } from '../../../src/remoting/psrp/guid.js';
import { decodeMessage, encodeMessage, messageTypes } from '../../../src/remoting/psrp/index.js';

describe('GUIDs', () => {
  it('are the bytes of .NET: three groups little-endian, two as they read', () => {
    const bytes = guidToBytes('00112233-4455-6677-8899-aabbccddeeff');
    expect(Buffer.from(bytes).toString('hex')).toBe('33221100554477668899aabbccddeeff');
    expect(guidFromBytes(bytes)).toBe('00112233-4455-6677-8899-aabbccddeeff');
  });

  it('come back in lower case', () => {
    fc.assert(
      fc.property(fc.uuid(), (guid) => {
        expect(guidFromBytes(guidToBytes(guid.toUpperCase()))).toBe(guid);
      }),
    );
  });

  it.each(['', 'not a guid', '00112233-4455-6677-8899-aabbccddeef', 'zz112233-4455-6677-8899-aabbccddeeff'])(
    'are checked: %j',
    (text) => {
      expect(() => guidToBytes(text)).toThrow(RangeError);
    },
  );
});

describe('messages', () => {
  const poolId = '4cefba69-02ad-4a95-acc0-091a5794e3d2';
  const message = {
    destination: 'server',
    type: messageTypes.createPipeline,
    poolId,
    pipelineId: '5e1621dd-190c-41d6-a3db-bef3f6f42a78',
    data: '<S>å</S>',
  } as const;

  it('come back', () => {
    expect(decodeMessage(encodeMessage(message))).toEqual(message);
  });

  it('to the pool have a pipeline id of zeros', () => {
    expect(decodeMessage(encodeMessage({ ...message, pipelineId: undefined as never })).pipelineId).toMatch(
      /^[0-]{36}$/,
    );
  });

  it('may have a byte order mark before the data', () => {
    expect(decodeMessage(encodeMessage({ ...message, data: '\uFEFF<S>å</S>' })).data).toBe('<S>å</S>');
  });

  it.each([
    ['too short', encodeMessage({ ...message, data: '' }).subarray(0, 39)],
    ['not UTF-8', Uint8Array.from([...encodeMessage({ ...message, data: '' }), 0xff])],
  ])('are refused when %s', (_, bytes) => {
    expect(() => decodeMessage(bytes)).toThrow(expect.objectContaining({ name: 'ProtocolError', code: 'bad-message' }));
  });
});
