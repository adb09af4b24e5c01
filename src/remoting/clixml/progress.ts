import { escapeText } from '../xml/index.js';
import type { XmlElement } from '../xml/index.js';
import { escapeString, unescapeString } from './escape-string.js';
import { malformed, plainText, structure } from './shape.js';
import type { PsProgress } from './value.js';

/**
 * The content of a PR element as PowerShell's serialization.cs writes it: a fixed sequence, in which the current
 * operation is an S or a Nil.
 */
export function readProgress(element: XmlElement): PsProgress {
  const parts = new Map(structure(element).map((part) => [part.name, unescapeString(plainText(part))]));
  const text = (tag: string): string => {
    const part = parts.get(tag);
    if (part === undefined) throw malformed(`a progress record has no ${tag}`);
    return part;
  };
  const integer = (tag: string): number => {
    if (!/^-?\d{1,10}$/.test(text(tag))) throw malformed(`the ${tag} of a progress record is not a number`);
    return Number(text(tag));
  };
  return {
    activity: text('AV'),
    activityId: integer('AI'),
    currentOperation: parts.get('S') ?? null,
    parentActivityId: integer('PI'),
    percentComplete: integer('PC'),
    state: text('T'),
    secondsRemaining: integer('SR'),
    statusDescription: text('SD'),
  };
}

export function writeProgress(progress: PsProgress): string {
  const text = (tag: string, value: string): string => `<${tag}>${escapeText(escapeString(value))}</${tag}>`;
  return [
    text('AV', progress.activity),
    text('AI', String(progress.activityId)),
    progress.currentOperation === null ? '<Nil />' : text('S', progress.currentOperation),
    text('PI', String(progress.parentActivityId)),
    text('PC', String(progress.percentComplete)),
    text('T', progress.state),
    text('SR', String(progress.secondsRemaining)),
    text('SD', progress.statusDescription),
  ].join('');
}
