# To be sourced, in a checkout: buckets of servers that servers.sh has started.

# use_server NAME: the server's environment, and in $scheme which kind of store it is.
use_server() {
  eval "$(bash scripts/ci/servers.sh env "$1")"
  case $1 in
    fake-gcs | testbench) scheme=gs ;;
    *) scheme=s3 ;;
  esac
}

# free_port: a port of 127.0.0.1 that nobody listens on.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# on_each COMMAND SERVER…: installs and starts the servers one after the other, each on a free port, and calls the command with a server's
# name and label, in a shell that has its environment. All are tried, and then the failed ones named.
on_each() {
  local command=$1 name label failed=""
  shift
  # Servers of this run alone.
  export RUNPATHS_CI_RUNNING=${RUNPATHS_CI_RUNNING:-$PWD/target/ci-servers}
  trap 'bash scripts/ci/servers.sh stop' EXIT
  for name; do
    bash scripts/ci/servers.sh install "$name"
    bash scripts/ci/servers.sh start "$name" "$(free_port)"
    label="$name $(bash scripts/ci/servers.sh version "$name" | sed 's/-[0-9a-f]*$//')"
    (use_server "$name"; "$command" "$name" "$label") || failed="$failed $name"
    bash scripts/ci/servers.sh stop "$name"
  done
  [ -z "$failed" ] || { echo "FAILED:$failed"; return 1; }
}

# signed ARGUMENT…: a request without a body, signed with the server's keys. Ceph wants to see the digest of the body that was signed.
signed() {
  curl --silent --show-error --fail --aws-sigv4 "aws:amz:$AWS_REGION:s3" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
    --header "x-amz-content-sha256: $(sha256sum </dev/null | cut -d' ' -f1)" "$@"
}

# make_bucket NAME: an empty bucket on that server.
make_bucket() {
  case $scheme in
    gs)
      curl --silent --show-error --fail --output /dev/null --json "{\"name\": \"$1\"}" "$RUNPATHS_GCS_ENDPOINT/storage/v1/b?project=lab"
      ;;
    s3)
      signed --output /dev/null --request PUT "$RUNPATHS_S3_ENDPOINT/$1"
      ;;
  esac
}
