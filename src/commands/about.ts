import { defineCommand, textOr } from '../cli/command.js';
import { UserError } from '../vocabulary/index.js';

/** What the PC is, for a person who looks at it from afar. */
export const about = defineCommand({
  name: 'about',
  summary: 'about this PC: model, memory, disks (never part of a verdict)',
  options: { format: textOr('text', '<format>', 'text or json') },
  async run({ format }, { streams }) {
    if (format !== 'text' && format !== 'json')
      throw new UserError(`--format "${format}" is not one of text, json.`, 'Give one of the two.');
    const { aboutPc } = await import('../machine/live/about.js');
    const pc = await aboutPc();
    if (format === 'json') streams.document(pc);
    else if (pc.state !== 'reported')
      streams.result(pc.why === 'timed-out' ? 'No answer in time.' : 'It could not be read.');
    else
      for (const { id, value } of pc.items)
        streams.result(`${id.padEnd(26)} ${value === null ? 'could not be read' : String(value)}`);
    return pc.state === 'reported' ? 0 : 3;
  },
});
