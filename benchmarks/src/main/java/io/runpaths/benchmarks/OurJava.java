package io.runpaths.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Programs of this module, each in a Java of its own that is started as the launcher of the command
 * starts it, with a class-data archive.
 */
final class OurJava {
  /** The launcher's, where it moves bytes to or from a store. */
  private static final List<String> FLAGS =
      List.of(
          "-Xshare:auto",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Xlog:disable",
          "-Xms24m",
          "-Xmn12m",
          "-Xmx512m",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-DisplayVMOutput",
          "-XX:Tier3InvocationThreshold=200",
          "-XX:Tier4InvocationThreshold=300",
          "-XX:Tier4MinInvocationThreshold=100",
          "-XX:Tier4CompileThreshold=500");

  /** What the optimising compiler compiles: the digests and ciphers that have instructions. */
  private static final String CRYPTO_ONLY =
      """
      [{match: ["sun/security/provider/*.*", "com/sun/crypto/provider/*.*"], c2: {Exclude: false}},
       {match: "*.*", c2: {Exclude: true}}]
      """;

  private final Path archive;

  /**
   * A Java.
   *
   * @param archive where its class-data archive is, or is to be made
   */
  OurJava(Path archive) {
    this.archive = archive;
  }

  /** Makes the archive of the classes that a program loads. */
  void rehearse(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
    Path classes = archive.resolveSibling("classes.list");
    program(main, List.of("-XX:DumpLoadedClassList=" + classes), arguments).seconds();
    List<String> dump = new ArrayList<>(List.of("java", "-Xshare:dump"));
    dump.add("-XX:SharedClassListFile=" + classes);
    dump.add("-XX:SharedArchiveFile=" + archive);
    dump.addAll(List.of("-Xlog:disable", "-cp", System.getProperty("java.class.path")));
    new Program(dump, Map.of()).seconds();
  }

  /** A program to be started. */
  Program program(Class<?> main, List<String> arguments) throws IOException {
    return program(main, List.of(), arguments);
  }

  private Program program(Class<?> main, List<String> flags, List<String> arguments)
      throws IOException {
    Path directives = archive.resolveSibling("crypto-only.json");
    Files.writeString(directives, CRYPTO_ONLY);
    List<String> words = new ArrayList<>(List.of("java"));
    words.addAll(FLAGS);
    words.add("-XX:CompilerDirectivesFile=" + directives);
    words.addAll(flags);
    if (Files.exists(archive)) {
      words.add("-XX:SharedArchiveFile=" + archive);
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    words.addAll(arguments);
    return new Program(words, Map.of());
  }
}
