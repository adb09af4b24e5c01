import type { Message } from '../../vocabulary/index.js';
import { message } from '../../vocabulary/index.js';
import type { Machine } from '../machine.js';

/** For checks that ask Windows: `true`, or why the question has no meaning. A recording that does not tell its system is not ruled out. */
export const onWindows = ({ machine }: { readonly machine: Machine }): true | Message =>
  machine.platform === 'win32' || machine.platform === 'unknown' ? true : message('not-applicable.not-windows');
