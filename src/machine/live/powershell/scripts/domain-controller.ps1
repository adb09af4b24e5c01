# domain-controller
# The domain controller that answers this PC; uses the network. An empty string: none does.
try {
    $domain = [System.DirectoryServices.ActiveDirectory.Domain]::GetComputerDomain()
    [string] $domain.FindDomainController().Name
} catch [System.DirectoryServices.ActiveDirectory.ActiveDirectoryObjectNotFoundException] {
    ''
} catch [System.DirectoryServices.ActiveDirectory.ActiveDirectoryServerDownException] {
    ''
}
