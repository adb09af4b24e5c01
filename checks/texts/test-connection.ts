export const texts = {
  en: {
    title: 'Get-Mailbox answers over a real connection',
    mailboxes: 'Get-Mailbox answered with {count|one mailbox|# mailboxes}, and the session is closed again.',
    'mailboxes-and-more': 'Get-Mailbox answered with {count|one mailbox|# mailboxes} (there are more), and the session is closed again.',
    'no-mailboxes': 'Get-Mailbox answered that there are no mailboxes to see, and the session is closed again.',
    'session-left': 'Get-Mailbox answered, but the session could not be closed: it may remain for about 15 minutes.',
    broke: 'The connection broke at this step: {rung}.',
    'server-silent': 'The server did not answer in time at this step: {rung}.',
  },
} as const;
