#!/usr/bin/env bash
# Tries the README's two commands on an empty machine of a release: makes an empty root of it,
# copies a clean clone of the last commit there, runs `make demo` and `make test` as a user with an
# empty home who may use sudo, and prints what each took.
#
# usage: try-release.sh RELEASE [ADDRESS]   (as root; needs debootstrap)
#   RELEASE  bookworm, trixie, jammy, noble or another name that debootstrap knows
#   ADDRESS  its package archive; without it, that of this machine's own package sources
#
# TRY_DIR     where roots, caches, logs and results go (default /var/tmp/radiotmb-try)
# TRY_STEPS   what to run, in this order (default "demo test install container")
#             install: make install, then the README's command and library in a new shell
#             container: the steps of Containerfile, in a folder of their own, as root
# TRY_CACHE   a user's ~/.cache/radiotmb from an earlier trial of the release: xgboost is not built again
# RADIOTMB_SHARED_DATA  real data for the tests (default ../shared/data where it is there)
set -euo pipefail
say() { printf 'try: %s\n' "$*" >&2; }
release=${1:?usage: try-release.sh RELEASE [ADDRESS]}
address=${2:-}
project=$(cd "$(dirname "$0")/.." && pwd)
base=${TRY_DIR:-/var/tmp/radiotmb-try}
steps=${TRY_STEPS:-demo test install container}
[ "$(id -u)" = 0 ] || { say "an empty root is made by root: sudo $0 $*"; exit 2; }
command -v debootstrap >/dev/null || { say "debootstrap is missing: apt-get install debootstrap"; exit 2; }
# In a mount namespace of its own, so that nothing stays mounted however this ends.
if [ "${TRY_INSIDE:-}" != yes ]; then
  exec env TRY_INSIDE=yes unshare --mount --propagation private "$0" "$@"
fi

root=$base/$release
logs=$base/logs
mkdir -p "$base/cache/$release" "$logs"
rm -rf --one-file-system "$root"
if [ -z "$address" ]; then
  sources=$("$project/setup/apt-sources.sh" "$release")
  address=$(awk -v release="$release" '{ sub(/\[[^]]*\] /, "") } $3 == release { print $2; exit }' <<<"$sources")
else
  sources="deb $address $release main"
  grep -q ubuntu <<<"$address" && sources="deb $address $release main universe"
fi
say "an empty root of $release in $root"
started=$SECONDS
debootstrap --variant=minbase --cache-dir="$base/cache/$release" "$release" "$root" "$address" \
  >"$logs/$release-debootstrap.log" 2>&1 || { tail -n 5 "$logs/$release-debootstrap.log" >&2; exit 1; }

