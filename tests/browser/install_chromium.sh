#!/bin/sh
# A Chromium for the browser tests: the one found, else Debian's package when root on Debian, else Playwright's own.
set -eu
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then
  echo "Installing Chromium for the browser tests …"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
"$1/playwright" install chromium
