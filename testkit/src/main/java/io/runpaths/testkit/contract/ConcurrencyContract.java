package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import io.runpaths.testkit.contract.Race.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many threads at once, through several backends as if they were several machines. */
public abstract class ConcurrencyContract extends StoreContract {
  private static final int RACERS = 32;
  private static final int BACKENDS = 4;

  /** For the classes that adopt the contract. */
  protected ConcurrencyContract() {}

  @Test
  void ofThirtyTwoPutsIfAbsentExactlyOneWins() throws IOException {
    List<StorageBackend> stores = several();
    for (int round = 0; round < 3; round++) {
      String key = "race/" + round;
      List<Outcome<Integer>> outcomes =
          Race.of(
              RACERS,
              number -> {
                stores
                    .get(number % BACKENDS)
                    .put(key(key), Body.of("writer " + number), PutOptions.IF_ABSENT);
                return number;
              });
      assertOneWinner(key, outcomes);
    }
  }

  @Test
  void ofThirtyTwoUploadsIfAbsentExactlyOneWins() throws IOException {
    List<StorageBackend> stores = several();
    List<Outcome<Integer>> outcomes =
        Race.of(
            RACERS,
            number -> {
              StorageBackend store = stores.get(number % BACKENDS);
              try (Upload upload = store.upload(key("race"), PutOptions.IF_ABSENT)) {
                write(upload, utf8("writer " + number));
                upload.commit();
              }
              return number;
            });
    assertOneWinner("race", outcomes);
    assertListed(store().exists(key("race")) ? List.of("race") : List.of(), "", Depth.ALL);
  }

  @Test
  void ofThirtyTwoPutsOfOneVersionExactlyOneWins() throws IOException {
    Version first = put("race", "first").version();
    List<StorageBackend> stores = several();
    List<Outcome<Integer>> outcomes =
        Race.of(
            RACERS,
            number -> {
              stores
                  .get(number % BACKENDS)
                  .put(key("race"), Body.of("writer " + number), PutOptions.ifVersion(first));
              return number;
            });
    if (!promises(Capability.PUT_IF_VERSION)) {
      assertAllRefused(outcomes);
      assertEquals("first", text("race"));
      return;
    }
    List<Integer> winners = winners(outcomes, PreconditionFailedException.class);
    assertEquals(1, winners.size(), "winners: " + winners);
    assertEquals("writer " + winners.get(0), text("race"));
  }

  @Test
  void ofEightLargeWritesIfAbsentExactlyOneWins() throws IOException {
    List<Outcome<Integer>> outcomes = largeWrites(PutOptions.IF_ABSENT);
    if (!promises(Capability.PUT_IF_ABSENT)) {
      assertAllRefused(outcomes);
      assertAbsent("race");
      return;
    }
    assertLargeWinner(winners(outcomes, AlreadyExistsException.class));
  }

  @Test
  void ofEightLargeWritesOfOneVersionExactlyOneWins() throws IOException {
    Version first = put("race", "first").version();
    List<Outcome<Integer>> outcomes = largeWrites(PutOptions.ifVersion(first));
    if (!promises(Capability.PUT_IF_VERSION)) {
      assertAllRefused(outcomes);
      assertEquals("first", text("race"));
      return;
    }
    assertLargeWinner(winners(outcomes, PreconditionFailedException.class));
  }

  @Test
  void ofEightDeletesOfOneVersionExactlyOneWins() throws IOException {
    Version version = put("race", "first").version();
    List<StorageBackend> stores = several();
    List<Outcome<Integer>> outcomes =
        Race.of(
            8,
            number -> {
              stores.get(number % BACKENDS).delete(key("race"), Precondition.ifVersion(version));
              return number;
            });
    if (!promises(Capability.DELETE_IF_VERSION)) {
      assertAllRefused(outcomes);
      assertEquals("first", text("race"));
      return;
    }
    assertEquals(1, winners(outcomes, PreconditionFailedException.class).size());
    assertAbsent("race");
  }

