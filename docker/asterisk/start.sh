#!/bin/sh
# The container's command: Asterisk, its AMI user with the secret of AMI_SECRET where that is set.
set -eu
conf="${ASTERISK_ETC:-/etc/asterisk}/manager.conf"
if [ -n "${AMI_SECRET:-}" ]; then
  # awk reads it from the environment: nothing in it is a command. A semicolon would begin a comment; gsub is not used for
  # it, as awks differ in what backslashes there mean.
  with_secret=$(awk '
    /^secret = / {
      n = split(ENVIRON["AMI_SECRET"], part, ";")
      $0 = "secret = " part[1]
      for (i = 2; i <= n; i += 1) $0 = $0 "\\;" part[i]
    }
    { print }
  ' "$conf")
  printf '%s\n' "$with_secret" > "$conf"
fi
exec asterisk -f -C "${ASTERISK_ETC:-/etc/asterisk}/asterisk.conf"
