package io.runpaths.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://bucket",
        "s3://bucket/outputs/a b",
        "s3://my.bucket/a%20b/#?+;=é😀",
        "file:///data/outputs",
        "file:///",
        "sftp://me@host:2222/scratch/out"
      })
  void theTextOfALocationIsReadBackAsTheSame(String uri) {
    assertEquals(uri, Location.parse(uri).uri());
  }

  @ParameterizedTest
  @CsvSource({
    "file:///data/a%20b, data/a b",
    "file:///data/a%2520b, data/a%20b",
    "file:///%C3%A9, é",
    "file://localhost/x, x",
    "file:///x///, x",
    "FILE:///x, x",
    "s3://b/x/, x"
  })
  void percentSequencesAreDecodedForFilesOnly(String uri, String path) {
    assertEquals(path, Location.parse(uri).path());
  }

  @Test
  void aFileLocationIsWrittenAsPythonAndBrowsersWriteIt() {
    assertEquals(
        "file:///tmp/a%20b%25%23%3F%C3%A9", Location.ofPath(Path.of("/tmp/x/../a b%#?é")).uri());
    assertEquals("/tmp/a b%#?é", Location.parse("file:///tmp/a%20b%25%23%3F%C3%A9").display());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "outputs",
        "s3:/bucket",
        "s3://b/../c",
        "s3://b/a//c",
        "s3://b/a\u0007",
        "s3://me:secret@host/x",
        "file://host/x",
        "file:///a%2",
        "file:///a%zz",
        "file:///a%FF",
        "file:///a%2F..%2Fb",
        "S 3://x",
        "s3://a b/c"
      })
  void refusesWhatIsNoLocation(String uri) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Location.parse(uri));
    assertFalse(String.valueOf(e.getMessage()).contains("secret"), e.getMessage());
  }

  @Test
  void isBelowAnotherOnlyByWholeSegments() {
    Location root = Location.parse("s3://b/run1");
    assertEquals(Optional.of("x/y"), Location.parse("s3://b/run1/x/y").below(root));
    assertEquals(Optional.of(""), root.below(root));
    assertEquals(Optional.empty(), Location.parse("s3://b/run10").below(root));
    assertEquals(Optional.empty(), Location.parse("s3://c/run1/x").below(root));
    assertEquals(Optional.of("run1"), root.below(Location.parse("s3://b")));
  }

  @Test
  void hasALocalPathOnDiskOnlyAndSaysWhatToDoElsewhere() {
    assertEquals(Path.of("/data/x"), Location.parse("file:///data/x").toPath());
    UnsupportedOperationException e =
        assertThrows(
            UnsupportedOperationException.class, () -> Location.parse("s3://b/x").toPath());
    assertTrue(String.valueOf(e.getMessage()).contains("workspace"));
  }

  @Test
  void resolvesBelowItself() {
    assertEquals("s3://b/x", Location.parse("s3://b").resolve("x").uri());
    assertEquals("s3://b/x/y/z", Location.parse("s3://b/x").resolve("y/z").uri());
    assertThrows(IllegalArgumentException.class, () -> Location.parse("s3://b/x").resolve("../y"));
    assertThrows(IllegalArgumentException.class, () -> Location.parse("s3://b/x").resolve(""));
  }
}
