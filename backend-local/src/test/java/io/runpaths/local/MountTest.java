package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MountTest {
  private static final List<String> MOUNTS =
      List.of(
          "/dev/vda / ext4 rw,relatime 0 0",
          "server:/export /data nfs4 rw,vers=4.2,local_lock=none 0 0",
          "tmpfs /data/my\\040scratch tmpfs rw 0 0",
          "broken line",
          "sshfs#host /data/remote fuse.sshfs rw,user_id=0 0 0",
          "overlay /data/remote overlay rw 0 0");

  @ParameterizedTest
  @CsvSource({
    "/, ext4",
    "/home/user, ext4",
    "/database, ext4",
    "/data, nfs4",
    "/data/outputs, nfs4",
    "/data/my scratch/outputs, tmpfs",
    "/data/remote/outputs, overlay",
  })
  void theLastOfTheLongestMountPointsCounts(String path, String type) {
    assertEquals(type, Mount.in(MOUNTS, Path.of(path)).type());
  }

  @ParameterizedTest
  @CsvSource({
    "ext4, noatime, true",
    "tmpfs, size=1g, true",
    "overlay, index=off, true",
    "fuseblk, user_id=0, true",
    "nfs4, vers=4.2, true",
    "nfs, nolock, false",
    "nfs, local_lock=all, false",
    "nfs4, local_lock=posix, false",
    "cifs, vers=3.1.1, true",
    "cifs, nobrl, false",
    "lustre, flock, true",
    "lustre, localflock, false",
    "fuse.sshfs, user_id=0, false",
    "fuse.gcsfuse, user_id=0, false",
    "9p, trans=virtio, false",
  })
  void locksAreTrustedWhereTheyReachAllWriters(String type, String option, boolean trusted) {
    assertEquals(trusted, new Mount(type, Set.of("rw", option)).locksReachAllWriters());
  }

  @Test
  void networkFileSystemsAreKnown() {
    assertTrue(new Mount("nfs4", Set.of()).isRemote());
    assertTrue(new Mount("fuse.sshfs", Set.of()).isRemote());
    assertFalse(new Mount("ext4", Set.of()).isRemote());
  }

  @Test
  void aPathThatDoesNotExistYetIsOnTheFileSystemOfItsFolder(@TempDir Path folder)
      throws IOException {
    assertEquals(Mount.of(folder), Mount.of(folder.resolve("not/yet")));
  }
}
