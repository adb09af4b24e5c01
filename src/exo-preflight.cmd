@echo off
rem For windows where PowerShell may run no scripts: npm's own .ps1 start file is one, this is not.
node "%~dp0cli.js" %*
