package io.runpaths;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who writes documents here: software, user, host and process, found once without any network. */
final class Creator {
  private static final String DESCRIBED = describe();

  private Creator() {}

  static String described() {
    return DESCRIBED;
  }

  private static String describe() {
    Package own = Creator.class.getPackage();
    String version = own == null ? null : own.getImplementationVersion();
    return "runpaths"
        + (version == null ? "" : " " + version)
        + ", "
        + System.getProperty("user.name", "unknown")
        + "@"
        + host()
        + ", process "
        + ProcessHandle.current().pid();
  }

  /** The host's own idea of its name; asking a name service could take seconds. */
  private static String host() {
    String name = System.getenv("HOSTNAME");
    if (name != null && !name.isBlank()) {
      return name;
    }
    Path file = Path.of("/proc/sys/kernel/hostname");
    if (Files.isReadable(file)) {
      try {
        return Files.readString(file).strip();
      } catch (IOException e) {
        return "unknown";
      }
    }
    return "localhost";
  }
}
