package io.runpaths.testkit.matrix;

import io.runpaths.spi.Body;
import io.runpaths.spi.Depth;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.Upload;
import io.runpaths.testkit.matrix.WriteTrial.Size;
import io.runpaths.testkit.matrix.WriteTrial.When;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** All operations, in the order of the table. */
final class Trials {
  private Trials() {}

  static List<Trial> all() {
    return List.of(
        new StatTrial(true),
        new StatTrial(false),
        new ReadTrial("read whole", false, false),
        new ReadTrial("read range", true, false),
        new ReadTrial("read version", false, true),
        write("put", When.ANYWAY, Size.SMALL, StorageBackend::put),
        write("put if absent", When.IF_ABSENT, Size.SMALL, StorageBackend::put),
        minor("put if absent, taken", When.TAKEN, Size.SMALL, StorageBackend::put),
        write("put if version", When.IF_VERSION, Size.SMALL, StorageBackend::put),
        minor("upload", When.ANYWAY, Size.SMALL, Trials::upload),
        new CopyTrial(),
        new ListTrial(Depth.ALL),
        new ListTrial(Depth.CHILDREN),
        new DeleteTrial(DeleteTrial.What.ONE),
        new DeleteTrial(DeleteTrial.What.ONE_VERSION),
        new DeleteTrial(DeleteTrial.What.MANY),
        new ClaimTrial(),
        new LinkTrial(),
        new FirstUseTrial(),
        write("put large if absent", When.IF_ABSENT, Size.LARGE, StorageBackend::put),
        minor("put large if version", When.IF_VERSION, Size.LARGE, StorageBackend::put),
        minor("upload large", When.ANYWAY, Size.LARGE, Trials::upload),
        new AbandonTrial());
  }

  private static Trial write(String name, When when, Size size, WriteTrial.Way way) {
    return new WriteTrial(name, when, size, false, way);
  }

  private static Trial minor(String name, When when, Size size, WriteTrial.Way way) {
    return new WriteTrial(name, when, size, true, way);
  }

  private static ObjectStat upload(
      StorageBackend driver, ObjectKey key, Body body, PutOptions options) throws IOException {
    try (Upload upload = driver.upload(key, options);
        InputStream in = body.open()) {
      in.transferTo(upload.output());
      return upload.commit();
    }
  }
}
