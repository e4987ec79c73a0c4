#!/usr/bin/env bash
# Makes a container engine and a LocalStack image from packages, where neither an engine nor an image registry can be had, and runs
# the S3 contract in such a container by Testcontainers. Debian 12, root; two minutes the first time, a few seconds later on.
#
# The image is LocalStack 4.14.0 put together anew from its Python packages, under the official name: it proves the way through
# Testcontainers and LocalStack's S3, not the published image. The engine is podman in namespaces of its own: without a network but its
# own loopback, and gone with everything in it when the command ends. So Maven runs offline there, after a rehearsal outside.
#
#   container-engine.sh            sets up, then runs the contract
#   container-engine.sh COMMAND…   sets up, then runs a command with DOCKER_HOST set to the engine
#
# Everything lies below RUNPATHS_CI_CACHE, by default ~/.cache/runpaths-ci, in engine/.
set -euo pipefail
umask 022

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/$(basename "${BASH_SOURCE[0]}")
here=$(dirname "$self")
engine=${RUNPATHS_CI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/runpaths-ci}/engine
image=docker.io/localstack/localstack:4.14.0
tiny=localhost/tiny:1
export CONTAINERS_CONF=$engine/conf/containers.conf CONTAINERS_STORAGE_CONF=$engine/conf/storage.conf

fail() {
  echo "container-engine.sh: $*" >&2
  exit 1
}

# step NAME COMMAND…: keeps what the command says in a log, and shows its end when it fails.
step() {
  local name=$1 begun=$SECONDS
  shift
  "$@" >"$engine/logs/$name.log" 2>&1 || {
    tail -n 20 "$engine/logs/$name.log" >&2
    fail "$name failed; $engine/logs/$name.log says more."
  }
  echo "$name: $((SECONDS - begun)) s"
}

packages=(podman runc netavark aardvark-dns iptables iproute2 mmdebstrap busybox-static curl)

