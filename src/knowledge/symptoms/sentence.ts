/** Holes in a sentence that the run fills, with its account and its server. */
export const runHoles = ['user', 'tenant', 'host', 'port', 'plainPort', 'authentication'] as const;
export type RunHole = (typeof runHoles)[number];

/** Holes that only the finding naming the symptom fills. */
export const findingHoles = ['issuer', 'package', 'required'] as const;
type FindingHole = (typeof findingHoles)[number];

/** One action; `on` limits it to routes that open a PowerShell session, or to those that use the module. */
export type Step = string | { readonly on: 'remote-powershell' | 'rest'; readonly step: string };

export const inSessions = <const Sentence extends string>(step: Sentence) =>
  ({ on: 'remote-powershell', step }) as const satisfies Step;
export const inModule = <const Sentence extends string>(step: Sentence) =>
  ({ on: 'rest', step }) as const satisfies Step;

/** Text between the braces of a command, such as `{Get-Mailbox}`, is not a hole. */
type NoWord = '' | `${string}${'-' | '"' | '=' | ' ' | '.' | '$'}${string}`;

/** The words between braces that nothing fills; `never` if there are none. */
type UnknownHole<Sentence extends string> = string extends Sentence
  ? 'a sentence that the compiler cannot read'
  : Sentence extends `${string}{${infer Inside}}${infer Rest}`
    ? (Inside extends RunHole | FindingHole | NoWord ? never : Inside) | UnknownHole<Rest>
    : never;

type Checked<Sentence> = Sentence extends string
  ? [UnknownHole<Sentence>] extends [never]
    ? Sentence
    : { readonly 'nobody fills': UnknownHole<Sentence> }
  : Sentence;

/** `Records`, with an unsatisfiable type in place of each sentence that has an unknown hole. */
export type HolesFilled<Records> = {
  readonly [Id in keyof Records]: Records[Id] extends { readonly texts: infer Texts }
    ? { readonly texts: { readonly [Language in keyof Texts]: TextFilled<Texts[Language]> } }
    : Records[Id];
};

type TextFilled<Text> = {
  readonly [Part in keyof Text]: Text[Part] extends string
    ? Checked<Text[Part]>
    : Text[Part] extends readonly unknown[]
      ? { readonly [Index in keyof Text[Part]]: StepFilled<Text[Part][Index]> }
      : Text[Part];
};

type StepFilled<One> = One extends { readonly step: infer Sentence }
  ? { readonly [Part in keyof One]: Part extends 'step' ? Checked<Sentence> : One[Part] }
  : Checked<One>;
