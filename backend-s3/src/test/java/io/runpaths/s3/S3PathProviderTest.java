package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.RunStores;
import io.runpaths.spi.Location;
import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class S3PathProviderTest {
  private final S3PathProvider provider = new S3PathProvider();

  @Test
  void itIsFoundByItsSchemes() {
    for (String scheme : Set.of("s3", "s3a", "s3n")) {
      assertEquals(
          1,
          RunStores.providers().stream().filter(found -> found.schemes().contains(scheme)).count());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "s3://lab-bucket/outputs/, s3://lab-bucket/outputs",
    "s3://lab-bucket, s3://lab-bucket",
    "s3://lab.example.org/outputs, s3://lab.example.org/outputs",
    "s3://lab-bucket/a b%20c/ü, s3://lab-bucket/a b%20c/ü",
    "s3a://lab-bucket/outputs, s3://lab-bucket/outputs",
    "s3n://lab-bucket/outputs, s3://lab-bucket/outputs",
    "S3://lab-bucket/outputs, s3://lab-bucket/outputs",
  })
  void anAddressIsABucketAndAPrefix(String written, String meant) {
    assertEquals(meant, provider.resolve(written).uri());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s3://                            | s3://bucket/outputs
          s3:///outputs                    | names no bucket
          s3:lab/outputs                   | s3://bucket/outputs
          s3://ab/outputs                  | 3 to 63
          s3://Lab/outputs                 | has the character 'L'
          s3://lab_bucket/outputs          | has the character '_'
          s3://lab-/outputs                | begin and end
          s3://-lab/outputs                | begin and end
          s3://lab..bucket/outputs         | begin and end
          s3://192.168.5.4/outputs         | looks like an IP address
          s3://runs--use1-az4--x-s3/out    | directory bucket
          s3://arn:aws:s3:::lab/outputs    | ARN
          s3://lab/a//b                    | .
          s3://lab/../b                    | .
          gs://lab/outputs                 | is not an S3 location
          s3://0123456789012345678901234567890123456789012345678901234567890123/outputs | 64 characters
          """)
  void aBadAddressIsRefusedInWords(String written, String words) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> provider.resolve(written));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(words) && message.endsWith("."), message);
  }

  @Test
  void aBucketsNameIsCheckedAtOpeningToo() {
    Location root = new Location("s3", "Lab", "outputs");
    assertThrows(IllegalArgumentException.class, () -> provider.open(root, Options.NONE));
  }

  @Test
  void openedByAnotherSpellingItIsTheSamePlace() throws Exception {
    try (var store = provider.open(new Location("s3a", "lab-bucket", "outputs"), Options.NONE)) {
      assertEquals("s3://lab-bucket/outputs", store.root().uri());
    }
  }

  @Test
  void everySettingIsOffered() throws IllegalAccessException {
    Set<String> names = new TreeSet<>();
    for (Field field : S3Options.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.getType() == String.class) {
        names.add(String.valueOf(field.get(null)));
      }
    }
    Set<String> offered = new TreeSet<>();
    for (OptionSpec spec : provider.options()) {
      offered.add(spec.name());
    }
    assertEquals(names, offered);
  }

  @Test
  void everyExampleOfASettingIsOneThatIsTaken() throws Exception {
    for (OptionSpec spec : provider.options()) {
      if (!spec.name().equals(S3Options.CA_FILE)) {
        Options options = Options.NONE.with(spec.name(), spec.example());
        provider.open(new Location("s3", "lab", "outputs"), options).close();
      }
    }
  }
}
