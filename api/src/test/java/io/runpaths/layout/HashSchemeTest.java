package io.runpaths.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HashSchemeTest {
  /**
   * What no name may hold, and letters that Java and Python need not both know: those that this
   * Java does not, and the capitals of Unicode 16, which Java has since 24 and Python since 3.14.
   */
  private static final String NOT_IN_NAMES =
      "[/\\\\\\p{Cc}\\x{1C89}\\x{A7CB}\\x{A7CC}\\x{A7DA}\\x{A7DC}\\x{10D50}-\\x{10D65}]"
          + "|\\P{IsAssigned}";

  private static final LocalDate DAY = LocalDate.of(2026, 2, 8);

  @ParameterizedTest
  @EnumSource
  void isFoundByItsLabel(HashScheme scheme) {
    assertEquals(scheme, HashScheme.of(scheme.label()));
  }

  @Test
  void listsTheLabelsThereAre() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> HashScheme.of("ORCHARD_V1"));
    assertEquals(
        "there is no hash scheme \"ORCHARD_V1\": use orchard-v1 (the default) or runpaths-v1",
        refusal.getMessage());
  }

  @Test
  void onlyTheNewSchemeCountsWhatIsNested() {
    RunConfig adam = RunConfig.parseJson("{\"optimizer\": {\"name\": \"adam\"}, \"seed\": null}");
    RunConfig sgd = RunConfig.parseJson("{\"optimizer\": {\"name\": \"sgd\"}}");
    assertEquals(digest(adam, HashScheme.ORCHARD_V1), digest(sgd, HashScheme.ORCHARD_V1));
    assertNotEquals(digest(adam, HashScheme.RUNPATHS_V1), digest(sgd, HashScheme.RUNPATHS_V1));
  }

  @Test
  void onlyTheNewSchemeIgnoresSecrets() {
    RunConfig mine = RunConfig.of(Map.of("hf_token", "mine"));
    RunConfig yours = RunConfig.of(Map.of("hf_token", "yours"));
    assertNotEquals(digest(mine, HashScheme.ORCHARD_V1), digest(yours, HashScheme.ORCHARD_V1));
    assertEquals(digest(mine, HashScheme.RUNPATHS_V1), digest(yours, HashScheme.RUNPATHS_V1));
    assertEquals(
        digest(mine, HashScheme.RUNPATHS_V1), digest(mine.mask().config(), HashScheme.RUNPATHS_V1));
  }

  private static String digest(RunConfig config, HashScheme scheme) {
    return HashedId.of(DAY, "d", "a", config, scheme, 0.0).digest();
  }

  static List<JsonNode> workedExamples() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(HashSchemeTest.class.getResourceAsStream("/runpaths-v1.json"))) {
      List<JsonNode> examples = new ArrayList<>();
      new ObjectMapper().readTree(in).forEach(examples::add);
      return examples;
    }
  }

  @ParameterizedTest
  @MethodSource("workedExamples")
  void givesTheIdsOfTheWorkedExamples(JsonNode example) {
    HashedId id =
        HashedId.of(
                LocalDate.parse(example.get("date").asText(), DateTimeFormatter.BASIC_ISO_DATE),
                example.get("dataset").asText(),
                example.get("architecture").asText(),
                RunConfig.parseJson(example.get("config").asText()),
                HashScheme.of(example.get("scheme").asText()),
                example.path("timestamp").asDouble())
            .movedOn(example.path("attempt").asInt());
    assertEquals(
        example.get("hashed").asText(), id.scheme().canonicalInput(id.config(), id.timestamp()));
    assertEquals(example.get("runId").asText(), id.value());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.runpaths.layout.Seeds#fixedAndFresh")
  void agreesWithTheReferenceInPython(long seed, @TempDir Path folder) throws Exception {
    RandomValues values = new RandomValues(seed);
    List<String> cases = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      RunConfig config = RunConfig.of(values.config());
      HashScheme scheme = i % 2 == 0 ? HashScheme.ORCHARD_V1 : HashScheme.RUNPATHS_V1;
      String dataset = "D" + values.text().replaceAll(NOT_IN_NAMES, "-");
      String architecture = "A" + values.text();
      double timestamp = values.ordinaryTime();
      int attempt = values.below(3);
      ids.add(
          CanonicalJson.write(
              HashedId.of(DAY, dataset, architecture, config, scheme, timestamp)
                  .movedOn(attempt)
                  .value()));
      Map<String, @Nullable Object> request = new LinkedHashMap<>();
      request.put("date", "20260208");
      request.put("dataset", dataset);
      request.put("architecture", architecture);
      request.put("config", config.canonicalJson());
      request.put("scheme", scheme.label());
      request.put("timestamp", timestamp);
      request.put("attempt", (long) attempt);
      cases.add(CanonicalJson.write(request));
    }
    List<String> answers = PythonReference.answers("hashed", cases, folder);
    for (int i = 0; i < ids.size(); i++) {
      assertEquals(answers.get(i), ids.get(i), cases.get(i));
    }
  }
}
