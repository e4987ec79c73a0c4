package io.runpaths.gcs.server;

/** Whose bill a request goes on, and whether the bucket takes requests at all. */
final class Billing {
  private Billing() {}

  static void admit(Request request, Bucket bucket) {
    bucket
        .refusal()
        .ifPresent(
            why -> {
              throw why;
            });
    boolean named =
        request.query().text("userProject").isPresent()
            || request.header("X-Goog-User-Project").isPresent();
    if (bucket.requesterPays() && !named) {
      throw new ApiError(
          400, "required", "Bucket is a requester pays bucket but no user project provided.");
    }
  }
}
