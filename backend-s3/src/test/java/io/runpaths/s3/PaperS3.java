package io.runpaths.s3;

import io.runpaths.spi.remote.Crc32c;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * S3 as its documentation has it, as far as the driver uses it: conditions on all writes, full
 * checksums, multipart uploads. A test may twist what becomes of single requests.
 */
final class PaperS3 implements AutoCloseable {
  static final String BUCKET = "paper-bucket";

  /** What it is called as a {@link TestServer}. */
  static final String NAME = "paper";

  private static final String AMAZON = "AmazonS3";

  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
  private static final Pattern PART =
      Pattern.compile("<PartNumber>([0-9]+)</PartNumber>|<ETag>([^<]*)</ETag>");

  /** The plain way: it is done and answered. */
  interface Plain {
    /**
     * Does what was asked.
     *
     * @return the answer to it
     */
    HttpAnswer done();
  }

  /** What becomes of one request instead of the plain answer. */
  interface Twist {
    /**
     * Answers.
     *
     * @param request the request
     * @param plain the plain way
     * @return what is sent
     */
    HttpAnswer answer(HttpRequest request, Plain plain);
  }

  /** An object, or a part of one. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record Kept(byte[] bytes, Map<String, String> headers, String etag, Instant modified) {}

  /** An unfinished upload. */
  record Begun(
      String id,
      String key,
      Map<String, String> headers,
      Instant initiated,
      Map<Integer, Kept> parts) {}

  private record Rule(Predicate<HttpRequest> which, Twist twist, AtomicInteger left) {}

  private final TreeMap<String, Kept> objects = new TreeMap<>();
  private final TreeMap<String, Begun> uploads = new TreeMap<>();
  private final List<Rule> rules = new ArrayList<>();
  private final Set<String> unconditional = new HashSet<>();
  private boolean bareEtags;
  private final ScriptedServer server = ScriptedServer.start(this::answer);

  ScriptedServer server() {
    return server;
  }

  /** Twists the next requests of an operation. */
  void twist(int times, String operation, Twist twist) {
    twist(times, request -> request.operation().equals(operation), twist);
  }

  synchronized void twist(int times, Predicate<HttpRequest> which, Twist twist) {
    rules.add(new Rule(which, twist, new AtomicInteger(times)));
  }

  /** If-Match of writes is compared as it came with an ETag that has no quotes. */
  synchronized void wantsBareEtags() {
    bareEtags = true;
  }

  /** From now on these operations look at no condition. */
  synchronized void ignoresConditionsOf(String... operations) {
    unconditional.addAll(List.of(operations));
  }

  /** The keys of all objects. */
  synchronized List<String> keys() {
    return List.copyOf(objects.keySet());
  }

  /** Twists no more. */
  synchronized void forget() {
    rules.clear();
  }

  /** It is done, and nobody hears of it. */
  static HttpAnswer doneAndLost(HttpRequest request, Plain plain) {
    plain.done();
    return HttpAnswer.LOST;
  }

  /** It never arrives. */
  static HttpAnswer lost(HttpRequest request, Plain plain) {
    return HttpAnswer.LOST;
  }

  /** It is done, and something else is answered. */
  static Twist doneBut(HttpAnswer answer) {
    return (request, plain) -> {
      plain.done();
      return answer;
    };
  }

  /** It is not done, and that is answered. */
  static Twist only(HttpAnswer answer) {
    return (request, plain) -> answer;
  }

  /** It is done, and the answer changed on its way. */
  static Twist changed(UnaryOperator<HttpAnswer> how) {
    return (request, plain) -> how.apply(plain.done());
  }

  synchronized boolean has(String key) {
    return objects.containsKey(key);
  }

  /** The bytes of an object that is there. */
  synchronized byte[] content(String key) {
    return Objects.requireNonNull(objects.get(key), key).bytes();
  }

  synchronized List<Begun> uploads() {
    return List.copyOf(uploads.values());
  }

  /** Somebody else's write. */
  synchronized void plant(String key, byte[] bytes, Map<String, String> headers, Instant modified) {
    objects.put(key, new Kept(bytes, headers, etag(bytes), modified));
  }

  /** The same, with an ETag that tells nothing of the bytes. */
  synchronized void plantTagged(
      String key, byte[] bytes, Map<String, String> headers, String etag) {
    objects.put(key, new Kept(bytes, headers, etag, Instant.now()));
  }

  synchronized void remove(String key) {
    objects.remove(key);
  }

