package io.runpaths.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command as a process of its own, as a shell finds it. */
final class CommandProcess {
  private CommandProcess() {}

  /** Puts a program {@code runpaths} into a folder {@code bin}. */
  static Path install(Path folder) throws IOException {
    List<String> paths = new ArrayList<>();
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      String path = System.getProperty(property, "");
      if (!path.isEmpty()) {
        paths.add(path);
      }
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path command = Files.createDirectories(folder.resolve("bin")).resolve("runpaths");
    Files.writeString(
        command,
        "#!/bin/sh\nexec '%s' -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s \"$@\"\n"
            .formatted(
                java, String.join(File.pathSeparator, paths), RunPathsCommand.class.getName()));
    if (!command.toFile().setExecutable(true)) {
      throw new IOException(command + " cannot be made executable");
    }
    return command;
  }
}
