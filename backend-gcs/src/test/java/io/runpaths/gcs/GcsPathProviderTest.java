package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.ProviderInfo;
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
import org.junit.jupiter.params.provider.ValueSource;

final class GcsPathProviderTest {
  private final GcsPathProvider provider = new GcsPathProvider();

  @Test
  void itIsFoundByItsScheme() {
    assertEquals(
        1,
        RunStores.providers().stream()
            .map(ProviderInfo::schemes)
            .filter(s -> s.contains("gs"))
            .count());
  }

  @ParameterizedTest
  @CsvSource({
    "gs://lab-bucket/outputs/, gs://lab-bucket/outputs",
    "gs://lab.example.org, gs://lab.example.org",
    "gs://lab_bucket/a b%20c/ü, gs://lab_bucket/a b%20c/ü",
    "gcs://lab-bucket/outputs, gs://lab-bucket/outputs",
    "GS://lab-bucket/outputs, gs://lab-bucket/outputs",
  })
  void anAddressIsABucketAndAPrefix(String written, String meant) {
    assertEquals(meant, provider.resolve(written).uri());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gs://",
        "gs:///outputs",
        "gs://ab/outputs",
        "gs://Lab/outputs",
        "gs://lab-/outputs",
        "gs://-lab/outputs",
        "gs://lab..bucket/outputs",
        "gs://192.168.5.4/outputs",
        "gs://googlab/outputs",
        "gs://lab:key@host/outputs",
        "gs://lab/a//b",
        "gs://lab/../b",
        "s3://lab/outputs",
        "gs:lab/outputs",
        "gs://0123456789012345678901234567890123456789012345678901234567890123/outputs",
      })
  void aBadAddressIsRefusedWithARightOneOrAReason(String written) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> provider.resolve(written));
    assertTrue(String.valueOf(refusal.getMessage()).endsWith("."), refusal.getMessage());
  }

  @Test
  void aBucketsNameIsCheckedAtOpeningToo() {
    Location root = new Location("gs", "Lab", "outputs");
    assertThrows(IllegalArgumentException.class, () -> provider.open(root, Options.NONE));
  }

  @Test
  void everySettingIsOffered() throws IllegalAccessException {
    Set<String> names = new TreeSet<>();
    for (Field field : GcsOptions.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.getType() == String.class) {
        names.add((String) field.get(null));
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
      boolean file = spec.name().endsWith("-file");
      Options options = Options.NONE.with(spec.name(), file ? "pom.xml" : spec.example());
      if (!spec.name().equals(GcsOptions.CA_FILE)) {
        provider.open(new Location("gs", "lab", "outputs"), options).close();
      }
    }
  }
}
