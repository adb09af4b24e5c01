import type { Evidence, NetworkQuestions, PlainAnswer, Reached, ServerTime, Target } from 'exo-preflight';
import { defineCheck, fail, message, pass, pub, unknown, value, warn } from 'exo-preflight';

/** Kerberos allows five minutes, and so does this check; certificates are judged by the PC's clock too. */
const allowedMs = 5 * 60 * 1000;

/** A wrong clock alone is worth a warning. It is the fault when a certificate is refused for its dates at the same time. */
export const clock = defineCheck({
  apiVersion: 1,
  id: 'clock',
  group: 'network',
  texts: {
    en: {
      title: "This PC's clock agrees with the server's",
      right: 'The clocks differ by less than five minutes.',
      'no-time': 'No server told its time.',
      'clock-off': "This PC's clock is {minutes} {minutes|minute|minutes} {direction} the server's.",
      'clock-breaks-tls':
        "This PC's clock is {minutes} {minutes|minute|minutes} {direction} the server's, and the certificate is refused for its dates.",
      'by-hand':
        '`w32tm /stripchart /computer:time.windows.com /samples:3 /dataonly`; in a company, with the name of a domain controller',
    },
  },
  inputs: ['network'],
  uses: ['connection'],
  // The connection has a deadline of its own, 180 s where PowerShell makes it: this row waits for that.
  timeoutMs: 190_000,
  async run({ connection, network, route }) {
    // The PowerShell of the PC gets to its first answer only by signing in, which is not for a clock to ask.
    const asksConnection = route.via !== 'powershell';
    const endpoint = asksConnection ? await connection.reached('http') : undefined;
    const time =
      (asksConnection ? connection.serverTime() : undefined) ??
      (await endpointTime(network, route)) ??
      (await plainTime(network, route));
    if (!time) return unknown('no-time', { evidence: [skewEvidence(undefined)] });
    const offMs = time.localMs - time.serverMs;
    const evidence = [skewEvidence(time)];
    // The header counts whole seconds, and the answer took its time.
    const certainlyOff = Math.abs(offMs) - time.uncertaintyMs - 1000 > allowedMs;
    const args = { minutes: Math.round(Math.abs(offMs) / 60_000), direction: pub(offMs > 0 ? 'ahead of' : 'behind') };
    if (!certainlyOff) return pass('right', { evidence });
    return (await isRefusedForDates(endpoint, network, route))
      ? fail('clock-breaks-tls', { evidence, args })
      : warn('clock-off', { evidence, args });
  },
});

async function isRefusedForDates(
  reached: Reached | undefined,
  network: NetworkQuestions,
  { endpoint }: Target,
): Promise<boolean> {
  const broken = reached?.state === 'not-reached' ? reached.broken : reached;
  if (broken) return broken.state === 'broken' && broken.symptom === 'certificate-dates';
  const { handshake } = await network.tls(endpoint);
  return handshake?.state === 'distrusted' && handshake.fault === 'dates';
}

/** The PowerShell of the PC keeps what the server said to itself: the endpoint is asked once more, by us. */
async function endpointTime(network: NetworkQuestions, { endpoint }: Target): Promise<ServerTime | undefined> {
  return timeIn((await network.answer(endpoint)).answer);
}

/** Where the HTTPS endpoint did not open, plain HTTP may still tell the time. */
async function plainTime(network: NetworkQuestions, { httpEndpoint }: Target): Promise<ServerTime | undefined> {
  return timeIn((await network.port(httpEndpoint.host, httpEndpoint.port)).answer);
}

function timeIn(answer: PlainAnswer | undefined): ServerTime | undefined {
  if (answer?.state !== 'answered') return undefined;
  const { askedMs, localMs } = answer;
  const serverMs = answer.date === undefined ? Number.NaN : Date.parse(answer.date);
  return Number.isNaN(serverMs)
    ? undefined
    : { serverMs, localMs: (askedMs + localMs) / 2, uncertaintyMs: (localMs - askedMs) / 2 };
}

function skewEvidence(time: ServerTime | undefined): Evidence {
  const what = message('clock.skew');
  const expected = message('clock.expected');
  if (!time) return { what, observed: { state: 'absent' }, expected, source: "the Date header of the server's answer" };
  const seconds = Math.round((time.localMs - time.serverMs) / 1000);
  return {
    what,
    observed: value(pub(`${seconds >= 0 ? '+' : ''}${seconds} s (±${Math.ceil(time.uncertaintyMs / 1000) + 1} s)`)),
    expected,
    source: "the Date header of the server's answer",
  };
}
