#!/bin/sh
# Makes a root file system with nothing but what sentry-cli needs: minimal_root.sh PROGRAM FOLDER
#
# The program, its shared libraries with their loader, CA certificates, a user who is not root, and the
# folders that it works in. Containerfile and tests/proof/containers_test.ts call it, so that what is
# tested is what is shipped.
set -eu

program=$1 root=$2

# copy FILE…: into the same place below the root, links followed.
copy() {
  for file in "$@"; do
    mkdir -p "$root$(dirname "$file")"
    cp -L "$file" "$root$file"
  done
}

mkdir -p "$root/usr/local/bin" "$root/etc" "$root/work" "$root/tmp" "$root/proc" "$root/dev"
cp "$program" "$root/usr/local/bin/sentry-cli"
chmod 755 "$root/usr/local/bin/sentry-cli"
chmod 1777 "$root/tmp"

# `ldd` prints "name => path (address)" and, for the loader, "path (address)".
copy $(ldd "$program" | sed -n 's/^.*=> \(\/[^ ]*\) .*$/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*$/\1/p')
copy /etc/ssl/certs/ca-certificates.crt

printf 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/tmp:/sbin/nologin\n' > "$root/etc/passwd"
printf 'root:x:0:\nnonroot:x:65532:\n' > "$root/etc/group"
printf 'hosts: files dns\n' > "$root/etc/nsswitch.conf"
chown 65532:65532 "$root/work"
