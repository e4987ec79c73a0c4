package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.storage.BlobInfo;
import io.runpaths.gcs.server.Manner;
import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.Endpoint;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Op;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads that break off, that are damaged, and of objects that change meanwhile. */
final class ReadsTest {
  private final Stage stage;
  private final StorageBackend backend;
  private final byte[] bytes = Stage.noise(3, 500_000);

  ReadsTest() throws IOException {
    stage = new Stage();
    backend = stage.open();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  @Test
  void aReadThatBreaksOffGoesOnInTheSameGeneration() throws IOException {
    ObjectStat put = Stage.put(backend, "a", bytes);
    stage.proxy().plan().nth(1, Stage::isDownload, WireFault.truncated(123_456));
    stage.proxy().plan().nth(2, Stage::isDownload, WireFault.truncated(7));
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
    assertEquals(3, stage.proxy().log().count(Stage::isDownload));
    assertEquals(
        2,
        stage
            .proxy()
            .log()
            .count(
                request ->
                    request
                        .parameter("generation")
                        .filter(put.version().token()::equals)
                        .isPresent()));
  }

  @Test
  void aRangeThatBreaksOffGoesOnWhereItDid() throws IOException {
    Stage.put(backend, "a", bytes);
    stage.proxy().plan().nth(1, Stage::isDownload, WireFault.truncated(1_000));
    try (ObjectContent content =
        backend.read(Stage.key("a"), ReadOptions.of(ByteRange.of(100_000, 50_000)))) {
      assertArrayEquals(
          Arrays.copyOfRange(bytes, 100_000, 150_000), content.stream().readAllBytes());
    }
    assertEquals(
        1,
        stage
            .proxy()
            .log()
            .count(
                request ->
                    request.header("Range").filter("bytes=101000-149999"::equals).isPresent()));
  }

  @Test
  void aReadThatBreaksOffNeverMixesTwoVersions() throws IOException {
    Stage.put(backend, "a", bytes);
    stage.proxy().plan().nth(1, Stage::isDownload, WireFault.truncated(200_000));
    try (ObjectContent content = backend.read(Stage.key("a"), ReadOptions.ALL)) {
      assertArrayEquals(Arrays.copyOf(bytes, 100_000), content.stream().readNBytes(100_000));
      Stage.put(backend, "a", Stage.noise(4, 500_000));
      PreconditionFailedException failure =
          assertThrows(PreconditionFailedException.class, () -> content.stream().readAllBytes());
      assertEquals(Reason.VERSION_DIFFERS, failure.reason());
    }
  }

  @Test
  void inABucketThatKeepsOldVersionsABrokenReadIsFinished() throws IOException {
    stage
        .server()
        .createBucket(
            "versioned", settings -> settings.putObject("versioning").put("enabled", true));
    StorageBackend versioned =
        stage.open(
            new io.runpaths.spi.Location("gs", "versioned", "outputs"),
            io.runpaths.spi.Options.NONE);
    Stage.put(versioned, "a", bytes);
    stage.proxy().plan().nth(1, Stage::isDownload, WireFault.truncated(200_000));
    try (ObjectContent content = versioned.read(Stage.key("a"), ReadOptions.ALL)) {
      Stage.put(versioned, "a", new byte[1]);
      assertArrayEquals(bytes, content.stream().readAllBytes());
    }
  }

  @Test
  void aRangeBehindTheEndIsRefusedAlsoWhereTheServerSaysSoInXml() throws IOException {
    Stage.put(backend, "a", bytes);
    Reply refusal =
        Reply.of(
            416,
            "application/xml; charset=UTF-8",
            "<?xml version='1.0' encoding='UTF-8'?><Error><Code>InvalidRange</Code>"
                + "<Message>The requested range cannot be satisfied.</Message></Error>");
    stage.proxy().plan().nth(1, Stage::isDownload, WireFault.repliedBeforeEffect(refusal));
    assertThrows(
        RangeNotSatisfiableException.class,
        () -> backend.read(Stage.key("a"), ReadOptions.of(ByteRange.of(500_000, 1))));
    assertEquals(1, stage.proxy().log().count(Stage::isDownload));
  }

  @Test
  void aReadThatKeepsBreakingOffWithoutAByteFails() throws IOException {
    Stage.put(backend, "a", bytes);
    stage.proxy().plan().nth(1, Stage::isDownload, WireFault.truncated(1_000));
    stage.proxy().plan().from(2, Stage::isDownload, WireFault.headersTruncated(20));
    assertThrows(UnavailableException.class, () -> Stage.bytes(backend, "a"));
  }

  @Test
  void aReadThatBreaksOffAgainWaitsBeforeItGoesOn() throws IOException {
    Stage.put(backend, "a", bytes);
    List<Duration> pauses = new CopyOnWriteArrayList<>();
    stage.proxy().plan().next(4, Stage::isDownload, WireFault.truncated(7));
    try (StorageBackend patient = opened(pauses::add)) {
      assertArrayEquals(bytes, Stage.bytes(patient, "a"));
    }
    assertEquals(3, pauses.size());
    assertTrue(pauses.get(2).toMillis() >= 100, pauses::toString);
  }

  @Test
  void anInterruptEndsTheWaitOfAReadThatBreaksOff() throws IOException {
    Stage.put(backend, "a", bytes);
    stage.proxy().plan().always(Stage::isDownload, WireFault.truncated(7));
    try (StorageBackend patient =
        opened(
            time -> {
              throw new InterruptedException();
            })) {
      UnavailableException failure =
          assertThrows(UnavailableException.class, () -> Stage.bytes(patient, "a"));
      assertEquals(Reason.INTERRUPTED, failure.reason());
      assertTrue(Thread.interrupted(), "the interrupt is passed on");
    }
  }

  private StorageBackend opened(Attempts.Sleeper sleeper) {
    GcsSettings settings =
        GcsSettings.from(GcsOptions.builder().endpoint(stage.proxy().uri()).build(), Map.of());
    return GcsBackend.open(Stage.ROOT, settings, sleeper);
  }

  /** Otherwise its connection would be held until the store is closed. */
  @Test
  void anAnswerThatIsNotOfTheVersionAskedForIsGivenUp() throws IOException {
    stage.server().differ(Manner.NO_GENERATION_IN_DOWNLOADS);
    Stage.put(backend, "a", bytes);
    Reply unpacked =
        Reply.of(200, "text/plain", "x".repeat(Stage.CHUNK))
            .with("X-GUploader-Response-Body-Transformations", "gunzipped");
    stage
        .proxy()
        .plan()
        .always(
            request -> request.parameter("generation").isPresent() && Stage.isDownload(request),
            WireFault.repliedBeforeEffect(unpacked));
    GcsSettings settings =
        GcsSettings.from(GcsOptions.builder().endpoint(stage.proxy().uri()).build(), Map.of());
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger givenUp = new AtomicInteger();
    try (GcsConnection connection = GcsConnection.open(Stage.BUCKET, settings)) {
      Endpoint<Site> counting =
          new Endpoint<>() {
            @Override
            public Site site(Op op) {
              Site site = connection.site(op);
              return new Site(site.client(), counted(site.bulk(), begun, givenUp));
            }

            @Override
            public Failure translate(Op op, Exception thrown) {
              return connection.translate(op, thrown);
            }
          };
      Reads reads =
          new Reads(Stage.ROOT, new Attempts<>(counting, 8, 6, time -> Thread.onSpinWait()));
      assertThrows(StorageException.class, () -> reads.read(Stage.key("a"), ReadOptions.ALL));
    }
    assertEquals(4, begun.get(), "each of two attempts has two");
    assertEquals(4, givenUp.get());
  }

  /** The same calls, whose downloads are counted. */
  private static Bulk counted(Bulk bulk, AtomicInteger begun, AtomicInteger givenUp) {
    return (Bulk)
        Proxy.newProxyInstance(
            Bulk.class.getClassLoader(),
            new Class<?>[] {Bulk.class},
            (self, method, arguments) -> {
              Bulk.Got got = (Bulk.Got) method.invoke(bulk, arguments);
              begun.incrementAndGet();
              AtomicInteger times = new AtomicInteger();
              Runnable abandon =
                  () -> {
                    givenUp.addAndGet(times.getAndIncrement() == 0 ? 1 : 0);
                    got.abort();
                  };
              return new Bulk.Got(got.status(), got.headers(), got.stream(), abandon);
            });
  }

  @Test
  void aFlippedBitIsCorruptData() throws IOException {
    Stage.put(backend, "a", bytes);
    stage.proxy().plan().always(Stage::isDownload, WireFault.flipped(321_000));
    CorruptDataException failure =
        assertThrows(CorruptDataException.class, () -> Stage.bytes(backend, "a"));
    assertEquals(Reason.CHECKSUM, failure.reason());
  }

  @Test
  void anObjectThatIsShortenedOnTheWayIsNotTakenForWhole() throws IOException {
    Stage.put(backend, "a", bytes);
    stage.proxy().plan().always(Stage::isDownload, WireFault.shortened(1_000));
    assertThrows(StorageException.class, () -> Stage.bytes(backend, "a"));
  }

  @Test
  void packedObjectsAreReadAsTheyAreStored() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[100_000]);
    }
    byte[] stored = packed.toByteArray();
    stage
        .past()
        .client()
        .create(
            BlobInfo.newBuilder(Stage.BUCKET, "outputs/log.gz")
                .setContentEncoding("gzip")
                .setContentType("text/plain")
                .build(),
            stored);
    assertEquals(stored.length, backend.stat(Stage.key("log.gz")).orElseThrow().size());
    assertArrayEquals(stored, Stage.bytes(backend, "log.gz"));
    try (ObjectContent content =
        backend.read(Stage.key("log.gz"), ReadOptions.of(ByteRange.of(10, 20)))) {
      assertEquals(stored.length, content.stat().size());
      assertArrayEquals(Arrays.copyOfRange(stored, 10, 30), content.stream().readAllBytes());
    }
  }

  @Test
  void whatWasNotToldIsAskedOfTheVersionThatWasRead() throws IOException {
    PutOptions noted = PutOptions.REPLACE.withMetadata(Map.of("note", "old"));
    backend.put(Stage.key("a"), Body.of("old"), noted);
    try (ObjectContent content = backend.read(Stage.key("a"), ReadOptions.ALL)) {
      backend.put(Stage.key("a"), Body.of("new"), noted.withMetadata(Map.of("note", "new")));
      UncheckedIOException failure =
          assertThrows(UncheckedIOException.class, () -> content.stat().metadata());
      assertTrue(failure.getCause() instanceof NotFoundException, failure.toString());
    }
  }
}
