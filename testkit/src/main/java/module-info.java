/**
 * The storage contract as tests that a backend extends, a backend in memory that keeps it, faults
 * to inject above a driver and on its wire, and jobs in processes that race and are killed.
 */
module io.runpaths.testkit {
  requires transitive io.runpaths;
  requires transitive org.jspecify;
  requires transitive org.junit.jupiter.api;
  requires org.junit.jupiter.params;
  requires org.bouncycastle.provider;

  exports io.runpaths.testkit;
  exports io.runpaths.testkit.contract;
  exports io.runpaths.testkit.faults;
  exports io.runpaths.testkit.matrix;
  exports io.runpaths.testkit.mem;
  exports io.runpaths.testkit.processes;
  exports io.runpaths.testkit.proxy;

  // JUnit calls the contracts' package-private test methods by reflection.
  opens io.runpaths.testkit.contract to
      org.junit.platform.commons;
  opens io.runpaths.testkit.processes to
      org.junit.platform.commons;

  provides io.runpaths.spi.PathProvider with
      io.runpaths.testkit.mem.MemProvider;
}
