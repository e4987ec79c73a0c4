package io.runpaths.testkit.matrix;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Deletes objects, one or many; a neighbour stays. */
final class DeleteTrial implements Trial {
  /** What is deleted. */
  enum What {
    ONE,
    ONE_VERSION,
    MANY
  }

  private final What what;

  DeleteTrial(What what) {
    this.what = what;
  }

  @Override
  public String name() {
    return switch (what) {
      case ONE -> "delete";
      case ONE_VERSION -> "delete if version";
      case MANY -> "delete many";
    };
  }

  @Override
  public boolean isPromised(Capabilities capabilities) {
    return what != What.ONE_VERSION || capabilities.has(Capability.DELETE_IF_VERSION);
  }

  @Override
  public Act on(Stage stage) throws IOException {
    List<ObjectKey> keys =
        what == What.MANY
            ? List.of(stage.key("a"), stage.key("b"), stage.key("c"))
            : List.of(stage.key("a"));
    Version version = put(stage, keys.get(0));
    for (ObjectKey key : keys.subList(1, keys.size())) {
      put(stage, key);
    }
    ObjectKey neighbour = stage.key("a-neighbour");
    put(stage, neighbour);
    return new Act() {
      private Map<ObjectKey, StorageException> failed = new HashMap<>();

      @Override
      public void run() throws IOException {
        switch (what) {
          case ONE -> stage.driver().delete(keys.get(0), Precondition.NONE);
          case ONE_VERSION -> stage.driver().delete(keys.get(0), Precondition.ifVersion(version));
          case MANY -> failed = stage.driver().deleteAll(keys);
        }
      }

      @Override
      public void judge(Verdict verdict) throws IOException {
        for (ObjectKey key : keys) {
          StorageException own = failed.get(key);
          Verdict one = own == null ? verdict : new Verdict(own);
          judge(verdict, one, key);
          if (own != null) {
            one.checkFailure(DeleteTrial.this);
            one.damages().forEach((damage, words) -> verdict.found(damage, words.toString()));
          }
        }
        if (stage.clean().stat(neighbour).isEmpty()) {
          verdict.found(Damage.CORRUPT, "a neighbour was deleted");
        }
      }

      private void judge(Verdict all, Verdict one, ObjectKey key) throws IOException {
        boolean gone = stage.clean().stat(key).isEmpty();
        if (one.succeeded() && !gone) {
          all.found(Damage.LOST, "it succeeded, and " + key + " is there");
        } else if (!one.succeeded()
            && !(one.failure() instanceof OutcomeUnknownException)
            && gone) {
          all.found(Damage.UNTOLD, "it failed, and " + key + " is gone: " + one.failure());
        }
      }
    };
  }

  private static Version put(Stage stage, ObjectKey key) throws IOException {
    return stage.clean().put(key, Body.of(Contents.OLD), PutOptions.REPLACE).version();
  }
}
