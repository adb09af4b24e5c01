import { integerOf, property, textOf } from '../../../remoting/clixml/index.js';
import type { PsObject, PsValue } from '../../../remoting/clixml/index.js';
import { errorRecord } from '../psrp/records.js';
import { bindingFailed, Terminating } from './cmdlet.js';
import type { Bound, Cmdlet, CmdletSession, Emitted } from './cmdlet.js';
import { isCalled, mailbox, people } from './mailboxes.js';

const name = 'Get-Mailbox';
/** The real cmdlet's default for -ResultSize. */
const defaultResultSize = 1000;
/** From public transcripts of Exchange sessions; not verified against a server. */
const moreResults =
  'There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.';

export const getMailbox: Cmdlet = {
  name,
  namespace: 'Microsoft.Exchange.Management.PowerShell.E2010',
  parameters: [
    { name: 'Identity', type: 'Microsoft.Exchange.Configuration.Tasks.MailboxIdParameter', position: 0 },
    { name: 'ResultSize', type: 'Microsoft.Exchange.Data.Unlimited`1[System.UInt32]' },
  ],
  *run(bound, session, input) {
    const identities = identitiesIn(bound, input);
    const limit = resultSize(bound.get('ResultSize'));
    if (identities) for (const identity of identities) yield* byIdentity(identity, bound, session);
    else {
      for (const person of people.slice(0, limit)) yield { output: mailbox(person, session) };
      if (limit < people.length) yield { warning: moreResults };
    }
  },
};

function identitiesIn(bound: Bound, input: readonly PsValue[] | undefined): readonly string[] | undefined {
  const identity = bound.get('Identity');
  if (identity) return [textOf(identity) ?? ''];
  return input?.map((value) => textOf(property(value, 'PrimarySmtpAddress')) ?? textOf(value) ?? '');
}

function* byIdentity(identity: string, bound: Bound, session: CmdletSession): Iterable<Emitted> {
  const person = people.find((somebody) => isCalled(somebody, identity, session));
  if (person) {
    yield { output: mailbox(person, session) };
    return;
  }
  const error = objectNotFound(identity, session);
  const action = errorAction(bound.get('ErrorAction'));
  if (action === 'stop') throw new Terminating(error);
  if (action === 'continue') yield { error };
}

function resultSize(value: PsValue | undefined): number {
  if (value === undefined || value.type === 'Null') return defaultResultSize;
  const text = textOf(value) ?? '';
  if (text.toLowerCase() === 'unlimited') return Infinity;
  const number = integerOf(value) ?? (/^\d{1,10}$/.test(text) ? Number(text) : -1);
  if (number >= 0 && number <= 0xffff_ffff) return number;
  const message = `Cannot process argument transformation on parameter 'ResultSize'. Cannot convert value "${text}" to type "Microsoft.Exchange.Data.Unlimited\`1[System.UInt32]".`;
  throw bindingFailed(name, 'ParameterArgumentTransformationError', message, 'InvalidData');
}

/** System.Management.Automation.ActionPreference: SilentlyContinue 0, Stop 1, Continue 2, Inquire 3, Ignore 4. */
function errorAction(value: PsValue | undefined): 'stop' | 'quiet' | 'continue' {
  const said = textOf(value)?.toLowerCase();
  const number = integerOf(value);
  if (said === 'stop' || number === 1) return 'stop';
  return said === 'silentlycontinue' || said === 'ignore' || number === 0 || number === 4 ? 'quiet' : 'continue';
}

/**
 * Message and identifier as in PowerShell issue 19793 and dpaulson45/HealthChecker issue 213; the names in it are
 * invented.
 */
function objectNotFound(identity: string, { organization }: CmdletSession): PsObject {
  const request = `[Server=LAB,RequestId=${crypto.randomUUID()},TimeStamp=${timeStamp(new Date())}]`;
  return errorRecord({
    message: `The operation couldn't be performed because object '${identity}' couldn't be found on 'dc.${organization}'.`,
    exceptionTypes: [
      'Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException',
      'Microsoft.Exchange.Data.Common.LocalizedException',
    ],
    fullyQualifiedErrorId: `${request} [FailureCategory=Cmdlet-ManagementObjectNotFoundException] 8D2B3F42,Microsoft.Exchange.Management.RecipientTasks.GetMailbox`,
    category: 'NotSpecified',
    activity: name,
  });
}

/** UTC as .NET writes it for the United States: `7/22/2019 9:42:03 PM`. */
function timeStamp(when: Date): string {
  const hours = when.getUTCHours();
  const [minutes, seconds] = [when.getUTCMinutes(), when.getUTCSeconds()].map((part) => String(part).padStart(2, '0'));
  return `${when.getUTCMonth() + 1}/${when.getUTCDate()}/${when.getUTCFullYear()} ${hours % 12 || 12}:${minutes!}:${seconds!} ${hours < 12 ? 'AM' : 'PM'}`;
}
