package io.runpaths.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids that the Python originals' recipe gave under CPython, computed with its own libraries. */
class OriginalVectorsTest {

  static List<JsonNode> hashed() throws IOException {
    return vectors("hashed");
  }

  static List<JsonNode> dated() throws IOException {
    return vectors("dated");
  }

  @Test
  void thereAreOneHundredAndTwentyOfEachLayout() throws IOException {
    assertEquals(120, hashed().size());
    assertEquals(120, dated().size());
  }

  @ParameterizedTest
  @MethodSource("hashed")
  void everyHashedIdIsTheOriginalsByteForByte(JsonNode vector) {
    RunConfig config = RunConfig.parseJson(vector.get("config").asText());
    HashedId id =
        HashedId.of(
            LocalDate.parse(vector.get("date").asText(), DateTimeFormatter.BASIC_ISO_DATE),
            vector.get("dataset").asText(),
            vector.get("architecture").asText(),
            config,
            HashScheme.ORCHARD_V1,
            0.0);
    assertEquals(
        vector.get("canonical").asText(),
        HashScheme.ORCHARD_V1.canonicalInput(config, id.timestamp()));
    assertEquals(vector.get("runId").asText(), id.value());
  }

  @ParameterizedTest
  @MethodSource("dated")
  void everyStagedIdIsTheOriginalsByteForByte(JsonNode vector) {
    LocalDate date = LocalDate.parse(vector.get("date").asText());
    assertEquals(
        vector.get("runId").asText(), StagedId.generate(vector.get("seed").asLong(), date));
  }

  private static List<JsonNode> vectors(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OriginalVectorsTest.class.getResourceAsStream("/run-ids.json"))) {
      List<JsonNode> vectors = new ArrayList<>();
      new ObjectMapper().readTree(in).get(name).forEach(vectors::add);
      return vectors;
    }
  }
}
