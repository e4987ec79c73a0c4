package io.runpaths.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program used, as the kernel counts it.
 *
 * @param wall how long it took, in seconds
 * @param cpu processor time, user's and system's, in seconds
 * @param peak its largest resident set, in bytes
 */
record Usage(double wall, double cpu, double peak) {
  private static final double MEGABYTE = 1 << 20;

  /**
   * Runs a program.
   *
   * @throws IOException if it fails
   */
  static Usage of(Bench bench, Program program) throws IOException, InterruptedException {
    Path result = bench.scratch().resolve("usage");
    List<String> words = new ArrayList<>();
    words.add("python3");
    words.add(bench.checkout().resolve("benchmarks/src/main/python/measured.py").toString());
    words.add(result.toString());
    words.addAll(program.words());
    new Program(words, program.environment()).seconds();
    String[] numbers = Files.readString(result).strip().split(" ", -1);
    return new Usage(
        Double.parseDouble(numbers[0]),
        Double.parseDouble(numbers[1]) + Double.parseDouble(numbers[2]),
        Double.parseDouble(numbers[3]));
  }

  double megabytes() {
    return peak / MEGABYTE;
  }
}
