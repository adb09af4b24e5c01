import { kinds } from '../vocabulary/index.js';
import type { Message } from '../vocabulary/index.js';
import type { Finding } from './finding.js';

type Fields = Record<string, unknown>;
const isObject = (thing: unknown): thing is Fields =>
  typeof thing === 'object' && thing !== null && !Array.isArray(thing);
const isStrings = (thing: unknown): boolean => Array.isArray(thing) && thing.every((one) => typeof one === 'string');
const maybe = (thing: unknown, is: (thing: unknown) => boolean): boolean => thing === undefined || is(thing);

const isArg = (thing: unknown): boolean =>
  typeof thing === 'number'
    ? Number.isFinite(thing)
    : isObject(thing) && typeof thing['value'] === 'string' && (kinds as readonly unknown[]).includes(thing['kind']);

export const isMessage = (thing: unknown): thing is Message =>
  isObject(thing) &&
  typeof thing['id'] === 'string' &&
  maybe(thing['args'], (args) => isObject(args) && Object.values(args).every(isArg));

function isReading(thing: unknown): boolean {
  if (!isObject(thing)) return false;
  if (thing['state'] === 'value') return isArg(thing['value']);
  return thing['state'] === 'absent' || (thing['state'] === 'unreadable' && isMessage(thing['why']));
}

const isEvidence = (thing: unknown): boolean =>
  isObject(thing) &&
  isMessage(thing['what']) &&
  isReading(thing['observed']) &&
  maybe(thing['expected'], isMessage) &&
  typeof thing['source'] === 'string';

/** Deep enough for any report, and an end for what contains itself. */
const deepest = 20;

function isJson(thing: unknown, depth = 0): boolean {
  if (thing === null || typeof thing === 'string' || typeof thing === 'boolean') return true;
  if (typeof thing === 'number') return Number.isFinite(thing);
  if (typeof thing !== 'object' || depth > deepest || !isPlain(thing)) return false;
  return Object.values(thing).every((one) => isJson(one, depth + 1));
}

/** A list, or fields and nothing else: dates, maps and boxed numbers turn into something different when they are written down. */
function isPlain(thing: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(thing);
  return Array.isArray(thing) || prototype === Object.prototype || prototype === null;
}

/**
 * Plugins are written in plain JavaScript too: what a check answers is looked at, all of it, before anyone relies on it. What
 * passes here can be rendered and written down.
 */
export function isFinding(answer: unknown): answer is Finding {
  if (!isObject(answer)) return false;
  if (answer['status'] === 'not-applicable') return isMessage(answer['why']);
  const { status, summary, evidence, symptom, candidates, data } = answer;
  if (!['pass', 'warn', 'fail', 'unknown'].includes(status as string)) return false;
  if ((status === 'warn' || status === 'fail') && typeof symptom !== 'string') return false;
  return (
    isMessage(summary) &&
    Array.isArray(evidence) &&
    evidence.length > 0 &&
    evidence.every(isEvidence) &&
    maybe(candidates, isStrings) &&
    maybe(data, isJson)
  );
}
