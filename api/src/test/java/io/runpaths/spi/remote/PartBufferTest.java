package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartBufferTest {
  private static final int MIB = 1 << 20;

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] content(PartBuffer buffer) throws IOException {
    try (InputStream in = buffer.payload().stream()) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1048576, false",
    "1, 1048576, false",
    "1048576, 1048576, false",
    "1048577, 1048576, true",
    "5000000, 1048576, true",
    "5000000, 0, true",
    "5000000, 100000000, false"
  })
  void whatWasWrittenIsReadWhereverItLies(int size, long budget, boolean spooled)
      throws IOException {
    byte[] bytes = noise(size);
    for (int step : new int[] {1 + size / 3, 777_777, 1 << 16}) {
      try (PartBuffer buffer = new PartBuffer(new BufferBudget(budget))) {
        for (int at = 0; at < size; at += step) {
          buffer.write(bytes, at, Math.min(step, size - at));
        }
        assertEquals(size, buffer.size());
        assertEquals(spooled, buffer.spooled());
        assertArrayEquals(bytes, content(buffer));
        // A part may be sent again.
        assertArrayEquals(bytes, content(buffer));
        assertEquals(Crc32c.of(bytes, 0, size), buffer.payload().crc32c());
      }
    }
  }

  @Test
  void memoryIsGivenBack() throws IOException {
    BufferBudget budget = new BufferBudget(MIB);
    for (int n = 0; n < 10; n++) {
      PartBuffer buffer = new PartBuffer(budget);
      buffer.write(noise(3 * MIB), 0, 3 * MIB);
      assertFalse(budget.take(1));
      buffer.close();
      buffer.close();
      assertTrue(budget.take(MIB));
      budget.give(MIB);
      assertFalse(budget.take(MIB + 1));
    }
  }

  @Test
  void aWriterWithoutMemoryGoesOnWithAFile() throws IOException {
    BufferBudget budget = new BufferBudget(4L * MIB);
    List<PartBuffer> buffers = new ArrayList<>();
    byte[] bytes = noise(MIB);
    for (int n = 0; n < 64; n++) {
      PartBuffer buffer = new PartBuffer(budget);
      buffers.add(buffer);
      buffer.write(bytes, 0, bytes.length);
    }
    assertEquals(60, buffers.stream().filter(PartBuffer::spooled).count());
    for (PartBuffer buffer : buffers) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (InputStream in = buffer.payload().stream()) {
        for (int b = in.read(); b >= 0 && out.size() < 1000; b = in.read()) {
          out.write(b);
        }
      }
      assertArrayEquals(Arrays.copyOf(bytes, out.size()), out.toByteArray());
      buffer.close();
    }
    assertTrue(budget.take(4L * MIB));
  }
}
