import type { Arg, Message } from '../vocabulary/index.js';

/** What one check may say, for the compiler: its own English sentences and the symptoms it may name. */
export interface Terms {
  readonly texts: AnyTexts;
  readonly symptom: string;
}

declare const texts: unique symbol;
declare const symptoms: unique symbol;
/**
 * Carried in the type alone, so that what was said for one check is not accepted as another's. Two fields and not one: the
 * compiler learns the texts from the check around a finding also where that check brings no symptoms to learn.
 */
export interface SaidIn<T extends Terms> {
  readonly [texts]?: T['texts'];
  readonly [symptoms]?: T['symptom'];
}

/** Terms of texts and symptoms that were found apart. */
export interface Said<M extends AnyTexts, S extends string> {
  readonly texts: M;
  readonly symptom: S;
}

export type AnyTexts = Readonly<Record<string, string>>;

/** Sentences with a place of their own, which no finding says. */
type Reserved = 'title' | 'by-hand' | 'by-hand-rest';

/** The ids of the sentences a finding may say. */
export type SentenceId<M> = Exclude<keyof M & string, Reserved>;

/** What stands between braces: `host`, or `count|one address|# addresses`. */
type Hole<Text extends string> = Text extends `${string}{${infer Inside}}${infer Rest}` ? Inside | Hole<Rest> : never;
type NameIn<Inside extends string> = Inside extends `${infer Name}|${string}` ? Name : Inside;

/** The names of the arguments of a text. */
type HoleName<Text extends string> = NameIn<Hole<Text>>;

/** The arguments of a text by name: a number where the text chooses a word by it. */
type Filling<Text extends string> = {
  readonly [Inside in Hole<Text> as NameIn<Inside>]: Inside extends `${string}|${string}` ? number : Arg;
};

type AnyArgs = Readonly<Record<string, Arg>>;

/** All that the text asks for; more is allowed, for the remedy and the command by hand. A text only known as a string asks for nothing. */
type ArgsOf<Text extends string> = string extends Text ? AnyArgs : Filling<Text> & AnyArgs;

/** The field `args`: required where the text has a hole. */
export type WithArgs<Text extends string> = string extends Text
  ? { readonly args?: AnyArgs | undefined }
  : [Hole<Text>] extends [never]
    ? { readonly args?: AnyArgs | undefined }
    : { readonly args: ArgsOf<Text> };

/** The same as parameters after an id. */
export type ArgsAfterId<Text extends string> = string extends Text
  ? [args?: AnyArgs]
  : [Hole<Text>] extends [never]
    ? [args?: AnyArgs]
    : [args: ArgsOf<Text>];

type TranslatedText<English extends string, Text> = Text extends string
  ? [HoleName<English>] extends [HoleName<Text>]
    ? [HoleName<Text>] extends [HoleName<English>]
      ? string
      : `only the arguments of the English text: ${HoleName<English>}`
    : `${string}{${Exclude<HoleName<English>, HoleName<Text>>}${string}`
  : string;

type Language<English, Given> = {
  readonly [Id in keyof English | keyof Given]: Id extends keyof English
    ? TranslatedText<English[Id] & string, Id extends keyof Given ? Given[Id] : never>
    : never;
};

/** Every other language has the sentences of the English one, with the same arguments. */
export type Translated<Texts extends { readonly en: unknown }> = {
  readonly [L in keyof Texts]: L extends 'en' ? unknown : Language<Texts['en'], Texts[L]>;
};

// The empty type is what is meant: no text at all.
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type
type NoTexts = Readonly<Record<never, never>>;

type TextOf<M, Tool, Id> = Id extends keyof M ? M[Id] & string : Id extends keyof Tool ? Tool[Id] & string : string;

/** Says a sentence of the tool's own; where a check is asked why it does not apply, also one of that check's. */
export type SayMessage<Tool> = <
  M extends AnyTexts | NoTexts = NoTexts,
  Id extends SentenceId<M> | (keyof Tool & string) = SentenceId<M> | (keyof Tool & string),
>(
  id: Id,
  ...args: ArgsAfterId<TextOf<M, Tool, Id>>
) => Message & SaidIn<Said<M, never>>;
