package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceFileTest {
  private static final Op OP = new Op("put", "mem:object");

  @TempDir private Path folder;

  private Path file() throws IOException {
    Path file = Files.write(folder.resolve("model"), new byte[3]);
    return Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
  }

  @Test
  void aFileThatNobodyWritesIsUnchanged() throws IOException {
    SourceFile.of(OP, file(), 3).requireUnchanged();
    SourceFile.requireLength(OP, file(), 3);
  }

  @Test
  void oneThatIsWrittenInPlaceIsNot() throws IOException {
    Path file = file();
    SourceFile source = SourceFile.of(OP, file, 3);
    Files.write(file, new byte[] {1, 2, 3});
    CorruptDataException failure =
        assertThrows(CorruptDataException.class, source::requireUnchanged);
    assertEquals(Reason.CHECKSUM, failure.reason());
    assertEquals(
        "The file for the put of mem:object was said to have 3 bytes and was written since; write"
            + " nothing to it while it is sent.",
        failure.getMessage());
  }

  @Test
  void oneOfAnotherSizeIsRefusedBeforeItIsRead() throws IOException {
    Path file = file();
    assertThrows(CorruptDataException.class, () -> SourceFile.of(OP, file, 4));
  }

  @Test
  void whereLengthIsEnoughOnlyLengthCounts() throws IOException {
    Path file = file();
    Files.write(file, new byte[] {1, 2, 3});
    SourceFile.requireLength(OP, file, 3);
    CorruptDataException failure =
        assertThrows(CorruptDataException.class, () -> SourceFile.requireLength(OP, file, 2));
    assertEquals(
        "The file for the put of mem:object was said to have 2 bytes and has 3; write nothing to it"
            + " while it is sent.",
        failure.getMessage());
  }

  @Test
  void oneThatIsGoneCannotBeRead() throws IOException {
    Path file = file();
    SourceFile source = SourceFile.of(OP, file, 3);
    Files.delete(file);
    UnavailableException failure =
        assertThrows(UnavailableException.class, source::requireUnchanged);
    assertEquals(Reason.OTHER, failure.reason());
  }
}
