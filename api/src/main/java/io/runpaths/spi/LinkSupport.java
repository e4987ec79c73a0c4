package io.runpaths.spi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Symbolic links, on stores that have them. Safe for use by several threads. */
public interface LinkSupport {
  /**
   * Where a link points.
   *
   * @param key the link's own key
   * @return the target as text, relative to the link's folder; absent if there is nothing or
   *     something that is not a link
   * @throws StorageException if it cannot be read
   */
  Optional<String> readLink(ObjectKey key) throws StorageException;

  /**
   * Makes or replaces a link atomically: a reader sees the old one or the new one.
   *
   * @param key the link's own key; its folder must exist
   * @param expected the target that the link must have now; null if it must not exist
   * @param target the new target, relative to the link's folder
   * @throws PreconditionFailedException if the link points elsewhere, or is there though {@code
   *     expected} is null, or is not there
   * @throws AlreadyExistsException if something that is not a link has that name
   * @throws UnsupportedException if the file system refuses links
   * @throws StorageException if it failed otherwise
   */
  void replaceLink(ObjectKey key, @Nullable String expected, String target) throws StorageException;

  /**
   * Removes a link; the target is not touched.
   *
   * @param key the link's own key
   * @param expected the target that the link must have
   * @throws PreconditionFailedException if it points elsewhere; nothing is done if it is not there
   * @throws StorageException if it failed otherwise
   */
  void deleteLink(ObjectKey key, String expected) throws StorageException;
}
