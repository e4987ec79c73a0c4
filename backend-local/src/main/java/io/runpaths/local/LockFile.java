package io.runpaths.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The file whose bytes are the locks of one root, open once in this JVM however many backends use
 * it.
 *
 * <p>Once, since POSIX gives up all locks that a process has on a file as soon as the process
 * closes any descriptor of it (<a
 * href="https://pubs.opengroup.org/onlinepubs/9799919799/functions/fcntl.html">fcntl</a>). A copy
 * of this class in another class loader has a descriptor of its own; it is not closed while anybody
 * in the JVM holds a lock. Safe for use by several threads.
 */
final class LockFile {
  /** Makes the folder of the lock file where it is missing. */
  interface FolderMaker {
    void make() throws IOException;
  }

  /** How many locks there are. */
  static final int STRIPES = 256;

  private static final String NAME = "keys";

  /** The lock files that are open, by device and inode. Guards the fields of all of them. */
  private static final Map<Object, LockFile> OPEN = new HashMap<>();

  private final Object identity;
  private final FileChannel channel;
  private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];
  private int users;

  private LockFile(Object identity, FileChannel channel) {
    this.identity = identity;
    this.channel = channel;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new ReentrantLock();
    }
  }

  /** Opens the lock file of a folder for one use, making both where they are missing. */
  static LockFile open(Path folder, FolderMaker maker) throws IOException {
    synchronized (OPEN) {
      Path path = folder.resolve(NAME);
      FileState state = FileState.of(path);
      LockFile known = state == null ? null : OPEN.get(identityOf(path, state));
      if (known != null && known.channel.isOpen()) {
        known.users++;
        return known;
      }
      FileChannel channel = state == null ? created(folder, path, maker) : opened(path);
      FileState now = FileState.of(path);
      if (now == null) {
        throw new NoSuchFileException(path.toString(), null, "The lock file was removed");
      }
      Object identity = identityOf(path, now);
      LockFile file = new LockFile(identity, channel);
      file.users++;
      OPEN.put(identity, file);
      return file;
    }
  }

  private static Object identityOf(Path path, FileState state) throws IOException {
    if (state.kind() != FileState.Kind.FILE || state.identity() == null) {
      throw new FileSystemException(path.toString(), null, "The lock file is no regular file");
    }
    return state.identity();
  }

  private static FileChannel opened(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  private static FileChannel created(Path folder, Path path, FolderMaker maker) throws IOException {
    maker.make();
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      return opened(path);
    }
    openToWriters(path, folder);
    return channel;
  }

  /** Whoever may write the root may lock its keys, whatever the umask of the first writer was. */
  private static void openToWriters(Path path, Path folder) throws IOException {
    Path control = folder.getParent();
    Path root = control == null ? null : control.getParent();
    PosixFileAttributeView ofRoot =
        root == null ? null : Files.getFileAttributeView(root, PosixFileAttributeView.class);
    if (ofRoot == null) {
      return;
    }
    Set<PosixFilePermission> had = Files.getPosixFilePermissions(path);
    EnumSet<PosixFilePermission> wider = EnumSet.copyOf(had);
    for (PosixFilePermission permission : ofRoot.readAttributes().permissions()) {
      switch (permission) {
        case GROUP_READ, GROUP_WRITE, OTHERS_READ, OTHERS_WRITE -> wider.add(permission);
        default -> {}
      }
    }
    if (!wider.equals(had)) {
      Files.setPosixFilePermissions(path, wider);
    }
  }

  ReentrantLock stripe(int index) {
    return stripes[index];
  }

  /**
   * Asks the kernel for a lock.
   *
   * @return the lock, or null if another process, or another class loader of this one, has it
   */
  @Nullable FileLock tryLock(int stripe) throws IOException {
    try {
      return channel.tryLock(stripe, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Whether this is still the file that others find at its path. */
  boolean isInPlace(Path folder) throws IOException {
    FileState now = FileState.of(folder.resolve(NAME));
    return now != null && identity.equals(now.identity()) && channel.isOpen();
  }

  /** Begins one more use. */
  void retain() {
    synchronized (OPEN) {
      users++;
    }
  }

  /** Ends one use; the last one closes the file. */
  void release() throws IOException {
    synchronized (OPEN) {
      users--;
      if (users > 0 || isUsedElsewhere()) {
        return;
      }
      OPEN.remove(identity, this);
      channel.close();
    }
  }

  /**
   * Whether another class loader of this JVM holds a lock, which closing would take from it. Then
   * the channel stays open, for the next backend of this root. The lock asked for here keeps such a
   * one from coming in between; closing the channel gives it back.
   */
  private boolean isUsedElsewhere() throws IOException {
    if (!channel.isOpen()) {
      return false;
    }
    try {
      channel.tryLock();
      return false;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }
}
