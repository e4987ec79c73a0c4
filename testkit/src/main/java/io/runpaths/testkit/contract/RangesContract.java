package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.runpaths.spi.ByteRange;
import io.runpaths.spi.Capability;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads of a range, and reads of a version. */
public abstract class RangesContract extends StoreContract {
  private static final int SIZE = 10_000;

  /** For the classes that adopt the contract. */
  protected RangesContract() {}

  // -- ranges

  @ParameterizedTest(name = "{1} bytes from {0}")
  @CsvSource({"0,1", "0,10000", "1,1", "1,9998", "4095,2", "9999,1", "5000,5000"})
  void aSliceInsideTheObjectIsExactlyThoseBytes(int offset, int length) throws IOException {
    assertSlice(ByteRange.of(offset, length), offset, offset + length);
  }

  @ParameterizedTest(name = "{1} bytes from {0}")
  @CsvSource({"0,10001", "9999,2", "5000,9223372036854770000", "1,2147483648"})
  void aSliceOverTheEndIsCutAtTheEnd(long offset, long length) throws IOException {
    assertSlice(ByteRange.of(offset, length), (int) offset, SIZE);
  }

  @ParameterizedTest(name = "from {0}")
  @CsvSource({"0", "1", "4096", "9999"})
  void aRangeWithoutAnEndGoesToTheEnd(int offset) throws IOException {
    assertSlice(ByteRange.from(offset), offset, SIZE);
  }

  @ParameterizedTest(name = "the last {0}")
  @CsvSource({"1", "2", "4096", "9999", "10000"})
  void aSuffixIsTheLastBytes(int length) throws IOException {
    assertSlice(ByteRange.last(length), SIZE - length, SIZE);
  }

  @ParameterizedTest(name = "the last {0}")
  @CsvSource({"10001", "2147483648", "9223372036854775807"})
  void aSuffixLongerThanTheObjectIsTheObject(long length) throws IOException {
    assertSlice(ByteRange.last(length), 0, SIZE);
  }

  @ParameterizedTest(name = "{1} bytes from {0}")
  @CsvSource({"10000,1", "10001,1", "9223372036854775806,1"})
  void aRangeThatBeginsBehindTheEndIsNotSatisfiable(long offset, long length) throws IOException {
    put("object", noise(1, SIZE), PutOptions.REPLACE);
    assertFails(
        RangeNotSatisfiableException.class,
        Reason.RANGE,
        () -> read("object", ReadOptions.of(ByteRange.of(offset, length))));
    assertFails(
        RangeNotSatisfiableException.class,
        Reason.RANGE,
        () -> read("object", ReadOptions.of(ByteRange.from(offset))));
  }

  @Test
  void ofAnEmptyObjectOnlyAllCanBeRead() throws IOException {
    put("object", "");
    assertEquals(0, read("object", ReadOptions.of(ByteRange.ALL)).length);
    assertEquals(0, read("object", ReadOptions.of(ByteRange.from(0))).length);
    for (ByteRange range :
        List.of(ByteRange.of(0, 1), ByteRange.from(1), ByteRange.last(1), ByteRange.last(100))) {
      assertFails(
          RangeNotSatisfiableException.class,
          Reason.RANGE,
          () -> read("object", ReadOptions.of(range)));
    }
  }

  @Test
  void aRangeOfAnAbsentObjectIsNotFound() throws IOException {
    put("beside", "x");
    for (ByteRange range : List.of(ByteRange.of(0, 1), ByteRange.from(1), ByteRange.last(1))) {
      assertFails(
          NotFoundException.class,
          Reason.NO_SUCH_OBJECT,
          () -> read("object", ReadOptions.of(range)));
    }
  }

  @Test
  void aRangeOfALargeObjectIsExactlyThoseBytes() throws IOException {
    byte[] bytes = noise(2, fixture().largeBytes());
    put("object", bytes, PutOptions.REPLACE);
    int middle = bytes.length / 2;
    assertArrayEquals(
        Arrays.copyOfRange(bytes, middle, bytes.length - 1),
        read("object", ReadOptions.of(ByteRange.of(middle, bytes.length - 1 - middle))));
    assertArrayEquals(
        Arrays.copyOfRange(bytes, bytes.length - 3, bytes.length),
        read("object", ReadOptions.of(ByteRange.last(3))));
  }

