import { property, textOf } from '../../remoting/index.js';
import type { ErrorRecord, PipelineEvent, PsValue } from '../../remoting/index.js';
import type { Mailboxes } from '../connection.js';

/** Nobody reads more names than this. */
const keptNames = 10;
const keptErrors = 10;

/** Counts what Get-Mailbox returns, keeping no more than it needs. */
export class MailboxCount {
  count = 0;
  failed = false;
  readonly errors: ErrorRecord[] = [];
  readonly #names: string[] = [];
  #warned = false;
  #serverVersion: string | undefined;

  take(event: PipelineEvent): void {
    if (event.type === 'output') {
      this.count++;
      if (this.#names.length < keptNames) this.#names.push(nameOf(event.value));
      this.#serverVersion ??= textOf(property(event.value, 'AdminDisplayVersion'));
    } else if (event.type === 'error' && this.errors.length < keptErrors) this.errors.push(event.record);
    else if (event.type === 'warning') this.#warned = true;
    else if (event.type === 'state') {
      this.failed = event.state !== 'completed';
      if (event.error) this.errors.push(event.error);
    }
  }

  /**
   * Exchange signals that there are more results with a warning beside as many results as were requested; the warning's
   * text is localized.
   */
  mailboxes(all: boolean, clean: (text: string) => string): Mailboxes {
    const more = this.#warned && (all ? this.count > 0 : this.count === 1);
    return {
      count: this.count,
      more,
      names: this.#names.map(clean),
      ...(this.#serverVersion === undefined ? {} : { serverVersion: clean(this.#serverVersion) }),
      errorIds: this.errors.map(({ fullyQualifiedErrorId }) => clean(fullyQualifiedErrorId ?? 'no identifier')),
    };
  }
}

function nameOf(mailbox: PsValue): string {
  for (const name of ['PrimarySmtpAddress', 'UserPrincipalName', 'Name', 'Alias']) {
    const text = textOf(property(mailbox, name));
    if (text !== undefined && text !== '') return text;
  }
  return textOf(mailbox) ?? '';
}
