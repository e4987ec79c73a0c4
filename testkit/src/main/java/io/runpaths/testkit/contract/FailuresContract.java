package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures: bodies that lie, damaged bytes, interrupted threads, closed backends. */
public abstract class FailuresContract extends StoreContract {
  /** For the classes that adopt the contract. */
  protected FailuresContract() {}

  // -- bodies that lie

  @ParameterizedTest(name = "{0} bytes of 1000")
  @ValueSource(ints = {0, 1, 999, 1_001, 20_000})
  void aBodyOfAnotherLengthThanAnnouncedIsNotPublished(int given) throws IOException {
    Body lying = body(1_000, noise(7, given));
    assertThrows(
        CorruptDataException.class, () -> store().put(key("new"), lying, PutOptions.REPLACE));
    assertAbsent("new");
    put("old", "stays");
    assertThrows(
        CorruptDataException.class, () -> store().put(key("old"), lying, PutOptions.REPLACE));
    assertEquals("stays", text("old"));
    assertListed(List.of("old"), "", Depth.ALL);
  }

  @Test
  void aLargeBodyThatEndsEarlyIsNotPublished() throws IOException {
    int size = fixture().largeBytes();
    Body lying = body(size, noise(8, size - 1));
    assertThrows(
        CorruptDataException.class, () -> store().put(key("new"), lying, PutOptions.REPLACE));
    assertAbsent("new");
    assertListed(List.of(), "", Depth.ALL);
  }

  @Test
  void aBodyThatCannotBeReadToItsEndIsNotPublished() throws IOException {
    put("old", "stays");
    Body broken =
        new Body() {
          @Override
          public long size() {
            return 100_000;
          }

          @Override
          public InputStream open() {
            return new BrokenStream(50_000);
          }
        };
    StorageException failure =
        assertThrows(
            StorageException.class, () -> store().put(key("old"), broken, PutOptions.REPLACE));
    assertTrue(hasCause(failure, BrokenStream.MESSAGE), "the cause is kept: " + failure);
    assertThrows(StorageException.class, () -> store().put(key("new"), broken, PutOptions.REPLACE));
    assertEquals("stays", text("old"));
    assertAbsent("new");
    assertListed(List.of("old"), "", Depth.ALL);
  }

  @Test
  void aBodyLargerThanTheStoreTakesIsRefusedUnread() throws IOException {
    long most = store().capabilities().maxObjectBytes();
    if (most == Long.MAX_VALUE) {
      // The largest number there is: no body can be larger, and nothing is to be refused.
      assertEquals(1, put("object", "x").size());
      return;
    }
    Body huge =
        new Body() {
          @Override
          public long size() {
            return most + 1;
          }

          @Override
          public InputStream open() {
            return fail("a body that is too large must not be read");
          }
        };
    UnsupportedException refusal =
        assertRefused(() -> store().put(key("huge"), huge, PutOptions.REPLACE));
    assertEquals(Reason.TOO_LARGE, refusal.reason());
    assertAbsent("huge");
  }

  // -- damage

  @Test
  void storedBytesThatWereDamagedAreNoticedWhereThatIsPromised() throws IOException {
    byte[] bytes = noise(10, 10_000);
    put("object", bytes, PutOptions.REPLACE);
    if (fixture().damage(key("object")) && promises(Capability.CHECKSUMS)) {
      assertThrows(CorruptDataException.class, () -> bytes("object"));
    } else {
      assertEquals(10_000, bytes("object").length);
    }
  }

  // -- closing

  @Test
  void afterCloseEveryMethodSaysClosed() throws IOException {
    put("object", "x");
    Version version = version("object");
    StorageBackend closed = another();
    assertEquals(version, closed.stat(key("object")).orElseThrow().version());
    closed.close();
    assertSaysClosed(closed::capabilities);
    assertSaysClosed(() -> closed.stat(key("object")));
    assertSaysClosed(() -> closed.read(key("object"), ReadOptions.ALL));
    assertSaysClosed(() -> closed.put(key("object"), Body.of("y"), PutOptions.REPLACE));
    assertSaysClosed(() -> closed.upload(key("object"), PutOptions.REPLACE));
    assertSaysClosed(
        () ->
            closed.copyFrom(
                closed.root().resolve("object"), version, key("copy"), PutOptions.REPLACE));
    assertSaysClosed(() -> list(closed, KeyPrefix.ROOT, Depth.ALL, 10));
    assertSaysClosed(() -> closed.delete(key("object"), Precondition.NONE));
    assertSaysClosed(() -> closed.deleteAll(List.of(key("object"))));
    assertEquals("x", text("object"), "other backends at the root stay open");
  }

  @Test
  void closingTwiceDoesNothing() throws IOException {
    StorageBackend twice = another();
    twice.stat(key("object"));
    twice.close();
    twice.close();
    put("object", "x");
    assertEquals("x", text("object"));
  }

  // -- helpers

  private static void assertSaysClosed(Executable call) {
    assertFails(UnavailableException.class, Reason.CLOSED, call);
  }

  private static Body body(long announced, byte[] given) {
    return new Body() {
      @Override
      public long size() {
        return announced;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(given);
      }
    };
  }

  private static boolean hasCause(Throwable failure, String message) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (message.equals(cause.getMessage())) {
        return true;
      }
    }
    return false;
  }

  /** Gives zeros, and fails when they are used up. */
  private static final class BrokenStream extends InputStream {
    static final String MESSAGE = "The source broke.";
    private int left;

    BrokenStream(int good) {
      left = good;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException(MESSAGE);
      }
      int given = Math.min(left, length);
      Arrays.fill(target, offset, offset + given, (byte) 0);
      left -= given;
      return given;
    }
  }
}
