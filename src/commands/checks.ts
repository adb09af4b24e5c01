import { checks } from 'exo-preflight/checks';
import { UserError } from '../vocabulary/index.js';
import type { Streams } from '../cli/streams.js';

/** `exo-preflight checks`: the ids for --only and --skip, with the sentence each proves. */
export function checksCommand(format: string, streams: Streams): number {
  if (format === 'json') {
    streams.result(
      JSON.stringify(
        checks.map(({ id, group, texts, ...check }) => ({
          id,
          group,
          title: texts.en.title,
          needs: 'needs' in check ? (check.needs ?? []) : [],
          page: `docs/checks/${id}.md`,
        })),
        null,
        2,
      ),
    );
    return 0;
  }
  if (format !== 'text') throw new UserError(`--format "${format}" is not one of text, json.`, 'Give one of the two.');
  const width = Math.max(...checks.map(({ id }) => id.length));
  for (const { id, texts } of checks) streams.result(`${id.padEnd(width)}  ${texts.en.title}`);
  return 0;
}
