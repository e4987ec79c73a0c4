package io.runpaths.local;

import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Page;
import io.runpaths.spi.Reason;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lists folders in the order of keys, a page at a time. A folder is read when the listing comes to
 * it, and its entries are looked at when their page is asked for. Symbolic links are named and
 * never followed. A folder that cannot be read ends the page before it, and is the error of the
 * next one. Safe for use by several threads.
 */
final class Listing {
  private static final int MAX_KEY_BYTES = 1024;

  private final Places places;
  private final FileErrors errors;
  private final int rootBytes;
  private final int memory;

  Listing(Places places, FileErrors errors, int memory) {
    this.places = places;
    this.errors = errors;
    this.rootBytes = errors.shown("").getBytes(StandardCharsets.UTF_8).length;
    this.memory = memory;
  }

  Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws IOException {
    ListCursor start;
    if (from instanceof ListCursor cursor) {
      start = cursor;
    } else if (from == Cursor.START) {
      ListCursor top = top(prefix.value());
      if (top == null) {
        return new Page(List.of(), Cursor.END);
      }
      start = top;
    } else {
      throw new IllegalArgumentException("The cursor " + from + " is of another listing.");
    }
    return new Walk(start, depth, limit).page();
  }

  /** The beginning of a listing; null if its folder does not exist below a root that does. */
  private @Nullable ListCursor top(String prefix) throws IOException {
    Path folder = places.folder("list", prefix);
    NameWindow names = folder == null ? null : window(folder, prefix, null);
    if (folder != null && names != null) {
      return new ListCursor(folder, prefix, names, 0, null, null);
    }
    if (Files.isDirectory(places.root())) {
      return null;
    }
    throw Files.exists(places.root())
        ? errors.fileOrFolder("list", "", null)
        : errors.notFound("list", "", null);
  }