  synchronized void abort(String uploadId) {
    uploads.remove(uploadId);
  }

  /** Somebody else's upload. */
  synchronized String begin(String key, Map<String, String> headers, Instant initiated) {
    String id = UUID.randomUUID().toString();
    uploads.put(id, new Begun(id, key, headers, initiated, new TreeMap<>()));
    return id;
  }

  /** Somebody else's part. */
  synchronized void fill(String uploadId, int number, byte[] bytes) {
    Objects.requireNonNull(uploads.get(uploadId))
        .parts()
        .put(number, kept(bytes, Map.of(), etag(bytes)));
  }

  private HttpAnswer answer(HttpRequest request) {
    Twist twist = null;
    synchronized (this) {
      for (Rule rule : rules) {
        if (twist == null && rule.left().get() > 0 && rule.which().test(request)) {
          rule.left().decrementAndGet();
          twist = rule.twist();
        }
      }
    }
    return twist == null ? plain(request) : twist.answer(request, () -> plain(request));
  }

  private synchronized HttpAnswer plain(HttpRequest request) {
    String[] names = request.path().substring(1).split("/", 2);
    if (!names[0].equals(BUCKET)) {
      return HttpAnswer.error(404, "NoSuchBucket");
    }
    String key = names.length > 1 ? names[1] : "";
    HttpAnswer answer =
        switch (request.operation()) {
          case "HeadBucket" -> HttpAnswer.of(200);
          case "PutObject" -> put(request, key);
          case "GetObject", "HeadObject" -> get(request, key);
          case "DeleteObject" -> delete(request, key);
          case "DeleteObjects" -> deleteAll(request);
          case "CopyObject" -> copy(request, key);
          case "ListObjectsV2" -> list(request);
          case "CreateMultipartUpload" -> create(request, key);
          case "UploadPart", "UploadPartCopy" -> part(request);
          case "CompleteMultipartUpload" -> complete(request, key);
          case "AbortMultipartUpload" -> abort(request);
          case "ListParts" -> listParts(request);
          case "ListMultipartUploads" -> listUploads(request);
          default -> HttpAnswer.error(501, "NotImplemented");
        };
    return answer.with("Server", AMAZON).with("x-amz-request-id", "R1");
  }

  /** Which server answered, where one that gives Amazon's name is it. */
  static KnownServer told(SdkHttpResponse answer) {
    return answer.firstMatchingHeader("Server").filter(AMAZON::equals).isPresent()
        ? KnownServer.AMAZON
        : KnownServer.of(answer);
  }

  private HttpAnswer put(HttpRequest request, String key) {
    HttpAnswer refusal = refused(request, key, true);
    if (refusal != null) {
      return refusal;
    }
    String crc = Crc32c.base64(Crc32c.of(request.body(), 0, request.body().length));
    if (!request.header("x-amz-checksum-crc32c").isEmpty()
        && !request.header("x-amz-checksum-crc32c").equals(crc)) {
      return HttpAnswer.error(400, "BadDigest");
    }
    Kept kept = kept(request.body(), object(request), etag(request.body()));
    objects.put(key, kept);
    return HttpAnswer.of(200).with("ETag", kept.etag()).with("x-amz-checksum-crc32c", crc);
  }

