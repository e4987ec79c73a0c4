package io.runpaths.gcs;

import io.runpaths.testkit.contract.Quirk;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the tests' servers are known to do wrong. */
final class ServerQuirks {
  private static final Map<String, Set<Quirk>> CONFIRMED = new ConcurrentHashMap<>();

  private ServerQuirks() {}

  static List<Quirk> of(String server) {
    return switch (server) {
      case "fake-gcs" ->
          List.of(
              Quirk.of(
                  "aDeleteIfVersionOfAReplacedVersionFailsAndLeavesTheNewOne",
                  "fake-gcs-server looks at conditions of uploads only, not of deletes."),
              Quirk.of(
                  "aCopyOfAReplacedVersionFailsAndLeavesTheTarget",
                  "fake-gcs-server looks at conditions of uploads only, not of rewrites."));
      default -> List.of();
    };
  }

  static void confirmed(String server, Quirk quirk) {
    CONFIRMED.computeIfAbsent(server, name -> ConcurrentHashMap.newKeySet()).add(quirk);
  }

  /** One line on how many of a server's quirks showed in the tests that ran. */
  static String summary(String server) {
    List<Quirk> declared = of(server);
    List<String> unseen =
        declared.stream()
            .filter(quirk -> !CONFIRMED.getOrDefault(server, Set.of()).contains(quirk))
            .map(quirk -> quirk.test() + " " + quirk.example())
            .toList();
    return server
        + ": "
        + declared.size()
        + " quirks declared, "
        + (declared.size() - unseen.size())
        + " seen"
        + (unseen.isEmpty() ? "" : ", not seen: " + String.join("; ", unseen));
  }
}
