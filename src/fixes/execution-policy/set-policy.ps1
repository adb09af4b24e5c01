# set-policy
# Sets the execution policy of one scope with the rights this window has. Windows PowerShell 3.0 to PowerShell 7; ASCII only.
# Where it fails, the error says so by its identifier. ExecutionPolicyOverride: written, but another scope decides.
param($Given)
if ('CurrentUser', 'LocalMachine' -cnotcontains $Given.scope) { throw 'This scope is not one to write to.' }
Set-ExecutionPolicy -ExecutionPolicy $Given.policy -Scope $Given.scope -Force -ErrorAction Stop
@{ outcome = 'written' }
