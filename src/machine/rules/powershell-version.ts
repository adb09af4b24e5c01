import coerce from 'semver/functions/coerce.js';
import type { Reading } from '../../vocabulary/index.js';
import { absent, message, pub, unreadable, value } from '../../vocabulary/index.js';
import type { Fact, Machine } from '../machine.js';

/**
 * Major and minor version of Windows PowerShell, which is that of the Windows Management Framework ("5.1"). The
 * registry's `5.1.26100.1` is a four-part Windows version: the last two parts are the build of Windows, so they are
 * dropped. Key `3` holds versions 3.0 to 5.1; key `1` stays at 1.0 or 2.0 and counts only where key `3` is absent.
 */
export async function powershellVersion(
  machine: Pick<Machine, 'read'>,
): Promise<{ readonly version: Reading<string>; readonly facts: readonly Fact[] }> {
  const engine3 = await machine.read('powershell.engine3');
  if (engine3.state !== 'absent') return { version: majorMinor(engine3), facts: [engine3] };
  const engine1 = await machine.read('powershell.engine1');
  return { version: majorMinor(engine1), facts: [engine3, engine1] };
}

function majorMinor(fact: Fact<'powershell.engine3' | 'powershell.engine1'>): Reading<string> {
  if (fact.state === 'absent') return absent;
  if (fact.state === 'unreadable') return unreadable(fact.why);
  const version = coerce(fact.value);
  return version
    ? value(`${version.major}.${version.minor}`)
    : unreadable(message('unreadable.value', { value: pub(fact.value) }));
}
