#!/usr/bin/env bash
# Prints the machine's own package sources with the name of another release in them, one a line, as
# sources.list has them: the addresses, a mirror's or a proxy's too, stay those of the machine.
#
# usage: apt-sources.sh RELEASE          its packages, with updates and security
#        apt-sources.sh RELEASE source   packages and source packages of the release itself
#        apt-sources.sh --release        the name of this machine's release
set -euo pipefail
release=${1:?usage: apt-sources.sh RELEASE [source] | --release}
part=${2:-}

# shellcheck source=/dev/null
own=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
if [ "$release" = --release ]; then
  printf '%s\n' "$own"
  exit 0
fi

# shellcheck disable=SC2016 # apt's own placeholders
lines=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' | sort -u |
  while read -r address suite component; do
    base=${suite%%[-/]*}
    rest=${suite#"$base"}
    case $base in "$own" | stable | oldstable | oldoldstable | testing) ;; *) continue ;; esac
    case $component in main | universe) ;; *) continue ;; esac
    case $rest in '') ;; -updates | -security | /updates) [ "$part" = source ] && continue ;; *) continue ;; esac
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    option=
    [ -e "$keyring" ] && [ ! -e /usr/share/keyrings/ubuntu-archive-keyring.gpg ] && option="[signed-by=$keyring] "
    printf 'deb %s%s %s%s %s\n' "$option" "$address" "$release" "$rest" "$component"
    if [ "$part" = source ]; then
      printf 'deb-src %s%s %s%s %s\n' "$option" "$address" "$release" "$rest" "$component"
    fi
  done)
if [ -z "$lines" ]; then
  echo "setup: apt has no package source of $own to take the address of $release from" >&2
  exit 1
fi
printf '%s\n' "$lines"
