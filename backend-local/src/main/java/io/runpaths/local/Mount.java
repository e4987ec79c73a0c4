package io.runpaths.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The kind of file system that a path is on, as far as it matters: whether others reach it over a
 * network, and whether their kernel locks meet ours.
 *
 * @param type the kernel's name of the kind, such as {@code ext4} or {@code nfs4}
 * @param options how it is mounted
 */
record Mount(String type, Set<String> options) {
  private static final Path MOUNTS = Path.of("/proc/self/mounts");
  private static final Set<String> REMOTE =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb3",
          "smbfs",
          "9p",
          "afs",
          "ceph",
          "lustre",
          "gpfs",
          "beegfs",
          "virtiofs");
  private static final Set<String> COUNTING = Set.of("ext2", "ext3", "ext4", "tmpfs", "xfs");

  /**
   * The file system of a path, of which only the beginning needs to exist.
   *
   * @throws IOException if it cannot be found out
   */
  static Mount of(Path path) throws IOException {
    Path existing = path;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    Path real = existing.toRealPath();
    if (!Files.isReadable(MOUNTS)) {
      return new Mount(Files.getFileStore(real).type(), Set.of());
    }
    return in(Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1), real);
  }

  /** The last of the longest mount points above a path, in the kernel's list of mounts. */
  static Mount in(List<String> lines, Path real) {
    Mount best = new Mount("unknown", Set.of());
    int longest = -1;
    for (String line : lines) {
      String[] fields = line.split(" ", -1);
      if (fields.length < 4) {
        continue;
      }
      Path point = FileNames.absolute(unescaped(fields[1]));
      if (real.startsWith(point) && point.getNameCount() >= longest) {
        longest = point.getNameCount();
        best = new Mount(fields[2], Set.copyOf(Arrays.asList(fields[3].split(",", -1))));
      }
    }
    return best;
  }

  /** Whether other machines may write it, and this one may see their writes late. */
  boolean isRemote() {
    return REMOTE.contains(type) || type.startsWith("fuse.");
  }

  /** Whether the link count of a folder is two more than the folders in it, or says nothing. */
  boolean countsFolders() {
    return COUNTING.contains(type);
  }

  /**
   * Whether a kernel lock of one writer keeps every other out. On network file systems that depends
   * on the kind and on how it is mounted (see nfs(5), mount.cifs(8), mount.lustre(8)); FUSE keeps
   * locks on the one machine unless its server takes care of them, which nobody can see.
   */
  boolean locksReachAllWriters() {
    return switch (type) {
      case "nfs", "nfs4" ->
          !options.contains("nolock")
              && !options.contains("local_lock=all")
              && !options.contains("local_lock=posix");
      case "cifs", "smb3" -> !options.contains("nobrl");
      case "lustre" -> options.contains("flock");
      case "ceph", "gpfs", "beegfs" -> true;
      default -> !isRemote();
    };
  }

  /** The kernel writes space, tab, newline and backslash as octal numbers; bytes are UTF-8. */
  private static String unescaped(String field) {
    byte[] bytes = new byte[field.length()];
    int length = 0;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 3 < field.length()) {
        c = (char) Integer.parseInt(field.substring(i + 1, i + 4), 8);
        i += 3;
      }
      bytes[length++] = (byte) c;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
