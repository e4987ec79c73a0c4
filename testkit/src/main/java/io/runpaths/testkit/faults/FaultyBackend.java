package io.runpaths.testkit.faults;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Page;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import io.runpaths.testkit.ForwardingBackend;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A backend that logs what it is asked and lets some calls go wrong. Put it below the guard, above
 * the driver.
 */
public final class FaultyBackend extends ForwardingBackend {
  private final FaultPlan plan = new FaultPlan();
  private final RequestLog requests = new RequestLog();
  private final LateListing lateListing = new LateListing();

  /**
   * A backend with which nothing goes wrong yet.
   *
   * @param target the backend that does the work
   */
  public FaultyBackend(StorageBackend target) {
    super(target);
  }

  /**
   * What goes wrong.
   *
   * @return the plan, to be filled
   */
  public FaultPlan plan() {
    return plan;
  }

  /**
   * What was asked.
   *
   * @return the log
   */
  public RequestLog requests() {
    return requests;
  }

  /**
   * Lets listings be late: what is written from now on through this backend is listed only after
   * some later calls, and {@link Capability#CONSISTENT_LISTING} is not promised any more.
   *
   * @param laterCalls after how many calls; 0 to be in time again
   */
  public void setLateListing(int laterCalls) {
    lateListing.setLateness(laterCalls);
  }

  @Override
  public Capabilities capabilities() throws StorageException {
    Capabilities promised = super.capabilities();
    return lateListing.isOn() ? promised.without(Capability.CONSISTENT_LISTING) : promised;
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
    return call(Operation.STAT, key.value(), () -> super.stat(key));
  }

  @Override
  public boolean exists(ObjectKey key) throws StorageException {
    return call(Operation.STAT, key.value(), () -> super.exists(key));
  }

  @Override
  public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    List<Fault> faults = begin(Operation.READ, key.value());
    ObjectContent content =
        finish(faults, Operation.READ, key.value(), () -> super.read(key, options));
    String location = root().resolve(key).uri();
    InputStream stream = content.stream();
    for (Fault fault : faults) {
      if (fault instanceof Fault.Truncated truncated) {
        stream = DamagedStream.truncated(stream, location, truncated.bytes());
      } else if (fault instanceof Fault.Flipped flipped) {
        boolean verified =
            options.range() instanceof ByteRange.All
                && super.capabilities().has(Capability.CHECKSUMS);
        stream = DamagedStream.flipped(stream, location, flipped.offset(), verified);
      }
    }
    return new ObjectContent(content.stat(), content.length(), stream);
  }

  @Override
  public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    return call(Operation.PUT, key.value(), () -> wrote(key, super.put(key, body, options)));
  }

  @Override
  public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
    Upload upload = call(Operation.UPLOAD, key.value(), () -> super.upload(key, options));
    return new Upload() {
      @Override
      public OutputStream output() {
        return upload.output();
      }

      @Override
      public ObjectStat commit() throws StorageException {
        return call(Operation.COMMIT, key.value(), () -> wrote(key, upload.commit()));
      }

      @Override
      public void close() throws StorageException {
        upload.close();
      }
    };
  }

  @Override
  public ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    return call(
        Operation.COPY,
        key.value(),
        () -> wrote(key, super.copyFrom(source, version, key, options)));
  }

  @Override
  public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    return call(
        Operation.LIST,
        prefix.value(),
        () -> lateListing.filter(super.list(prefix, depth, from, limit), target()));
  }

  @Override
  public void delete(ObjectKey key, Precondition precondition) throws StorageException {
    call(
        Operation.DELETE,
        key.value(),
        () -> {
          super.delete(key, precondition);
          return key;
        });
  }

  @Override
  public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys)
      throws StorageException {
    return call(Operation.DELETE_ALL, "", () -> super.deleteAll(keys));
  }

  private interface Call<T> {
    T run() throws StorageException;
  }

  private <T> T call(Operation operation, String key, Call<T> call) throws StorageException {
    return finish(begin(operation, key), operation, key, call);
  }

  private List<Fault> begin(Operation operation, String key) {
    requests.add(operation, key);
    lateListing.called();
    return plan.strike(operation, key);
  }

  private <T> T finish(List<Fault> faults, Operation operation, String key, Call<T> call)
      throws StorageException {
    for (Fault fault : faults) {
      if (fault instanceof Fault.Held held) {
        hold(held.gate(), operation, key);
      } else if (fault instanceof Fault.Delayed delayed) {
        delayed.clock().advance(delayed.delay());
      }
    }
    for (Fault fault : faults) {
      if (fault instanceof Fault.Lost lost) {
        StorageException failure = lost(operation, key);
        if (lost.afterEffect()) {
          takeEffect(call, failure);
        }
        throw failure;
      }
      if (fault instanceof Fault.Throttled) {
        throw new ThrottledException(
            word(operation),
            at(key),
            Reason.THROTTLED,
            "The store asks to slow down at " + at(key) + "; try again later.",
            null);
      }
      if (fault instanceof Fault.Denied) {
        throw new AccessDeniedException(
            word(operation),
            at(key),
            Reason.FORBIDDEN,
            "The caller may not " + word(operation) + " " + at(key) + "; ask its owner.",
            null);
      }
      if (fault instanceof Fault.Unavailable unavailable) {
        throw unavailable(operation, key, unavailable.reason());
      }
    }
    return call.run();
  }

  /** Runs the call for its effect; what it answers, good or bad, is lost with the answer. */
  private static void takeEffect(Call<?> call, StorageException failure) {
    try {
      if (call.run() instanceof ObjectContent content) {
        content.close();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void hold(Gate gate, Operation operation, String key) throws StorageException {
    try {
      gate.pass();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(operation, key, Reason.INTERRUPTED);
    }
  }

  private ObjectStat wrote(ObjectKey key, ObjectStat stat) {
    lateListing.written(key.value());
    return stat;
  }

  private StorageException lost(Operation operation, String key) {
    if (!operation.changes()) {
      return unavailable(operation, key, Reason.TIMEOUT);
    }
    return new OutcomeUnknownException(
        word(operation),
        at(key),
        Reason.LOST_ANSWER,
        "The answer was lost, and whether " + at(key) + " was changed is not known; look again.",
        null);
  }

  private UnavailableException unavailable(Operation operation, String key, Reason reason) {
    return new UnavailableException(
        word(operation),
        at(key),
        reason,
        "The store did not answer for " + at(key) + " (" + reason + "); try again later.",
        null);
  }

  private static String word(Operation operation) {
    return switch (operation) {
      case DELETE_ALL -> "delete";
      default -> operation.name().toLowerCase(Locale.ROOT);
    };
  }

  private String at(String key) {
    return key.isEmpty() ? root().uri() : root().uri() + "/" + key;
  }
}
