/**
 * A .NET value as it travels. `type` is the .NET name; `value` loses nothing: integers of 64 bits are bigint, decimals, dates,
 * durations, versions and GUIDs are their exact text (see `instantOf` and `ticksOf`), a SecureString is its ciphertext in base64.
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

/** One member of the union for each name, so that a look at `type` tells them apart. */
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

/** Progress as CLIXML on a console or in a file holds it; as a PSRP message it is a `ProgressRecord` of another shape. */
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
 * An object, a container, an enumeration or a primitive that carries properties (MS-PSRP 2.2.5.2). It may hold itself, at any
 * depth: walk it with a memory of where you have been.
 */
export interface PsObject {
  readonly type: 'Object';
  /**
   * Most derived first, without the `Deserialized.` prefix that a PowerShell client adds. Empty for a bare property
   * bag. A primitive with properties is sent without any, and read with those PowerShell supplies.
   */
  readonly typeNames: readonly string[];
  /** What the object's ToString() said, where it was sent. */
  readonly text?: string;
  /** The number of an enumeration, or the primitive that properties were added to. */
  readonly value?: PsPrimitive;
  readonly container?: PsContainer;
  /** Real .NET properties (Props). */
  readonly adapted: PsProperties;
  /** Added properties (MS); they win over adapted ones of the same name. */
  readonly extended: PsProperties;
}

export type PsContainer =
  | { readonly kind: 'list' | 'enumerable' | 'queue' | 'stack'; readonly items: readonly PsValue[] }
  | { readonly kind: 'dictionary'; readonly entries: readonly (readonly [PsValue, PsValue])[] };

export type PsValue = PsPrimitive | PsObject;

/**
 * Named values in the order they were written. Names are looked up without regard to case, as PowerShell does; of two that
 * differ only in case the later one stays.
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
