package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Depth;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Conditions of puts and deletes, in one thread; {@link ConcurrencyContract} races them and {@link
 * UploadsContract} has those of uploads. A condition that is not promised is refused.
 */
public abstract class ConditionsContract extends StoreContract {
  /** For the classes that adopt the contract. */
  protected ConditionsContract() {}

  // -- if absent

  @Test
  void aPutIfAbsentOntoAnAbsentKeyCreatesIt() throws IOException {
    if (refusedUnless(Capability.PUT_IF_ABSENT, "key", PutOptions.IF_ABSENT)) {
      return;
    }
    Version version = put("key", utf8("first"), PutOptions.IF_ABSENT).version();
    assertEquals("first", text("key"));
    assertEquals(version, version("key"));
    assertListed(List.of("key"), "", Depth.ALL);
  }

  @Test
  void aPutIfAbsentOntoAnExistingKeyFailsAndLeavesIt() throws IOException {
    Version version = put("key", "first").version();
    if (refusedUnless(Capability.PUT_IF_ABSENT, "key", PutOptions.IF_ABSENT)) {
      return;
    }
    assertExists(() -> put("key", utf8("second"), PutOptions.IF_ABSENT));
    assertExists(() -> another().put(key("key"), Body.of("third"), PutOptions.IF_ABSENT));
    assertEquals("first", text("key"));
    assertEquals(version, version("key"));
  }

  @Test
  void aPutIfAbsentOfTheVeryBytesThatAreThereFailsToo() throws IOException {
    put("key", "same");
    if (refusedUnless(Capability.PUT_IF_ABSENT, "key", PutOptions.IF_ABSENT)) {
      return;
    }
    assertExists(() -> put("key", utf8("same"), PutOptions.IF_ABSENT));
  }

  @Test
  void anEmptyObjectCountsAsExisting() throws IOException {
    put("key", "");
    if (refusedUnless(Capability.PUT_IF_ABSENT, "key", PutOptions.IF_ABSENT)) {
      return;
    }
    assertExists(() -> put("key", utf8("second"), PutOptions.IF_ABSENT));
    assertEquals("", text("key"));
  }

  @Test
  void aPutIfAbsentSucceedsAgainOnceTheObjectIsDeleted() throws IOException {
    if (refusedUnless(Capability.PUT_IF_ABSENT, "folder/key", PutOptions.IF_ABSENT)) {
      return;
    }
    put("folder/key", utf8("first"), PutOptions.IF_ABSENT);
    store().delete(key("folder/key"), Precondition.NONE);
    put("folder/key", utf8("second"), PutOptions.IF_ABSENT);
    assertEquals("second", text("folder/key"));
  }

  @Test
  void aLargePutIfAbsentOntoAnExistingKeyFailsAndLeavesIt() throws IOException {
    byte[] large = noise(1, fixture().largeBytes());
    if (refusedUnless(Capability.PUT_IF_ABSENT, "key", PutOptions.IF_ABSENT)) {
      return;
    }
    put("key", large, PutOptions.IF_ABSENT);
    Version version = version("key");
    assertExists(() -> put("key", noise(2, large.length), PutOptions.IF_ABSENT));
    assertArrayEquals(large, bytes("key"));
    assertEquals(version, version("key"));
    assertListed(List.of("key"), "", Depth.ALL);
  }

  // -- if version

  @Test
  void aPutIfVersionReplacesThatVersion() throws IOException {
    Version first = put("key", "first").version();
    if (refusedUnless(Capability.PUT_IF_VERSION, "key", PutOptions.ifVersion(first))) {
      return;
    }
    Version second = put("key", utf8("second"), PutOptions.ifVersion(first)).version();
    assertEquals("second", text("key"));
    put("key", utf8("third"), PutOptions.ifVersion(second));
    assertEquals("third", text("key"));
  }

  @Test
  void aPutIfVersionOfAReplacedVersionFailsAndLeavesTheNewOne() throws IOException {
    Version first = put("key", "first").version();
    Version second = put("key", "second").version();
    if (refusedUnless(Capability.PUT_IF_VERSION, "key", PutOptions.ifVersion(first))) {
      return;
    }
    assertDiffers(() -> put("key", utf8("late"), PutOptions.ifVersion(first)));
    assertEquals("second", text("key"));
    assertEquals(second, version("key"));
  }

  @Test
  void aPutIfVersionSeesTheReplacementByAnotherBackend() throws IOException {
    Version first = put("key", "first").version();
    another().put(key("key"), Body.of("other"), PutOptions.REPLACE);
    if (refusedUnless(Capability.PUT_IF_VERSION, "key", PutOptions.ifVersion(first))) {
      return;
    }
    assertDiffers(() -> put("key", utf8("late"), PutOptions.ifVersion(first)));
    assertEquals("other", text("key"));
  }

