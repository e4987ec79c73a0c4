package io.runpaths.gcs;

import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.spi.Options;
import io.runpaths.testkit.processes.JavaProcess;
import io.runpaths.testkit.processes.Job;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A job in a process of its own, on a bucket. */
final class WriterProcess {
  /** The chunks of a large artifact, in bytes. */
  static final int CHUNK = 1 << 20;

  private WriterProcess() {}

  static JavaProcess start(TestServer server, String root, List<String> job) {
    return JavaProcess.start(
        WriterProcess.class,
        Map.of(),
        List.of(),
        Stream.concat(Stream.of(server.endpoint().toString(), root), job.stream()).toList());
  }

  public static void main(String[] arguments) throws Exception {
    Options options =
        Options.NONE
            .with(GcsOptions.ENDPOINT, arguments[0])
            .with(GcsOptions.CHUNK_SIZE, Integer.toString(CHUNK));
    try (RunStore store = RunStores.open(arguments[1], options)) {
      Job.run(store, List.of(arguments).subList(2, arguments.length));
    }
  }
}
