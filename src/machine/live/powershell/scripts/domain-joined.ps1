# domain-joined
# Whether this PC is a member of a domain. Windows PowerShell 3.0 to 5.1.
[bool] (Get-WmiObject -Class Win32_ComputerSystem).PartOfDomain
