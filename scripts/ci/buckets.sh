# To be sourced, in a checkout: buckets of servers that servers.sh has started.

# use_server NAME: the server's environment, and in $scheme which kind of store it is.
use_server() {
  eval "$(bash scripts/ci/servers.sh env "$1")"
  case $1 in
    fake-gcs) scheme=gs ;;
    *) scheme=s3 ;;
  esac
}

# make_bucket NAME: an empty bucket on that server.
make_bucket() {
  case $scheme in
    gs)
      curl --silent --show-error --fail --output /dev/null --json "{\"name\": \"$1\"}" "$RUNPATHS_GCS_ENDPOINT/storage/v1/b?project=lab"
      ;;
    s3)
      curl --silent --show-error --fail --output /dev/null --request PUT --aws-sigv4 "aws:amz:$AWS_REGION:s3" \
        --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$RUNPATHS_S3_ENDPOINT/$1"
      ;;
  esac
}
