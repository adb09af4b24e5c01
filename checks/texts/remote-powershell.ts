export const texts = {
  en: {
    title: 'The account may use remote PowerShell',
    opened: 'The server opened a PowerShell session for the account.',
    'no-role': 'The account has no management role in Exchange.',
    refused: 'The server opened no session, and its answer fits more than one reason.',
    'no-answer': 'The server gave no answer to opening a session.',
    'not-reached': 'The connection broke before a session could be asked for.',
    'by-hand':
      'Another administrator, read-only: `Get-User {user} | Format-List RemotePowerShellEnabled`, `Get-ManagementRoleAssignment -RoleAssignee {user}`',
  },
} as const;
