import type { ClixmlAnswer } from '../machine/recording/machine-file.js';
import { decodeClixmlBytes, plain, readClixmlDocument } from '../remoting/clixml/index.js';
import { RemotingError } from '../remoting/remoting-error.js';

/** A collected PC is some hundreds of elements, four deep. */
const limits = { maxCharacters: 8 * 1024 * 1024, maxDepth: 32, maxElements: 50_000 };

/** What Export-Clixml wrote, as plain data: what a recorded PC is checked as. */
export function readClixmlFile(bytes: Uint8Array): ClixmlAnswer {
  try {
    const roots = readClixmlDocument(decodeClixmlBytes(bytes), limits);
    const [root] = roots;
    if (roots.length !== 1 || !root)
      return { state: 'refused', why: `It holds ${roots.length} objects instead of one.` };
    return { state: 'read', value: plain(root.value) };
  } catch (error) {
    if (error instanceof RemotingError) return { state: 'refused', why: error.message };
    throw error;
  }
}