configure() {
  mkdir -p "$engine/conf" "$engine/logs"
  cat >"$CONTAINERS_CONF" <<CONF
[containers]
default_sysctls = []
# podman's default limits cannot be set where root lacks CAP_SYS_RESOURCE
default_ulimits = ["nofile=20000:20000", "nproc=30000:30000"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
# crun 1.8 refuses hybrid cgroups; runc takes them
runtime = "runc"
[network]
network_backend = "netavark"
network_config_dir = "$engine/conf/networks"
CONF
  printf '[storage]\ndriver = "overlay"\ngraphroot = "%s/storage"\nrunroot = "%s/run"\n' "$engine" "$engine" \
    >"$CONTAINERS_STORAGE_CONF"
}

install_packages() {
  if dpkg-query --show "${packages[@]}" >/dev/null 2>&1; then
    return
  fi
  step apt-update apt-get update
  step apt-install env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"
}

# S3 of LocalStack 4.14.0 needs Python 3.12 or newer: so its packages for 3.13, and a small Debian 13, which has that.
make_image() {
  local work=$engine/image
  rm -rf "$work"
  mkdir -p "$work"
  cat >"$work/docker-entrypoint.sh" <<'ENTRY'
#!/bin/bash
export PYTHONPATH=/opt/localstack PYTHONUNBUFFERED=1
exec /usr/bin/python3 -m localstack.runtime.main
ENTRY
  chmod 755 "$work/docker-entrypoint.sh"
  step pip python3 -m pip install --no-compile --no-warn-script-location --disable-pip-version-check --target "$work/localstack" \
    --python-version 3.13 --implementation cp --abi cp313 --abi abi3 --abi none --only-binary=:all: \
    -r "$here/localstack-image-requirements.txt"
  find "$work/localstack" -name __pycache__ -prune -exec rm -rf {} +
  step debian mmdebstrap --variant=minbase --include=python3,ca-certificates --aptopt='Acquire::Languages "none"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='mkdir -p "$1/var/lib/localstack" "$1/opt"' \
    --customize-hook="copy-in $work/localstack /opt" --customize-hook="copy-in $work/docker-entrypoint.sh /usr/local/bin" \
    --customize-hook='chroot "$1" python3 -m compileall -q -j 2 /opt/localstack /usr/lib/python3.13 || true' trixie "$work/image.tar"
  step import podman import --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change 'ENV GATEWAY_LISTEN=0.0.0.0:4566' --change 'ENV DISABLE_EVENTS=1' --change 'ENV SKIP_SSL_CERT_DOWNLOAD=1' \
    --change 'ENV DNS_ADDRESS=0' --change 'ENV EAGER_SERVICE_LOADING=1' --change 'EXPOSE 4566' \
    --change 'ENTRYPOINT ["docker-entrypoint.sh"]' --change 'WORKDIR /opt' "$work/image.tar" "$image"
  rm -rf "$work"
}

# In place of the small image that Testcontainers looks around with.
make_tiny_image() {
  local work=$engine/tiny
  rm -rf "$work"
  mkdir -p "$work/bin" "$work/tmp"
  cp /bin/busybox "$work/bin/"
  local applet
  for applet in sh ls cat tail; do
    ln -s busybox "$work/bin/$applet"
  done
  tar -C "$work" -cf "$work.tar" .
  step import-tiny podman import --change 'ENV PATH=/bin' "$work.tar" "$tiny"
  rm -rf "$work" "$work.tar"
}

set_up() {
  [ "$(id -u)" = 0 ] || fail "needs root, for namespaces and mounts; run it as root."
  command -v apt-get >/dev/null || fail "needs Debian's packages; run it on Debian 12."
  mkdir -p "$engine"
  exec 8>"$engine/lock"
  flock 8
  configure
  install_packages
  # A stamp holds what the image was made of, so that other versions here make it anew.
  local wanted
  wanted=$(cat "$self" "$here/localstack-image-requirements.txt" | sha256sum)
  if [ "$(cat "$engine/stamp" 2>/dev/null)" != "$wanted" ] || ! podman image exists "$image" || ! podman image exists "$tiny"; then
    rm -f "$engine/stamp"
    make_image
    make_tiny_image
    echo "$wanted" >"$engine/stamp"
  fi
  exec 8>&-
}

# In namespaces of its own: what a run leaves, also one that was killed, lies in file systems that end with it.
inside() {
  mkdir -p "$engine/run" /run/libpod /run/netns
  local folder
  for folder in "$engine/run" /run/libpod /run/netns; do
    mount -t tmpfs tmpfs "$folder"
  done
  ip link set lo up
  podman rm -fa -t 0 >/dev/null
  local socket=$engine/run/podman.sock
  podman system service --time=0 "unix://$socket" >"$engine/logs/podman-service.log" 2>&1 &
  local tries=200
  until curl --silent --output /dev/null --unix-socket "$socket" http://engine/_ping; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || fail "podman does not answer; $engine/logs/podman-service.log says why."
    sleep 0.1
  done
  export DOCKER_HOST=unix://$socket TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=localhost
  export TESTCONTAINERS_TINYIMAGE_CONTAINER_IMAGE=$tiny
  "$@"
}

if [ "${RUNPATHS_INSIDE_ENGINE:-}" = 1 ]; then
  inside "$@"
  exit
fi
set_up
if [ $# -eq 0 ]; then
  cd "$here/../.."
  # Brings whatever Maven needs for these tests, which say that they do not run here.
  step rehearsal env -u DOCKER_HOST ./mvnw -B -ntp -pl backend-s3,examples -am -Dspotless.check.skip \
    -Dsurefire.failIfNoSpecifiedTests=false -Dtest='ContainerContractTest,ContainerJobTest' test
  set -- bash "$here/in-container.sh"
fi
export RUNPATHS_INSIDE_ENGINE=1
exec unshare --net --mount --pid --fork --kill-child --mount-proc bash "$self" "$@"
