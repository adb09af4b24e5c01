import { bag, integerOf, itemsOf, property, textOf } from '../clixml/index.js';
import type { PsObject, PsValue } from '../clixml/index.js';
import { ProtocolError } from '../protocol-error.js';
import { hostCallRefusal } from './error-record.js';

/** A call by the server to the client's host: a prompt, a line on the screen (MS-PSRP 2.2.2.27). */
export interface HostCall {
  /** System.Management.Automation.Remoting.RemoteHostMethodId. */
  readonly methodId: number | undefined;
  /** `ReadLine`, `PromptForChoice`, …, as the server names it. */
  readonly method: string;
  readonly parameters: readonly PsValue[];
  /** False for a call of a void method. */
  readonly wantsAnswer: boolean;
}

/** The call id of a method that returns nothing. */
const voidCall = -100n;

export function readHostCall(value: PsValue): { readonly call: HostCall; readonly refusal: PsObject | undefined } {
  const id = property(value, 'ci');
  const method = property(value, 'mi');
  if (id?.type !== 'Int64' || !method)
    throw new ProtocolError('bad-message', 'A host call has no call id or no method.');
  const methodId = integerOf(method);
  const call: HostCall = {
    methodId,
    method: textOf(method) ?? String(methodId),
    parameters: itemsOf(property(value, 'mp')) ?? [],
    wantsAnswer: id.value !== voidCall,
  };
  // Without an answer the pipeline would wait forever.
  const refusal = call.wantsAnswer ? bag({ ci: id, mi: method, me: hostCallRefusal(call.method) }) : undefined;
  return { call, refusal };
}