  @Test
  void aCounterOfManyWritersLosesNoIncrement() throws IOException {
    int writers = 16;
    int increments = 5;
    put("counter", "0");
    if (!promises(Capability.PUT_IF_VERSION)) {
      Version version = version("counter");
      assertRefused(() -> put("counter", utf8("1"), PutOptions.ifVersion(version)));
      return;
    }
    List<StorageBackend> stores = several();
    Race.withoutFailures(
        writers,
        number -> {
          for (int i = 0; i < increments; i++) {
            increment(stores.get(number % BACKENDS));
          }
          return number;
        });
    assertEquals(Integer.toString(writers * increments), text("counter"));
  }

  @Test
  void whoReadsDuringReplacementsSeesTheOldOrTheNewObjectWhole() throws IOException {
    int size = 200_000;
    int replacements = 12;
    put("object", content(0, size), PutOptions.REPLACE);
    List<StorageBackend> stores = several();
    AtomicInteger done = new AtomicInteger();
    List<Outcome<Integer>> torn =
        Race.withoutFailures(
            5,
            number -> {
              StorageBackend store = stores.get(number % BACKENDS);
              if (number == 0) {
                try {
                  for (int i = 1; i <= replacements; i++) {
                    byte[] next = content(i, size + i);
                    if (i % 2 == 0) {
                      store.put(key("object"), Body.of(next), PutOptions.REPLACE);
                    } else {
                      try (Upload upload = store.upload(key("object"), PutOptions.REPLACE)) {
                        write(upload, next);
                        upload.commit();
                      }
                    }
                  }
                } finally {
                  done.set(1);
                }
                return 0;
              }
              int bad = 0;
              do {
                bad += isWhole(store) ? 0 : 1;
              } while (done.get() == 0);
              return bad;
            });
    if (promises(Capability.ATOMIC_PUT)) {
      assertEquals(List.of(0, 0, 0, 0, 0), torn.stream().map(Outcome::value).toList());
    }
    assertEquals(size + replacements, bytes("object").length);
  }

  @Test
  void whoListsWhileOthersWriteMissesNothingThatStays() throws IOException {
    List<String> staying = IntStream.range(100, 160).mapToObj(i -> "run/" + i + "/a").toList();
    writeAll(staying);
    assertListed(staying, "run/", Depth.ALL);
    List<StorageBackend> stores = several();
    AtomicInteger done = new AtomicInteger();
    Race.withoutFailures(
        3,
        number -> {
          StorageBackend store = stores.get(number);
          if (number == 0) {
            try {
              for (int i = 100; i < 160; i += 3) {
                store.put(key("run/" + i + "/b"), Body.of("x"), PutOptions.REPLACE);
                store.delete(key("run/" + i + "/b"), Precondition.NONE);
              }
            } finally {
              done.set(1);
            }
            return 0;
          }
          do {
            List<String> found = names(list(store, new KeyPrefix("run/"), Depth.ALL, 7));
            List<String> kept = found.stream().filter(name -> name.endsWith("/a")).toList();
            assertEquals(staying, kept);
          } while (done.get() == 0);
          return 0;
        });
    assertListed(staying, "run/", Depth.ALL);
  }

  @Test
  void manyThreadsWriteManyObjectsThroughOneBackend() throws IOException {
    List<String> keys = IntStream.range(0, 64).mapToObj(i -> "many/" + (100 + i)).toList();
    StorageBackend store = store();
    Race.withoutFailures(
        16,
        number -> {
          for (int i = number; i < keys.size(); i += 16) {
            if (i % 2 == 0) {
              store.put(key(keys.get(i)), Body.of(keys.get(i)), PutOptions.REPLACE);
            } else {
              try (Upload upload = store.upload(key(keys.get(i)), PutOptions.REPLACE)) {
                write(upload, utf8(keys.get(i)));
                upload.commit();
              }
            }
          }
          return number;
        });
    assertListed(keys, "many/", Depth.ALL);
    for (String key : keys) {
      assertEquals(key, text(key));
    }
  }

