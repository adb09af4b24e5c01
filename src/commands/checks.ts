import { checks as builtIn } from 'exo-preflight/checks';
import { defineCommand, textOr } from '../cli/command.js';
import { UserError } from '../vocabulary/index.js';

/** The ids for --only and --skip, with the sentence each proves. */
export const checks = defineCommand({
  name: 'checks',
  summary: 'list the checks',
  options: { format: textOr('text', '<format>', 'text or json') },
  run({ format }, { streams }) {
    if (format === 'json') streams.document(builtIn.map(described));
    else if (format === 'text') {
      const width = Math.max(...builtIn.map(({ id }) => id.length));
      for (const { id, texts } of builtIn) streams.result(`${id.padEnd(width)}  ${texts.en.title}`);
    } else throw new UserError(`--format "${format}" is not one of text, json.`, 'Give one of the two.');
    return Promise.resolve(0);
  },
});

const described = ({ id, group, texts, ...check }: (typeof builtIn)[number]) => ({
  id,
  group,
  title: texts.en.title,
  needs: 'needs' in check ? (check.needs ?? []) : [],
  page: `docs/checks/${id}.md`,
});
