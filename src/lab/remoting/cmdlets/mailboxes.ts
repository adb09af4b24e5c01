import { list, object, PsProperties, psValue } from '../../../remoting/clixml/index.js';
import type { PsInput, PsObject } from '../../../remoting/clixml/index.js';
import type { CmdletSession } from './cmdlet.js';

/** A person with a mailbox here. */
export interface Person {
  readonly alias: string;
  readonly displayName: string;
  readonly guid: string;
}

/** All invented. */
export const people: readonly Person[] = [
  { alias: 'alva', displayName: 'Alva Lindqvist', guid: '3f0e9c52-6b1d-4a77-9a35-0c1f5d2e8b01' },
  { alias: 'bram', displayName: 'Bram de Wit', guid: '7c4b1a90-2d3e-4f58-8b66-91a7c0d4e502' },
  { alias: 'zoe', displayName: 'Zoë Åkerström 🌻', guid: 'a91d6e04-58f2-4c3b-b7e9-4d20f8a61c03' },
  { alias: 'noor', displayName: 'Noor van den Berg', guid: 'd2867b3f-0e95-4bd1-a4c8-6e73b9f05a04' },
  { alias: 'support', displayName: 'Support & <Orders>', guid: 'e5509a7c-c1b4-4e2f-93d0-2f84d7e13b05' },
];

const addressOf = ({ alias }: Person, { organization }: CmdletSession): string => `${alias}@${organization}`;

/** Whether the text identifies that person, by the rules of Get-Mailbox -Identity. */
export function isCalled(person: Person, text: string, session: CmdletSession): boolean {
  const { alias, displayName, guid } = person;
  return [alias, displayName, guid, addressOf(person, session), `SMTP:${addressOf(person, session)}`].some(
    (name) => name.toLowerCase() === text.toLowerCase(),
  );
}

const mailboxTypes = [
  'Microsoft.Exchange.Data.Directory.Management.Mailbox',
  'Microsoft.Exchange.Data.Directory.Management.MailEnabledOrgPerson',
  'Microsoft.Exchange.Data.Directory.Management.ADPresentationObject',
  'Microsoft.Exchange.Data.Directory.ADObject',
  'Microsoft.Exchange.Data.Directory.ADRawEntry',
  'Microsoft.Exchange.Data.ConfigurableObject',
  'System.Object',
];

const texts = (...items: readonly string[]): PsObject =>
  list(['System.Collections.ArrayList', 'System.Object'], items.map(psValue));
const properties = (entries: Readonly<Record<string, PsInput>>): PsProperties =>
  new PsProperties(Object.entries(entries).map(([name, value]) => [name, psValue(value)] as const));

/** A mailbox as sent: a few properties, at least one of each type that real mailboxes have. */
export function mailbox(person: Person, session: CmdletSession): PsObject {
  const { alias, displayName, guid } = person;
  const address = addressOf(person, session);
  return object({
    typeNames: mailboxTypes,
    text: alias,
    adapted: properties({
      Name: alias,
      DisplayName: displayName,
      Alias: alias,
      PrimarySmtpAddress: address,
      UserPrincipalName: address,
      OrganizationId: session.organization,
      EmailAddresses: texts(`SMTP:${address}`, `smtp:${alias}.alias@${session.organization}`),
      RecipientTypeDetails: alias === 'support' ? 'SharedMailbox' : 'UserMailbox',
      ProhibitSendQuota: '99 GB (106,300,440,576 bytes)',
      ExchangeGuid: { type: 'Guid', value: guid },
      ExternalDirectoryObjectId: guid,
      IsValid: true,
      IsDirSynced: false,
      WhenCreatedUTC: { type: 'DateTime', value: '2022-05-17T08:30:12.4583203Z' },
      RetainDeletedItemsFor: { type: 'TimeSpan', value: 'P14D' },
      ResourceCapacity: null,
      ForwardingAddress: null,
      AuditAdmin: texts('Update', 'MoveToDeletedItems'),
      Notes: 'first line\r\nsecond line\tafter a tab, _x0041_ as it stands',
    }),
    extended: properties({ PSShowComputerName: false, RunspaceId: { type: 'Guid', value: session.runspaceId } }),
  });
}