  private static Kept kept(byte[] bytes, Map<String, String> headers, String etag) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put("x-amz-checksum-crc32c", Crc32c.base64(Crc32c.of(bytes, 0, bytes.length)));
    return new Kept(bytes, all, etag, Instant.now());
  }

  /** What of a request's headers stays with the object. */
  private static Map<String, String> object(HttpRequest request) {
    Map<String, String> kept = new TreeMap<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith("x-amz-meta-") || name.equals("content-type")) {
                kept.put(name, value);
              }
            });
    return kept;
  }

  /** The refusal of a condition; null if it holds. */
  private @Nullable HttpAnswer refused(HttpRequest request, String key, boolean write) {
    if (unconditional.contains(request.operation())) {
      return null;
    }
    Kept there = objects.get(key);
    String match = request.header("if-match");
    if (request.header("if-none-match").equals("*") && there != null) {
      return HttpAnswer.error(412, "PreconditionFailed");
    }
    if (!match.isEmpty() && there == null) {
      return write ? HttpAnswer.error(404, "NoSuchKey") : null;
    }
    String etag = there == null ? "" : there.etag();
    String compared = bareEtags && write ? etag.replace("\"", "") : etag;
    return match.isEmpty() || there == null || match.equals(compared)
        ? null
        : HttpAnswer.error(412, "PreconditionFailed");
  }

  private HttpAnswer get(HttpRequest request, String key) {
    Kept there = objects.get(key);
    if (there == null) {
      return HttpAnswer.error(404, "NoSuchKey");
    }
    HttpAnswer refusal = refused(request, key, false);
    if (refusal != null) {
      return refusal;
    }
    HttpAnswer answer =
        HttpAnswer.of(200)
            .with("ETag", there.etag())
            .with("Last-Modified", http(there.modified()))
            .withBody(there.bytes());
    for (Map.Entry<String, String> header : there.headers().entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    Matcher range = RANGE.matcher(request.header("range"));
    if (!range.matches()) {
      return answer.with("x-amz-checksum-type", "FULL_OBJECT");
    }
    int size = there.bytes().length;
    int from = Integer.parseInt(range.group(1));
    int to = range.group(2).isEmpty() ? size - 1 : Integer.parseInt(range.group(2));
    to = Math.min(to, size - 1);
    if (from >= size) {
      return HttpAnswer.error(416, "InvalidRange");
    }
    return answer
        .withStatus(206)
        .without("x-amz-checksum-crc32c")
        .with("Content-Range", "bytes " + from + "-" + to + "/" + size)
        .withBody(Arrays.copyOfRange(there.bytes(), from, to + 1));
  }

  private HttpAnswer delete(HttpRequest request, String key) {
    HttpAnswer refusal = refused(request, key, true);
    if (refusal != null) {
      return refusal;
    }
    objects.remove(key);
    return HttpAnswer.of(204);
  }

  private HttpAnswer deleteAll(HttpRequest request) {
    Matcher keys = KEY.matcher(new String(request.body(), StandardCharsets.UTF_8));
    while (keys.find()) {
      objects.remove(keys.group(1));
    }
    return HttpAnswer.xml(200, "<?xml version=\"1.0\"?>\n<DeleteResult/>");
  }

  private HttpAnswer copy(HttpRequest request, String key) {
    Kept source = source(request);
    if (source == null) {
      return HttpAnswer.error(404, "NoSuchKey");
    }
    if (!sourceIsAsWanted(request, source)) {
      return HttpAnswer.error(412, "PreconditionFailed");
    }
    boolean replace = request.header("x-amz-metadata-directive").equals("REPLACE");
    Kept copy = kept(source.bytes(), replace ? object(request) : source.headers(), source.etag());
    objects.put(key, copy);
    return HttpAnswer.xml(
        200,
        "<CopyObjectResult><ETag>"
            + copy.etag()
            + "</ETag><LastModified>"
            + copy.modified()
            + "</LastModified></CopyObjectResult>");
  }

  private boolean sourceIsAsWanted(HttpRequest request, Kept source) {
    String match = request.header("x-amz-copy-source-if-match");
    return match.isEmpty()
        || match.equals(source.etag())
        || unconditional.contains(request.operation());
  }

  private @Nullable Kept source(HttpRequest request) {
    String source = request.header("x-amz-copy-source");
    return objects.get(source.substring(source.indexOf('/', 1) + 1).replace("%2F", "/"));
  }

  private HttpAnswer list(HttpRequest request) {
    String prefix = request.parameter("prefix");
    String after = request.parameter("continuation-token");
    int most = Integer.parseInt(request.query().getOrDefault("max-keys", "1000"));
    StringBuilder entries = new StringBuilder();
    String last = "";
    boolean more = false;
    for (Map.Entry<String, Kept> entry : objects.tailMap(prefix, true).entrySet()) {
      String key = entry.getKey();
      if (!key.startsWith(prefix) || key.compareTo(after) <= 0) {
        continue;
      }
      if (most-- == 0) {
        more = true;
        break;
      }
      last = key;
      Kept kept = entry.getValue();
      entries
          .append("<Contents><Key>" + key + "</Key><Size>" + kept.bytes().length + "</Size>")
          .append("<ETag>" + kept.etag() + "</ETag><LastModified>" + kept.modified())
          .append("</LastModified></Contents>");
    }
    return HttpAnswer.xml(
        200,
        "<?xml version=\"1.0\"?>\n<ListBucketResult><Name>"
            + BUCKET
            + "</Name><IsTruncated>"
            + more
            + "</IsTruncated>"
            + (more ? "<NextContinuationToken>" + last + "</NextContinuationToken>" : "")
            + entries
            + "</ListBucketResult>");
  }

  private HttpAnswer create(HttpRequest request, String key) {
    return HttpAnswer.xml(
        200,
        "<InitiateMultipartUploadResult><UploadId>"
            + begin(key, object(request), Instant.now())
            + "</UploadId></InitiateMultipartUploadResult>");
  }

  private HttpAnswer part(HttpRequest request) {
    Begun upload = uploads.get(request.parameter("uploadId"));
    if (upload == null) {
      return HttpAnswer.error(404, "NoSuchUpload");
    }
    boolean copy = request.operation().equals("UploadPartCopy");
    byte[] bytes = request.body();
    if (copy) {
      Kept source = source(request);
      Matcher range = RANGE.matcher(request.header("x-amz-copy-source-range"));
      if (source == null || !range.matches()) {
        return HttpAnswer.error(404, "NoSuchKey");
      }
      if (!sourceIsAsWanted(request, source)) {
        return HttpAnswer.error(412, "PreconditionFailed");
      }
      bytes =
          Arrays.copyOfRange(
              source.bytes(),
              Integer.parseInt(range.group(1)),
              Integer.parseInt(range.group(2)) + 1);
    }
    Kept kept = kept(bytes, Map.of(), etag(bytes));
    upload.parts().put(Integer.parseInt(request.parameter("partNumber")), kept);
    return copy
        ? HttpAnswer.xml(200, "<CopyPartResult><ETag>" + kept.etag() + "</ETag></CopyPartResult>")
        : HttpAnswer.of(200).with("ETag", kept.etag());
  }

  private HttpAnswer complete(HttpRequest request, String key) {
    Begun upload = uploads.get(request.parameter("uploadId"));
    if (upload == null) {
      return HttpAnswer.error(404, "NoSuchUpload");
    }
    HttpAnswer refusal = refused(request, key, true);
    if (refusal != null) {
      return refusal;
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    Matcher part = PART.matcher(new String(request.body(), StandardCharsets.UTF_8));
    while (part.find()) {
      if (part.group(1) != null) {
        Kept kept = upload.parts().get(Integer.parseInt(part.group(1)));
        if (kept == null) {
          return HttpAnswer.error(400, "InvalidPart");
        }
        whole.writeBytes(kept.bytes());
      }
    }
    byte[] bytes = whole.toByteArray();
    String etag = etag(bytes).replaceFirst("\"$", "-" + upload.parts().size() + "\"");
    objects.put(key, kept(bytes, upload.headers(), etag));
    uploads.remove(upload.id());
    return HttpAnswer.xml(
        200,
        "<?xml version=\"1.0\"?>\n   \n<CompleteMultipartUploadResult><ETag>"
            + etag
            + "</ETag></CompleteMultipartUploadResult>");
  }

  private HttpAnswer abort(HttpRequest request) {
    return uploads.remove(request.parameter("uploadId")) == null
        ? HttpAnswer.error(404, "NoSuchUpload")
        : HttpAnswer.of(204);
  }

  private HttpAnswer listParts(HttpRequest request) {
    Begun upload = uploads.get(request.parameter("uploadId"));
    if (upload == null) {
      return HttpAnswer.error(404, "NoSuchUpload");
    }
    StringBuilder parts = new StringBuilder();
    upload
        .parts()
        .forEach(
            (number, kept) -> parts.append("<Part><PartNumber>" + number + "</PartNumber></Part>"));
    return HttpAnswer.xml(
        200, "<ListPartsResult><IsTruncated>false</IsTruncated>" + parts + "</ListPartsResult>");
  }

  private HttpAnswer listUploads(HttpRequest request) {
    String prefix = request.parameter("prefix");
    StringBuilder entries = new StringBuilder();
    for (Begun upload : uploads.values()) {
      if (upload.key().startsWith(prefix)) {
        entries
            .append("<Upload><Key>" + upload.key() + "</Key><UploadId>" + upload.id())
            .append("</UploadId><Initiated>" + upload.initiated() + "</Initiated></Upload>");
      }
    }
    return HttpAnswer.xml(
        200,
        "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>"
            + entries
            + "</ListMultipartUploadsResult>");
  }

  static String etag(byte[] bytes) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(bytes);
      return "\"" + HexFormat.of().formatHex(md5) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String http(Instant time) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
  }

  @Override
  public void close() {
    server.close();
  }
}
