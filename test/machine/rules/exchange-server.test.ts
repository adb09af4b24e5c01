import { describe, expect, it } from 'vitest';
import { supportOf } from '../../../src/machine/rules/exchange-server.js';

describe('the version an Exchange Server writes on a mailbox', () => {
  it.each([
    ['Version 15.1 (Build 2507.6)', 'exchange.support.2016'],
    ['Version 15.2 (Build 1748.10)', 'exchange.support.2019-or-se'],
    ['15.2.2562.17', 'exchange.support.2019-or-se'],
    ['Version 15.0 (Build 1497.2)', undefined],
    ['Version 15.20 (Build 8000.1)', undefined],
    ['Version 14.3 (Build 123.4)', undefined],
    ['irgendetwas', undefined],
  ])('%s', (version, id) => expect(supportOf(version)?.id).toBe(id));
});
