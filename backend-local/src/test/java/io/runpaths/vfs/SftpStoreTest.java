package io.runpaths.vfs;

import static io.runpaths.vfs.Sentences.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sftp:} does beside the contract: the files as the server's owner sees them. */
final class SftpStoreTest {
  @TempDir private Path folder;
  private Path root;
  private SshServer server;
  private StorageBackend backend;

  @BeforeEach
  void startServer() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    start(new SftpFileSystemAccessor() {});
  }

  @AfterEach
  void stopServer() throws IOException {
    backend.close();
    server.close();
  }

  private void start(SftpFileSystemAccessor accessor) throws StorageException {
    server =
        SshServer.start(
            folder.resolve("server"),
            SshServer.newHostKey(),
            0,
            sftp -> sftp.setFileSystemAccessor(accessor));
    backend = open(root);
  }

  private void restart(SftpFileSystemAccessor accessor) throws IOException {
    stopServer();
    start(accessor);
  }

  // -- what lies on the server

  @Test
  void objectsAreOrdinaryFilesUnderTheirOwnNames() throws IOException {
    for (String key : List.of("plain", "a/b c/100%", "a/what?", "a/#1", "a/*", "a/b\\c", "ä/🚀")) {
      put(key, key);
      assertEquals(key, Files.readString(root.resolve(key)), key);
    }
    Files.writeString(root.resolve("a/[100%25].txt"), "brackets");
    assertEquals("brackets", text("a/[100%25].txt"));
    put("a/[100%]", "brackets");
    assertEquals("brackets", Files.readString(root.resolve("a/[100%]")));
  }

  @Test
  void deletingANameWithAStarDeletesNothingElse() throws IOException {
    for (String key : List.of("f/a*", "f/a1", "f/ab", "f/a?", "f/a\\*")) {
      put(key, key);
    }
    backend.delete(ObjectKey.of("f/a*"), Precondition.NONE);
    backend.delete(ObjectKey.of("f/a?"), Precondition.NONE);
    assertEquals(List.of("f/a1", "f/a\\*", "f/ab"), list("f/", Depth.ALL));
  }

  @Test
  void noTemporaryFileStaysBehind() throws IOException {
    put("a/b", "x");
    put("a/b", "y");
    try (Upload upload = backend.upload(ObjectKey.of("a/c"), PutOptions.REPLACE)) {
      upload.output().write(1);
      assertEquals(2, files().size(), "the temporary file lies beside the object");
    }
    assertEquals(List.of("a/b"), files());
  }

  @Test
  void whatAKilledWriterLeftIsFoundAndGivenBack() throws IOException {
    String longest = "n".repeat(250);
    Upload upload = backend.upload(ObjectKey.of("a/model.pth"), PutOptions.REPLACE);
    upload.output().write(1);
    backend.upload(ObjectKey.of(longest), PutOptions.REPLACE).output().write(1);
    PendingUploads pending = backend.extension(PendingUploads.class).orElseThrow();
    List<PendingUploads.Pending> found = pending.pendingUploads(KeyPrefix.ROOT);
    assertEquals(2, found.size());
    assertEquals(ObjectKey.of("a/model.pth"), found.get(0).key());
    assertTrue(longest.startsWith(found.get(1).key().value()), found.get(1).key().value());
    assertEquals(1, pending.pendingUploads(new KeyPrefix("a/")).size());
    for (PendingUploads.Pending one : found) {
      pending.abort(one);
      pending.abort(one);
    }
    assertEquals(List.of(), files());
    assertEquals(List.of(), pending.pendingUploads(KeyPrefix.ROOT));
    put("kept", "x");
    PendingUploads.Pending object =
        new PendingUploads.Pending(ObjectKey.of("kept"), "kept", found.get(0).started());
    assertThrows(IllegalArgumentException.class, () -> pending.abort(object));
    assertEquals("x", text("kept"));
  }

  @Test
  void foldersGoWithTheLastObjectAndTheRootStays() throws IOException {
    put("a/b/c", "x");
    backend.delete(ObjectKey.of("a/b/c"), Precondition.NONE);
    assertFalse(Files.exists(root.resolve("a")));
    put("a/b/c", "x");
    put("d", "x");
    backend.deleteAll(List.of(ObjectKey.of("a/b/c"), ObjectKey.of("d")));
    assertTrue(Files.isDirectory(root));
    assertEquals(List.of(), list("", Depth.CHILDREN));
  }

  @Test
  void aFailedUploadLeavesNoNewFolders() throws IOException {
    backend.upload(ObjectKey.of("a/b/c"), PutOptions.REPLACE).close();
    assertFalse(Files.exists(root.resolve("a")));
  }

  @Test
  void theRootIsMadeByTheFirstWrite() throws IOException {
    Path deep = root.resolve("scratch/outputs");
    try (StorageBackend fresh = open(deep)) {
      NotFoundException missing =
          assertThrows(
              NotFoundException.class,
              () -> fresh.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
      assertEquals(Reason.NO_SUCH_ROOT, missing.reason());
      fresh.put(ObjectKey.of("a"), Body.of("x"), PutOptions.REPLACE);
    }
    assertEquals("x", Files.readString(deep.resolve("a")));
  }

  @Test
  void theHomeFolderIsWrittenAsATilde() throws IOException {
    Path home = Path.of("").toAbsolutePath();
    String uri = "sftp://" + SshServer.USER + "@127.0.0.1:" + server.port() + "/~/pom.xml";
    try (StorageBackend top = RunStores.openBackend(uri.replace("/pom.xml", ""), server.options());
        ObjectContent content = top.read(ObjectKey.of("pom.xml"), ReadOptions.ALL)) {
      assertEquals(Files.size(home.resolve("pom.xml")), content.stat().size());
    }
  }

  @Test
  void theRootMayBeASymbolicLinkOrLieBelowOne() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), root);
    put("a/b", "through");
    try (StorageBackend linked = open(link);
        StorageBackend below = open(link.resolve("new/deep"))) {
      assertEquals("through", text(linked, "a/b"));
      assertEquals(List.of("a/b"), list(linked, "", Depth.ALL));
      below.put(ObjectKey.of("c"), Body.of("made"), PutOptions.REPLACE);
    }
    assertEquals("made", Files.readString(root.resolve("new/deep/c")));
  }

  @Test
  void aRootThatIsAFileHoldsNothing() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "x");
    try (StorageBackend odd = open(file)) {
      assertFalse(odd.exists(ObjectKey.of("a")));
      assertThrows(
          StorageException.class,
          () -> odd.put(ObjectKey.of("a"), Body.of("x"), PutOptions.REPLACE));
    }
    assertEquals("x", Files.readString(file));
  }

  // -- links

  @Test
  void linksInsideTheRootAreFollowedByReadsAndNamedByListings() throws IOException {
    put("a/object", "target");
    Files.createSymbolicLink(root.resolve("file-link"), Path.of("a/object"));
    Files.createSymbolicLink(root.resolve("folder-link"), Path.of("a"));
    Files.createSymbolicLink(root.resolve("absolute"), root.resolve("a/object"));
    Files.createSymbolicLink(root.resolve("a/up"), Path.of("../../root/a/object"));
    for (String key : List.of("file-link", "folder-link/object", "absolute", "a/up")) {
      assertEquals("target", text(key), key);
      assertEquals(6, backend.stat(ObjectKey.of(key)).orElseThrow().size(), key);
    }
    assertEquals(
        List.of("a/object", "a/up", "absolute", "file-link", "folder-link"), list("", Depth.ALL));
    assertEquals(List.of("folder-link/object", "folder-link/up"), list("folder-link/", Depth.ALL));
    for (ListEntry entry : entries("", Depth.CHILDREN)) {
      assertEquals(!entry.name().equals("a/"), entry instanceof ListEntry.LinkEntry, entry.name());
    }
  }

  @Test
  void linksThatLeadOutAreRefused() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("out"), outside);
    Files.createSymbolicLink(root.resolve("near"), Path.of("../outside/secret"));
    Files.createSymbolicLink(root.resolve("ring"), Path.of("ring"));
    // A name that only begins like the root's is outside, too.
    Path twin = Files.writeString(folder.resolve("root-of-another"), "secret");
    Files.createSymbolicLink(root.resolve("twin"), twin);
    for (String key : List.of("out/secret", "near", "ring", "ring/x", "twin")) {
      for (var attempt :
          List.<org.junit.jupiter.api.function.Executable>of(
              () -> text(key), () -> backend.stat(ObjectKey.of(key)))) {
        UnsupportedException refusal = assertThrows(UnsupportedException.class, attempt, key);
        assertEquals(Reason.SYMLINK, refusal.reason());
      }
    }
    UnsupportedException refusal =
        assertThrows(UnsupportedException.class, () -> put("out/new", "x"));
    assertEquals(Reason.SYMLINK, refusal.reason());
    assertFalse(Files.exists(outside.resolve("new")));
  }

  @Test
  void aLinkThatDanglesIsAbsentAndIsReplacedByAPut() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), Path.of("nowhere"));
    assertFalse(backend.exists(ObjectKey.of("link")));
    assertThrows(NotFoundException.class, () -> text("link"));
    put("link", "now a file");
    assertTrue(Files.isRegularFile(root.resolve("link"), java.nio.file.LinkOption.NOFOLLOW_LINKS));
    assertFalse(Files.exists(root.resolve("nowhere")));
  }

  @Test
  void deletingALinkLeavesItsTarget() throws IOException {
    put("a/object", "stays");
    Files.createSymbolicLink(root.resolve("link"), Path.of("a/object"));
    Files.createSymbolicLink(root.resolve("folder"), Path.of("a"));
    backend.delete(ObjectKey.of("link"), Precondition.NONE);
    backend.delete(ObjectKey.of("folder"), Precondition.NONE);
    assertEquals(List.of("a/object"), list("", Depth.ALL));
    assertEquals("stays", text("a/object"));
  }

  // -- what is no object

  @Test
  void namesThatAreNotUtf8AreReported() throws IOException {
    restart(new OddBytes());
    put("a", "x");
    Files.writeString(root.resolve("b-odd"), "x");
    Files.writeString(root.resolve("line\nbreak"), "x");
    put("c\ufffd", "the character of replacement itself is a good name");
    List<ListEntry> entries = entries("", Depth.ALL);
    assertEquals(
        List.of("a", "b\\xff", "c\ufffd", "line\nbreak"),
        entries.stream().map(ListEntry::name).toList());
    for (int i : new int[] {1, 3}) {
      ListEntry.UnusableEntry unusable =
          assertInstanceOf(ListEntry.UnusableEntry.class, entries.get(i));
      assertEquals(Reason.BAD_NAME, unusable.reason());
    }
    assertEquals(50, text("c\ufffd").length());
  }

  /** Shows the name {@code b-odd} as bytes that are not UTF-8. */
  private static final class OddBytes implements SftpFileSystemAccessor {
    @Override
    public void putRemoteFileName(
        SftpSubsystemProxy subsystem, Path path, Buffer buffer, String name, boolean shortName) {
      if (name.endsWith("b-odd")) {
        buffer.putBytes(new byte[] {'b', (byte) 0xff});
      } else {
        buffer.putString(name, StandardCharsets.UTF_8);
      }
    }
  }

  @Test
  void socketsAndPipesAreReportedAndNeverOpened() throws IOException {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path shortPath = Files.createTempDirectory(Path.of("/tmp"), "rp").resolve("s");
      socket.bind(UnixDomainSocketAddress.of(shortPath));
      Files.move(shortPath, root.resolve("socket"));
      Files.delete(shortPath.getParent());
      assertEquals(
          List.of(new ListEntry.UnusableEntry("socket", Reason.SPECIAL_FILE)),
          entries("", Depth.ALL));
      for (var attempt :
          List.<org.junit.jupiter.api.function.Executable>of(
              () -> text("socket"),
              () -> backend.stat(ObjectKey.of("socket")),
              () -> put("socket", "x"))) {
        UnsupportedException refusal = assertThrows(UnsupportedException.class, attempt);
        assertEquals(Reason.SPECIAL_FILE, refusal.reason());
      }
    }
  }

  // -- versions and times

  @Test
  void aReplacementIsNeverTakenForWhatItReplaced() throws IOException {
    ObjectStat first = put("a", "one");
    // As somebody whose clock runs ahead would have left it.
    Files.setLastModifiedTime(root.resolve("a"), FileTime.from(first.modified().plusSeconds(3600)));
    ObjectStat ahead = backend.stat(ObjectKey.of("a")).orElseThrow();
    ObjectStat second = put("a", "two");
    assertFalse(second.version().equals(ahead.version()));
    assertTrue(second.modified().isAfter(ahead.modified()));
    assertEquals(second.version(), backend.stat(ObjectKey.of("a")).orElseThrow().version());
  }

  // -- promises

  @Test
  void runsAreNotCreatedHereAndTheRefusalSaysWhy() throws IOException {
    try (RunStore store = RunStores.open(server.location(root).uri(), server.options())) {
      UnsupportedException refusal =
          assertThrows(
              UnsupportedException.class, () -> store.create(RunSpec.staged().stage("pretrain")));
      assertEquals(Reason.NOT_PROMISED, refusal.reason());
      assertSays("exclusive creation", refusal);
    }
    assertEquals(List.of(), files());
  }

  @Test
  void runsThatWereCopiedHereAreListedAndRead() throws IOException {
    String id;
    try (RunStore disk = RunStores.open(root.toString())) {
      id = disk.create(RunSpec.hashed("digits", "softmax", Map.of("lr", 0.1))).id();
    }
    try (RunStore store = RunStores.open(server.location(root).uri(), server.options())) {
      assertEquals(id, store.open(id).record().id());
    }
  }

  @Test
  void aServerWithoutPosixRenameStillReplacesAndPromisesLess() throws IOException {
    assertTrue(backend.capabilities().has(Capability.ATOMIC_PUT));
    SftpModuleProperties.OPENSSH_EXTENSIONS.set(server.server(), "fsync@openssh.com=1");
    try (StorageBackend plain = open(root)) {
      assertFalse(plain.capabilities().has(Capability.ATOMIC_PUT));
      plain.put(ObjectKey.of("a"), Body.of("first"), PutOptions.REPLACE);
      plain.put(ObjectKey.of("a"), Body.of("second"), PutOptions.REPLACE);
      assertEquals("second", text(plain, "a"));
    }
    assertEquals(List.of("a"), files());
  }

  @Test
  void withoutPosixRenameTheOldObjectComesBackWhenTheNewCannotTakeItsPlace() throws IOException {
    put("a", "old");
    restart(
        new SftpFileSystemAccessor() {
          @Override
          public void renameFile(
              SftpSubsystemProxy subsystem, Path from, Path to, Collection<CopyOption> options)
              throws IOException {
            if (to.endsWith("a") && Files.size(from) == "broken".length()) {
              throw new FileSystemException(to.toString(), null, "refused by the test");
            }
            SftpFileSystemAccessor.super.renameFile(subsystem, from, to, options);
          }
        });
    SftpModuleProperties.OPENSSH_EXTENSIONS.set(server.server(), "fsync@openssh.com=1");
    assertThrows(UnavailableException.class, () -> put("a", "broken"));
    assertEquals("old", text("a"));
    assertEquals(List.of("a"), files());
  }

  // -- refusals of the server

  @Test
  void whatTheServerForbidsIsDeniedAndNeverCalledAbsent() throws IOException {
    put("secret/a", "x");
    restart(
        new SftpFileSystemAccessor() {
          @Override
          public Path resolveLocalFilePath(SftpSubsystemProxy subsystem, Path top, String remote)
              throws IOException {
            if (remote.endsWith("secret/a")) {
              throw new java.nio.file.AccessDeniedException(remote);
            }
            return SftpFileSystemAccessor.super.resolveLocalFilePath(subsystem, top, remote);
          }
        });
    AccessDeniedException refusal =
        assertThrows(AccessDeniedException.class, () -> backend.stat(ObjectKey.of("secret/a")));
    assertEquals(Reason.FORBIDDEN, refusal.reason());
    assertSays("secret/a", refusal);
    assertThrows(AccessDeniedException.class, () -> text("secret/a"));
  }

  @Test
  void aPutIntoAForbiddenFolderIsDeniedAndLeavesNothing() throws IOException {
    restart(new ForbidsOpening());
    AccessDeniedException refusal =
        assertThrows(AccessDeniedException.class, () -> put("secret/a", "x"));
    assertEquals(Reason.FORBIDDEN, refusal.reason());
    assertEquals("put", refusal.operation());
    put("open/a", "the connection is still good");
    assertEquals(List.of("open/a"), files());
  }

  @Test
  void aWriteThatTheServerOnlyCallsFailedLeavesTheOldObject() throws IOException {
    put("a", "old");
    restart(new FailsClosing());
    UnavailableException failure =
        assertThrows(UnavailableException.class, () -> put("a", "new content"));
    assertEquals(Reason.SERVER_ERROR, failure.reason());
    assertSays("full disk", failure);
    assertEquals("old", text("a"));
    assertEquals(List.of("a"), files());
  }

  @Test
  void aServerThatSetsNoTimesIsWrittenAllTheSame() throws IOException {
    restart(
        new SftpFileSystemAccessor() {
          @Override
          public void setFileAttribute(
              SftpSubsystemProxy subsystem,
              Path file,
              String view,
              String attribute,
              Object value,
              java.nio.file.LinkOption... options)
              throws IOException {
            throw new java.nio.file.AccessDeniedException(file.toString());
          }
        });
    for (String content : List.of("one", "two", "six")) {
      put("a", content);
      assertEquals(content, text("a"));
    }
  }

  private static void forbid(Path file) throws IOException {
    if (file.toString().contains("secret")) {
      throw new java.nio.file.AccessDeniedException(file.toString());
    }
  }

  private static final class ForbidsOpening implements SftpFileSystemAccessor {
    @Override
    public SeekableByteChannel openFile(
        SftpSubsystemProxy subsystem,
        FileHandle handle,
        Path file,
        String name,
        Set<? extends OpenOption> options,
        FileAttribute<?>... attributes)
        throws IOException {
      forbid(file);
      return SftpFileSystemAccessor.super.openFile(
          subsystem, handle, file, name, options, attributes);
    }
  }

  private static final class FailsClosing implements SftpFileSystemAccessor {
    @Override
    public void closeFile(
        SftpSubsystemProxy subsystem,
        FileHandle handle,
        Path file,
        String name,
        java.nio.channels.Channel channel,
        Set<? extends OpenOption> options)
        throws IOException {
      SftpFileSystemAccessor.super.closeFile(subsystem, handle, file, name, channel, options);
      if (file.toString().contains(".runpaths-tmp-")) {
        throw new FileSystemException(file.toString(), null, "No space left on device");
      }
    }
  }

  // -- helpers

  private StorageBackend open(Path path) throws StorageException {
    return RunStores.openBackend(server.location(path).uri(), server.options());
  }

  private ObjectStat put(String key, String text) throws StorageException {
    return backend.put(ObjectKey.of(key), Body.of(text), PutOptions.REPLACE);
  }

  private String text(String key) throws IOException {
    return text(backend, key);
  }

  private static String text(StorageBackend from, String key) throws IOException {
    try (ObjectContent content = from.read(ObjectKey.of(key), ReadOptions.ALL)) {
      return new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<String> list(String prefix, Depth depth) throws StorageException {
    return list(backend, prefix, depth);
  }

  private static List<String> list(StorageBackend from, String prefix, Depth depth)
      throws StorageException {
    return entries(from, prefix, depth).stream().map(ListEntry::name).toList();
  }

  private List<ListEntry> entries(String prefix, Depth depth) throws StorageException {
    return entries(backend, prefix, depth);
  }

  private static List<ListEntry> entries(StorageBackend from, String prefix, Depth depth)
      throws StorageException {
    return from.list(new KeyPrefix(prefix), depth, Cursor.START, 1_000).entries();
  }

  /** All files below the root as they lie on the disk, temporary ones too. */
  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
