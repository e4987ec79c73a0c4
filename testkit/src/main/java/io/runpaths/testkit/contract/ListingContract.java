package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Capability;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyOrder;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ListEntry.ObjectEntry;
import io.runpaths.spi.ListEntry.PrefixEntry;
import io.runpaths.spi.ListEntry.UnusableEntry;
import io.runpaths.spi.Page;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings: order, depth, pages, and what is not an object. */
public abstract class ListingContract extends StoreContract {
  /** For the classes that adopt the contract. */
  protected ListingContract() {}

  /** In the order of listings; the comments name what a wrong order would compare. */
  private static final List<String> ORDERED =
      List.of(
          "A",
          "B",
          "a",
          "t!", // before "t/", though the folder's own name "t" comes before "t!"
          "t-/x", // folders too: by the whole key, slash and all
          "t/a",
          "t/b/c",
          "t/b/d/e",
          "t0",
          "z",
          "\u00e9", // two bytes, behind all ASCII
          "\u6f22",
          "\ue000", // UTF-16 would put these two behind the next
          "\ufffd",
          "\ud83d\ude80");

  @Test
  void entriesComeInTheOrderOfTheirUtf8Bytes() throws IOException {
    writeAll(ORDERED);
    assertListed(ORDERED, "", Depth.ALL);
  }

  @Test
  void aFolderIsListedWhereItsNameWithTheSlashBelongs() throws IOException {
    writeAll(ORDERED);
    assertListed(
        List.of(
            "A",
            "B",
            "a",
            "t!",
            "t-/",
            "t/",
            "t0",
            "z",
            "\u00e9",
            "\u6f22",
            "\ue000",
            "\ufffd",
            "\ud83d\ude80"),
        "",
        Depth.CHILDREN);
  }

  @ParameterizedTest(name = "{0} a page")
  @ValueSource(ints = {1, 2, 3, 7})
  void pagesOfAnySizeGiveTheSameListing(int limit) throws IOException {
    writeAll(ORDERED);
    for (Depth depth : Depth.values()) {
      for (String prefix : List.of("", "t/", "t/b/")) {
        List<String> whole = names(list(prefix, depth, 1_000));
        if (promises(Capability.CONSISTENT_LISTING)) {
          assertFalse(whole.isEmpty());
          assertEquals(whole, names(list(prefix, depth, limit)), prefix + " " + depth);
        }
      }
    }
  }

  @Test
  void childrenAreWhatLiesDirectlyBelow() throws IOException {
    writeAll(List.of("a/1", "a/2/x", "a/2/y", "a/2/z/w", "a/3", "b/1"));
    assertListed(List.of("a/", "b/"), "", Depth.CHILDREN);
    assertListed(List.of("a/1", "a/2/", "a/3"), "a/", Depth.CHILDREN);
    assertListed(List.of("a/2/x", "a/2/y", "a/2/z/"), "a/2/", Depth.CHILDREN);
  }

  @Test
  void allIsEveryObjectHoweverDeep() throws IOException {
    List<String> keys = List.of("a/1", "a/2/x", "a/2/y", "a/2/z/w", "a/3", "b/1");
    writeAll(keys);
    assertListed(keys, "", Depth.ALL);
    assertListed(keys.subList(0, 5), "a/", Depth.ALL);
    assertListed(keys.subList(1, 4), "a/2/", Depth.ALL);
  }

  @Test
  void aRunIsNotListedWithAnotherWhoseNameBeginsTheSame() throws IOException {
    writeAll(List.of("run1/a", "run10/a", "run1-old/a", "run1.txt", "run2/a"));
    assertListed(List.of("run1/a"), "run1/", Depth.ALL);
    assertListed(List.of("run1/a"), "run1/", Depth.CHILDREN);
  }

  @Test
  void belowNothingNothingIsListed() throws IOException {
    writeAll(List.of("a/1", "b"));
    assertListed(List.of(), "c/", Depth.ALL);
    assertListed(List.of(), "c/", Depth.CHILDREN);
    assertListed(List.of(), "a/1/", Depth.ALL);
    assertListed(List.of(), "a/1/2/", Depth.CHILDREN);
  }

  @Test
  void anEntryTellsSizeTimeAndPerhapsVersionOfItsObject() throws IOException {
    put("folder/object", "12345");
    Version version = version("folder/object");
    for (ListEntry entry : list("folder/", Depth.ALL, 10)) {
      ObjectEntry object = assertInstanceOf(ObjectEntry.class, entry);
      assertEquals(5, object.size());
      assertEquals(
          stat("folder/object").modified().getEpochSecond(), object.modified().getEpochSecond());
      assertTrue(object.version().isEmpty() || object.version().get().equals(version));
    }
    assertListed(List.of("folder/object"), "folder/", Depth.ALL);
  }

