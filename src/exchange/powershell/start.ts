import type { PowerShellSession } from '../../machine/live/powershell/session.js';
import type { PowerShellFailure } from '../../machine/live/powershell/session.js';
import type { Evidence } from '../../vocabulary/index.js';
import { seen } from '../failure.js';
import type { Fault } from '../stage-recorder.js';

/** Why the PowerShell of this PC could not be used; nothing was tried with it. */
export interface NotStarted {
  readonly fault: Fault;
  readonly evidence: readonly Evidence[];
}

/** Why a PowerShell that started cannot make a connection; `undefined` if it can. */
export async function whyUnusable(powershell: PowerShellSession): Promise<NotStarted | undefined> {
  const { languageMode } = await powershell.hello();
  return languageMode === 'FullLanguage'
    ? undefined
    : {
        fault: { symptom: 'powershell-blocked' },
        evidence: [seen('fact.powershell.languageMode', languageMode, 'PowerShell')],
      };
}

export function whyNotStarted({ kind, systemCode, exitCode }: PowerShellFailure): NotStarted {
  const exited = exitCode === undefined ? undefined : `exit code ${exitCode}`;
  const code = [kind, systemCode, exited].filter((one) => one !== undefined).join(', ');
  const symptom = symptoms[kind] ?? 'powershell-failed';
  return {
    fault: systemCode === 'UNKNOWN' ? { symptom, candidates: ['powershell-blocked'] } : { symptom },
    evidence: [seen('stage.code', code, 'starting PowerShell')],
  };
}

const symptoms: Partial<Record<PowerShellFailure['kind'], string>> = {
  'blocked-by-policy': 'powershell-blocked',
  'not-found': 'powershell-missing',
};
