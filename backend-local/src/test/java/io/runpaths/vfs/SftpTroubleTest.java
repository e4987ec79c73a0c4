package io.runpaths.vfs;

import static io.runpaths.vfs.Sentences.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that stop, hang, or lose an answer, and callers that are interrupted or too many. */
@Timeout(60)
final class SftpTroubleTest {
  private static final int LARGE = 20 << 20;

  @TempDir private Path folder;
  private final Trouble trouble = new Trouble();
  private Path root;
  private SshServer server;

  @BeforeEach
  void startServer() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    server = start(0);
  }

  @AfterEach
  void stopServer() {
    trouble.hanging.release(1_000);
    server.close();
  }

  private SshServer start(int port) {
    return SshServer.start(
        folder.resolve("server"),
        SshServer.newHostKey(),
        port,
        sftp -> sftp.setFileSystemAccessor(trouble));
  }

  /** A server's files that obey, hang, or lose the connection behind a rename. */
  private static final class Trouble implements SftpFileSystemAccessor {
    private final AtomicBoolean hangs = new AtomicBoolean();
    private final AtomicBoolean failsToRead = new AtomicBoolean();
    private final AtomicBoolean removesAndRefuses = new AtomicBoolean();
    private final AtomicBoolean refusesToRemove = new AtomicBoolean();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final Semaphore hanging = new Semaphore(0);
    private final AtomicInteger lostBefore = new AtomicInteger();
    private final AtomicInteger lostBehind = new AtomicInteger();

    @Override
    public Path resolveLocalFilePath(SftpSubsystemProxy subsystem, Path root, String remote)
        throws IOException {
      if (hangs.get()) {
        asked.countDown();
        hanging.acquireUninterruptibly();
      }
      return SftpFileSystemAccessor.super.resolveLocalFilePath(subsystem, root, remote);
    }

    @Override
    public SeekableByteChannel openFile(
        SftpSubsystemProxy subsystem,
        FileHandle handle,
        Path file,
        String name,
        Set<? extends OpenOption> options,
        FileAttribute<?>... attributes)
        throws IOException {
      SeekableByteChannel channel =
          SftpFileSystemAccessor.super.openFile(subsystem, handle, file, name, options, attributes);
      if (failsToRead.get()) {
        // A closed channel fails at the first read, as a bad disk does.
        channel.close();
      }
      return channel;
    }

    @Override
    public void renameFile(
        SftpSubsystemProxy subsystem, Path from, Path to, Collection<CopyOption> options)
        throws IOException {
      if (lostBefore.getAndDecrement() > 0) {
        hangUp(subsystem);
      } else {
        SftpFileSystemAccessor.super.renameFile(subsystem, from, to, options);
        if (lostBehind.getAndDecrement() > 0) {
          hangUp(subsystem);
        }
      }
    }

    @Override
    public void removeFile(SftpSubsystemProxy subsystem, Path path, boolean isDirectory)
        throws IOException {
      if (!refusesToRemove.get()) {
        SftpFileSystemAccessor.super.removeFile(subsystem, path, isDirectory);
      }
      if (removesAndRefuses.get() || refusesToRemove.get()) {
        throw new AccessDeniedException(path.toString());
      }
    }

    private static void hangUp(SftpSubsystemProxy subsystem) throws IOException {
      Session session = subsystem.getSession();
      session.close(true);
      throw new IOException("The connection is gone.");
    }
  }

  // -- the server stops

  @Test
  void aReadBreaksOffWithAnErrorWhenTheServerStops() throws IOException {
    Files.write(root.resolve("large"), new byte[LARGE]);
    try (StorageBackend backend = open(server.options());
        ObjectContent content = backend.read(ObjectKey.of("large"), ReadOptions.ALL)) {
      assertEquals(0, content.stream().read());
      server.close();
      UnavailableException failure =
          assertThrows(UnavailableException.class, () -> content.stream().readAllBytes());
      assertEquals(Reason.UNREACHABLE, failure.reason());
      assertEquals("read", failure.operation());
    }
  }

  @Test
  void anUploadBreaksOffWithAnErrorAndPublishesNothingWhenTheServerStops() throws IOException {
    Files.writeString(root.resolve("object"), "old");
    try (StorageBackend backend = open(server.options())) {
      Upload upload = backend.upload(ObjectKey.of("object"), PutOptions.REPLACE);
      upload.output().write(new byte[1 << 20]);
      server.close();
      UnavailableException failure =
          assertThrows(
              UnavailableException.class,
              () -> {
                for (int i = 0; i < 100; i++) {
                  upload.output().write(new byte[1 << 20]);
                }
                upload.commit();
              });
      assertEquals(Reason.UNREACHABLE, failure.reason());
      assertThrows(StorageException.class, upload::commit);
      assertThrows(
          StorageException.class, upload::close, "the temporary file could not be removed");
    }
    assertEquals("old", Files.readString(root.resolve("object")));
  }

  @Test
  void anErrorOfTheServerInTheMiddleOfAReadIsToldAsThat() throws IOException {
    Files.write(root.resolve("large"), new byte[LARGE]);
    try (StorageBackend backend = open(server.options())) {
      trouble.failsToRead.set(true);
      try (ObjectContent content = backend.read(ObjectKey.of("large"), ReadOptions.ALL)) {
        UnavailableException failure =
            assertThrows(UnavailableException.class, () -> content.stream().readAllBytes());
        assertEquals(Reason.SERVER_ERROR, failure.reason());
      }
      trouble.failsToRead.set(false);
      try (ObjectContent content = backend.read(ObjectKey.of("large"), ReadOptions.ALL)) {
        assertEquals(LARGE, content.stream().readAllBytes().length);
      }
    }
  }

  @Test
  void theNextCallConnectsAnewWhenTheServerIsBack() throws IOException {
    try (StorageBackend backend = open(server.options())) {
      put(backend, "a", "before");
      int port = server.port();
      server.close();
      assertEquals(
          Reason.UNREACHABLE,
          assertThrows(UnavailableException.class, () -> backend.stat(ObjectKey.of("a"))).reason());
      server =
          SshServer.start(
              folder.resolve("server"),
              server.hostKey(),
              port,
              sftp -> sftp.setFileSystemAccessor(trouble));
      assertEquals("before", text(backend, "a"));
    }
  }

  // -- lost answers

  @Test
  void whatIsGoneIsDeletedWhateverTheServerSays() throws IOException {
    try (StorageBackend store = open(server.options())) {
      List<ObjectKey> keys = List.of(ObjectKey.of("a"), ObjectKey.of("b"));
      for (ObjectKey key : keys) {
        store.put(key, Body.of("x"), PutOptions.REPLACE);
      }
      trouble.refusesToRemove.set(true);
      assertEquals(Set.copyOf(keys), store.deleteAll(keys).keySet());
      trouble.refusesToRemove.set(false);
      trouble.removesAndRefuses.set(true);
      store.delete(keys.get(0), Precondition.NONE);
      assertEquals(Map.of(), store.deleteAll(keys));
    }
  }

  @Test
  void aRenameWhoseAnswerWasLostIsRecognisedAsDone() throws IOException {
    try (StorageBackend backend = open(server.options())) {
      trouble.lostBehind.set(1);
      assertEquals(3, put(backend, "a", "new"));
      assertEquals("new", text(backend, "a"));
      assertEquals(List.of("a"), files());
    }
  }

  @Test
  void aRenameThatNeverArrivedIsSentAgain() throws IOException {
    try (StorageBackend backend = open(server.options())) {
      put(backend, "a", "old");
      trouble.lostBefore.set(1);
      assertEquals(3, put(backend, "a", "new"));
      assertEquals("new", text(backend, "a"));
      assertEquals(List.of("a"), files());
    }
  }

  // -- the server hangs

  @Test
  void aServerThatDoesNotAnswerIsGivenUpAtTheDeadline() throws IOException {
    try (StorageBackend warm = open(server.options())) {
      // The first login of a program takes longer than any other.
      put(warm, "b", "x");
    }
    try (StorageBackend backend = open(server.options().with("sftp.timeout", "3s"))) {
      assertFalse(backend.exists(ObjectKey.of("a")));
      trouble.hangs.set(true);
      UnavailableException failure =
          assertThrows(UnavailableException.class, () -> backend.stat(ObjectKey.of("a")));
      assertEquals(Reason.TIMEOUT, failure.reason());
      assertTrue(failure.retryable());
      assertSays("sftp.timeout", failure);
      trouble.hangs.set(false);
      trouble.hanging.release(1_000);
      assertFalse(backend.exists(ObjectKey.of("a")));
    }
  }

  @Test
  void anInterruptEndsAWait() throws Exception {
    try (StorageBackend backend = open(server.options())) {
      assertFalse(backend.exists(ObjectKey.of("a")));
      trouble.hangs.set(true);
      Waiter waiter = new Waiter(() -> backend.stat(ObjectKey.of("a")));
      trouble.asked.await();
      waiter.interrupt();
      assertEquals(Reason.INTERRUPTED, waiter.failure().reason());
      assertTrue(waiter.stayedInterrupted);
    }
  }

  @Test
  void closingTheBackendEndsAWait() throws Exception {
    StorageBackend backend = open(server.options());
    assertFalse(backend.exists(ObjectKey.of("a")));
    trouble.hangs.set(true);
    Waiter waiter = new Waiter(() -> backend.stat(ObjectKey.of("a")));
    trouble.asked.await();
    backend.close();
    assertEquals(Reason.CLOSED, waiter.failure().reason());
    assertFalse(waiter.stayedInterrupted);
  }

  // -- many at once

  @Test
  void whatWasReadToItsEndNeedsNoConnectionAnyMore() throws IOException {
    try (StorageBackend backend = open(server.options().with("sftp.connections", "1"))) {
      put(backend, "a", "content");
      try (ObjectContent one = backend.read(ObjectKey.of("a"), ReadOptions.ALL)) {
        assertEquals("content", text(one));
        assertEquals("content", text(backend, "a"));
      }
    }
  }

  @Test
  void connectionsAreUsedAgain() throws IOException {
    try (StorageBackend backend = open(server.options())) {
      for (int i = 0; i < 20; i++) {
        put(backend, "a/" + i, "x");
        assertEquals("x", text(backend, "a/" + i));
      }
      assertEquals(1, server.server().getActiveSessions().size());
    }
  }

  @Test
  void nothingIsLeftWhenTheBackendIsClosed() throws Exception {
    StorageBackend backend = open(server.options());
    put(backend, "a", "x");
    Upload upload = backend.upload(ObjectKey.of("b"), PutOptions.REPLACE);
    upload.output().write(1);
    ObjectContent content = backend.read(ObjectKey.of("a"), ReadOptions.ALL);
    backend.close();
    assertThrows(UnavailableException.class, () -> content.stream().read());
    assertThrows(IOException.class, () -> upload.output().write(1));
    assertEquals(List.of("a"), files());
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      if (name.equals("runpaths-sftp-deadlines")
          || name.equals("Connect thread 127.0.0.1 session")) {
        thread.join(30_000);
        assertFalse(thread.isAlive(), name);
      }
    }
  }

  // -- helpers

  private interface Call {
    void run() throws StorageException;
  }

  /** Makes a call in a thread of its own, and tells how it ended. */
  private static final class Waiter {
    private final AtomicReference<StorageException> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stayedInterrupted;

    Waiter(Call call) {
      thread =
          new Thread(
              () -> {
                try {
                  call.run();
                } catch (StorageException e) {
                  failure.set(e);
                }
                stayedInterrupted = Thread.currentThread().isInterrupted();
              });
      thread.start();
    }

    void interrupt() {
      thread.interrupt();
    }

    StorageException failure() throws InterruptedException {
      thread.join();
      StorageException ended = failure.get();
      if (ended == null) {
        throw new AssertionError("The call did not fail.");
      }
      return ended;
    }
  }

  private StorageBackend open(Options options) throws StorageException {
    return new VfsProvider().open(server.location(root), options);
  }

  private static long put(StorageBackend backend, String key, String text) throws StorageException {
    return backend.put(ObjectKey.of(key), Body.of(text), PutOptions.REPLACE).size();
  }

  private static String text(StorageBackend backend, String key) throws IOException {
    try (ObjectContent content = backend.read(ObjectKey.of(key), ReadOptions.ALL)) {
      return text(content);
    }
  }

  private static String text(ObjectContent content) throws IOException {
    return new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
