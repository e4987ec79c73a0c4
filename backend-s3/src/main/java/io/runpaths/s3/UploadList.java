package io.runpaths.s3;

import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Op;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Multipart uploads that nobody finished. */
final class UploadList implements PendingUploads {
  private static final Logger LOG = LoggerFactory.getLogger(UploadList.class);

  private final Services at;
  private final Location root;
  private final Map<String, String> headers;

  UploadList(Services at) {
    this.at = at;
    this.root = at.root();
    this.headers = at.headers().common();
  }

  @Override
  public List<Pending> pendingUploads(KeyPrefix prefix) throws StorageException {
    Op op = new Op("list", root.uri());
    KnownServer server = at.promises().server();
    if (!server.is(KnownServer.Way.LISTS_UPLOADS)) {
      throw new UnsupportedException(
          op.name(),
          op.location(),
          Reason.NOT_PROMISED,
          server.words()
              + " does not list unfinished uploads by prefix and age; let it remove them by its own"
              + " rules.",
          null);
    }
    List<Pending> pending = new ArrayList<>();
    String keyMarker = null;
    String idMarker = null;
    while (true) {
      ListMultipartUploadsRequest request =
          ListMultipartUploadsRequest.builder()
              .bucket(at.bucket())
              .prefix(at.keys().full(prefix))
              .encodingType(server.listEncoding())
              .keyMarker(keyMarker)
              .uploadIdMarker(idMarker)
              .overrideConfiguration(ClientBulk.with(headers))
              .build();
      ListMultipartUploadsResponse page =
          at.attempts().run(op, site -> page(site.client().listMultipartUploads(request), request));
      // An upload of unknown age may be alive: it counts as begun now.
      Instant now = ObjectHeaders.date(page.sdkHttpResponse()).orElseGet(Instant::now);
      for (MultipartUpload upload : page.uploads()) {
        add(pending, upload, now);
      }
      if (!page.isTruncated()) {
        break;
      }
      keyMarker = page.nextKeyMarker();
      idMarker = page.nextUploadIdMarker();
    }
    pending.sort(Comparator.comparing(Pending::key).thenComparing(Pending::started));
    return pending;
  }

  /** A page that says whether there are more, and where they begin. */
  private static ListMultipartUploadsResponse page(
      ListMultipartUploadsResponse answer, ListMultipartUploadsRequest request)
      throws NotS3Exception {
    if (answer.isTruncated() == null) {
      throw new NotS3Exception("there is no IsTruncated in the answer");
    }
    if (answer.isTruncated()) {
      Answers.required(answer.nextKeyMarker(), "NextKeyMarker");
      if (answer.nextKeyMarker().equals(request.keyMarker())
          && Objects.equals(answer.nextUploadIdMarker(), request.uploadIdMarker())) {
        throw new NotS3Exception("the next page would be the same");
      }
    }
    return answer;
  }

  private void add(List<Pending> pending, MultipartUpload upload, Instant now) {
    ObjectKey key;
    try {
      key = new ObjectKey(at.keys().below(upload.key()));
    } catch (IllegalArgumentException e) {
      LOG.warn("The unfinished upload of '{}' is not RunPaths': {}", upload.key(), e.getMessage());
      return;
    }
    Instant started = upload.initiated() == null ? now : upload.initiated();
    pending.add(new Pending(key, upload.uploadId(), started));
  }

  @Override
  public void abort(Pending upload) throws StorageException {
    String location = root.resolve(upload.key()).uri();
    try {
      UploadAbort.in(at, location, at.keys().full(upload.key())).once(upload.id());
    } catch (NotFoundException e) {
      if (e.reason() == Reason.NO_SUCH_ROOT) {
        throw e;
      }
      LOG.debug("The upload of {} was gone already", upload.key());
    }
  }
}
