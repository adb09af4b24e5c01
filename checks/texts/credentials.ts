export const texts = {
  en: {
    title: 'The account is accepted',
    accepted: 'The server accepted the account.',
    'sign-in-refused':
      'The server refused the account. With Basic authentication it does not say why; it was asked once and is not asked again.',
    'basic-not-offered': 'The server does not offer Basic authentication here. The password was not sent.',
    'password-expired': 'The password has expired.',
    'account-disabled': 'The account is disabled.',
    'account-locked': 'The account is locked after too many refusals.',
    'not-refused': 'The server did not refuse the account, but its answer does not prove that it accepted it either.',
    'not-asked': 'The server let us in without asking for an account.',
    'no-answer': 'The server gave no answer that tells.',
    undetermined:
      'The connection broke, and what PowerShell tells does not say whether the account was refused, accepted, or asked for at all.',
    'not-reached': 'The connection broke before the account was asked for.',
    'by-hand':
      'Not here again: sign in to a web page as {user}, for Exchange Online https://outlook.office365.com. If that works, name and password are right.',
  },
} as const;
