import type { Connection } from '../exchange/connection.js';
import type { Way } from '../exchange/routes.js';
import { BothWays } from '../exchange/both-ways.js';
import type { RunPlan } from './perform-run.js';

/** In milliseconds, before `--timeout` scales them. PowerShell has to be started, and WinRM takes its time. */
const times = { probe: 5_000, native: 90_000, powershell: 180_000, call: 15_000, removal: 10_000 } as const;
/** Two ways share the time that the rows wait and the run lasts. */
const share = 0.6;

/** What makes the test connection. The protocol's code is loaded only where a connection can come of it. */
export async function openConnection(plan: RunPlan): Promise<Connection | undefined> {
  const { machine, target, credential } = plan;
  if (machine.origin === 'recorded' || target.via === undefined) return undefined;
  const first = await openWay(plan, target.via);
  return target.also === undefined ? first : new BothWays({ via: target.via, connection: first }, { via: target.also, connection: await openWay(plan, target.also) }, credential);
}

const openWay = (plan: RunPlan, way: Way): Promise<Connection> => (way === 'powershell' ? openPowerShellWay(plan) : openNativeWay(plan));

async function openNativeWay({ target, trust, allowedRedirects, tryRetired, all, timeScale, credential }: RunPlan): Promise<Connection> {
  const { NativeConnection } = await import('../exchange/native-connection.js');
  return new NativeConnection({
    target,
    trust,
    allowedRedirects,
    tryRetired,
    all,
    connectionMs: times.native * timeScale * (target.also === undefined ? 1 : share),
    stepMs: times.probe * timeScale,
    removalMs: times.removal * timeScale,
    ...(credential ? { credential } : {}),
  });
}

/** Off Windows there is only PowerShell 7, which says by itself that it has no WS-Management there. */
async function openPowerShellWay({ target, allowedRedirects, tryRetired, all, imports = false, timeScale, credential }: RunPlan): Promise<Connection> {
  const [{ PowerShellConnection }, { openPowerShell }] = await Promise.all([import('../exchange/over-powershell/powershell-connection.js'), import('../machine/powershell/open-session.js')]);
  const edition = process.platform === 'win32' ? 'windows-64' : 'powershell-7';
  return new PowerShellConnection({
    stack: edition === 'windows-64' ? 'Windows PowerShell' : 'PowerShell 7',
    target,
    allowedRedirects,
    tryRetired,
    all,
    imports,
    connectionMs: times.powershell * timeScale * (target.also === undefined ? 1 : share),
    callMs: times.call * timeScale,
    removalMs: times.removal * timeScale,
    open: (signal) => openPowerShell({ edition, startMs: 30_000 * timeScale, signal }),
    ...(credential ? { credential } : {}),
  });
}
