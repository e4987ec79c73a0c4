package io.runpaths.testkit.matrix;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is there by what operations said, held against what the server has. For one thread, whose
 * keys nobody else writes.
 */
final class Believed {
  /** How long what nobody knew may still come: on a slow machine, much longer than it takes. */
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final StorageBackend clean;
  private final Consumer<String> found;
  private final Map<ObjectKey, There> there = new TreeMap<>();

  /** Versions that were there once. */
  private final Map<ObjectKey, Version> former = new HashMap<>();

  /** What may come yet of writes whose outcome nobody knew. */
  private final Map<ObjectKey, List<Late>> late = new TreeMap<>();

  /** An object that is there. */
  static final class There {
    private final ObjectStat stat;
    private final byte[] bytes;

    There(ObjectStat stat, byte[] bytes) {
      this.stat = stat;
      this.bytes = bytes;
    }

    ObjectStat stat() {
      return stat;
    }

    byte[] bytes() {
      return bytes;
    }

    boolean isSame(There other) {
      return stat.version().equals(other.stat.version()) && Arrays.equals(bytes, other.bytes);
    }
  }

  /** What may come yet: bytes, or null where a deletion may. */
  private static final class Late {
    private final byte @Nullable [] bytes;
    private final long since = System.nanoTime();

    Late(byte @Nullable [] bytes) {
      this.bytes = bytes;
    }

    boolean is(Optional<There> now) {
      return now.isPresent() ? Arrays.equals(now.get().bytes, bytes) : bytes == null;
    }

    boolean isOver() {
      return System.nanoTime() - since > LATE_NANOS;
    }
  }

  /**
   * Nothing is believed to be there.
   *
   * @param clean a driver whose wire is well
   * @param found told of what must not be
   */
  Believed(StorageBackend clean, Consumer<String> found) {
    this.clean = clean;
    this.found = found;
  }

  Optional<There> at(ObjectKey key) {
    return Optional.ofNullable(there.get(key));
  }

  /** A version that was there once and is not any more. */
  Optional<Version> formerly(ObjectKey key) {
    return Optional.ofNullable(former.get(key));
  }

  /** All that is there, in order. */
  void forEach(BiConsumer<? super ObjectKey, ? super There> each) {
    there.forEach(each);
  }

  boolean holds(ObjectKey key, Precondition condition) {
    if (condition instanceof Precondition.IfVersion version) {
      return at(key).filter(now -> now.stat.version().equals(version.version())).isPresent();
    }
    return !(condition instanceof Precondition.IfAbsent) || at(key).isEmpty();
  }

  /** Whether what an earlier write left open may change an object at any time. */
  boolean isOpen(ObjectKey key) {
    return late.containsKey(key);
  }

  /**
   * Looks what has come of what was open.
   *
   * @return whether anything has
   */
  boolean settle() throws IOException {
    boolean any = false;
    for (ObjectKey key : List.copyOf(late.keySet())) {
      Optional<There> now = look(key);
      if (!isOld(key, now)) {
        any = true;
        if (!isLate(key, now)) {
          found.accept(
              "later, at " + key + ", there is what nobody wrote: " + now.map(There::stat));
        }
      }
      believe(key, now);
      late.computeIfPresent(
          key,
          (same, list) -> {
            list.removeIf(Late::isOver);
            return list.isEmpty() ? null : list;
          });
    }
    return any;
  }

  private boolean isLate(ObjectKey key, Optional<There> now) {
    return late.getOrDefault(key, List.of()).stream().anyMatch(one -> one.is(now));
  }

  private void leaveOpen(ObjectKey key, byte @Nullable [] bytes) {
    late.computeIfAbsent(key, any -> new ArrayList<>()).add(new Late(bytes));
  }

