package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads: published whole at commit, or not at all. */
public abstract class UploadsContract extends StoreContract {
  /** For the classes that adopt the contract. */
  protected UploadsContract() {}

  // -- commit

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 1, 4_095, 65_537})
  void anUploadIsPublishedByItsCommit(int size) throws IOException {
    byte[] bytes = noise(1, size);
    ObjectStat made = upload("a/b/object", bytes, PutOptions.REPLACE);
    assertArrayEquals(bytes, bytes("a/b/object"));
    assertDescribes(made, "a/b/object", bytes);
    assertEquals(made.version(), version("a/b/object"));
    assertListed(List.of("a/b/object"), "", Depth.ALL);
  }

  @Test
  void aLargeUploadIsPublishedByItsCommit() throws IOException {
    byte[] bytes = noise(2, fixture().largeBytes());
    ObjectStat made = upload("object", bytes, PutOptions.REPLACE);
    assertArrayEquals(bytes, bytes("object"));
    assertDescribes(made, "object", bytes);
    assertEquals(made.version(), version("object"));
  }

  @Test
  void nothingIsVisibleBeforeTheCommit() throws IOException {
    byte[] bytes = noise(3, fixture().largeBytes());
    try (Upload upload = store().upload(key("folder/object"), PutOptions.REPLACE)) {
      assertAbsent("folder/object");
      write(upload, bytes);
      upload.output().flush();
      assertAbsent("folder/object");
      assertListed(List.of(), "", Depth.ALL);
      upload.output().close();
      assertAbsent("folder/object");
      assertListed(List.of(), "", Depth.ALL);
      upload.commit();
    }
    assertArrayEquals(bytes, bytes("folder/object"));
  }

  @Test
  void theOldObjectIsReadUntilTheCommit() throws IOException {
    put("object", "old");
    try (Upload upload = store().upload(key("object"), PutOptions.REPLACE)) {
      write(upload, utf8("new content"));
      upload.output().flush();
      assertEquals("old", text("object"));
      upload.commit();
    }
    assertEquals("new content", text("object"));
  }

  @Test
  void theOutputIsAlwaysTheSameStream() throws IOException {
    try (Upload upload = store().upload(key("object"), PutOptions.REPLACE)) {
      assertSame(upload.output(), upload.output());
      upload.output().write('a');
      upload.output().write('b');
      upload.commit();
    }
    assertEquals("ab", text("object"));
  }

  @Test
  void twoUploadsOfOneKeyDoNotMix() throws IOException {
    byte[] one = noise(4, 70_000);
    byte[] two = noise(5, 60_000);
    try (Upload first = store().upload(key("object"), PutOptions.REPLACE);
        Upload second = store().upload(key("object"), PutOptions.REPLACE)) {
      first.output().write(one, 0, 40_000);
      second.output().write(two);
      first.output().write(one, 40_000, 30_000);
      second.commit();
      assertArrayEquals(two, bytes("object"));
      first.commit();
    }
    assertArrayEquals(one, bytes("object"));
  }

  // -- giving up

  @Test
  void anUploadClosedWithoutCommitLeavesNothing() throws IOException {
    try (Upload upload = store().upload(key("folder/object"), PutOptions.REPLACE)) {
      write(upload, utf8("given up"));
    }
    assertAbsent("folder/object");
    assertListed(List.of(), "", Depth.ALL);
    assertNothingPending();
  }

  @Test
  void aLargeUploadClosedWithoutCommitLeavesNothing() throws IOException {
    try (Upload upload = store().upload(key("folder/object"), PutOptions.REPLACE)) {
      write(upload, noise(6, fixture().largeBytes()));
    }
    assertAbsent("folder/object");
    assertListed(List.of(), "", Depth.ALL);
    assertNothingPending();
  }

  @Test
  void anUploadClosedWithoutCommitLeavesTheOldObject() throws IOException {
    Version old = put("object", "old").version();
    try (Upload upload = store().upload(key("object"), PutOptions.REPLACE)) {
      write(upload, noise(7, fixture().largeBytes()));
      upload.output().close();
    }
    assertEquals("old", text("object"));
    assertEquals(old, version("object"));
  }

  @Test
  void closingTwiceOrAfterACommitDoesNothing() throws IOException {
    Upload committed = store().upload(key("object"), PutOptions.REPLACE);
    write(committed, utf8("stays"));
    committed.commit();
    committed.close();
    committed.close();
    assertEquals("stays", text("object"));
    Upload givenUp = store().upload(key("object"), PutOptions.REPLACE);
    write(givenUp, utf8("given up"));
    givenUp.close();
    givenUp.close();
    assertEquals("stays", text("object"));
  }

  @Test
  void aSecondCommitFailsAndChangesNothing() throws IOException {
    try (Upload upload = store().upload(key("object"), PutOptions.REPLACE)) {
      write(upload, utf8("first"));
      Version made = upload.commit().version();
      assertThrows(UnavailableException.class, upload::commit);
      assertEquals(made, version("object"));
      put("object", "second");
      assertThrows(UnavailableException.class, upload::commit);
    }
    assertEquals("second", text("object"));
  }

  @Test
  void aCommitAfterCloseFailsAndPublishesNothing() throws IOException {
    Upload upload = store().upload(key("object"), PutOptions.REPLACE);
    write(upload, utf8("given up"));
    upload.close();
    assertThrows(UnavailableException.class, upload::commit);
    assertAbsent("object");
    assertListed(List.of(), "", Depth.ALL);
  }

  @Test
  void writingAfterTheEndFails() throws IOException {
    Upload committed = store().upload(key("object"), PutOptions.REPLACE);
    write(committed, utf8("kept"));
    committed.commit();
    assertThrows(IOException.class, () -> committed.output().write(utf8(" and more")));
    committed.close();
    assertEquals("kept", text("object"));
    Upload closed = store().upload(key("other"), PutOptions.REPLACE);
    closed.close();
    assertThrows(IOException.class, () -> closed.output().write(1));
    assertAbsent("other");
  }

  @Test
  void aClosedOutputTakesNoMoreAndIsCommittedAsItIs() throws IOException {
    try (Upload upload = store().upload(key("object"), PutOptions.REPLACE)) {
      write(upload, utf8("kept"));
      upload.output().close();
      assertThrows(IOException.class, () -> upload.output().write(utf8(" and more")));
      upload.output().close();
      upload.commit();
    } catch (UnavailableException e) {
      // A driver may count the refused write as the damage that forbids a commit.
      assertAbsent("object");
      return;
    }
    assertEquals("kept", text("object"));
  }

  @Test
  void closingTheBackendGivesOpenUploadsUp() throws IOException {
    StorageBackend other = another();
    Upload upload = other.upload(key("object"), PutOptions.REPLACE);
    write(upload, utf8("given up"));
    other.close();
    assertFails(UnavailableException.class, Reason.CLOSED, upload::commit);
    upload.close();
    assertAbsent("object");
    assertListed(List.of(), "", Depth.ALL);
  }

  // -- conditions

  @Test
  void anUploadIfAbsentCreates() throws IOException {
    if (!promises(Capability.PUT_IF_ABSENT)) {
      assertRefused(() -> upload("object", utf8("x"), PutOptions.IF_ABSENT));
      assertAbsent("object");
      return;
    }
    upload("object", utf8("created"), PutOptions.IF_ABSENT);
    assertEquals("created", text("object"));
  }

  @Test
  void anUploadIfAbsentFailsWhereTheKeyExists() throws IOException {
    put("object", "first");
    if (!promises(Capability.PUT_IF_ABSENT)) {
      assertRefused(() -> upload("object", utf8("x"), PutOptions.IF_ABSENT));
    } else {
      assertFails(
          AlreadyExistsException.class,
          Reason.EXISTS,
          () -> upload("object", utf8("second"), PutOptions.IF_ABSENT));
    }
    assertEquals("first", text("object"));
    assertNothingPending();
  }

  @Test
  void anUploadIfAbsentFailsWhereTheKeyCameToBeWhileItWasWritten() throws IOException {
    if (!promises(Capability.PUT_IF_ABSENT)) {
      assertRefused(() -> store().upload(key("object"), PutOptions.IF_ABSENT));
      return;
    }
    try (Upload upload = store().upload(key("object"), PutOptions.IF_ABSENT)) {
      write(upload, utf8("slow"));
      another().put(key("object"), Body.of("fast"), PutOptions.REPLACE);
      assertFails(AlreadyExistsException.class, Reason.EXISTS, upload::commit);
      assertThrows(UnavailableException.class, upload::commit);
    }
    assertEquals("fast", text("object"));
  }

  @Test
  void aLargeUploadIfAbsentFailsWhereTheKeyCameToBeWhileItWasWritten() throws IOException {
    if (!promises(Capability.PUT_IF_ABSENT)) {
      assertRefused(() -> store().upload(key("object"), PutOptions.IF_ABSENT));
      return;
    }
    byte[] slow = noise(10, fixture().largeBytes());
    try (Upload upload = store().upload(key("object"), PutOptions.IF_ABSENT)) {
      write(upload, slow);
      put("object", "fast");
      assertFails(AlreadyExistsException.class, Reason.EXISTS, upload::commit);
    }
    assertEquals("fast", text("object"));
    assertListed(List.of("object"), "", Depth.ALL);
    assertNothingPending();
  }

  @Test
  void anUploadIfVersionReplacesThatVersion() throws IOException {
    Version first = put("object", "first").version();
    if (!promises(Capability.PUT_IF_VERSION)) {
      assertRefused(() -> upload("object", utf8("x"), PutOptions.ifVersion(first)));
      assertEquals("first", text("object"));
      return;
    }
    upload("object", utf8("second"), PutOptions.ifVersion(first));
    assertEquals("second", text("object"));
  }

  @Test
  void anUploadIfVersionFailsWhereTheObjectWasReplacedWhileItWasWritten() throws IOException {
    Version first = put("object", "first").version();
    if (!promises(Capability.PUT_IF_VERSION)) {
      assertRefused(() -> upload("object", utf8("x"), PutOptions.ifVersion(first)));
      return;
    }
    try (Upload upload = store().upload(key("object"), PutOptions.ifVersion(first))) {
      write(upload, utf8("slow"));
      put("object", "fast");
      assertFails(PreconditionFailedException.class, Reason.VERSION_DIFFERS, upload::commit);
    }
    assertEquals("fast", text("object"));
  }

  @Test
  void aLargeUploadIfVersionFailsWhereTheObjectWasReplacedWhileItWasWritten() throws IOException {
    Version first = put("object", "first").version();
    if (!promises(Capability.PUT_IF_VERSION)) {
      assertRefused(() -> upload("object", utf8("x"), PutOptions.ifVersion(first)));
      return;
    }
    try (Upload upload = store().upload(key("object"), PutOptions.ifVersion(first))) {
      write(upload, noise(11, fixture().largeBytes()));
      put("object", "fast");
      assertFails(PreconditionFailedException.class, Reason.VERSION_DIFFERS, upload::commit);
    }
    assertEquals("fast", text("object"));
    assertNothingPending();
  }

  @Test
  void anUploadIfVersionFailsWhereTheObjectIsGone() throws IOException {
    Version first = put("object", "first").version();
    if (!promises(Capability.PUT_IF_VERSION)) {
      assertRefused(() -> upload("object", utf8("x"), PutOptions.ifVersion(first)));
      return;
    }
    store().delete(key("object"), Precondition.NONE);
    assertFails(
        PreconditionFailedException.class,
        Reason.VERSION_DIFFERS,
        () -> upload("object", utf8("late"), PutOptions.ifVersion(first)));
    assertAbsent("object");
  }

  /** What was given up is given back, where the store tells of unfinished uploads at all. */
  private void assertNothingPending() throws StorageException {
    Optional<PendingUploads> pending = store().extension(PendingUploads.class);
    if (pending.isPresent()) {
      try {
        assertEquals(List.of(), pending.get().pendingUploads(KeyPrefix.ROOT));
      } catch (UnsupportedException e) {
        assertEquals(Reason.NOT_PROMISED, e.reason(), "in words");
      }
    }
  }
}
