import { chooseTarget } from '../exchange/index.js';
import { routeIds, routes } from '../exchange/routes.js';
import { checkPassword, checkUser } from '../identity/checked-input.js';
import { isMicrosoftHost } from '../knowledge/microsoft-hosts.js';
import { catalog } from '../locales/en/index.js';
import { clean } from '../locales/render.js';
import type { MessageId } from '../locales/en/index.js';
import type { Answers, Question } from '../ui/prompt/question-state.js';
import { UserError } from '../vocabulary/index.js';
import type { Remembered } from './remembered.js';

/** What was said about a run before anything is asked. */
export interface Given {
  readonly route?: string;
  readonly endpoint?: string;
  readonly tenant?: string;
  readonly user?: string;
  readonly via?: string;
  readonly authentication?: string;
  readonly allowPlainHttp?: boolean;
  readonly tryRetired?: boolean;
  /** The password comes by another way. */
  readonly passwordStdin?: boolean;
}

/** The sentence of what would be refused on the command line too. */
function refusalOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.message} ${error.todo}`;
  }
}

const own = (id: MessageId): string => catalog[id];

/**
 * What the command line left open and the run will use, one question after the other. `usesAccount` is whether any chosen row
 * asks for an account.
 */
export function startQuestions(
  given: Given,
  { usesAccount, last }: { readonly usesAccount: boolean; readonly last: Remembered },
): (answers: Answers) => Question | undefined {
  const offered = (id: keyof Remembered) =>
    last[id] === undefined ? {} : { initial: clean(last[id]), isRemembered: true };
  return (answers) => {
    const known = { ...given, ...filled(answers) };
    const { route, endpoint, tenant, user } = known;
    if (route === undefined) {
      return {
        id: 'route',
        title: own('start.route'),
        hint: '',
        option: '--route',
        choices: routeIds.map((id) => ({ value: id, truth: own(`truth.${id}`) })),
        ...offered('route'),
      };
    }
    const needs = needsOf(known, usesAccount);
    if (endpoint === undefined && needs.endpoint) {
      return {
        id: 'endpoint',
        title: own('start.endpoint'),
        hint: own('start.endpoint.hint'),
        option: '--endpoint',
        refuse: (answer) =>
          refusalOf(() =>
            chooseTarget({
              route,
              ...(answer === '' ? {} : { endpoint: answer }),
              ...(given.allowPlainHttp ? { allowPlainHttp: true } : {}),
              ...viaOf(given),
            }),
          ),
        ...offered('endpoint'),
      };
    }
    if (tenant === undefined && needs.tenant && !('tenant' in answers)) {
      return {
        id: 'tenant',
        title: own('start.tenant'),
        hint: own('start.tenant.hint'),
        ifEmpty: own('start.tenant.if-empty'),
        option: '--tenant',
        refuse: (answer) =>
          answer === '' ? undefined : refusalOf(() => chooseTarget({ route: 'partner-basic', tenant: answer })),
        ...offered('tenant'),
      };
    }
    if (user === undefined && needs.user && !('user' in answers)) {
      return {
        id: 'user',
        title: own('start.user'),
        hint: own('start.user.hint'),
        ifEmpty: own('start.user.if-empty'),
        option: '--user',
        refuse: (answer) => (answer === '' ? undefined : refusalOf(() => checkUser(answer))),
        ...offered('user'),
      };
    }
    const isWanted = user !== undefined && needs.user && given.passwordStdin !== true && !('password' in answers);
    if (!isWanted) return undefined;
    return {
      id: 'password',
      title: own('start.password').replace('{user}', () => clean(user)),
      hint: own('start.password.hint'),
      ifEmpty: own('start.user.if-empty'),
      option: '--password-stdin',
      isSecret: true,
      refuse: (answer) => (answer === '' ? undefined : refusalOf(() => checkPassword(answer, 'password'))),
    };
  };
}

const viaOf = ({ via, authentication }: Given) => ({
  ...(via === undefined ? {} : { via }),
  ...(authentication === undefined ? {} : { authentication }),
});

/** An empty answer leaves it open. */
const filled = (answers: Answers): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== ''));

/** What the chosen way in will use, whether it was given or not. No password goes to a closed server, so nobody is asked for one. */
function needsOf(
  { route, endpoint, tryRetired }: Pick<Given, 'route' | 'endpoint' | 'tryRetired'>,
  usesAccount: boolean,
): { readonly endpoint: boolean; readonly tenant: boolean; readonly user: boolean } {
  const known = routes.find(({ id }) => id === route);
  const signsIn =
    usesAccount &&
    known?.speaks === 'remote-powershell' &&
    (tryRetired === true || !isClosed(endpoint ?? known.endpoint));
  return {
    endpoint: known !== undefined && known.endpoint === undefined,
    tenant: signsIn && known.delegatedOrganization,
    user: signsIn,
  };
}

const isClosed = (address: string | undefined): boolean =>
  address !== undefined && URL.canParse(address) && isMicrosoftHost(new URL(address).hostname);