  @Test
  void objectsAndPrefixesAreToldApart() throws IOException {
    writeAll(List.of("a", "b/c"));
    assertListed(List.of("a", "b/"), "", Depth.CHILDREN);
    List<ListEntry> entries = list("", Depth.CHILDREN, 10);
    assertInstanceOf(ObjectEntry.class, entries.get(0));
    assertEquals(new KeyPrefix("b/"), assertInstanceOf(PrefixEntry.class, entries.get(1)).prefix());
  }

  @Test
  void aListingOfMoreThanAThousandEntriesIsWhole() throws IOException {
    List<String> keys =
        IntStream.range(0, 1_050)
            .mapToObj(i -> "many/" + i + (i % 50 == 0 ? "/deep" : ""))
            .sorted(KeyOrder.COMPARATOR)
            .toList();
    writeAll(keys);
    assertListed(keys, "", Depth.ALL);
    List<String> children =
        keys.stream()
            .map(key -> key.endsWith("/deep") ? key.substring(0, key.length() - 4) : key)
            .sorted(KeyOrder.COMPARATOR)
            .toList();
    assertListed(children, "many/", Depth.CHILDREN);
    assertListed(List.of("many/"), "", Depth.CHILDREN);
  }

  @Test
  void deletingWhileListingLosesNoneOfTheOthers() throws IOException {
    List<String> keys = IntStream.range(10, 40).mapToObj(i -> "run/" + i).toList();
    writeAll(keys);
    assertListed(keys, "run/", Depth.ALL);
    List<String> found = new ArrayList<>();
    Cursor cursor = Cursor.START;
    while (cursor != Cursor.END) {
      Page page = store().list(new KeyPrefix("run/"), Depth.ALL, cursor, 4);
      for (String name : names(page.entries())) {
        found.add(name);
        store().delete(key(name), Precondition.NONE);
      }
      cursor = page.next();
    }
    assertEquals(keys, found);
    assertListed(List.of(), "run/", Depth.ALL);
  }

  @Test
  void aPageCanBeAskedForAgain() throws IOException {
    List<String> keys = List.of("a", "b", "c", "d", "e");
    writeAll(keys);
    assertListed(keys, "", Depth.ALL);
    Page first = store().list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 2);
    Page second = store().list(KeyPrefix.ROOT, Depth.ALL, first.next(), 2);
    Page again = store().list(KeyPrefix.ROOT, Depth.ALL, first.next(), 2);
    assertEquals(names(second.entries()), names(again.entries()));
  }

  @Test
  void writesAndDeletesAreSeenByTheNextListing() throws IOException {
    for (int i = 0; i < 5; i++) {
      put("object", "x");
      assertListed(List.of("object"), "", Depth.ALL);
      store().delete(key("object"), Precondition.NONE);
      assertListed(List.of(), "", Depth.ALL);
    }
  }

  @Test
  void aPageIsOfOneToAThousandEntries() throws IOException {
    put("object", "x");
    for (int limit : new int[] {-1, 0, 1_001}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> store().list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, limit));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> store().list(KeyPrefix.ROOT, Depth.ALL, Cursor.END, 10));
    assertListed(List.of("object"), "", Depth.ALL);
  }

  @Test
  void whatNoKeyCanExpressIsReportedAndNotSkipped() throws IOException {
    put("before", "x");
    put("z", "x");
    boolean planted = fixture().plant("odd//object");
    List<ListEntry> all = list("", Depth.ALL, 1_000);
    long reported = all.stream().filter(UnusableEntry.class::isInstance).count();
    assertEquals(planted ? 1 : 0, reported, all.toString());
    List<String> objects =
        names(all.stream().filter(entry -> !(entry instanceof UnusableEntry)).toList());
    if (promises(Capability.CONSISTENT_LISTING)) {
      assertEquals(List.of("before", "z"), objects);
    }
  }

  @Test
  void theEmptyMarkerOfAFolderIsNoObject() throws IOException {
    put("before", "x");
    fixture().plant("folder/");
    assertListed(List.of("before"), "", Depth.ALL);
    assertListed(List.of(), "folder/", Depth.CHILDREN);
    assertListed(List.of(), "folder/", Depth.ALL);
  }
}
