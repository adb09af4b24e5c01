import { defineCheck, fail, message, pass, pub, value } from 'exo-preflight';
import { texts } from './texts/route-offered.js';

/** First among causes: behind a closed endpoint no name, port or password matters. */
export const routeOffered = defineCheck({
  apiVersion: 1,
  id: 'route-offered',
  group: 'route',
  texts,
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
