package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Secrets: neither settings nor contents get into messages, stack traces or texts for logs. */
public abstract class SecretsContract extends StoreContract {
  private static final String CONTENT = "correct-horse-battery-staple";
  private static final String METADATA = "hunter2-in-metadata";

  /** For the classes that adopt the contract. */
  protected SecretsContract() {}

  @Test
  void noFailureTellsASecretOrAContent() throws IOException {
    List<String> told = new ArrayList<>();
    for (Throwable failure : failures()) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace, true));
      told.add(trace.toString());
    }
    assertTrue(told.size() >= 5, "several ways to fail were tried");
    assertNothingTold(told);
  }

  @Test
  void noObjectOfTheBackendTellsASecretAsText() throws IOException {
    List<String> told = new ArrayList<>();
    StorageBackend store = store();
    StorageBackend driver = driver();
    PutOptions options = options();
    try (Upload upload = store.upload(key("object"), options)) {
      write(upload, utf8(CONTENT));
      told.add(upload.toString());
      told.add(upload.output().toString());
      told.add(upload.commit().toString());
    }
    told.add(driver.toString());
    told.add(store.toString());
    told.add(store.root().toString());
    told.add(store.root().display());
    told.add(store.capabilities().toString());
    told.add(stat("object").toString());
    assertNothingTold(told);
  }

  private PutOptions options() throws IOException {
    return promises(Capability.METADATA)
        ? PutOptions.REPLACE.withMetadata(Map.of("note", METADATA))
        : PutOptions.REPLACE;
  }

  private List<Throwable> failures() throws IOException {
    StorageBackend store = store();
    ObjectKey object = key("object");
    Version stale = put("object", utf8(CONTENT), options()).version();
    put("object", utf8(CONTENT + "!"), options());
    StorageBackend closed = another();
    closed.close();
    Location elsewhere = new Location("elsewhere", "host", "outputs/object");
    List<Executable> requests =
        List.of(
            () -> text("absent"),
            () -> store.read(object, ReadOptions.of(ByteRange.from(1_000))),
            () -> store.read(object, ReadOptions.ALL.withVersion(stale)),
            () -> put("object", utf8(CONTENT), PutOptions.IF_ABSENT),
            () -> put("object", utf8(CONTENT), PutOptions.ifVersion(stale)),
            () -> store.delete(object, Precondition.ifVersion(stale)),
            () -> store.copyFrom(elsewhere, stale, key("copy"), PutOptions.REPLACE),
            () -> store.put(object, Bodies.announcing(3, utf8(CONTENT)), options()),
            () -> closed.put(object, Body.of(CONTENT), options()));
    List<Throwable> failures = new ArrayList<>();
    for (Executable request : requests) {
      try {
        request.execute();
      } catch (Throwable failure) {
        failures.add(failure);
      }
    }
    return failures;
  }

  private void assertNothingTold(List<String> told) {
    List<String> secrets = new ArrayList<>(fixture().secrets());
    secrets.add(CONTENT);
    secrets.add(METADATA);
    for (String text : told) {
      for (int i = 0; i < secrets.size(); i++) {
        // The secret itself is not shown here either.
        assertFalse(text.contains(secrets.get(i)), "secret " + i + " is told in a message");
      }
    }
  }
}
