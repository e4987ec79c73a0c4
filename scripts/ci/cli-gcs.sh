#!/usr/bin/env bash
# cli-gcs.sh SERVER…: the command on GCS servers that servers.sh has started. What needs no server is tried in `mvn verify`.
. "$(dirname "$0")/cli_on_buckets.sh"
schemes="gcs: gs:" other_spelling=gcs

what_only_this_store_can_get_wrong() {
  local root=$1 run=$2 host=${RUNPATHS_GCS_ENDPOINT#http://}
  gives 2 "goog" "$runpaths" ls gs://google-runs/outputs
  gives 2 "--gcs-endpoint" "$runpaths" ls "$root" --gcs-endpont http://127.0.0.1:1
  gives 2 "RUNPATHS_GCS_ENDPOINT" env RUNPATHS_GCS_ENDPONT=x "$runpaths" ls "$root"
  gives 7 "nothing answers" "$runpaths" ls "$root" --gcs-endpoint http://127.0.0.1:1 --gcs-retries 0
  gives 7 "is not known" "$runpaths" ls "$root" --gcs-endpoint http://nowhere.invalid --gcs-retries 0
  gives 0 "fine/x" env -u RUNPATHS_GCS_ENDPOINT STORAGE_EMULATOR_HOST="$host" "$runpaths" ls "$root"
  gives 7 "127.0.0.1:1" env -u RUNPATHS_GCS_ENDPOINT STORAGE_EMULATOR_HOST=127.0.0.1:1 "$runpaths" ls "$root" --gcs-retries 0
  local nobody=(env -u GOOGLE_APPLICATION_CREDENTIALS HOME="$work" CLOUDSDK_CONFIG="$work" NO_GCE_CHECK=true)
  gives 6 "GOOGLE_APPLICATION_CREDENTIALS" "${nobody[@]}" "$runpaths" ls "$root" --gcs-anonymous false
  gives 6 "a.txt, which is no JSON file" "$runpaths" ls "$root" --gcs-credentials-file a.txt
  gives 2 "absent.json" "$runpaths" ls "$root" --gcs-credentials-file absent.json
  # What gcsfuse shows as a symbolic link.
  gives 0 "fused" "$runpaths" create "$root" staged --run-id fused --ancestor "$run" --gcs-fuse-links true
  gives 0 "$(basename "$run")" curl --silent --fail "$RUNPATHS_GCS_ENDPOINT/storage/v1/b/$bucket/o/outputs%2Ffused%2Fancestor?alt=media"
}

# Sessions that have taken a chunk and were neither completed nor cancelled. No server lists sessions; this one's log tells of them,
# of a chunk that broke off perhaps after the session was cancelled.
pending() {
  sed -n "s|.*\"\\([A-Z]*\\) /upload/storage/v1/b/$bucket/o?.*upload_id=\\([0-9a-f]*\\).* HTTP/1\.1[^0-9]* \\([0-9]*\\).*|\\1 \\3 \\2|p" "$log" |
    awk '$1 == "PUT" && $2 == 308 { begun[$3] } $1 == "DELETE" || ($1 == "PUT" && $2 == 200) { ended[$3] }
      END { for (id in begun) if (!(id in ended)) n++; print n + 0 }'
}

interrupted() {
  log=$(cd "$home" && bash scripts/ci/servers.sh log "$server")
  interrupt --gcs-chunk-size 5MiB
}

try_on "$@"
