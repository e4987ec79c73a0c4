package io.runpaths.local;

import io.runpaths.spi.Cursor;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a listing stands in one folder, and in those above it. Immutable: a page may be asked for
 * again.
 *
 * @param folder the folder
 * @param prefix its keys' beginning: empty, or ending in a slash
 * @param names the names of the folder that are held
 * @param index the next of them
 * @param heldBack folders that were met and whose place in the order is still to come
 * @param above where the listing stands in the folder above; null at the top
 */
record ListCursor(
    Path folder,
    String prefix,
    NameWindow names,
    int index,
    @Nullable HeldBack heldBack,
    @Nullable ListCursor above)
    implements Cursor {

  /**
   * Folders that are held back, the next one first. The names of a folder come sorted, but a folder
   * counts with the slash behind its name: {@code t-} comes after {@code t} and before {@code t/}.
   * So a folder waits for all names that begin with its own and go on with less than a slash; these
   * follow at once, and folders among them wait likewise and are ready before it.
   *
   * @param name the folder's name
   * @param next those that were held back before
   */
  record HeldBack(String name, @Nullable HeldBack next) {
    /** Whether a name comes before this folder. */
    boolean waitsFor(String other) {
      return other.length() > name.length()
          && other.charAt(name.length()) < '/'
          && other.startsWith(name);
    }
  }
}
