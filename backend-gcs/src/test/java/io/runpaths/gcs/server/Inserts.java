package io.runpaths.gcs.server;

/** Objects: insert, told apart by the kind of upload. */
final class Inserts {
  private final Uploads uploads;
  private final ResumableUploads resumable;

  Inserts(Uploads uploads, ResumableUploads resumable) {
    this.uploads = uploads;
    this.resumable = resumable;
  }

  Response insert(Call call) {
    if (call.query().text("upload_id").isPresent()) {
      return resumable.put(call);
    }
    String type =
        call.query().text("uploadType").orElseThrow(() -> ApiError.required("uploadType"));
    return switch (type) {
      case "media" -> uploads.media(call);
      case "multipart" -> uploads.multipart(call);
      case "resumable" -> resumable.start(call);
      default -> throw ApiError.invalid("Invalid value for uploadType: " + type);
    };
  }
}
