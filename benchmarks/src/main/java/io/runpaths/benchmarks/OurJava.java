package io.runpaths.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
          "-XX:Tier4CompileThreshold=500",
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.DigestBase::*,0.02",
          "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.SHA2::*,0.02");

  /** What the optimising compiler compiles: what calls the processor's digests and ciphers. */
  private static final String DIGESTS_AND_CIPHERS =
      """
      [{match: ["sun/security/provider/DigestBase.implCompressMultiBlock*",
                "sun/security/provider/DigestBase.engineUpdate",
                "sun/security/provider/*.implCompress",
                "com/sun/crypto/provider/*.*"],
        c2: {Exclude: false}},
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

  /** Makes the archive of the classes that a program loads in some runs. */
  void rehearse(Class<?> main, List<List<String>> runs) throws IOException, InterruptedException {
    Path classes = archive.resolveSibling("classes.list");
    Set<String> all = new LinkedHashSet<>();
    for (List<String> arguments : runs) {
      program(main, List.of("-XX:DumpLoadedClassList=" + classes), arguments).seconds();
      all.addAll(Files.readAllLines(classes));
    }
    Files.write(classes, all);
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
    Path directives = archive.resolveSibling("digests-and-ciphers.json");
    Files.writeString(directives, DIGESTS_AND_CIPHERS);
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
