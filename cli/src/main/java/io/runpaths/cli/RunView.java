package io.runpaths.cli;

import io.runpaths.HashedInputs;
import io.runpaths.Link;
import io.runpaths.Run;
import io.runpaths.RunRecord;
import io.runpaths.StagedInputs;
import io.runpaths.layout.RunConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run as the objects of {@code --json} show it. */
final class RunView {
  private RunView() {}

  /** Identity and place. */
  static Map<String, Object> brief(Run run) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", run.id());
    map.put("path", run.path());
    map.put("layout", run.layout().label());
    map.put("location", run.location().display());
    map.put("uri", run.location().uri());
    map.put("root", run.store().root().display());
    map.put("created", run.record().created().toString());
    map.put("nonce", run.record().nonce());
    return map;
  }

  /** All that the birth certificate says. */
  static Map<String, Object> full(Run run) {
    Map<String, Object> map = brief(run);
    RunRecord record = run.record();
    map.put("creator", record.creator());
    record.hashed().ifPresent(inputs -> map.put("hashed", hashed(inputs)));
    record.staged().ifPresent(inputs -> map.put("staged", staged(inputs)));
    return map;
  }

  /** Links, as a list of objects. */
  static List<Map<String, Object>> links(List<Link> links) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Link link : links) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", link.name());
      map.put("role", link.role());
      map.put("target", link.target().uri());
      link.checkpoint().ifPresent(tag -> map.put("checkpoint", tag));
      map.put("within", link.within());
      list.add(map);
    }
    return list;
  }

  private static Map<String, Object> hashed(HashedInputs inputs) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("scheme", inputs.scheme());
    map.put("date", inputs.date().toString());
    map.put("zone", inputs.zone());
    map.put("dataset", inputs.dataset());
    map.put("architecture", inputs.architecture());
    map.put("config", RunConfig.parseJson(inputs.config()).asMap());
    map.put("masked", inputs.masked());
    map.put("timestamp", inputs.timestamp());
    map.put("hashedTimestamp", inputs.hashedTimestamp());
    return map;
  }

  private static Map<String, Object> staged(StagedInputs inputs) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("runId", inputs.runId());
    inputs.stage().ifPresent(stage -> map.put("stage", stage));
    map.put("debug", inputs.debug());
    map.put("order", inputs.order().label());
    map.put("tracker", inputs.tracker());
    return map;
  }
}
