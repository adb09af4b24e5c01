import { defineCheck, fact, fail, message, onWindows, pass, unknown } from 'exo-preflight';
import { texts } from './texts/winrm-client.js';

/**
 * A policy value overrides the local one; with neither, the client allows Basic (the WinRM service need not run for any of it).
 * Kerberos and Negotiate have settings of their own, on by default, and do not care about this one.
 */
export const winrmClient = defineCheck({
  apiVersion: 1,
  id: 'winrm-client',
  group: 'pc',
  texts,
  appliesTo(context) {
    if (context.route.speaks !== 'remote-powershell') return message('no-winrm');
    // What Windows PowerShell would use on this way in, not what our own client does: that one asks no setting of Windows.
    return context.route.powershellAuth === 'Basic' ? onWindows(context) : message('not-basic');
  },
  async run({ machine }) {
    const expected = message('winrm.expected');
    const policy = await machine.read('winrm.policy.allowBasic');
    if (policy.state === 'unreadable') return unknown('cannot-tell', { evidence: [fact(policy, expected)] });
    if (policy.state === 'value') {
      const evidence = [fact(policy, expected)];
      return policy.value === 0 ? fail('basic-disabled-by-policy', { evidence }) : pass('allowed', { evidence });
    }
    const local = await machine.read('winrm.local.basic');
    const evidence = [fact(policy, expected), fact(local, expected)];
    if (local.state === 'unreadable') return unknown('cannot-tell', { evidence });
    return local.state === 'value' && local.value === 0 ? fail('basic-disabled', { evidence }) : pass('allowed', { evidence });
  },
});