  @Test
  void aPutIfVersionOfADeletedObjectFailsAndDoesNotBringItBack() throws IOException {
    Version first = put("key", "first").version();
    store().delete(key("key"), Precondition.NONE);
    if (refusedUnless(Capability.PUT_IF_VERSION, "key", PutOptions.ifVersion(first))) {
      return;
    }
    assertDiffers(() -> put("key", utf8("late"), PutOptions.ifVersion(first)));
    assertAbsent("key");
  }

  @Test
  void aLargePutIfVersionOfAReplacedVersionFailsAndLeavesTheNewOne() throws IOException {
    Version first = put("key", "first").version();
    if (refusedUnless(Capability.PUT_IF_VERSION, "key", PutOptions.ifVersion(first))) {
      return;
    }
    byte[] large = noise(3, fixture().largeBytes());
    Version second = put("key", large, PutOptions.ifVersion(first)).version();
    assertDiffers(() -> put("key", noise(4, large.length), PutOptions.ifVersion(first)));
    assertArrayEquals(large, bytes("key"));
    assertEquals(second, version("key"));
  }

  @Test
  void aVersionReadFromAStatOrAReadOrAnotherBackendServesAsCondition() throws IOException {
    put("key", "first");
    Version seen = another().stat(key("key")).orElseThrow().version();
    if (refusedUnless(Capability.PUT_IF_VERSION, "key", PutOptions.ifVersion(seen))) {
      return;
    }
    put("key", utf8("second"), PutOptions.ifVersion(seen));
    put("key", utf8("third"), PutOptions.ifVersion(version("key")));
    assertEquals("third", text("key"));
  }

  @Test
  void conditionsHoldForPutsWithMetadataToo() throws IOException {
    PutOptions options = PutOptions.IF_ABSENT.withMetadata(Map.of("runpaths-write", "1"));
    if (!promises(Capability.METADATA) || !promises(Capability.PUT_IF_ABSENT)) {
      assertRefused(() -> put("key", utf8("x"), options));
      assertAbsent("key");
      return;
    }
    put("key", utf8("first"), options);
    assertExists(() -> put("key", utf8("second"), options));
    assertEquals("first", text("key"));
  }

  // -- deletes

  @Test
  void aDeleteIfVersionDeletesThatVersion() throws IOException {
    Version version = put("key", "first").version();
    if (deleteRefusedUnlessPromised(version)) {
      return;
    }
    store().delete(key("key"), Precondition.ifVersion(version));
    assertAbsent("key");
  }

  @Test
  void aDeleteIfVersionOfAReplacedVersionFailsAndLeavesTheNewOne() throws IOException {
    Version first = put("key", "first").version();
    put("key", "second");
    if (deleteRefusedUnlessPromised(first)) {
      return;
    }
    assertDiffers(() -> store().delete(key("key"), Precondition.ifVersion(first)));
    assertEquals("second", text("key"));
  }

  @Test
  void aDeleteIfVersionOfAnAbsentObjectFails() throws IOException {
    Version version = put("key", "first").version();
    if (deleteRefusedUnlessPromised(version)) {
      return;
    }
    store().delete(key("key"), Precondition.NONE);
    assertDiffers(() -> store().delete(key("key"), Precondition.ifVersion(version)));
  }

  // -- asserting one or the other

  /** True, and the refusal asserted, where the capability is not promised. */
  private boolean refusedUnless(Capability capability, String key, PutOptions options)
      throws IOException {
    if (promises(capability)) {
      return false;
    }
    StorageBackend store = store();
    String before = store.stat(key(key)).isPresent() ? text(key) : null;
    UnsupportedException refusal =
        assertRefused(() -> store.put(key(key), Body.of("refused"), options));
    assertEquals(Reason.NOT_PROMISED, refusal.reason());
    assertRefused(() -> store.upload(key(key), options));
    if (before == null) {
      assertAbsent(key);
    } else {
      assertEquals(before, text(key));
    }
    return true;
  }

  private boolean deleteRefusedUnlessPromised(Version version) throws IOException {
    if (promises(Capability.DELETE_IF_VERSION)) {
      return false;
    }
    String before = text("key");
    assertRefused(() -> store().delete(key("key"), Precondition.ifVersion(version)));
    assertEquals(before, text("key"));
    return true;
  }

  private static void assertExists(Executable write) {
    assertFails(AlreadyExistsException.class, Reason.EXISTS, write);
  }

  private static void assertDiffers(Executable write) {
    assertFails(PreconditionFailedException.class, Reason.VERSION_DIFFERS, write);
  }
}