  // -- versions

  @Test
  void aReadOfTheVersionThatIsThereGivesItsBytes() throws IOException {
    ObjectStat put = put("object", noise(3, SIZE), PutOptions.REPLACE);
    if (versionRefusedUnlessPromised(put.version())) {
      return;
    }
    assertArrayEquals(noise(3, SIZE), read("object", ReadOptions.ALL.withVersion(put.version())));
    assertArrayEquals(
        Arrays.copyOfRange(noise(3, SIZE), 10, 30),
        read("object", ReadOptions.of(ByteRange.of(10, 20)).withVersion(put.version())));
  }

  @Test
  void aReadOfAReplacedVersionFails() throws IOException {
    Version old = put("object", noise(4, SIZE), PutOptions.REPLACE).version();
    put("object", noise(5, SIZE), PutOptions.REPLACE);
    if (versionRefusedUnlessPromised(old)) {
      return;
    }
    for (ByteRange range :
        List.of(ByteRange.ALL, ByteRange.of(1, 5), ByteRange.from(7), ByteRange.last(3))) {
      assertFails(
          PreconditionFailedException.class,
          Reason.VERSION_DIFFERS,
          () -> read("object", ReadOptions.of(range).withVersion(old)));
    }
  }

  @Test
  void aReadOfAVersionOfADeletedObjectIsNotFound() throws IOException {
    Version old = put("object", "x").version();
    if (versionRefusedUnlessPromised(old)) {
      return;
    }
    store().delete(key("object"), Precondition.NONE);
    assertFails(
        NotFoundException.class,
        Reason.NO_SUCH_OBJECT,
        () -> read("object", ReadOptions.ALL.withVersion(old)));
  }

  @Test
  void anOpenReadGoesOnWithItsVersionOrFailsWhenTheObjectIsReplaced() throws IOException {
    byte[] old = noise(6, fixture().largeBytes());
    put("object", old, PutOptions.REPLACE);
    try (ObjectContent content = store().read(key("object"), ReadOptions.ALL)) {
      put("object", noise(7, old.length), PutOptions.REPLACE);
      byte[] read;
      try {
        read = content.stream().readAllBytes();
      } catch (StorageException e) {
        return;
      }
      if (promises(Capability.ATOMIC_PUT)) {
        assertArrayEquals(old, read, "the stat and all bytes are of one version");
      }
    }
    assertArrayEquals(noise(7, old.length), bytes("object"));
  }

  @Test
  void anOpenReadGoesOnOrFailsWhenTheObjectIsDeleted() throws IOException {
    byte[] bytes = noise(8, fixture().largeBytes());
    put("object", bytes, PutOptions.REPLACE);
    try (ObjectContent content = store().read(key("object"), ReadOptions.ALL)) {
      byte[] beginning = content.stream().readNBytes(1);
      store().delete(key("object"), Precondition.NONE);
      byte[] rest;
      try {
        rest = content.stream().readAllBytes();
      } catch (StorageException e) {
        return;
      }
      assertEquals(bytes[0], beginning[0]);
      assertArrayEquals(Arrays.copyOfRange(bytes, 1, bytes.length), rest);
    }
    assertAbsent("object");
  }

  private void assertSlice(ByteRange range, int from, int to) throws IOException {
    byte[] bytes = noise(1, SIZE);
    put("object", bytes, PutOptions.REPLACE);
    assertArrayEquals(Arrays.copyOfRange(bytes, from, to), read("object", ReadOptions.of(range)));
    try (ObjectContent content = store().read(key("object"), ReadOptions.of(range))) {
      assertEquals(to - from, content.length());
      assertEquals(SIZE, content.stat().size(), "the stat is of the whole object");
    }
  }

  private byte[] read(String key, ReadOptions options) throws IOException {
    return bytes(store(), key(key), options);
  }

  private boolean versionRefusedUnlessPromised(Version version) throws IOException {
    if (promises(Capability.READ_IF_VERSION)) {
      return false;
    }
    assertRefused(() -> read("object", ReadOptions.ALL.withVersion(version)));
    return true;
  }
}
