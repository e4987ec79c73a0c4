#!/usr/bin/env bash
# Real storage servers for tests, from package registries, without Docker.
#
#   servers.sh install NAME...       idempotent; a second run takes no time
#   servers.sh start NAME [PORT]     in the background with empty data, on loopback only; returns when it answers
#   servers.sh env NAME              lines to eval: where the server is, and its dummy keys, for tests and for the command
#   servers.sh log NAME              where what it says is kept
#   servers.sh version NAME          the version that install gives
#   servers.sh stop [NAME...]        those named, or all
#
#   localstack   LocalStack 4.13.1 in host mode: a Python environment, about 40 s. It believes every signature.
#   minio        MinIO, built from its Go module, 2 to 5 minutes. It checks signatures. AGPL: it only ever runs as a
#                process of its own, and no part of it goes into anything that is built here.
#   ceph         Ceph's RADOS gateway with a monitor and a store in memory, from Debian's packages (73 MB; apt needs root),
#                less than a minute. It checks signatures; conditions hold for puts and not for what is sent in parts.
#   versitygw    versitygw 1.8.0 over a folder, built from its Go module, 1 to 4 minutes. It checks signatures.
#   fake-gcs     fake-gcs-server 1.56.1, built from its Go module, 1 to 3 minutes: a server of the GCS kind.
#   testbench    Google's storage-testbench, by which Google's own client libraries are tested, from the checkout that
#                RUNPATHS_TESTBENCH names: a Python environment, about 20 s. Without that variable it is not installed.
#   rclone       rclone 1.76.0, built from its Go module, 2 to 5 minutes: no server, but the peer to measure against.
#
# Everything lies below RUNPATHS_CI_CACHE, by default ~/.cache/runpaths-ci; what runs, below RUNPATHS_CI_RUNNING, so that two
# who test on one machine at once do not end each other's servers.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${RUNPATHS_CI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/runpaths-ci}
running=${RUNPATHS_CI_RUNNING:-$cache/running}

minio_module=github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c
versitygw_module=github.com/versity/versitygw@v1.8.0
fake_gcs_module=github.com/fsouza/fake-gcs-server@v1.56.1
rclone_module=github.com/rclone/rclone@v1.76.0
ready_within=120 # seconds

fail() {
  echo "servers.sh: $*" >&2
  exit 1
}

usage() {
  sed -n '2,23s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

need() {
  command -v "$1" >/dev/null || fail "needs $1; install $2."
}

default_port() {
  case $1 in
    localstack) echo 4566 ;;
    minio) echo 9000 ;;
    ceph) echo 7480 ;;
    versitygw) echo 7070 ;;
    fake-gcs) echo 4443 ;;
    testbench) echo 9000 ;;
    *) fail "there is no server '$1'; localstack, minio, ceph, versitygw, fake-gcs and testbench are known." ;;
  esac
}

# A stamp holds what was installed, so that another version here installs again.
install_localstack() {
  need python3 "Python 3.11 or newer"
  local home=$cache/localstack stamp=$cache/localstack.stamp wanted
  wanted=$(sha256sum <"$here/localstack-requirements.txt")
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    return
  fi
  rm -rf "$home" "$stamp"
  python3 -m venv "$home"
  "$home/bin/pip" install --quiet --disable-pip-version-check -r "$here/localstack-requirements.txt"
  # LocalStack asks whether the text of x-amz-trailer contains the name x-amz-checksum-crc32, and so takes a CRC-32C for
  # a CRC-32 and refuses it. It shall compare whole names.
  local utils
  utils=$(echo "$home"/lib/python3*/site-packages/localstack/services/s3/utils.py)
  sed -i 's/ in trailing_headers$/ in [name.strip().lower() for name in trailing_headers.split(",")]/' "$utils"
  grep -q 'name.strip().lower() for name in trailing_headers' "$utils" \
    || fail "LocalStack's code is not what was expected; look at $utils."
  echo "$wanted" >"$stamp"
}

