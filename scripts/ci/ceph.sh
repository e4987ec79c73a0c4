#!/usr/bin/env bash
# ceph.sh FOLDER PORT: a whole Ceph below an empty folder, on loopback only: one monitor, one store in memory, and the RADOS gateway on that
# port, which speaks S3. It says what it does to standard output, stays until it is ended, and takes the other two along. servers.sh starts it.
#
# CEPH_ROOT: where Ceph's own programs are, if it is another root than / (a tree of another Debian, say); the folder lies below it, too.
set -euo pipefail
folder=$1 port=$2

in_root() {
  if [ "${CEPH_ROOT:-/}" = / ]; then "$@"; else chroot "$CEPH_ROOT" "$@"; fi
}

monitor=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
id=$(cat /proc/sys/kernel/random/uuid)
here=${CEPH_ROOT:-}$folder
mkdir -p "$here"/{monitor,store,gateway,run}
# Nobody has to know a key, one copy is enough, and what was deleted is gone soon: it lies in memory.
cat >"$here/ceph.conf" <<CONF
[global]
fsid = $id
mon host = v1:127.0.0.1:$monitor
ms bind msgr2 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 1
mon data avail warn = 2
run dir = $folder/run
admin socket = $folder/run/\$name.asok
log file = $folder/\$name.log
log to stderr = false
[mon.a]
mon data = $folder/monitor
[osd.0]
osd data = $folder/store
osd objectstore = memstore
memstore device bytes = 8589934592
osd class load list = *
osd class default list = *
[client.rgw]
rgw data = $folder/gateway
rgw frontends = beast endpoint=127.0.0.1:$port
rgw gc obj min wait = 30
rgw gc processor period = 30
CONF

run() {
  local program=$1
  shift
  in_root "$program" -c "$folder/ceph.conf" "$@"
}

in_root monmaptool --create --clobber --addv a "[v1:127.0.0.1:$monitor]" --fsid "$id" "$folder/monmap"
run ceph-mon --mkfs -i a --monmap "$folder/monmap"
run ceph-mon -f -i a &
store=$(cat /proc/sys/kernel/random/uuid)
run ceph osd new "$store"
run ceph-osd --mkfs -i 0 --osd-uuid "$store"
# Now and then the first try meets a monitor that does not know its own cluster yet.
until run ceph-osd -f -i 0; do sleep 1; done &
# Dummy keys, known to everybody.
run radosgw-admin -n client.rgw user create --uid=lab --display-name=lab --access-key=lab --secret=labsecret123
run radosgw -f -n client.rgw
