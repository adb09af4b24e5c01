import type { Connection } from '../exchange/connection.js';
import type { Way } from '../exchange/routes.js';
import { BothWays } from '../exchange/both-ways.js';
import type { Credential } from '../identity/credential.js';
import type { SessionHost } from './host.js';
import type { RunPlan } from './run-plan.js';

/** A plan with the credential of this one run, if it signs in. */
type Given = RunPlan & {
  readonly credential: Credential | undefined;
  readonly host: Pick<SessionHost, 'platform' | 'environment'>;
};

/** In milliseconds, before `--timeout` scales them. PowerShell has to be started, and WinRM takes its time. */
const times = { probe: 5_000, native: 90_000, powershell: 180_000, call: 15_000, removal: 10_000 } as const;
/** Two ways share the time that the rows wait and the run lasts. */
const share = 0.6;

/** What makes the test connection. The protocol's code is loaded only where a connection can come of it. */
export async function openConnection(
  plan: RunPlan,
  credential: Credential | undefined,
  host: Given['host'],
): Promise<Connection | undefined> {
  const { machine, target } = plan;
  const given: Given = { ...plan, credential, host };
  if (machine.origin === 'recorded' || target.via === undefined) return undefined;
  const first = await openWay(given, target.via);
  return target.also === undefined
    ? first
    : new BothWays(
        { via: target.via, connection: first },
        { via: target.also, connection: await openWay(given, target.also) },
        credential,
      );
}

const openWay = (plan: Given, way: Way): Promise<Connection> =>
  way === 'powershell' ? openPowerShellWay(plan) : openNativeWay(plan);

/** What both ways are given alike; `wholeMs` is the time of a way that is the only one. */
const common = ({ target, allowedRedirects, tryRetired, all, timeScale, credential }: Given, wholeMs: number) => ({
  target,
  allowedRedirects,
  tryRetired,
  all,
  connectionMs: wholeMs * timeScale * (target.also === undefined ? 1 : share),
  removalMs: times.removal * timeScale,
  ...(credential ? { credential } : {}),
});

async function openNativeWay(plan: Given): Promise<Connection> {
  const { NativeConnection } = await import('../exchange/native/native-connection.js');
  return new NativeConnection({
    ...common(plan, times.native),
    trust: plan.trust,
    stepMs: times.probe * plan.timeScale,
  });
}

/** Off Windows there is only PowerShell 7, which says by itself that it has no WS-Management there. */
async function openPowerShellWay(plan: Given): Promise<Connection> {
  const [{ PowerShellConnection }, { openPowerShell }] = await Promise.all([
    import('../exchange/powershell/powershell-connection.js'),
    import('../machine/live/powershell/open-session.js'),
  ]);
  const { imports = false, timeScale, host } = plan;
  const { environment } = host;
  const edition = host.platform === 'win32' ? 'windows-64' : 'powershell-7';
  return new PowerShellConnection({
    ...common(plan, times.powershell),
    stack: edition === 'windows-64' ? 'Windows PowerShell' : 'PowerShell 7',
    imports,
    callMs: times.call * timeScale,
    open: (signal) => openPowerShell({ edition, environment, startMs: 30_000 * timeScale, signal }),
  });
}
