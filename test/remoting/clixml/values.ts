import fc from 'fast-check';
import { PsProperties } from '../../../src/remoting/clixml/index.js';
import { suppliedTypeNames } from '../../../src/remoting/clixml/supplied-type-names.js';
import type { PsContainer, PsObject, PsValue } from '../../../src/remoting/clixml/index.js';

const units = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(...Array.from('_xX0041<>&"', (unit) => unit.charCodeAt(0))),
    ),
    { maxLength: 12 },
  )
  .map((codes) => String.fromCharCode(...codes));
const name = fc.oneof(fc.constantFrom('Name', 'name', '__proto__', 'Value'), units);
const digits = (count: number): fc.Arbitrary<string> =>
  fc.bigInt({ min: 1n, max: 10n ** BigInt(count) - 1n }).map(String);

const primitive: fc.Arbitrary<PsValue> = fc.oneof(
  fc.constant({ type: 'Null' } as const),
  fc.boolean().map((value) => ({ type: 'Boolean', value }) as const),
  fc
    .tuple(fc.constantFrom('String', 'ScriptBlock', 'Uri', 'XmlDocument'), units)
    .map(([type, value]) => ({ type, value }) as const),
  fc.integer({ min: -0x80000000, max: 0x7fffffff }).map((value) => ({ type: 'Int32', value }) as const),
  fc.integer({ min: 0, max: 0xffff_ffff }).map((value) => ({ type: 'UInt32', value }) as const),
  fc
    .integer({ min: 0, max: 0xffff })
    .chain((value) => fc.constantFrom('Char', 'UInt16').map((type) => ({ type, value }) as const)),
  fc.integer({ min: -0x8000, max: 0x7fff }).map((value) => ({ type: 'Int16', value }) as const),
  fc.integer({ min: 0, max: 0xff }).map((value) => ({ type: 'Byte', value }) as const),
  fc.integer({ min: -0x80, max: 0x7f }).map((value) => ({ type: 'SByte', value }) as const),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => ({ type: 'Int64', value }) as const),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => ({ type: 'UInt64', value }) as const),
  fc.double().map((value) => ({ type: 'Double', value }) as const),
  fc.float().map((value) => ({ type: 'Single', value }) as const),
  fc
    .tuple(fc.constantFrom('', '-'), digits(28))
    .map(([sign, value]) => ({ type: 'Decimal', value: sign + value }) as const),
  fc.uint8Array({ maxLength: 20 }).map((value) => ({ type: 'ByteArray', value: new Uint8Array(value) }) as const),
  fc.uuid().map((value) => ({ type: 'Guid', value }) as const),
  fc
    .array(fc.nat(), { minLength: 2, maxLength: 4 })
    .map((parts) => ({ type: 'Version', value: parts.join('.') }) as const),
  fc
    .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => ({ type: 'DateTime', value: date.toISOString() }) as const),
  fc.nat().map((seconds) => ({ type: 'TimeSpan', value: `PT${seconds}S` }) as const),
  fc
    .uint8Array({ maxLength: 32 })
    .map((bytes) => ({ type: 'SecureString', value: Buffer.from(bytes).toString('base64') }) as const),
  fc
    .record({
      activity: units,
      activityId: fc.nat(),
      currentOperation: fc.option(units, { nil: null }),
      parentActivityId: fc.constant(-1),
      percentComplete: fc.integer({ min: -1, max: 100 }),
      state: fc.constant('Processing'),
      secondsRemaining: fc.constant(-1),
      statusDescription: units,
    })
    .map((value) => ({ type: 'ProgressRecord', value }) as const),
);

const properties = (value: fc.Arbitrary<PsValue>): fc.Arbitrary<PsProperties> =>
  fc.array(fc.tuple(name, value), { maxLength: 4 }).map((entries) => new PsProperties(entries));

/** Any value of the model, a few objects deep, with shared objects now and then. */
export const anyValue: fc.Arbitrary<PsValue> = fc.letrec<{ value: PsValue }>((tie) => {
  const items = fc.array(tie('value'), { maxLength: 4 }).chain((list) => fc.constantFrom(list, [...list, ...list]));
  const container: fc.Arbitrary<PsContainer> = fc.oneof(
    fc.record({ kind: fc.constantFrom('list', 'enumerable', 'queue', 'stack'), items }),
    fc.record({
      kind: fc.constant('dictionary' as const),
      entries: fc.array(fc.tuple(primitive, tie('value')), { maxLength: 3 }),
    }),
  );
  const object: fc.Arbitrary<PsObject> = fc
    .record(
      {
        type: fc.constant('Object' as const),
        typeNames: fc.array(fc.constantFrom('A', 'B', 'System.Object'), { maxLength: 3 }),
        text: units,
        adapted: properties(tie('value')),
        extended: properties(tie('value')),
      },
      { requiredKeys: ['type', 'typeNames', 'adapted', 'extended'] },
    )
    .chain((parts) =>
      fc.oneof(
        fc.constant(parts as PsObject),
        container.map((of) => ({ ...parts, container: of })),
        primitive.map((value) => ({ ...parts, value }) as PsObject),
      ),
    )
    // Sent without names, an object comes back with those PowerShell supplies.
    .map((one: PsObject) =>
      one.typeNames.length > 0 || !one.value ? one : { ...one, typeNames: suppliedTypeNames(one.value) },
    );
  return { value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, primitive, object) };
}).value;
