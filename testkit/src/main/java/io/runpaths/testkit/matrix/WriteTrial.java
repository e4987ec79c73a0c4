package io.runpaths.testkit.matrix;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes one object, in one of the ways there are, under one of the conditions there are. */
final class WriteTrial implements Trial {
  private static final Map<String, String> METADATA = Map.of("trial", "new");
  private static final String TYPE = "text/x-matrix";

  /** How it is written. */
  interface Way {
    ObjectStat write(StorageBackend driver, ObjectKey key, Body body, PutOptions options)
        throws IOException;
  }

  /** Under which condition, and what is there before. */
  enum When {
    /** Something is replaced. */
    ANYWAY,
    /** Nothing is there. */
    IF_ABSENT,
    /** Something is there that must stay. */
    TAKEN,
    /** One version is replaced. */
    IF_VERSION
  }

  /** How much. */
  enum Size {
    /** What one request carries. */
    SMALL,
    /** Several parts. */
    LARGE
  }

  private final String name;
  private final When when;
  private final Size size;
  private final boolean minor;
  private final Way way;

  WriteTrial(String name, When when, Size size, boolean minor, Way way) {
    this.name = name;
    this.when = when;
    this.size = size;
    this.minor = minor;
    this.way = way;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isMinor() {
    return minor;
  }

  @Override
  public boolean isLarge() {
    return size == Size.LARGE;
  }

  @Override
  public boolean isPromised(Capabilities capabilities) {
    return switch (when) {
      case ANYWAY -> true;
      case IF_ABSENT, TAKEN -> capabilities.has(Capability.PUT_IF_ABSENT);
      case IF_VERSION -> capabilities.has(Capability.PUT_IF_VERSION);
    };
  }

  @Override
  public boolean expects(Throwable failure) {
    return when == When.TAKEN && failure instanceof AlreadyExistsException;
  }

  @Override
  public Act on(Stage stage) throws IOException {
    ObjectKey key = stage.key("object");
    Version before =
        when == When.IF_ABSENT
            ? null
            : stage.clean().put(key, Body.of(Contents.OLD), PutOptions.REPLACE).version();
    Precondition condition =
        switch (when) {
          case ANYWAY -> Precondition.NONE;
          case IF_ABSENT, TAKEN -> Precondition.IF_ABSENT;
          case IF_VERSION -> Precondition.ifVersion(Objects.requireNonNull(before));
        };
    PutOptions options = new PutOptions(condition, TYPE, stage.kept(METADATA));
    Body body = size == Size.LARGE ? Body.ofFile(stage.large()) : Body.of(Contents.NEW);
    return new Writing(stage, key, body, options, before);
  }

  /** One try. */
  private final class Writing implements Act {
    private final Stage stage;
    private final ObjectKey key;
    private final Body body;
    private final PutOptions options;
    private final @Nullable Version before;
    private @Nullable ObjectStat told;

    Writing(Stage stage, ObjectKey key, Body body, PutOptions options, @Nullable Version before) {
      this.stage = stage;
      this.key = key;
      this.body = body;
      this.options = options;
      this.before = before;
    }

    @Override
    public void run() throws IOException {
      told = way.write(stage.driver(), key, body, options);
    }

    @Override
    public void judge(Verdict verdict) throws IOException {
      Effect effect = new Effect(stage, key, body, before);
      effect.judge(verdict, when != When.TAKEN);
      if (verdict.succeeded() && effect.isNew()) {
        effect.compare(verdict, Objects.requireNonNull(told), METADATA, TYPE);
      }
    }
  }

  /** What a write left at a key, compared with what was there and what was sent. */
  static final class Effect {
    private final Stage stage;
    private final Optional<ObjectStat> there;
    private final boolean isNew;
    private final boolean isOld;

    Effect(Stage stage, ObjectKey key, Body body, @Nullable Version before) throws IOException {
      this.stage = stage;
      byte[] bytes;
      ObjectStat stat;
      try (ObjectContent content = stage.clean().read(key, ReadOptions.ALL)) {
        stat = content.stat();
        bytes = new byte[(int) content.length()];
        content.stream().readNBytes(bytes, 0, bytes.length);
      } catch (NotFoundException e) {
        there = Optional.empty();
        isNew = false;
        isOld = before == null;
        return;
      }
      there = Optional.of(stat);
      isOld = stat.version().equals(before) && Arrays.equals(bytes, Contents.OLD);
      try (InputStream in = body.open()) {
        isNew = Arrays.equals(bytes, in.readAllBytes());
      }
    }

    boolean isNew() {
      return isNew;
    }

    /** Compares what the operation said with what is there. */
    void judge(Verdict verdict, boolean mayWrite) {
      if (!isNew && !isOld) {
        verdict.found(Damage.CORRUPT, "neither the old object nor the new one is there: " + there);
      } else if (isNew && !mayWrite) {
        verdict.found(Damage.LOST, "another's object was replaced");
      } else if (verdict.succeeded() && !isNew) {
        verdict.found(Damage.LOST, "it succeeded, and the old state is there");
      } else if (!verdict.succeeded() && !verdict.unknown() && isNew) {
        verdict.untold("it failed, and the object was written: " + verdict.failure());
      }
    }

    /** Compares the stat that was told with that of the object. */
    void compare(Verdict verdict, ObjectStat told, Map<String, String> metadata, String type)
        throws IOException {
      ObjectStat found = there.orElseThrow();
      Capabilities capabilities = stage.clean().capabilities();
      boolean same =
          told.version().equals(found.version())
              && told.size() == found.size()
              && told.key().equals(found.key())
              && (!capabilities.has(Capability.METADATA)
                  || found.metadata().entrySet().containsAll(metadata.entrySet()))
              && (!capabilities.has(Capability.CONTENT_TYPE)
                  || found.contentType().orElse("").equals(type));
      if (!same) {
        verdict.found(
            Damage.CORRUPT,
            "told " + told + " of " + found + " with " + found.metadata() + found.contentType());
      }
    }
  }
}