# From a copy of the checkout, in which nothing is changed then.
install_testbench() {
  [ -f "$RUNPATHS_TESTBENCH/testbench_run.py" ] || fail "there is no storage-testbench in $RUNPATHS_TESTBENCH."
  need python3 "Python 3.11 or newer"
  local home=$cache/testbench stamp=$cache/testbench.stamp wanted
  wanted=$(cd "$RUNPATHS_TESTBENCH" && cat -- *.py testbench/*.py testbench/*/*.py gcs/*.py | sha256sum)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    return
  fi
  rm -rf "$home" "$stamp"
  mkdir -p "$home/source"
  (cd "$RUNPATHS_TESTBENCH" && cp -r -- *.py pyproject.toml README.md gcs google testbench "$home/source")
  python3 -m venv "$home/venv"
  "$home/venv/bin/pip" install --quiet --disable-pip-version-check --editable "$home/source"
  echo "$wanted" >"$stamp"
}

install_ceph() {
  local packages=(ceph-mon ceph-osd radosgw)
  if ! dpkg-query --show "${packages[@]}" >/dev/null 2>&1; then
    need apt-get "a Debian or Ubuntu, whose packages it comes from"
    local root=()
    [ "$(id -u)" = 0 ] || root=(sudo)
    "${root[@]}" apt-get -q update
    DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get -q install --yes --no-install-recommends "${packages[@]}"
  fi
  version_of ceph >"$cache/ceph.stamp"
}

# go_install NAME BINARY MODULE@VERSION [FOLDER]: builds, unless that very version lies there already. The folder of the module
# has the program, if it is not the top.
go_install() {
  local name=$1 binary=$cache/bin/$2 module=$3 folder=${4:-} stamp=$cache/$1.stamp built=""
  need go "Go 1.24 or newer"
  if [ -x "$binary" ]; then
    built=$(go version -m "$binary" | awk '$1 == "mod" {print $2 "@" $3}')
  fi
  if [ "$built" != "$module" ]; then
    rm -f "$stamp"
    GOBIN=$cache/bin go install "${module%@*}$folder@${module##*@}"
  fi
  echo "$module" >"$stamp"
}

install_one() {
  case $1 in
    localstack) install_localstack ;;
    minio) go_install minio minio "$minio_module" ;;
    ceph) install_ceph ;;
    versitygw) go_install versitygw versitygw "$versitygw_module" /cmd/versitygw ;;
    fake-gcs) go_install fake-gcs fake-gcs-server "$fake_gcs_module" ;;
    testbench) install_testbench ;;
    rclone) go_install rclone rclone "$rclone_module" ;;
    *) fail "there is no '$1' to install; localstack, minio, ceph, versitygw, fake-gcs, testbench and rclone are known." ;;
  esac
}

version_of() {
  case $1 in
    localstack) sed -n 's/^localstack-core==//p' "$here/localstack-requirements.txt" ;;
    minio) echo "${minio_module##*@}" ;;
    ceph) ${CEPH_ROOT:+chroot "$CEPH_ROOT"} radosgw --version | awk '{print $3}' ;;
    versitygw) echo "${versitygw_module##*@v}" ;;
    fake-gcs) echo "${fake_gcs_module##*@v}" ;;
    testbench) sed -n 's/.*version="\([0-9.]*\)".*/\1/p' "$cache/testbench/source/setup.py" ;;
    rclone) echo "${rclone_module##*@v}" ;;
    *) fail "there is no '$1'; localstack, minio, ceph, versitygw, fake-gcs, testbench and rclone are known." ;;
  esac
}

# Becomes the server, as the leader of a session of its own: its process id is also that of the group to end.
become() {
  local name=$1 port=$2 data=$running/$1/data
  local address=127.0.0.1:$port
  case $name in
    localstack)
      # The gateway takes an IPv4 host for "everywhere"; the same address in IPv6's notation keeps it on loopback.
      export SERVICES=s3 STRICT_SERVICE_LOADING=1 EAGER_SERVICE_LOADING=1 PERSISTENCE=0
      export GATEWAY_SERVER=twisted GATEWAY_WORKER_COUNT=64 GATEWAY_LISTEN="[::ffff:127.0.0.1]:$port"
      export LOCALSTACK_HOST=$address FILESYSTEM_ROOT=$data DISABLE_EVENTS=1 SKIP_SSL_CERT_DOWNLOAD=1 DNS_ADDRESS=0
      exec setsid "$cache/localstack/bin/python" -m localstack.runtime.main
      ;;
    minio)
      # Dummy keys, known to everybody; the last makes server-side encryption work.
      export MINIO_ROOT_USER=labadmin MINIO_ROOT_PASSWORD=labsecret123
      export MINIO_KMS_SECRET_KEY=test-key:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
      export MINIO_BROWSER=off MINIO_UPDATE=off MINIO_CI_CD=1
      # Its counts of requests, for comparisons.
      export MINIO_PROMETHEUS_AUTH_TYPE=public
      exec setsid "$cache/bin/minio" server "$data" --address "$address"
      ;;
    ceph)
      exec setsid bash "$here/ceph.sh" "$data" "$port"
      ;;
    versitygw)
      exec setsid "$cache/bin/versitygw" --port "$address" --access labadmin --secret labsecret123 \
        --health /health posix "$data"
      ;;
    fake-gcs)
      exec setsid "$cache/bin/fake-gcs-server" -backend memory -scheme http -host 127.0.0.1 -port "$port" \
        -external-url "http://$address" -public-host "$address"
      ;;
    testbench)
      # It starts its web server by name. Ten threads, as its own instructions say.
      export PATH=$cache/testbench/venv/bin:$PATH
      cd "$cache/testbench/source"
      exec setsid "$cache/testbench/venv/bin/python3" testbench_run.py 127.0.0.1 "$port" 10
      ;;
  esac
}

