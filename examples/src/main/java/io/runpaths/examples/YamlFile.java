package io.runpaths.examples;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Settings and results as YAML 1.2, in the order of the map. */
final class YamlFile {

  private YamlFile() {}

  static byte[] of(Map<String, ?> content) {
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setIndent(2).build();
    return new Dump(settings).dumpToString(content).getBytes(StandardCharsets.UTF_8);
  }
}
