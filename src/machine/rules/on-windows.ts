import type { Message } from '../../vocabulary/index.js';
import { message } from '../../vocabulary/index.js';
import type { Machine } from '../machine.js';

/**
 * For checks about Windows: `true`, or why the check does not apply. A recording of an unknown system is not ruled out.
 */
export const onWindows = ({ machine }: { readonly machine: Machine }): true | Message =>
  machine.platform === 'win32' || machine.platform === 'unknown' ? true : message('not-applicable.not-windows');
