import { defineCheck, fail, message, pass, pub, value } from 'exo-preflight';

/** First among causes: behind a closed endpoint no name, port or password matters. */
export const routeOffered = defineCheck({
  apiVersion: 1,
  id: 'route-offered',
  group: 'route',
  texts: {
    en: {
      title: 'This way in is still offered',
      offered: 'Microsoft offers this way in today.',
      described: 'Microsoft describes this way in today; whoever runs {host} offers it, or does not.',
      'not-microsoft':
        'Microsoft closed this way on its own servers; {host} is not one of them, so whoever runs it decides.',
      'route-closed':
        'Microsoft closed this way into Exchange Online in {since}: no PC, network or account can use it.',
      'by-hand':
        'In the folder of your scripts, to find the address they use: `findstr /s /n /i "ConnectionUri" *.ps1`',
    },
  },
  priority: 10,
  run({ route }) {
    const host = {
      what: message('route.host'),
      observed: value({ value: route.host, kind: 'host' as const }),
      source: 'the address of this run',
    };
    if (!route.closed)
      return Promise.resolve(
        pass(route.microsoft ? 'offered' : 'described', {
          evidence: [{ ...host, source: route.source }],
          args: { host: { value: route.host, kind: 'host' } },
        }),
      );
    if (!route.microsoft)
      return Promise.resolve(
        pass('not-microsoft', { evidence: [host], args: { host: { value: route.host, kind: 'host' } } }),
      );
    const evidence = [
      host,
      { what: message('route.closed'), observed: value(pub(route.closed.since)), source: route.source },
    ];
    return Promise.resolve(fail('route-closed', { evidence, args: { since: pub(route.closed.since) } }));
  },
});