  /** Judges a write: what is there must be what the operation said. */
  void wrote(ObjectKey key, byte[] bytes, PutOptions options, Came<ObjectStat> came)
      throws IOException {
    boolean mayWrite = holds(key, options.precondition());
    boolean equal = at(key).filter(before -> Arrays.equals(before.bytes, bytes)).isPresent();
    Optional<There> now = look(key);
    boolean isOld = isOld(key, now);
    boolean isNew = !isOld && now.filter(it -> Arrays.equals(it.bytes, bytes)).isPresent();
    if (isOpen(key) && (isOld || isNew || isLate(key, now))) {
      // Which of them came first nobody knows.
    } else if (!isNew && !isOld) {
      found.accept("neither what was there is there nor what was written: " + now.map(There::stat));
    } else if (isNew && !mayWrite) {
      found.accept("another's object was replaced");
    } else if (came.succeeded() && isOld && !equal) {
      found.accept("it succeeded, and nothing is there");
    } else if (!came.succeeded() && !came.isUnknown() && isNew) {
      found.accept("it failed, and the object was written: " + came.failure());
    }
    if (came.succeeded() && isNew) {
      compare(Objects.requireNonNull(came.result()), now.orElseThrow().stat, options);
    }
    believe(key, now);
    if (came.isUnknown() && !isNew) {
      leaveOpen(key, bytes);
    }
  }

  /** Compares what was told of an object with what it has. */
  private void compare(ObjectStat told, ObjectStat stat, PutOptions options) throws IOException {
    String type = options.contentType();
    boolean typed = clean.capabilities().has(Capability.CONTENT_TYPE) && !type.isEmpty();
    if (!told.version().equals(stat.version())
        || told.size() != stat.size()
        || !stat.metadata().entrySet().containsAll(options.metadata().entrySet())
        || (typed && !stat.contentType().equals(Optional.of(type)))) {
      found.accept("it told " + told + " of " + stat + stat.metadata() + stat.contentType());
    }
  }

  /** Judges what must have changed nothing. */
  void wroteNothing(ObjectKey key) throws IOException {
    Optional<There> now = look(key);
    if (!isOld(key, now) && !isLate(key, now)) {
      found.accept("something changed that must not");
    }
    believe(key, now);
  }

  /**
   * Judges a deletion.
   *
   * @param came what came out; null where nobody said it of this object
   */
  void deleted(ObjectKey key, Precondition condition, @Nullable Came<?> came) throws IOException {
    boolean mayDelete = holds(key, condition);
    Optional<There> now = look(key);
    boolean isOld = isOld(key, now);
    if (isOpen(key) && (now.isEmpty() || isOld || isLate(key, now))) {
      // Which of them came first nobody knows.
    } else if (now.isPresent() && !isOld) {
      found.accept("a deletion wrote something");
    } else if (now.isEmpty() && !isOld && !mayDelete) {
      found.accept("another's version was deleted");
    } else if (came != null && came.succeeded() && now.isPresent()) {
      found.accept("it succeeded, and the object is there");
    } else if (came != null && !came.succeeded() && !came.isUnknown() && !isOld) {
      found.accept("it failed, and the object is gone: " + came.failure());
    }
    believe(key, now);
    if (now.isPresent() && (came == null || came.isUnknown())) {
      leaveOpen(key, null);
    }
  }

  private boolean isOld(ObjectKey key, Optional<There> now) {
    Optional<There> before = at(key);
    if (before.isEmpty() || now.isEmpty()) {
      return before.isEmpty() == now.isEmpty();
    }
    return before.get().isSame(now.get());
  }

  private void believe(ObjectKey key, Optional<There> now) {
    if (!isOld(key, now)) {
      at(key).ifPresent(before -> former.put(key, before.stat.version()));
    }
    now.ifPresentOrElse(it -> there.put(key, it), () -> there.remove(key));
  }

  private Optional<There> look(ObjectKey key) throws IOException {
    try (ObjectContent content = clean.read(key, ReadOptions.ALL)) {
      return Optional.of(new There(content.stat(), content.stream().readAllBytes()));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }
}