  /** Names of a folder; null if it is gone, or no folder any more. */
  private @Nullable NameWindow window(Path folder, String prefix, @Nullable String after)
      throws IOException {
    try {
      return NameWindow.read(folder, after, memory);
    } catch (NoSuchFileException e) {
      return null;
    } catch (java.nio.file.AccessDeniedException e) {
      throw errors.forbidden("list", prefix, e);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(folder)) {
        return null;
      }
      throw errors.translate("list", prefix, e);
    }
  }

  /** The way through the folders of one page. Not safe for use by several threads. */
  private final class Walk {
    private final Depth depth;
    private final int limit;
    private final List<ListEntry> entries;
    private final List<String> folders = new ArrayList<>();

    private @Nullable ListCursor above;
    private Path folder;
    private String prefix;
    private NameWindow names;
    private int index;
    private ListCursor.@Nullable HeldBack heldBack;
    private boolean cutShort;

    Walk(ListCursor start, Depth depth, int limit) {
      this.depth = depth;
      this.limit = limit;
      this.entries = new ArrayList<>(Math.min(limit, 64));
      this.above = start.above();
      this.folder = start.folder();
      this.prefix = start.prefix();
      this.names = start.names();
      this.index = start.index();
      this.heldBack = start.heldBack();
    }

    Page page() throws IOException {
      while (entries.size() < limit && !cutShort) {
        if (!step()) {
          if (above == null) {
            return ended(Cursor.END);
          }
          continueIn(above);
        }
      }
      return ended(isAtEnd() ? Cursor.END : here());
    }

    private Page ended(Cursor next) {
      places.sawFolders(folders);
      return new Page(entries, next);
    }

    /** Takes one name; false at the end of the folder. */
    private boolean step() throws IOException {
      if (index == names.size() && !names.isLast()) {
        NameWindow more = window(folder, prefix, names.name(index - 1));
        if (more != null) {
          names = more;
          index = 0;
        }
      }
      String name = index < names.size() ? names.name(index) : null;
      ListCursor.HeldBack ready = heldBack;
      if (ready != null && (name == null || !ready.waitsFor(name))) {
        heldBack = ready.next();
        meet(ready);
        return true;
      }
      if (name == null) {
        return false;
      }
      index++;
      if (isUndecoded(name)) {
        String shown = prefix + name.substring(0, name.length() - 1);
        entries.add(new ListEntry.UnusableEntry(shown, Reason.BAD_NAME));
      } else if (!isLocks(name)) {
        look(name);
      }
      return true;
    }

    private void look(String name) throws IOException {
      if (depth == Depth.CHILDREN && names.areFolders()) {
        heldBack = new ListCursor.HeldBack(name, heldBack);
        return;
      }
      FileState state = FileState.of(FileNames.resolve(folder, name));
      if (state == null) {
        return;
      }
      if (state.kind() == FileState.Kind.FOLDER) {
        heldBack = new ListCursor.HeldBack(name, heldBack);
        return;
      }
      String path = prefix + name;
      ObjectKey key = usable(path, () -> new ObjectKey(path));
      if (key != null) {
        entries.add(
            switch (state.kind()) {
              case FILE ->
                  new ListEntry.ObjectEntry(
                      key, state.size(), state.modified(), cheapVersion(state));
              case LINK -> new ListEntry.LinkEntry(key);
              default -> new ListEntry.UnusableEntry(path, Reason.SPECIAL_FILE);
            });
      }
    }

    private static @Nullable Version cheapVersion(FileState state) {
      return state.size() > Versions.SMALL ? Versions.ofState(state) : null;
    }

    /** Names a folder, or goes into it. */
    private void meet(ListCursor.HeldBack met) throws IOException {
      String path = prefix + met.name();
      KeyPrefix inside = usable(path, () -> new KeyPrefix(path + "/"));
      if (inside == null) {
        return;
      }
      if (depth == Depth.CHILDREN) {
        entries.add(new ListEntry.PrefixEntry(inside));
        folders.add(path);
        return;
      }
      Path below = FileNames.resolve(folder, met.name());
      NameWindow within;
      try {
        within = window(below, inside.value(), null);
      } catch (IOException e) {
        if (entries.isEmpty()) {
          throw e;
        }
        heldBack = new ListCursor.HeldBack(met.name(), heldBack);
        cutShort = true;
        return;
      }
      FileState now = FileState.of(below);
      // Opening a folder follows links: one that was put in its place meanwhile is not listed.
      if (within != null && now != null && now.kind() == FileState.Kind.FOLDER) {
        above = here();
        folder = below;
        prefix = inside.value();
        names = within;
        index = 0;
        heldBack = null;
      }
    }

    /** What stands for a path; null, and an entry that says so, where no key can express it. */
    private <T> @Nullable T usable(String path, Supplier<T> name) {
      if (rootBytes + 3 * path.length() > MAX_KEY_BYTES
          && rootBytes + path.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
        entries.add(new ListEntry.UnusableEntry(path, Reason.NAME_TOO_LONG));
        return null;
      }
      try {
        return name.get();
      } catch (IllegalArgumentException e) {
        entries.add(new ListEntry.UnusableEntry(path, Reason.BAD_NAME));
        return null;
      }
    }

    private boolean isLocks(String name) {
      return Places.LOCKS.length() == prefix.length() + name.length()
          && Places.LOCKS.startsWith(prefix)
          && Places.LOCKS.endsWith(name);
    }

    private boolean isUndecoded(String name) {
      return name.charAt(name.length() - 1) == FileNames.UNDECODED;
    }

    private ListCursor here() {
      return new ListCursor(folder, prefix, names, index, heldBack, above);
    }

    private void continueIn(ListCursor cursor) {
      above = cursor.above();
      folder = cursor.folder();
      prefix = cursor.prefix();
      names = cursor.names();
      index = cursor.index();
      heldBack = cursor.heldBack();
    }

    private boolean isAtEnd() {
      for (ListCursor at = here(); at != null; at = at.above()) {
        if (at.heldBack() != null || at.index() < at.names().size() || !at.names().isLast()) {
          return false;
        }
      }
      return true;
    }
  }
}
