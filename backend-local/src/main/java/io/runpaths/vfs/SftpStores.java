package io.runpaths.vfs;

import io.runpaths.spi.Location;
import io.runpaths.spi.StorageBackend;
import java.util.concurrent.Semaphore;

/**
 * Puts the parts of an {@code sftp:} store together. Nothing is connected before the first call.
 */
final class SftpStores {
  /** A folder of a run does not become a link while somebody works in it. */
  private static final long TRUST_SECONDS = 5;

  private SftpStores() {}

  static StorageBackend open(Location root, SftpSettings settings) {
    VfsFailures failures = new VfsFailures(root);
    Deadlines deadlines = new Deadlines(settings.timeout());
    SshLogin login = new SshLogin(settings, deadlines);
    Mounts mounts =
        new Mounts(
            (operation, location) ->
                SftpMount.open(login, deadlines, root.path(), operation, location),
            failures,
            new Semaphore(settings.connections(), true),
            settings.timeout());
    VfsStore store = new VfsStore(mounts, new Places(failures, TRUST_SECONDS), failures);
    Runnable close =
        () -> {
          store.close();
          deadlines.close();
        };
    return new VfsBackend(root, store, new VfsBackend.Traits(false, Long.MAX_VALUE, false, close));
  }
}