  @Test
  void manyThreadsDeleteTheSameObjects() throws IOException {
    List<String> keys = IntStream.range(0, 20).mapToObj(i -> "many/" + (100 + i)).toList();
    writeAll(keys);
    put("many/stays", "x");
    List<StorageBackend> stores = several();
    Race.withoutFailures(
        8,
        number -> {
          StorageBackend store = stores.get(number % BACKENDS);
          if (number % 2 == 0) {
            assertEquals(Map.of(), store.deleteAll(keys.stream().map(k -> key(k)).toList()));
          } else {
            for (String key : keys) {
              store.delete(key(key), Precondition.NONE);
            }
          }
          return number;
        });
    assertListed(List.of("many/stays"), "", Depth.ALL);
  }

  private List<StorageBackend> several() throws StorageException {
    List<StorageBackend> backends = new ArrayList<>();
    for (int i = 0; i < BACKENDS; i++) {
      backends.add(another());
    }
    return backends;
  }

  /** Puts and uploads of bodies that a store takes its way for large objects with. */
  private List<Outcome<Integer>> largeWrites(PutOptions options) throws StorageException {
    List<StorageBackend> stores = several();
    int size = fixture().largeBytes();
    return Race.of(
        8,
        number -> {
          StorageBackend store = stores.get(number % BACKENDS);
          byte[] bytes = content(number, size);
          if (number % 2 == 0) {
            store.put(key("race"), Body.of(bytes), options);
          } else {
            try (Upload upload = store.upload(key("race"), options)) {
              write(upload, bytes);
              upload.commit();
            }
          }
          return number;
        });
  }

  private void assertLargeWinner(List<Integer> winners) throws IOException {
    assertEquals(1, winners.size(), "winners: " + winners);
    assertArrayEquals(content(winners.get(0), fixture().largeBytes()), bytes("race"));
  }

  private void assertOneWinner(String key, List<Outcome<Integer>> outcomes) throws IOException {
    if (!promises(Capability.PUT_IF_ABSENT)) {
      assertAllRefused(outcomes);
      assertAbsent(key);
      return;
    }
    List<Integer> winners = winners(outcomes, AlreadyExistsException.class);
    assertEquals(1, winners.size(), "winners: " + winners);
    assertEquals("writer " + winners.get(0), text(key));
  }

  /** Who succeeded; everybody else must have failed in that way. */
  private static List<Integer> winners(
      List<Outcome<Integer>> outcomes, Class<? extends StorageException> losing) {
    List<Integer> winners = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i).won()) {
        winners.add(i);
      } else {
        assertInstanceOf(losing, outcomes.get(i).failure());
      }
    }
    return winners;
  }

  private static void assertAllRefused(List<Outcome<Integer>> outcomes) {
    for (Outcome<Integer> outcome : outcomes) {
      assertInstanceOf(UnsupportedException.class, outcome.failure());
    }
  }

  private static void increment(StorageBackend store) throws IOException {
    while (true) {
      try (ObjectContent content = store.read(key("counter"), ReadOptions.ALL)) {
        String text = new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
        String next = Integer.toString(Integer.parseInt(text) + 1);
        store.put(key("counter"), Body.of(next), PutOptions.ifVersion(content.stat().version()));
        return;
      } catch (PreconditionFailedException e) {
        // Another writer was faster: its value is the one to add to.
        assertTrue(!e.retryable(), "a lost compare-and-set is not to be retried blindly");
      }
    }
  }

  /** A content whose every byte tells which one it is. */
  private static byte[] content(int number, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) number);
    return bytes;
  }

  private static boolean isWhole(StorageBackend store) throws IOException {
    try (ObjectContent content = store.read(key("object"), ReadOptions.ALL)) {
      byte[] bytes = content.stream().readAllBytes();
      boolean whole = bytes.length == content.stat().size();
      for (byte b : bytes) {
        whole &= b == bytes[0];
      }
      return whole && bytes.length == 200_000 + bytes[0];
    } catch (StorageException e) {
      // A read that notices the replacement and says so has not shown a mixture.
      return true;
    }
  }
}
