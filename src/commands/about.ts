import { aboutPc } from '../machine/live/about.js';
import { UserError } from '../vocabulary/index.js';
import type { Streams } from '../cli/streams.js';

/** `exo-preflight about`: what the PC is, for a person who looks at it from afar. */
export async function aboutCommand(format: string, streams: Streams): Promise<number> {
  if (format !== 'text' && format !== 'json')
    throw new UserError(`--format "${format}" is not one of text, json.`, 'Give one of the two.');
  const about = await aboutPc();
  if (format === 'json') streams.result(JSON.stringify(about, null, 2));
  else if (about.state !== 'reported')
    streams.result(about.why === 'timed-out' ? 'No answer in time.' : 'It could not be read.');
  else
    for (const { id, value } of about.items)
      streams.result(`${id.padEnd(26)} ${value === null ? 'could not be read' : String(value)}`);
  return about.state === 'reported' ? 0 : 3;
}
