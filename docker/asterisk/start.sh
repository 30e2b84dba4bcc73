#!/bin/sh
# The container's command: Asterisk, its AMI user with the secret of AMI_SECRET where that is set.
set -eu
conf="${ASTERISK_ETC:-/etc/asterisk}/manager.conf"
if [ -n "${AMI_SECRET:-}" ]; then
  # awk reads it from the environment: nothing in it is a command. A semicolon would begin a comment.
  with_secret=$(awk '/^secret = /{ s = ENVIRON["AMI_SECRET"]; gsub(/;/, "\\\\;", s); $0 = "secret = " s } { print }' "$conf")
  printf '%s\n' "$with_secret" > "$conf"
fi
exec asterisk -f -C "${ASTERISK_ETC:-/etc/asterisk}/asterisk.conf"