# As in the releases' container images: what is thrown away need not be safe from a power cut.
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
# What this machine needs to reach packages: sources, proxies, certificates, names.
printf '%s\n' "$sources" >"$root/etc/apt/sources.list"
for file in /etc/apt/apt.conf.d/*; do
  if grep -q '^Acquire::' "$file"; then cp -L "$file" "$root/etc/apt/apt.conf.d/"; fi
done
cp -RL /etc/apt/auth.conf.d "$root/etc/apt/" 2>/dev/null || true
for file in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do
  if [ -e "$file" ]; then mkdir -p "$root$(dirname "$file")" && cp -L "$file" "$root$file"; fi
done
if [ -d /usr/local/share/ca-certificates ]; then
  cp -RL /usr/local/share/ca-certificates "$root/usr/local/share/"
fi
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

# What the README takes for granted.
inside DEBIAN_FRONTEND=noninteractive sh -c \
  'apt-get update && apt-get install -y --no-install-recommends ca-certificates git make python3 sudo' \
  >>"$logs/$release-debootstrap.log" 2>&1 || { tail -n 5 "$logs/$release-debootstrap.log" >&2; exit 1; }
inside useradd --create-home --shell /bin/bash visitor
echo 'visitor ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/visitor"
name=$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' "$root/etc/os-release")
say "ready after $((SECONDS - started)) s: $name, $(inside python3 --version)"

home=$root/home/visitor
git clone --quiet "file://$project" "$home/radiotmb"
[ -z "$(git -C "$project" status --porcelain)" ] || say "changes that are not committed are not tried"
if [ -n "${TRY_CACHE:-}" ]; then
  mkdir -p "$home/.cache" && cp -R "$TRY_CACHE" "$home/.cache/radiotmb"
  say "xgboost for R is taken from $TRY_CACHE: the times below are without its build"
fi
inside chown -R --no-dereference visitor: /home/visitor
shared=${RADIOTMB_SHARED_DATA:-$project/../shared/data}
if [ -d "$shared" ]; then
  mkdir -p "$home/shared/data"
  mount --bind "$shared" "$home/shared/data" && mount -o remount,bind,ro "$home/shared/data"
fi

# Where this machine reaches Python packages, and what it says of its processor; nothing else.
settings=()
for name in PIP_CERT PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_PROXY PIP_TRUSTED_HOST UV_INDEX \
  UV_DEFAULT_INDEX UV_NATIVE_TLS SSL_CERT_FILE REQUESTS_CA_BUNDLE http_proxy https_proxy no_proxy \
  HTTP_PROXY HTTPS_PROXY NO_PROXY OPENBLAS_CORETYPE OPENBLAS_L2_SIZE; do
  [ -n "${!name:-}" ] && settings+=("$name=${!name}")
done
visitor() {
  inside HOME=/home/visitor USER=visitor LOGNAME=visitor TERM=dumb "${settings[@]}" \
    setpriv --reuid=visitor --regid=visitor --init-groups bash -c "cd ~/radiotmb && $1"
}
minutes() { printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); }

status=0
: >"$logs/$release-times.txt"
try() {
  local name=$1 command=$2 log=$logs/$release-$1.log outcome=passed
  say "$command (log: $log)"
  local started=$SECONDS
  visitor "$command" >"$log" 2>&1 </dev/null || outcome=FAILED
  printf '%-10s %-20s %s, %s\n' "$release" "$command" "$outcome" "$(minutes $((SECONDS - started)))" |
    tee -a "$logs/$release-times.txt"
  if [ "$outcome" = FAILED ]; then
    status=1
    tail -n 40 "$log" >&2
  fi
}

# Does in the root what an engine would do in an image, step by step.
run_containerfile() {
  local step words variables folder=/ environment=() log=$logs/$release-container.log started=$SECONDS outcome=passed
  say "the steps of Containerfile (log: $log)"
  : >"$log"
  while read -r step words; do
    printf '\n%s %s\n' "$step" "$words" >>"$log"
    case $step in
    ARG | FROM) ;;
    ENV) read -ra variables <<<"$words" && environment+=("${variables[@]}") ;;
    WORKDIR) folder=$words && mkdir -p "$root$folder" ;;
    COPY)
      mkdir -p "$root${words#. }"
      git -C "$project" archive HEAD | tar xf - -C "$root${words#. }"
      ;;
    RUN)
      inside HOME=/root "${settings[@]}" "${environment[@]}" sh -c "cd $folder && $words" \
        >>"$log" 2>&1 </dev/null || { outcome=FAILED && break; }
      ;;
    ENTRYPOINT)
      inside HOME=/nonexistent "${environment[@]}" sh -c "cd $folder && $(tr -d '[]",' <<<"$words") --version" \
        >>"$log" 2>&1 </dev/null || { outcome=FAILED && break; }
      ;;
    *)
      say "no way is known to do this step: $step"
      outcome=FAILED
      break
      ;;
    esac
  done < <(grep -E '^[A-Z]' "$project/Containerfile")
  printf '%-10s %-20s %s, %s\n' "$release" "Containerfile" "$outcome" "$(minutes $((SECONDS - started)))" |
    tee -a "$logs/$release-times.txt"
  if [ "$outcome" = FAILED ]; then
    status=1
    tail -n 40 "$log" >&2
  fi
}

for step in $steps; do
  case $step in
    demo)
      try demo "make demo"
      rm -rf "$base/results-$release"
      if [ -d "$home/radiotmb/demo/results" ]; then
        cp -R "$home/radiotmb/demo/results" "$base/results-$release"
      fi
      ;;
    test)
      try test "make test"
      grep -E '^(=+ .*(passed|failed)|\[ FAIL|Status:)' "$logs/$release-test.log" || true
      ;;
    install)
      try install "make install"
      # A new login shell, as after logging in again.
      cat >"$home/next-lines.sh" <<'LINES'
set -e
cd
radiotmb --version
Rscript -e 'options(warn = 2); library(radiotmb); page <- vignette("radiotmb"); tmb_status(14, 1.2)'
LINES
      try next-lines "exec bash --login ~/next-lines.sh"
      ;;
    container)
      # The build of xgboost is tried above; a second one would tell nothing more.
      mkdir -p "$root/root/.cache"
      if [ -d "$home/.cache/radiotmb" ]; then cp -R "$home/.cache/radiotmb" "$root/root/.cache/"; fi
      run_containerfile
      ;;
    *)
      say "no step is called $step: demo, test, install, container"
      exit 2
      ;;
  esac
done
exit "$status"
