package io.runpaths.testkit.contract;

import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.util.List;

/**
 * What the contract needs to know of a store: one fresh, empty root, and how to open it.
 *
 * <p>A fixture is made anew for every test, by its constructor without parameters, and closed after
 * it. What is dear to start, such as a server, belongs into static state of the adopting tests.
 * {@link #open} is called from one thread at a time; the backends it gives are used by many.
 */
public interface StoreFixture extends AutoCloseable {
  /**
   * The root of this test. Nothing lies below it, and it need not exist yet; no other test has the
   * same.
   *
   * @return always the same location
   */
  Location root();

  /**
   * Opens the root once more. The backends share nothing but the store, as those of two processes
   * do. The kit puts the guard above them and closes them.
   *
   * @return a new backend at each call
   * @throws StorageException if it cannot be opened
   */
  StorageBackend open() throws StorageException;

  /**
   * The size of the largest bodies written, in bytes: choose it so that the backend takes its way
   * for large objects, such as a multipart upload.
   *
   * @return by default one byte more than 8 MiB
   */
  default int largeBytes() {
    return (8 << 20) + 1;
  }

  /**
   * What this very store is known to do wrong.
   *
   * @return the tests that are known to fail; none by default
   */
  default List<Quirk> quirks() {
    return List.of();
  }

  /**
   * Told that a test failed as a quirk says. Who counts these finds declarations that no test
   * belongs to any more.
   *
   * @param quirk one of {@link #quirks}
   */
  default void confirmed(Quirk quirk) {}

  /**
   * What the backend was opened with and must never tell: keys, passwords, tokens.
   *
   * @return the secrets; none by default
   */
  default List<String> secrets() {
    return List.of();
  }

  /**
   * Whether the store can have a file or folder of that name. Where it cannot, the backend must
   * refuse it with {@link io.runpaths.spi.Reason#BAD_NAME}.
   *
   * @param name a valid segment of a key
   * @return true by default
   */
  default boolean expresses(String name) {
    return true;
  }

  /**
   * Makes the store fail, as a full disk or a cut connection does: bytes that are written from now
   * on do not arrive, and the backend must say so. Reading goes on.
   *
   * @param failing true to fail, false to be well again
   * @return false, and nothing done, where the fixture has no such way; so by default
   * @throws IOException if it failed
   */
  default boolean failWrites(boolean failing) throws IOException {
    return false;
  }

  /**
   * Flips a bit of a stored object behind the backend's back. Where {@link
   * io.runpaths.spi.Capability#CHECKSUMS} is promised, a whole read must then fail.
   *
   * @param key an object that exists and is not empty
   * @return false, and nothing done, where the fixture has no such way; so by default
   * @throws IOException if it failed
   */
  default boolean damage(ObjectKey key) throws IOException {
    return false;
  }

  /**
   * Puts an object behind the backend's back under a name that no key can express, such as {@code
   * a//b}, or the empty marker of a folder, {@code dir/}.
   *
   * @param name its name below the root
   * @return false, and nothing done, where the store cannot hold such a name or the fixture has no
   *     such way; so by default
   * @throws IOException if it failed
   */
  default boolean plant(String name) throws IOException {
    return false;
  }

  /**
   * Removes what the test left below the root.
   *
   * @throws IOException if it failed
   */
  @Override
  void close() throws IOException;
}
