import { afterEach, describe, expect, it } from 'vitest';
import { Credential } from '../../src/identity/credential.js';
import { chooseTarget } from '../../src/exchange/index.js';
import { NativeConnection } from '../../src/exchange/native/native-connection.js';
import { scenarioIds } from '../../src/lab/index.js';
import type { ScenarioId } from '../../src/lab/index.js';
import { Scene } from './remoting/talk.js';

const scene = new Scene();
afterEach(() => scene.end());

/** The tool's own connection, against the lab in one of its ways. */
async function connect(scenario: ScenarioId) {
  const lab = await scene.lab({ scenario });
  const connection = new NativeConnection({
    target: chooseTarget({ route: 'partner-basic', endpoint: lab.https, tenant: lab.tenant }),
    credential: new Credential(lab.user, lab.password),
    trust: { added: [lab.ca], windowsRoots: () => Promise.resolve([]) },
    allowedRedirects: lab.allowedRedirects,
    connectionMs: 20_000,
    stepMs: 5_000,
    removalMs: 3_000,
  });
  const answer = await connection.mailboxes();
  if (connection.isOpen()) await connection.close(new AbortController().signal);
  return { lab, connection, answer };
}

describe('the connection of this tool', () => {
  it.each(scenarioIds)('meets %s as the scenario says, with one password sent and no session left', async (id) => {
    const { lab, answer } = await connect(id);
    const { breaks, symptom } = lab.scenario;
    if (breaks === undefined)
      expect(answer).toMatchObject({ count: 1, more: true, names: ['alva@contoso.onmicrosoft.com'], errorIds: [] });
    // That the route is closed is known from its name; the connection itself sees a refusal.
    else
      expect(answer).toMatchObject({
        broken: { stage: breaks, state: 'broken', symptom: id === 'retired' ? 'sign-in-refused' : symptom },
      });
    const { signIns, signInsRefused, shellsLeft } = lab.counts();
    expect(signIns + signInsRefused).toBe(breaks === 'http' || id === 'basic-not-offered' ? 0 : 1);
    expect(shellsLeft).toBe(0);
    if (lab.trap) expect(lab.trap()).toEqual({ requests: 0, credentials: 0 });
  });

  it('tells both servers of a redirect', async () => {
    const { connection, lab } = await connect('redirect');
    expect(connection.stages().map(({ redirect }) => redirect)).toContain(1);
    expect(lab.counts()).toEqual({ shellsOpened: 1, shellsLeft: 0, signIns: 1, signInsRefused: 0 });
  });
});
