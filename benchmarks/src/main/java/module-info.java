/** Comparisons with peers, measured side by side. Not published. */
module io.runpaths.benchmarks {
  requires io.runpaths;
  requires java.net.http;
  requires static org.jspecify;
}
