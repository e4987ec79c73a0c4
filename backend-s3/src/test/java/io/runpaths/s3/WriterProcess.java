package io.runpaths.s3;

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
  /** The parts of a large artifact, in bytes: as small as S3 allows. */
  static final int PART = 5 << 20;

  private WriterProcess() {}

  static JavaProcess start(TestServer server, String root, List<String> job) {
    return JavaProcess.start(
        WriterProcess.class,
        Map.of(
            "AWS_ACCESS_KEY_ID", server.accessKey(), "AWS_SECRET_ACCESS_KEY", server.secretKey()),
        List.of(),
        Stream.concat(Stream.of(server.endpoint().toString(), root), job.stream()).toList());
  }

  public static void main(String[] arguments) throws Exception {
    Options options =
        Options.NONE
            .with(S3Options.ENDPOINT, arguments[0])
            .with(S3Options.REGION, "us-east-1")
            .with(S3Options.PART_SIZE, Integer.toString(PART));
    try (RunStore store = RunStores.open(arguments[1], options)) {
      Job.run(store, List.of(arguments).subList(2, arguments.length));
    }
  }
}
