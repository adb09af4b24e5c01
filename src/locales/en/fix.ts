/** Words of `exo-preflight fix`: what was found, what would be changed, what came of it. */
export const fixWords = {
  'fix.origin.live': 'This PC, now. Nothing is changed before you say so.',
  'fix.origin.copy':
    'A recorded PC, from a file: {name}. Whatever follows happens to a copy of it in memory; nothing real is changed.',
  'fix.origin.simulated': 'THE LAB: a simulated PC in memory. Nothing here is real, and nothing is changed on this PC.',
  'fix.origin.lab':
    'THE LAB: a simulated PC, Windows 10 as it comes, on which nobody has set an execution policy. Nothing here is real, and nothing is changed on this PC.',

  'fix.snapshot': 'Execution policy, scope by scope:',
  'fix.snapshot.windows-64': 'Windows PowerShell',
  'fix.snapshot.windows-32': 'its 32-bit window',
  'fix.snapshot.powershell-7': 'PowerShell 7',
  'fix.snapshot.new-window': 'in a new window',
  'fix.snapshot.undefined': 'not set',
  'fix.snapshot.unreadable': 'unreadable',
  'fix.snapshot.unknown': 'can not be told',
  'fix.snapshot.default': '{policy} (default)',
  'fix.snapshot.not-there': 'not there',
  'fix.snapshot.legend.star': '* decides.',
  'fix.snapshot.legend':
    'MachinePolicy (computer side) and UserPolicy (user side) come from Group Policy or MDM; which of the two, the registry does not tell. Process holds for this window only and never decides.',
  'fix.snapshot.where': '{scope}: {source}',
  'fix.snapshot.where.written': '{scope}: {source} says "{written}", which PowerShell takes for {policy}',
  'fix.snapshot.where.unreadable': '{scope}: {source} could not be read ({why})',
  'fix.set-by.computer': 'Group Policy or MDM, computer side',
  'fix.set-by.user': 'Group Policy or MDM, user side',

  'fix.already-allowed':
    'Nothing to do: a new window starts with {policy}, which runs the scripts that a session to Exchange needs.',
  'fix.not-applicable': 'This is not Windows; no execution policy holds here.',
  'fix.not-applicable.next':
    'To see the fix all the same: --lab plays it on a simulated PC, --machine FILE on a recorded one.',
  'fix.cannot-tell.scope':
    '{scope} could not be read, and it may be the one that decides. Nothing is changed on a guess. Next: on that PC, Get-ExecutionPolicy -List in a new window shows every scope; where it can not either, the administrator of the PC can read it.',
  'fix.cannot-tell.default':
    'No execution policy is set, and what this Windows starts with only its PowerShell can tell: Get-ExecutionPolicy in a new window. Nothing is changed on a guess. Next: where it says Restricted or AllSigned, type the command of the article there: Set-ExecutionPolicy RemoteSigned.',
  'fix.cannot-tell.after': 'The change was made, but what is in force now could not be read.',
  'fix.refused.policy':
    '{scope} sets {policy}, through Group Policy or MDM, and beats whatever is set on this PC. No command here changes it.',
  'fix.refused.elevated':
    'The value to change is that of the user, and this window runs as administrator: it may be the window of another account. Run the same in an ordinary window. Where there is none, because you are signed in as the built-in Administrator, type this in Windows PowerShell here: {command}',
  'fix.refused.elevation-unknown':
    'The value to change is that of the user, and whether this window runs as administrator, perhaps as another account, could not be told. Run the same in an ordinary window. Where there is none, because you are signed in as the built-in Administrator, type this in Windows PowerShell here: {command}',
  'fix.refused.unreadable': '{scope} could not be read, so what to put back later would not be known.',
  'fix.send.computer':
    'It is set under Computer Configuration > Administrative Templates > Windows Components > Windows PowerShell > "Turn on Script Execution" (registry: HKLM\\Software\\Policies\\Microsoft\\Windows\\PowerShell).',
  'fix.send.user':
    'It is set under User Configuration > Administrative Templates > Windows Components > Windows PowerShell > "Turn on Script Execution" (registry: HKCU\\Software\\Policies\\Microsoft\\Windows\\PowerShell).',

  'fix.plan': 'The change:',
  'fix.plan.step': '{place}: {before} becomes {after} ({elevation}).',
  'fix.place.32-bit': '{scope} of the 32-bit PowerShell',
  'fix.plan.alternative.user': 'Or for you alone, without administrator rights (--scope user):',
  'fix.plan.alternative.machine': 'Or for everybody on this PC, as the article has it (--scope machine):',
  'fix.plan.32-bit': 'Its 32-bit window would still run no scripts. That is a change of its own (--also-32-bit):',
  'fix.elevation.none': 'no administrator rights needed',
  'fix.elevation.in-place': 'with the administrator rights of this window',
  'fix.elevation.prompt': 'Windows asks for administrator rights',
  'fix.why.user':
    'RemoteSigned for you alone is the smallest change that lets your scripts run; it needs no administrator rights and touches nobody else.',
  'fix.why.machine': 'RemoteSigned for everybody on this PC, once, as the article has it.',
  'fix.why.machine-elevated':
    'This window runs as administrator, so the change is the one for everybody on this PC, as the article has it. For one user alone: the same command in an ordinary window of that user.',
  'fix.why.replace': 'A value set for you alone decides, and hides the one of the PC. Replacing it is enough.',
  'fix.why.clear':
    'A value set for you alone hides the one of the PC, which is {policy} and would do. Taking yours away is enough.',
  'fix.why.machine-and-clear': 'The PC gets RemoteSigned, and your own value, which would hide it, is taken away.',
  'fix.why.32-bit': 'The 32-bit PowerShell has its own value for the PC.',
  'fix.note.language-mode':
    'Windows PowerShell runs in {mode} mode there: another policy stops scripts as well, whatever the execution policy is; see the row language-mode (exo-preflight --only language-mode).',
  'fix.note.blocked':
    'A policy keeps Windows PowerShell from running what it is asked there: it stops scripts as well, whatever the execution policy is; see the row language-mode (exo-preflight --only language-mode).',
  'fix.note.prompt':
    'Windows asks you to agree, or an administrator for their password. Only the command line above runs with those rights; what came of it is read again without them.',
  'fix.note.both-windows': 'The value for the user counts in the 32-bit window too.',
  'fix.note.process':
    'In this very window {policy} holds (PSExecutionPolicyPreference). That ends with the window and is no part of this.',
  'fix.note.elevated': 'This window runs as administrator: CurrentUser and UserPolicy above are those of its account.',
  'fix.note.powershell-7':
    'PowerShell 7 has policies of its own, and they stay as they are: a session to Exchange as the article has it is made with Windows PowerShell.',

  'fix.question': 'Change it? [y/N]',
  'fix.question.32-bit': 'Also the 32-bit PowerShell, by the command shown for it? [y/N]',
  'fix.question.undo': 'Put it back? [y/N]',
  'fix.left': 'Nothing was changed.',
  'fix.left.todo': 'Start again when you want to change it; --dry-run only shows what would be changed.',
  'fix.left.undo': 'Nothing was put back: the change stays made.',
  'fix.left.undo.live': 'To put it back later: exo-preflight fix execution-policy --undo',
  'fix.left.undo.live.given': 'To put it back later: exo-preflight fix execution-policy --undo --journal {path}',
  'fix.left.undo.memory': 'The copy in memory ends here.',
  'fix.asking-windows': 'Windows asks for administrator rights now; look for its window.',
  'fix.left-at-once':
    'Left at once. What was begun is noted in the journal; the same command shows what is in force now.',
  'fix.interrupting': 'Interrupted: what was begun is still noted, and what is in force now is read again.',

  'fix.planned.dry-run': 'Nothing was changed (--dry-run).',
  'fix.planned.no-consent':
    'Nothing was changed: nobody could be asked here. To change it: the same command with --yes, or in a terminal.',
  'fix.declined': 'Nothing was changed.',
  'fix.declined.prompt': 'The administrator rights that Windows asked for were not given.',
  'fix.applied': 'Done: a new window of {window} starts with {policy}{scope}.',
  'fix.scope': ', set for {scope}',
  'fix.failed': 'It did not end as it should. A new window of {window} starts with: {policy}{scope}.',
  'fix.failed.changed-meanwhile':
    '{scope} is no longer what it was when the plan was made. Nothing was changed; look again.',
  'fix.failed.journal':
    'The journal could not be written any more, so nothing further was changed. What is listed above was.',
  'fix.failed.denied': 'Windows did not let it be written.',
  'fix.failed.not-started': 'What was to run as administrator could not be started (Windows error {code}).',
  'fix.failed.exit-code': 'What ran as administrator ended with exit code {code} and wrote nothing that counts.',
  'fix.failed.program': 'Windows PowerShell could not be started ({code}).',
  'fix.failed.no-powershell': 'Windows PowerShell was not found on this PC.',
  'fix.failed.blocked':
    'A policy of this PC lets PowerShell not do what is asked of it here. Type the command yourself, in a new window.',
  'fix.failed.no-answer': 'PowerShell gave no answer, so it counts as not done, whatever it did.',
  'fix.failed.error': 'PowerShell failed: {text} ({id})',
  'fix.failed.overridden': 'It was written, but it does not count: {policy}, set for {scope}, is stronger.',
  'fix.failed.not-effective': 'PowerShell said that it was written, but a new window still starts with {policy}.',
  'fix.failed.said': 'It was written, but Windows PowerShell itself says that it starts with {policy}.',
  'fix.interrupted': 'Ended before all was done.',
  'fix.made.written': '{place}: written',
  'fix.made.overridden': '{place}: written; where it was written another scope is stronger (ExecutionPolicyOverride)',
  'fix.made.declined': '{place}: not written, the administrator rights were not given',
  'fix.made.denied': '{place}: not written, access denied',
  'fix.made.interrupted': '{place}: called off, may have been written',
  'fix.made.failed': '{place}: not written',
  'fix.made.failed.perhaps': '{place}: failed, may have been written',
  'fix.rerun': 'Asked again, on what is so now:',
  'fix.way-back': 'The way back: exo-preflight fix execution-policy --undo (noted in {path}).',
  'fix.way-back.given': 'The way back: exo-preflight fix execution-policy --undo --journal {path}',
  'fix.way-back.memory': 'The copy in memory ends here; there is nothing to undo.',
  'fix.way-back.memory.noted':
    'The copy in memory ends here. The way back is noted in {path}; --machine FILE --undo --journal {path} plays it on a recording.',

  'fix.undo.plan': 'The way back, from the journal, change of {at}:',
  'fix.undo.why': 'What was there before is put back.',
  'fix.undo.as-before': 'It is as it was before that change already; nothing was changed.',
  'fix.nothing-to-undo': 'The journal holds no change that was made on this PC and not undone since.',
  'fix.undo.unreadable':
    '{scope} could not be read, so whether somebody has changed it since can not be told. Nothing was changed.',
  'fix.undo.changed-since':
    '{scope} is {policy} now, not {after} as this tool left it: somebody has changed it since. Nothing was changed. To put back what was there before all the same: --force.',
  'fix.undo.other-user': 'That change was made for the user {user}; only in a window of theirs can it be undone.',
  'fix.owner.other-user': 'the user {user}',
  'fix.undo.not-back': 'Not everything is back as it was.',
  'fix.undone': 'Put back: a new window of {window} starts with: {policy}{scope}.',
} as const;