health() {
  case $1 in
    localstack) echo "http://127.0.0.1:$2/_localstack/health" ;;
    minio) echo "http://127.0.0.1:$2/minio/health/ready" ;;
    ceph) echo "http://127.0.0.1:$2/" ;;
    versitygw) echo "http://127.0.0.1:$2/health" ;;
    fake-gcs | testbench) echo "http://127.0.0.1:$2/storage/v1/b?project=lab" ;;
  esac
}

start_server() {
  local name=$1 port=$2 home=$running/$1
  need curl curl
  need setsid util-linux
  [ -f "$cache/$name.stamp" ] || fail "$name is not installed; run: servers.sh install $name"
  stop_server "$name"
  if curl --silent --output /dev/null --max-time 2 "http://127.0.0.1:$port/"; then
    fail "something else answers on port $port; name another port: servers.sh start $name PORT"
  fi
  mkdir -p "$home/data"
  become "$name" "$port" >"$home/log" 2>&1 </dev/null &
  local pid=$!
  echo "$pid" >"$home/pid"
  echo "$port" >"$home/port"
  local tries=$((ready_within * 10))
  until curl --silent --fail --output /dev/null --max-time 5 "$(health "$name" "$port")"; do
    tries=$((tries - 1))
    if [ "$tries" -le 0 ] || ! kill -0 "$pid" 2>/dev/null; then
      tail -n 20 "$home/log" >&2
      stop_server "$name"
      fail "$name did not start; its last words are above."
    fi
    sleep 0.1
  done
  echo "$name answers at http://127.0.0.1:$port"
}

# Ends only what start_server started: a process of that id must still run something of ours.
stop_server() {
  local home=$running/$1 pid
  [ -f "$home/pid" ] || return 0
  pid=$(cat "$home/pid")
  if { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF -e "$cache/" -e "$home/"; then
    kill -TERM -- "-$pid"
    for _ in $(seq 100); do
      kill -0 -- "-$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL -- "-$pid" 2>/dev/null || true
  fi
  rm -rf "$home"
}

print_env() {
  local name=$1 port key secret
  [ -f "$running/$name/port" ] || fail "$name does not run; run: servers.sh start $name"
  port=$(cat "$running/$name/port")
  case $name in
    localstack) key=test secret=test ;;
    minio | versitygw) key=labadmin secret=labsecret123 ;;
    ceph) key=lab secret=labsecret123 ;;
    fake-gcs | testbench)
      echo "export RUNPATHS_TEST_GCS_NAME=$name RUNPATHS_TEST_GCS_ENDPOINT=http://127.0.0.1:$port"
      # What the command looks for.
      echo "export RUNPATHS_GCS_ENDPOINT=http://127.0.0.1:$port"
      return
      ;;
  esac
  echo "export RUNPATHS_TEST_S3_NAME=$name RUNPATHS_TEST_S3_ENDPOINT=http://127.0.0.1:$port"
  echo "export RUNPATHS_TEST_S3_ACCESS_KEY=$key RUNPATHS_TEST_S3_SECRET_KEY=$secret"
  # What the command and the SDK's default chain look for.
  echo "export RUNPATHS_S3_ENDPOINT=http://127.0.0.1:$port"
  echo "export AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=$key AWS_SECRET_ACCESS_KEY=$secret"
}

[ $# -gt 0 ] || usage
action=$1
shift
mkdir -p "$cache/bin" "$running"
case $action in
  install)
    [ $# -gt 0 ] || usage
    # One installation at a time: two would build the same twice, or into each other.
    need flock util-linux
    exec 8>"$cache/install.lock"
    flock 8
    for name; do
      if [ "$name" = testbench ] && [ -z "${RUNPATHS_TESTBENCH:-}" ]; then
        echo "not run: storage-testbench: RUNPATHS_TESTBENCH names no checkout of github.com/googleapis/storage-testbench"
        continue
      fi
      began=$SECONDS
      install_one "$name"
      echo "$name is installed ($((SECONDS - began)) s)"
    done
    ;;
  start)
    [ $# -gt 0 ] || usage
    port=$(default_port "$1")
    start_server "$1" "${2:-$port}"
    ;;
  env)
    [ $# -eq 1 ] || usage
    print_env "$1"
    ;;
  log)
    [ $# -eq 1 ] || usage
    echo "$running/$1/log"
    ;;
  version)
    [ $# -eq 1 ] || usage
    version_of "$1"
    ;;
  stop)
    [ $# -gt 0 ] || set -- $(ls "$running")
    for name; do
      stop_server "$name"
    done
    ;;
  *) usage ;;
esac
