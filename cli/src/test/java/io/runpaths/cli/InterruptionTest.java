package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are told to end in the middle of a write. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class InterruptionTest {
  private static final int SIGTERM = 143;
  private static final int MORE_THAN_A_PART = 7 << 20;

  @TempDir Path folder;

  @Test
  void takesBackWhatItWasPuttingIntoABucketOfS3() throws Exception {
    S3Server server = S3Server.get();
    takesBack(
        "s3://lab-bucket/interrupted",
        List.of("--s3-part-size", "5MiB"),
        server.variables(),
        () -> server.pendingUploads("lab-bucket"));
    assertFalse(server.has("lab-bucket", "interrupted/x/half.bin"));
  }

  @Test
  void takesBackWhatItWasPuttingIntoABucketOfGcs() throws Exception {
    GcsTestServer server = GcsTestServer.get();
    takesBack(
        "gs://lab-bucket/interrupted",
        List.of("--gcs-chunk-size", "1MiB"),
        server.variables(),
        server::pendingUploads);
    assertFalse(server.has("lab-bucket", "interrupted/x/half.bin"));
  }

  private void takesBack(
      String root, List<String> small, Map<String, String> variables, LongSupplier pending)
      throws Exception {
    Path command = CommandProcess.install(folder);
    List<String> create = List.of("create", root, "staged", "--run-id", "x");
    assertEquals(0, start(command, create, variables).waitFor());
    assertEquals(0, pending.getAsLong());
    List<String> words = new ArrayList<>(List.of("put", root + "/x", "-", "half.bin"));
    words.addAll(small);
    Process put = start(command, words, variables);
    // What is put comes through a pipe that stays open: the command waits in the middle of it.
    OutputStream pipe = put.getOutputStream();
    pipe.write(new byte[MORE_THAN_A_PART]);
    pipe.flush();
    while (pending.getAsLong() == 0) {
      assertTrue(put.isAlive(), "the put has ended");
      assertFalse(put.waitFor(1, TimeUnit.MILLISECONDS));
    }
    // Only the signal: destroying the process would close the pipe too, and so end what is put.
    put.toHandle().destroy();
    assertEquals(SIGTERM, put.waitFor());
    assertEquals(0, pending.getAsLong());
  }

  private Process start(Path command, List<String> words, Map<String, String> variables)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.toString());
    builder.command().addAll(words);
    builder.environment().putAll(variables);
    builder.environment().put("HOME", folder.toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return builder.start();
  }

  @Test
  void waitsForWhatIsTakenBackBeforeItsStoreIsClosed() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean takenBack = new AtomicBoolean();
    LookAhead<Integer, Integer> ahead =
        new LookAhead<>(
            List.of(1, 2).iterator(),
            2,
            element -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                // The rest of the interrupted write's work, which takes its time.
                LockSupport.parkNanos(50_000_000);
                takenBack.set(true);
              }
              return element;
            });
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, ahead::next);
    assertTrue(Thread.interrupted());
    begun.await();
    Thread.currentThread().interrupt();
    ahead.close();
    assertTrue(Thread.interrupted(), "the interrupt is forgotten");
    assertTrue(takenBack.get());
  }

  @Test
  void aReadOfStandardInputIsSeenFromOutside() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    StandardInput in =
        new StandardInput(
            new java.io.InputStream() {
              @Override
              public int read() {
                asked.countDown();
                try {
                  answered.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                return -1;
              }

              @Override
              public int read(byte[] bytes, int offset, int length) {
                return read();
              }
            });
    assertFalse(in.isWaiting());
    Thread reader =
        new Thread(
            () -> {
              try {
                in.readAllBytes();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    reader.start();
    asked.await();
    assertTrue(in.isWaiting());
    answered.countDown();
    reader.join();
    assertFalse(in.isWaiting());
  }
}
