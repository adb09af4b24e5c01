/**
 * A .NET value as serialised. `type` is the .NET name; `value` is lossless: 64-bit integers are bigint, decimals,
 * dates, durations, versions and GUIDs are their exact text (see `instantOf` and `ticksOf`), a SecureString is its
 * ciphertext in base64.
 */
export type PsPrimitive =
  | { readonly type: 'Null' }
  | Of<'Boolean', boolean>
  | Of<IntegerType | 'Single' | 'Double', number>
  /** `value` is a UTF-16 unit, 0 to 65535. */
  | Of<'Char', number>
  | Of<'Int64' | 'UInt64', bigint>
  | Of<TextType, string>
  | Of<'ByteArray', Uint8Array>
  | Of<'ProgressRecord', PsProgress>;

/** Distributes over the names, so that `type` discriminates the union. */
type Of<Type extends string, Value> = Type extends Type ? { readonly type: Type; readonly value: Value } : never;

export type IntegerType = 'Byte' | 'SByte' | 'Int16' | 'UInt16' | 'Int32' | 'UInt32';
export type TextType =
  | 'String'
  | 'ScriptBlock'
  | 'Uri'
  | 'XmlDocument'
  | 'Guid'
  | 'Version'
  | 'Decimal'
  | 'DateTime'
  | 'TimeSpan'
  | 'SecureString';

/** Progress in CLIXML on a console or in a file; the `ProgressRecord` of a PSRP message has another shape. */
export interface PsProgress {
  readonly activity: string;
  readonly activityId: number;
  readonly currentOperation: string | null;
  readonly parentActivityId: number;
  /** -1 when not known. */
  readonly percentComplete: number;
  /** `Processing` or `Completed`. */
  readonly state: string;
  /** -1 when not known. */
  readonly secondsRemaining: number;
  readonly statusDescription: string;
}

/**
 * An object, a container, an enumeration or a primitive with properties (MS-PSRP 2.2.5.2). It may contain itself, at
 * any depth: keep track of visited objects when you traverse it.
 */
export interface PsObject {
  readonly type: 'Object';
  /**
   * Most derived first, without the `Deserialized.` prefix that a PowerShell client adds. Empty for a bare property
   * bag. A primitive with properties is sent without any, and read with those that PowerShell supplies.
   */
  readonly typeNames: readonly string[];
  /** The result of the object's ToString(), where it was sent. */
  readonly text?: string;
  /** The number of an enumeration, or the primitive that has extended properties. */
  readonly value?: PsPrimitive;
  readonly container?: PsContainer;
  /** Adapted properties, which the .NET object has itself (Props). */
  readonly adapted: PsProperties;
  /** Extended properties (MS), which win over adapted ones of the same name. */
  readonly extended: PsProperties;
}

export type PsContainer =
  | { readonly kind: 'list' | 'enumerable' | 'queue' | 'stack'; readonly items: readonly PsValue[] }
  | { readonly kind: 'dictionary'; readonly entries: readonly (readonly [PsValue, PsValue])[] };

export type PsValue = PsPrimitive | PsObject;

/**
 * Named values in document order. Names are case-insensitive, as in PowerShell; of two that differ only in case the
 * later one wins.
 */
export class PsProperties implements Iterable<readonly [string, PsValue]> {
  readonly #byName = new Map<string, readonly [string, PsValue]>();

  constructor(entries: Iterable<readonly [string, PsValue]> = []) {
    for (const entry of entries) this.#byName.set(entry[0].toLowerCase(), entry);
  }

  get size(): number {
    return this.#byName.size;
  }

  has(name: string): boolean {
    return this.#byName.has(name.toLowerCase());
  }

  get(name: string): PsValue | undefined {
    return this.#byName.get(name.toLowerCase())?.[1];
  }

  [Symbol.iterator](): IterableIterator<readonly [string, PsValue]> {
    return this.#byName.values();
  }
}

export const noProperties = new PsProperties();
