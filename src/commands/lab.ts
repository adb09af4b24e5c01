import type { LabFlags } from './program.js';
import type { Streams } from './streams.js';
export const labCommand = (_flags: LabFlags, _streams: Streams): Promise<number> => Promise.resolve(0);
