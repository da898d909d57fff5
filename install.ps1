# Installs sentry-cli on Windows, or upgrades it in place: no administrator, no package manager.
#
#   powershell -ExecutionPolicy Bypass -File install.ps1
#
#   SENTRY_CLI_VERSION       the version to install; default: the newest
#   INSTALL_DIR              where to; default: %LOCALAPPDATA%\Programs\sentry-cli
#   SENTRY_CLI_RELEASES_URL  where releases are: a mirror's address, or a folder for machines offline
#
# The program is downloaded beside its place, checked against SHA256SUMS, run once, and only then moved
# there. Whatever goes wrong before leaves things as they were.
#
# Written where no PowerShell could be had: tests hold it against PowerShell's grammar and install.sh, and
# CI runs it on Windows. Should it fail for you: the program needs no installer, any folder will do.
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue' # drawing it takes longer than the download

$ReleasesUrl = '@RELEASES_URL@'
$Asset = 'sentry-cli-Windows-x86_64.exe'

function Get-Release([string] $From, [string] $To) {
  if ($From -match '^https?://') {
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor 3072 # TLS 1.2
    Invoke-WebRequest -UseBasicParsing -Uri $From -OutFile $To
  } else {
    Copy-Item -LiteralPath ($From -replace '^file:///', '') -Destination $To
  }
}

function Get-InstalledVersion([string] $Program) {
  if (-not (Test-Path -LiteralPath $Program)) { return $null }
  try { $line = & $Program --version } catch { return $null }
  if ("$line" -match '^sentry-cli (\S+)') { return $Matches[1] }
  return $null
}

# The three numbers of a version; [Version] knows nothing of what may follow them.
function Get-Numbers([string] $Version) {
  return [Version] ($Version -replace '[-+].*$', '')
}

function Install-SentryCli {
  $base = if ($env:SENTRY_CLI_RELEASES_URL) { $env:SENTRY_CLI_RELEASES_URL } else { $ReleasesUrl }
  $base = $base.TrimEnd('/', '\')
  if ($base.StartsWith('@')) {
    throw 'This file does not know where releases are. Name the place with SENTRY_CLI_RELEASES_URL, or take install.ps1 from a release.'
  }
  if (-not [Environment]::Is64BitOperatingSystem) { throw 'There is no program for 32-bit Windows.' }
  $folder = if ($env:INSTALL_DIR) { $env:INSTALL_DIR } else { Join-Path $env:LOCALAPPDATA 'Programs\sentry-cli' }
  $program = Join-Path $folder 'sentry-cli.exe'
  New-Item -ItemType Directory -Force -Path $folder | Out-Null
  # In the same folder, so that the last step is a rename.
  $scratch = Join-Path $folder ('.sentry-cli.' + [Guid]::NewGuid().ToString('N'))
  New-Item -ItemType Directory -Path $scratch | Out-Null
  try {
    $version = $env:SENTRY_CLI_VERSION
    $installed = Get-InstalledVersion $program
    if (-not $version) {
      $record = Join-Path $scratch 'release.json'
      Get-Release "$base/latest/download/release.json" $record
      $version = [Regex]::Match((Get-Content -Raw -LiteralPath $record), '"version": *"([0-9A-Za-z.+-]*)"').Groups[1].Value
      if (-not $version) { throw "Could not find out the newest version at '$base': release.json names none." }
      if ($installed -and ((Get-Numbers $version) -lt (Get-Numbers $installed))) {
        Write-Output "sentry-cli $installed at $program is newer than the release $version; nothing done."
        Write-Output "To go back, name the version: `$env:SENTRY_CLI_VERSION = '$version'"
        return
      }
    }
    if ($installed -eq $version) {
      Write-Output "sentry-cli $version is already installed at $program"
      return
    }
    $from = "$base/download/$version"
    $sums = Join-Path $scratch 'SHA256SUMS'
    Get-Release "$from/SHA256SUMS" $sums
    $line = Get-Content -LiteralPath $sums | Where-Object { ($_ -split '\s+')[1] -eq $Asset } | Select-Object -First 1
    if (-not $line) { throw "Version $version has no program named $Asset." }
    $wanted = ($line -split '\s+')[0]
    $fresh = Join-Path $scratch 'sentry-cli.exe'
    Get-Release "$from/$Asset" $fresh
    $found = (Get-FileHash -Algorithm SHA256 -LiteralPath $fresh).Hash.ToLowerInvariant()
    if ($found -ne $wanted) {
      throw "Could not install: the checksum of $Asset is $found instead of $wanted. The download was cut short or changed on its way; try again."
    }
    & $fresh --version | Out-Null
    if ($LASTEXITCODE -ne 0) { throw 'Could not install: the program does not run here.' }
    # A program that runs cannot be overwritten, but renamed.
    $aside = "$program.old"
    for ($count = 1; Test-Path -LiteralPath $aside; $count++) {
      Remove-Item -Force -LiteralPath $aside -ErrorAction SilentlyContinue
      if (Test-Path -LiteralPath $aside) { $aside = "$program.old$count" } # it still runs
    }
    if (Test-Path -LiteralPath $program) { Move-Item -LiteralPath $program -Destination $aside }
    try { Move-Item -LiteralPath $fresh -Destination $program }
    catch {
      if (Test-Path -LiteralPath $aside) { Move-Item -LiteralPath $aside -Destination $program }
      throw
    }
    Remove-Item -Force -LiteralPath $aside -ErrorAction SilentlyContinue
    if ($installed) { Write-Output "sentry-cli $installed was replaced by $version at $program" }
    else { Write-Output "sentry-cli $version is installed at $program" }
    if (($env:Path -split ';') -notcontains $folder) {
      Write-Output "Not on Path yet; for your user: [Environment]::SetEnvironmentVariable('Path', `"$folder;`" + [Environment]::GetEnvironmentVariable('Path', 'User'), 'User')"
    }
    Write-Output "To remove it again, delete $program"
  } finally {
    Remove-Item -Recurse -Force -LiteralPath $scratch -ErrorAction SilentlyContinue
  }
}

# Called on the last line: a script cut short on its way does nothing.
try { Install-SentryCli } catch { [Console]::Error.WriteLine("error: $($_.Exception.Message)"); exit 1 }
