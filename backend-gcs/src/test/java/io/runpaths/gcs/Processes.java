package io.runpaths.gcs;

import io.runpaths.Run;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.testkit.processes.JavaProcess;
import io.runpaths.testkit.processes.ProcessesContract;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/** Jobs in processes of their own on one server. */
abstract class Processes extends ProcessesContract {
  private final TestServer server;
  private final Location root;

  /** On a server, under a root of its own. */
  Processes(TestServer server, int racers, int races, int kills) {
    super(server.name(), WriterProcess.CHUNK, racers, races, kills);
    this.server = server;
    this.root = new Location("gs", server.bucket(), "processes/" + UUID.randomUUID());
  }

  @Override
  protected final RunStore open() {
    return RunStores.over(server.open(root, Options.NONE), StoreSettings.DEFAULT);
  }

  @Override
  protected final JavaProcess start(List<String> job) {
    return WriterProcess.start(server, root.uri(), job);
  }

  /** Google lists no sessions; it forgets them by itself. */
  @Override
  protected final OptionalInt giveBack(RunStore store, Run run) {
    return OptionalInt.empty();
  }
}
