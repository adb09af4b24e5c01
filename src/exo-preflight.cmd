@echo off
rem For windows where PowerShell may run no scripts: npm's own .ps1 start file is one, this is not.
setlocal
rem A node.exe that lies in the folder at hand is not the one that is meant.
set "NoDefaultCurrentDirectoryInExePath=1"
node "%~dp0cli.js" %*
