package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyOrder;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Names: every valid key is kept as it is, on every store, and never decoded, folded, trimmed or
 * taken for a pattern.
 */
public abstract class NamesContract extends StoreContract {
  private static final int MAX_KEY_BYTES = 1_024;

  /** For the classes that adopt the contract. */
  protected NamesContract() {}

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(OddNames.class)
  void anOddNameIsKeptAsItIs(String name) throws IOException {
    if (refusedUnlessExpressible(name)) {
      return;
    }
    put(name, "content of " + name);
    assertEquals("content of " + name, text(name));
    assertEquals(key(name), stat(name).key());
    assertEquals("content of " + name, text(another(), name));
    assertListed(List.of(name), "", Depth.ALL);
    assertListed(List.of(name), "", Depth.CHILDREN);
    store().delete(key(name), Precondition.NONE);
    assertAbsent(name);
    assertListed(List.of(), "", Depth.ALL);
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(OddNames.class)
  void anOddNameServesAsAFolder(String name) throws IOException {
    if (refusedUnlessExpressible(name)) {
      return;
    }
    List<String> keys = List.of(name + "/1", name + "/2", name + "/3/4");
    writeAll(keys);
    assertListed(keys, name + "/", Depth.ALL);
    assertListed(List.of(name + "/1", name + "/2", name + "/3/"), name + "/", Depth.CHILDREN);
    assertListed(List.of(name + "/"), "", Depth.CHILDREN);
    assertEquals(keys, names(list(name + "/", Depth.ALL, 1)), "page by page");
    assertEquals(keys.get(2), text(keys.get(2)));
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(OddNames.class)
  void anOddNameIsWrittenUnderConditions(String name) throws IOException {
    String key = "folder/" + name;
    if (!promises(Capability.PUT_IF_ABSENT) || !promises(Capability.PUT_IF_VERSION)) {
      PutOptions options =
          promises(Capability.PUT_IF_ABSENT)
              ? PutOptions.ifVersion(new Version("1"))
              : PutOptions.IF_ABSENT;
      assertRefused(() -> put(key, utf8("x"), options));
      return;
    }
    if (refusedUnlessExpressible(name)) {
      return;
    }
    Version first = put(key, utf8("first"), PutOptions.IF_ABSENT).version();
    assertFails(
        AlreadyExistsException.class,
        Reason.EXISTS,
        () -> put(key, utf8("again"), PutOptions.IF_ABSENT));
    put(key, utf8("second"), PutOptions.ifVersion(first));
    assertEquals("second", text(key));
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(OddNames.class)
  void anOddNameIsUploadedAndCopied(String name) throws IOException {
    if (refusedUnlessExpressible(name)) {
      return;
    }
    Version version = upload("from/" + name, utf8("content"), PutOptions.REPLACE).version();
    assertEquals("content", text("from/" + name));
    if (promises(Capability.COPY)) {
      store()
          .copyFrom(
              fixture().root().resolve("from/" + name),
              version,
              key("to/" + name),
              PutOptions.REPLACE);
      assertEquals("content", text("to/" + name));
    }
  }

  @Test
  void oddNamesLieSideBySideAndAreListedInOrder() throws IOException {
    List<String> keys = expressible().map(name -> "odd/" + name).toList();
    writeAll(keys);
    List<String> ordered = keys.stream().sorted(KeyOrder.COMPARATOR).toList();
    assertListed(ordered, "odd/", Depth.ALL);
    assertEquals(ordered, names(list("odd/", Depth.CHILDREN, 7)), "in pages");
    for (String key : keys) {
      assertEquals(key, text(key));
    }
  }

  @Test
  void oddNamesAreDeletedTogether() throws IOException {
    List<String> keys = expressible().map(name -> "odd/" + name).toList();
    writeAll(keys);
    put("stays", "x");
    List<ObjectKey> doomed = keys.stream().map(ObjectKey::of).toList();
    assertEquals(Map.of(), store().deleteAll(doomed));
    assertListed(List.of("stays"), "", Depth.ALL);
  }

  @Test
  void namesThatDifferOnlyInCaseAreTwoObjects() throws IOException {
    writeAll(List.of("Model.pth", "model.pth", "MODEL.PTH", "\u00c9", "\u00e9"));
    assertListed(List.of("MODEL.PTH", "Model.pth", "model.pth", "\u00c9", "\u00e9"), "", Depth.ALL);
    assertEquals("Model.pth", text("Model.pth"));
  }

  @Test
  void namesThatDifferOnlyInNormalizationAreTwoObjects() throws IOException {
    writeAll(List.of("e\u0301", "\u00e9"));
    assertListed(List.of("e\u0301", "\u00e9"), "", Depth.ALL);
    assertEquals("e\u0301", text("e\u0301"));
    assertEquals("\u00e9", text("\u00e9"));
  }

  @Test
  void aStarInANameIsNoPattern() throws IOException {
    writeAll(List.of("a", "ab", "b", "folder/a"));
    for (String pattern : List.of("*", "a*", "?", "[ab]", "**", "folder/*")) {
      if (fixture().expresses(ObjectKey.of(pattern).name())) {
        assertAbsent(pattern);
        store().delete(key(pattern), Precondition.NONE);
        assertEquals(Map.of(), store().deleteAll(List.of(key(pattern))));
      }
    }
    assertListed(List.of("a", "ab", "b", "folder/a"), "", Depth.ALL);
  }

  @Test
  void aSegmentOfMoreThan255BytesIsKeptWhereThatIsPromisedAndRefusedElsewhere() throws IOException {
    for (String name : List.of("x".repeat(256), "\u6a21".repeat(86), "x".repeat(400))) {
      if (promises(Capability.LONG_SEGMENTS)) {
        put("folder/" + name, name);
        assertEquals(name, text("folder/" + name));
        store().delete(key("folder/" + name), Precondition.NONE);
      } else {
        UnsupportedException refusal = assertRefused(() -> put("folder/" + name, "refused"));
        assertEquals(Reason.NAME_TOO_LONG, refusal.reason());
      }
    }
    assertListed(List.of(), "", Depth.ALL);
  }

  @Test
  void theLongestKeyIsKeptAndALongerOneRefused() throws IOException {
    String longest = keyOf(longestHere());
    put(longest, "far down");
    assertEquals("far down", text(longest));
    assertListed(List.of(longest), "", Depth.ALL);
    if (longestHere() == MAX_KEY_BYTES) {
      assertThrows(IllegalArgumentException.class, () -> key(keyOf(MAX_KEY_BYTES + 1)));
    } else {
      ObjectKey longer = key(keyOf(longestHere() + 1));
      UnsupportedException refusal = assertRefused(() -> put(longer.value(), "refused"));
      assertEquals(Reason.NAME_TOO_LONG, refusal.reason());
      Map<ObjectKey, StorageException> failures = store().deleteAll(List.of(longer, key("absent")));
      assertEquals(Set.of(longer), failures.keySet());
      assertInstanceOf(UnsupportedException.class, failures.get(longer));
    }
    assertEquals(Map.of(), store().deleteAll(List.of(key(longest))));
    assertListed(List.of(), "", Depth.ALL);
  }

  @Test
  void aPrefixIsLiteralToo() throws IOException {
    writeAll(List.of("a%20b/1", "a b/2", "a+b/3", "a/b/4"));
    for (String folder : List.of("a%20b/", "a b/", "a+b/", "a/b/")) {
      List<ListEntry> entries = list(folder, Depth.ALL, 10);
      if (promises(Capability.CONSISTENT_LISTING)) {
        assertEquals(1, entries.size(), folder);
      }
      assertEquals(entries, list(store(), KeyPrefix.of(folder), Depth.CHILDREN, 10));
    }
    StorageBackend other = another();
    other.put(key("a%20b/5"), Body.of("x"), PutOptions.REPLACE);
    assertListed(List.of("a%20b/1", "a%20b/5"), "a%20b/", Depth.ALL);
  }

  /** How many bytes the root leaves to a key. */
  private int longestHere() {
    String path = fixture().root().path();
    return MAX_KEY_BYTES - (path.isEmpty() ? 0 : path.getBytes(StandardCharsets.UTF_8).length + 1);
  }

  /** A key of that many bytes, in folders of 99 letters. */
  private static String keyOf(int bytes) {
    String folders = ("d".repeat(99) + "/").repeat((bytes - 1) / 100);
    return folders + "f".repeat(bytes - folders.length());
  }

  private Stream<String> expressible() {
    return OddNames.all().stream().filter(name -> fixture().expresses(name));
  }

  /** True, and the refusal asserted, where the fixture says that the store has no such names. */
  private boolean refusedUnlessExpressible(String name) throws IOException {
    if (fixture().expresses(name)) {
      return false;
    }
    UnsupportedException refusal = assertRefused(() -> put(name, "refused"));
    assertEquals(Reason.BAD_NAME, refusal.reason());
    assertRefused(() -> put(name + "/below", "refused"));
    assertRefused(() -> upload(name, utf8("refused"), PutOptions.REPLACE));
    assertListed(List.of(), "", Depth.ALL);
    return true;
  }
}
