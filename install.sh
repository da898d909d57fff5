#!/bin/sh
# Installs sentry-cli, or upgrades it in place: no root, no package manager.
#
#   sh install.sh
#
#   SENTRY_CLI_VERSION       the version to install; default: the newest
#   INSTALL_DIR              where to; default: $HOME/.local/bin
#   SENTRY_CLI_RELEASES_URL  where releases are: a mirror's address, or a folder for machines offline
#
# The program is downloaded beside its place, checked against SHA256SUMS, run once, and only then moved
# there in one step. Whatever goes wrong before leaves things as they were.
set -eu

RELEASES_URL='@RELEASES_URL@'

fail() {
  printf 'error: %s\n' "$1" >&2
  if [ $# -gt 1 ]; then printf '\n  hint: %s\n' "$2" >&2; fi
  exit 1
}

# fetch FROM TO: copies a file of a folder, or downloads it.
fetch() {
  case $1 in
    /*) cp "$1" "$2" ;;
    file://*) cp "${1#file://}" "$2" ;;
    *)
      if command -v curl >/dev/null 2>&1; then
        curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"
      elif command -v wget >/dev/null 2>&1; then
        wget --quiet --tries=3 --output-document="$2" "$1"
      else
        fail 'Neither curl nor wget is installed' 'Install one of them, or name a folder with SENTRY_CLI_RELEASES_URL.'
      fi ;;
  esac
}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"
  elif command -v shasum >/dev/null 2>&1; then shasum -a 256 "$1"
  elif command -v openssl >/dev/null 2>&1; then openssl dgst -r -sha256 "$1"
  else fail 'No program to compute a SHA-256 checksum: sha256sum, shasum and openssl are missing'
  fi | cut -d ' ' -f 1
}

asset_name() {
  system=$(uname -s) machine=$(uname -m)
  case $system-$machine in
    Linux-x86_64 | Linux-amd64) echo sentry-cli-Linux-x86_64 ;;
    Linux-aarch64 | Linux-arm64) echo sentry-cli-Linux-aarch64 ;;
    Darwin-x86_64) echo sentry-cli-Darwin-x86_64 ;;
    Darwin-arm64) echo sentry-cli-Darwin-arm64 ;;
    MINGW*-x86_64 | MSYS*-x86_64 | CYGWIN*-x86_64) echo sentry-cli-Windows-x86_64.exe ;;
    *) fail "There is no program for $system on $machine" \
      'Run the JavaScript file with Deno, or install the npm package, which does that.' ;;
  esac
}

# is_older A B: whether version A comes before B.
is_older() {
  awk -v a="$1" -v b="$2" 'BEGIN {
    split(a, x, /[.+-]/); split(b, y, /[.+-]/)
    for (i = 1; i <= 3; i++) if (x[i] + 0 != y[i] + 0) exit !(x[i] + 0 < y[i] + 0)
    exit 1
  }'
}

main() {
  base=${SENTRY_CLI_RELEASES_URL:-$RELEASES_URL}
  base=${base%/}
  case $base in
    @*) fail 'This file does not know where releases are: it was taken from the source tree' \
      'Name the place with SENTRY_CLI_RELEASES_URL, or take install.sh from a release.' ;;
  esac
  asset=$(asset_name)
  folder=${INSTALL_DIR:-${HOME:?HOME is not set; name a folder with INSTALL_DIR}/.local/bin}
  case $asset in *.exe) program=$folder/sentry-cli.exe ;; *) program=$folder/sentry-cli ;; esac

  mkdir -p "$folder" || fail "Could not make the folder '$folder'" 'Name another one with INSTALL_DIR.'
  [ ! -d "$program" ] || fail "Could not install to '$program': it is a folder"
  # In the same folder, so that the last step is a rename.
  scratch=$(mktemp -d "$folder/.sentry-cli.XXXXXX") ||
    fail "Could not write to '$folder'" 'Name another folder with INSTALL_DIR.'
  trap 'rm -rf "$scratch"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP

  version=${SENTRY_CLI_VERSION:-}
  asked=$version
  if [ -z "$version" ]; then
    fetch "$base/latest/download/release.json" "$scratch/release.json" ||
      fail "Could not find out the newest version at '$base'" \
        'Check the network and the proxy, or name a mirror with SENTRY_CLI_RELEASES_URL.'
    version=$(sed -n 's/.*"version": *"\([0-9A-Za-z.+-]*\)".*/\1/p' "$scratch/release.json")
    [ -n "$version" ] || fail "Could not find out the newest version at '$base': release.json names none"
  fi
  installed=$("$program" --version 2>/dev/null | sed -n 's/^sentry-cli //p') || installed=
  if [ "$installed" = "$version" ]; then
    echo "sentry-cli $version is already installed at $program"
    return
  fi
  if [ -z "$asked" ] && [ -n "$installed" ] && is_older "$version" "$installed"; then
    echo "sentry-cli $installed at $program is newer than the release $version; nothing done."
    echo "To go back, name the version: SENTRY_CLI_VERSION=$version"
    return
  fi

  from=$base/download/$version
  fetch "$from/SHA256SUMS" "$scratch/SHA256SUMS" ||
    fail "Could not get the checksums of version $version from '$from'" 'Check the version, the network and the proxy.'
  wanted=$(awk -v name="$asset" '$2 == name || $2 == "*" name { print $1 }' "$scratch/SHA256SUMS")
  [ -n "$wanted" ] || fail "Version $version has no program named $asset"
  fetch "$from/$asset" "$scratch/program" ||
    fail "Could not get '$from/$asset'" 'Check the network and the space left on the disk.'
  found=$(sha256 "$scratch/program")
  [ "$found" = "$wanted" ] ||
    fail "Could not install: the checksum of $asset is $found instead of $wanted" \
      'The download was cut short or changed on its way; try again.'
  chmod 755 "$scratch/program"
  "$scratch/program" --version >/dev/null 2>"$scratch/why" ||
    fail "Could not install: the program does not run here: $(head -n 1 "$scratch/why")" \
      'It needs glibc 2.27 or newer; see docs/containers.md for Alpine.'
  mv -f "$scratch/program" "$program" || fail "Could not put the program in its place '$program'"

  if [ -n "$installed" ]; then echo "sentry-cli $installed was replaced by $version at $program"
  else echo "sentry-cli $version is installed at $program"; fi
  case :${PATH:-}: in
    *:"$folder":*) ;;
    *) echo "Not on PATH yet; add to your shell's profile: export PATH=\"$folder:\$PATH\"" ;;
  esac
  first=$(command -v sentry-cli || true)
  case $first in
    '' | "$program") ;;
    *) echo "Another sentry-cli comes first on PATH: $first" ;;
  esac
  echo "To remove it again: sentry-cli uninstall (or: rm \"$program\")"
}

# Called on the last line: a script cut short on its way does nothing.
main
