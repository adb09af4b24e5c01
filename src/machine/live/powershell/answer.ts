import * as z from 'zod/mini';
import type { Hello, ScriptError } from './session.js';

const maxText = 8192;
const text = z.string().check(z.maxLength(maxText));

const scriptError = z.object({
  fullyQualifiedErrorId: text,
  category: text,
  errorCode: z.optional(z.nullable(z.number().check(z.int()))),
  redirectTo: z.optional(z.nullable(text)),
  text: z.string(),
});

const answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.optional(z.unknown()) }),
  z.object({ ok: z.literal(false), error: scriptError }),
]);

export type Answer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ScriptError };

/** An error record as sent by scripts that send several. Throws for anything else. */
export const parseScriptError = (value: unknown): ScriptError => tidy(scriptError.parse(value));

/** The JSON inside an envelope. Throws for anything else. */
export function parseAnswer(body: string): Answer {
  const parsed = answer.parse(decode(body));
  return parsed.ok ? { ok: true, value: parsed.value } : { ok: false, error: tidy(parsed.error) };
}

/** Throws for anything that is not base64 of UTF-8 JSON. */
const decode = (body: string): unknown =>
  JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body, 'base64')));

/** Five fields separated by `|`. `undefined` for anything else. */
export function parseHello(body: string): Hello | undefined {
  const [languageMode, version, edition, executionPolicy, ...rest] = body.split('|').map((word) => word.trim());
  if (
    languageMode === undefined ||
    version === undefined ||
    edition === undefined ||
    executionPolicy === undefined ||
    rest.length > 0
  )
    return undefined;
  if (!/^[A-Za-z]{4,40}$/u.test(languageMode) || !/^\d+\.\d+/u.test(version)) return undefined;
  return { languageMode, version, edition, executionPolicy };
}

function tidy({ errorCode, redirectTo, ...rest }: z.infer<typeof scriptError>): ScriptError {
  return {
    ...rest,
    text: rest.text.slice(0, maxText),
    // An exception without a code has 0.
    ...(typeof errorCode === 'number' && errorCode !== 0 ? { errorCode } : {}),
    ...(typeof redirectTo === 'string' && redirectTo !== '' ? { redirectTo } : {}),
  };
}
