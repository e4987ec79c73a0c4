#!/usr/bin/env bash
# cli-s3.sh SERVER…: the command on S3 servers that servers.sh has started. What needs no server is tried in `mvn verify`.
. "$(dirname "$0")/cli_on_buckets.sh"
schemes="s3: s3a: s3n:" other_spelling=s3a

what_only_this_store_can_get_wrong() {
  local root=$1
  gives 3 "no-such-bucket-of-ours does not exist" "$runpaths" show s3://no-such-bucket-of-ours/outputs/x
  gives 2 "directory bucket" "$runpaths" ls s3://runs--use1-az4--x-s3/outputs
  gives 2 "--s3-endpoint" "$runpaths" ls "$root" --s3-endpont http://127.0.0.1:1
  gives 2 "RUNPATHS_S3_ENDPOINT" env RUNPATHS_S3_ENDPONT=x "$runpaths" ls "$root"
  gives 7 "nothing answers" "$runpaths" ls "$root" --s3-endpoint http://127.0.0.1:1 --s3-retries 0
  gives 7 "is not known" "$runpaths" ls "$root" --s3-endpoint http://nowhere.invalid --s3-retries 0
  gives 6 "tried" env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY HOME="$work" AWS_EC2_METADATA_DISABLED=true "$runpaths" ls "$root"
  gives 6 "nobody" env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY HOME="$work" "$runpaths" ls "$root" --s3-profile nobody
  # LocalStack believes every key.
  [ "$server" = localstack ] || gives 6 "credentials" env AWS_SECRET_ACCESS_KEY=another "$runpaths" ls "$root"
}

# Uploads of the run that were begun and neither completed nor aborted. MinIO lists uploads of exact keys only.
pending() {
  signed "$RUNPATHS_S3_ENDPOINT/$bucket?prefix=outputs%2Fbig.bin&uploads=" | grep -o '<UploadId>' | wc -l
}

interrupted() { interrupt --s3-part-size 5MiB; }

try_on "$@"
