package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.Run;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.testkit.processes.JavaProcess;
import io.runpaths.testkit.processes.Job;
import io.runpaths.testkit.processes.ProcessesContract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Many processes on the server that the environment names: see {@link GivenServer}. */
@ExtendWith(GivenServer.Present.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ProcessesTest extends ProcessesContract {
  private final TestServer server = GivenServer.get();
  private final Location root =
      new Location("s3", server.bucket(), "processes/" + UUID.randomUUID());

  ProcessesTest() {
    super(GivenServer.get().name(), WriterProcess.PART, 32, 10, 10);
  }

  @Override
  protected RunStore open() {
    return RunStores.over(server.open(root, Options.NONE), StoreSettings.DEFAULT);
  }

  @Override
  protected JavaProcess start(List<String> job) {
    return WriterProcess.start(server, root.uri(), job);
  }

  /** Again and again, since the server may still have requests of the killed to answer. */
  @Override
  protected OptionalInt giveBack(RunStore store, Run run) throws IOException {
    PendingUploads uploads = store.backend().extension(PendingUploads.class).orElseThrow();
    Set<String> cleared = new HashSet<>();
    List<PendingUploads.Pending> found = pending(uploads, run);
    for (int i = 0; i < 100 && !found.isEmpty(); i++) {
      for (PendingUploads.Pending one : found) {
        uploads.abort(one);
        cleared.add(one.id());
      }
      found = pending(uploads, run);
    }
    assertEquals(List.of(), found);
    assertEquals(List.of(), ofArtifact(run));
    return OptionalInt.of(cleared.size());
  }

  /** The unfinished uploads below the run, or where that is not promised of the artifact. */
  private List<PendingUploads.Pending> pending(PendingUploads uploads, Run run) throws IOException {
    if (!ServerQuirks.listsUploads(server.name())) {
      assertThrows(UnsupportedException.class, () -> uploads.pendingUploads(KeyPrefix.ROOT));
      return ofArtifact(run);
    }
    return uploads.pendingUploads(KeyPrefix.of(run.path()));
  }

  /** What the server says of the artifact's unfinished uploads, asked behind the driver's back. */
  private List<PendingUploads.Pending> ofArtifact(Run run) {
    ObjectKey key = ObjectKey.of(run.path() + "/" + Job.ARTIFACT);
    String full = root.resolve(key).path();
    List<PendingUploads.Pending> found = new ArrayList<>();
    for (MultipartUpload one :
        server
            .client()
            .listMultipartUploads(list -> list.bucket(root.authority()).prefix(full))
            .uploads()) {
      found.add(new PendingUploads.Pending(key, one.uploadId(), one.initiated()));
    }
    return found;
  }
}
