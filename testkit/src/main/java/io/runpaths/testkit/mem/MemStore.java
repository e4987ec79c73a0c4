package io.runpaths.testkit.mem;

import io.runpaths.spi.KeyOrder;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one name in {@code mem:}, shared by all backends of this JVM that open it.
 *
 * <p>Tests use this class to do what no backend can: set the clock, damage stored bytes, plant keys
 * that no client of ours would write. Safe for use by several threads.
 */
public final class MemStore {
  private static final Map<String, MemStore> STORES = new ConcurrentHashMap<>();

  private final ConcurrentNavigableMap<String, MemObject> objects =
      new ConcurrentSkipListMap<>(KeyOrder.COMPARATOR);
  private final Object writing = new Object();
  private volatile Clock clock = Clock.systemUTC();
  private volatile boolean full;
  private long generation;

  private MemStore() {}

  /**
   * The store of a name, empty when it is first asked for.
   *
   * @param name the authority of its locations: {@code mem://name/}
   * @return the store, always the same until it is {@linkplain #forget forgotten}
   */
  public static MemStore named(String name) {
    return STORES.computeIfAbsent(name, unused -> new MemStore());
  }

  /**
   * Gives back the memory of a store; backends that have it open keep it.
   *
   * @param name the authority of its locations
   */
  public static void forget(String name) {
    STORES.remove(name);
  }

  /**
   * Sets the store's clock, by which objects are stamped.
   *
   * @param other the clock; the system's in UTC until this is called
   */
  public void setClock(Clock other) {
    clock = other;
  }

  /**
   * Makes the store full, or gives it room again: writes fail, everything else goes on.
   *
   * @param noSpace true to refuse bytes from now on
   */
  public void setFull(boolean noSpace) {
    full = noSpace;
  }

  boolean isFull() {
    return full;
  }

  /**
   * Flips one bit of a stored object, as a failing disk does: size, version and checksum stay.
   *
   * @param path path of the object from the top of the store
   * @param offset which byte
   */
  public void damage(String path, int offset) {
    MemObject object = objects.get(path);
    if (object == null) {
      throw new IllegalArgumentException("There is no object " + path + " to damage.");
    }
    object.bytes()[offset] ^= 1;
  }

  /**
   * Puts an object by any name, also one that is no key, such as {@code a//b} or {@code dir/}.
   *
   * @param path path from the top of the store
   * @param bytes its content
   */
  public void plant(String path, byte[] bytes) {
    replace(path, old -> written(bytes.clone(), "", Map.of()));
  }

  Instant now() {
    return clock.instant();
  }

  Optional<MemObject> get(String path) {
    return Optional.ofNullable(objects.get(path));
  }

  /** A view of all objects in key order, weakly consistent. */
  NavigableMap<String, MemObject> objects() {
    return objects;
  }

  /** A new version with the next generation; to be called in {@link #replace} only. */
  MemObject written(byte[] bytes, String contentType, Map<String, String> metadata) {
    return new MemObject(bytes, ++generation, now(), contentType, metadata);
  }

  /** What a change makes of an object; null stands for absence on both sides. */
  interface Change<E extends Exception> {
    @Nullable MemObject apply(@Nullable MemObject old) throws E;
  }

  /** Changes one object while nobody else changes any. */
  <E extends Exception> @Nullable MemObject replace(String path, Change<E> change) throws E {
    synchronized (writing) {
      MemObject made = change.apply(objects.get(path));
      if (made == null) {
        objects.remove(path);
      } else {
        objects.put(path, made);
      }
      return made;
    }
  }
}
