package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies inside the store; where they are not promised, all of them are refused. */
public abstract class CopiesContract extends StoreContract {
  /** For the classes that adopt the contract. */
  protected CopiesContract() {}

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 1, 65_537})
  void aCopyHasTheBytesOfItsSource(int size) throws IOException {
    byte[] bytes = noise(1, size);
    Version source = put("a/source", bytes, PutOptions.REPLACE).version();
    if (refusedUnlessPromised("a/source", source)) {
      return;
    }
    ObjectStat copy = copy("a/source", source, "b/copy", PutOptions.REPLACE);
    assertArrayEquals(bytes, bytes("b/copy"));
    assertDescribes(copy, "b/copy", bytes);
    assertEquals(copy.version(), version("b/copy"));
    assertArrayEquals(bytes, bytes("a/source"));
    assertEquals(source, version("a/source"));
  }

  @Test
  void aCopyOfALargeObjectHasItsBytes() throws IOException {
    byte[] bytes = noise(2, fixture().largeBytes());
    Version source = put("source", bytes, PutOptions.REPLACE).version();
    if (refusedUnlessPromised("source", source)) {
      return;
    }
    copy("source", source, "copy", PutOptions.REPLACE);
    assertArrayEquals(bytes, bytes("copy"));
  }

  @Test
  void aCopyIsAnObjectOfItsOwn() throws IOException {
    Version source = put("source", "first").version();
    if (refusedUnlessPromised("source", source)) {
      return;
    }
    copy("source", source, "copy", PutOptions.REPLACE);
    put("source", "second");
    assertEquals("first", text("copy"));
    store().delete(key("source"), Precondition.NONE);
    assertEquals("first", text("copy"));
  }

  @Test
  void aCopyReplacesWhatIsThere() throws IOException {
    Version source = put("source", "new").version();
    Version old = put("copy", "a longer old content").version();
    if (refusedUnlessPromised("source", source)) {
      return;
    }
    Version copy = copy("source", source, "copy", PutOptions.REPLACE).version();
    assertEquals("new", text("copy"));
    assertFalse(copy.equals(old));
  }

  @Test
  void aCopyKeepsMetadataAndContentTypeWhereTheyAreKeptAtAll() throws IOException {
    boolean metadata = promises(Capability.METADATA);
    Map<String, String> notes = metadata ? Map.of("note", "kept") : Map.of();
    PutOptions options = PutOptions.REPLACE.withContentType("text/x-kept").withMetadata(notes);
    Version source = put("source", utf8("x"), options).version();
    if (refusedUnlessPromised("source", source)) {
      return;
    }
    copy("source", source, "copy", PutOptions.REPLACE);
    assertEquals(notes, stat("copy").metadata());
    assertEquals(stat("source").contentType(), stat("copy").contentType());
  }

  @Test
  void aCopyTakesOtherMetadataAndContentTypeWhereTheyAreGiven() throws IOException {
    Version source =
        put("source", utf8("x"), PutOptions.REPLACE.withContentType("text/x-old")).version();
    if (refusedUnlessPromised("source", source)) {
      return;
    }
    PutOptions options = PutOptions.REPLACE.withContentType("text/x-new");
    if (promises(Capability.METADATA)) {
      copy("source", source, "copy", options.withMetadata(Map.of("note", "new")));
      assertEquals(Map.of("note", "new"), stat("copy").metadata());
    } else {
      assertRefused(
          () -> copy("source", source, "copy", options.withMetadata(Map.of("note", "new"))));
      copy("source", source, "copy", options);
    }
    if (promises(Capability.CONTENT_TYPE)) {
      assertEquals(Optional.of("text/x-new"), stat("copy").contentType());
      assertEquals(Optional.of("text/x-old"), stat("source").contentType());
    }
    assertEquals("x", text("copy"));
  }

  @Test
  void aCopyOfAReplacedVersionFailsAndLeavesTheTarget() throws IOException {
    Version old = put("source", "old").version();
    put("source", "new");
    put("copy", "stays");
    if (refusedUnlessPromised("source", old)) {
      return;
    }
    assertFails(
        PreconditionFailedException.class,
        Reason.VERSION_DIFFERS,
        () -> copy("source", old, "copy", PutOptions.REPLACE));
    assertEquals("stays", text("copy"));
  }

  @Test
  void aCopyOfAnAbsentObjectFailsAndMakesNothing() throws IOException {
    Version old = put("source", "old").version();
    if (refusedUnlessPromised("source", old)) {
      return;
    }
    store().delete(key("source"), Precondition.NONE);
    assertFails(
        NotFoundException.class,
        Reason.NO_SUCH_OBJECT,
        () -> copy("source", old, "copy", PutOptions.REPLACE));
    assertAbsent("copy");
  }

  @Test
  void aCopyCarriesNoConditionOnItsTarget() throws IOException {
    Version source = put("source", "x").version();
    assertRefused(() -> copy("source", source, "copy", PutOptions.IF_ABSENT));
    assertRefused(() -> copy("source", source, "source", PutOptions.ifVersion(source)));
    assertAbsent("copy");
  }

  @Test
  void fromAnotherStoreNothingIsCopied() throws IOException {
    Version source = put("source", "x").version();
    Location elsewhere = new Location("elsewhere", "host", "outputs/source");
    assertFalse(store().canCopyFrom(elsewhere));
    assertRefused(() -> store().copyFrom(elsewhere, source, key("copy"), PutOptions.REPLACE));
    assertAbsent("copy");
  }

  private ObjectStat copy(String source, Version version, String target, PutOptions options)
      throws IOException {
    return store().copyFrom(fixture().root().resolve(source), version, key(target), options);
  }

  private boolean refusedUnlessPromised(String source, Version version) throws IOException {
    Location from = fixture().root().resolve(source);
    if (promises(Capability.COPY)) {
      assertTrue(store().canCopyFrom(from), "the store can copy from its own " + from);
      return false;
    }
    assertFalse(store().canCopyFrom(from));
    assertRefused(() -> copy(source, version, "refused", PutOptions.REPLACE));
    assertAbsent("refused");
    return true;
  }
}
