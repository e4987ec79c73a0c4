package io.runpaths.s3;

import io.runpaths.testkit.contract.Quirk;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the tests' servers are known to do wrong, beyond what the driver's own table says. */
final class ServerQuirks {
  private static final Map<String, Set<Quirk>> CONFIRMED = new ConcurrentHashMap<>();

  private ServerQuirks() {}

  static List<Quirk> of(String server) {
    return switch (server) {
      case "s3proxy" ->
          List.of(
              Quirk.of(
                  "pagesOfAnySizeGiveTheSameListing",
                  "s3proxy lists in the order of UTF-16 units; beyond U+FFFF a listing is refused."),
              Quirk.of(
                  "aFileBesideAFolderOfItsNameIsKeptWhereThatIsPromisedAndRefusedElsewhere",
                  "s3proxy's file store fails with an internal error instead of a refusal."));
      case "minio" ->
          List.of(
              Quirk.of(
                  "aFileBesideAFolderOfItsNameIsKeptWhereThatIsPromisedAndRefusedElsewhere",
                  "MinIO takes an object below the name of another, and leaves it out of listings."));
      case "seaweedfs" ->
          List.of(
              Quirk.of(
                  "whatNoKeyCanExpressIsReportedAndNotSkipped",
                  "SeaweedFS takes a path with an empty segment for the one without."));
      case "versitygw" -> {
        String longNames = "versitygw replaces no file whose name is so long: its own is longer.";
        yield List.of(
            Quirk.of(
                "whatNoKeyCanExpressIsReportedAndNotSkipped",
                "versitygw takes a path with an empty segment for the one without."),
            new Quirk("anOddNameIsWrittenUnderConditions", "255 letters", longNames),
            new Quirk("anOddNameIsWrittenUnderConditions", "255 bytes", longNames));
      }
      default -> List.of();
    };
  }

  /** Whether a server can keep a name; where not, the driver must refuse it in words. */
  static boolean expresses(String server, String name) {
    return switch (server) {
      // It takes backslashes for slashes when it looks for ways out.
      case "minio" -> !List.of(name.split("\\\\", -1)).contains("..");
      // It takes them for slashes.
      case "seaweedfs" -> name.indexOf('\\') < 0;
      default -> true;
    };
  }

  /** Whether a server lists unfinished uploads by prefix, and not only those of one exact key. */
  static boolean listsUploads(String server) {
    return !server.equals("minio");
  }

  /** The operations of the fault matrix that a server does not promise, and so must be refused. */
  static List<String> unpromised(String server) {
    return switch (server) {
      // Its If-Match is not atomic.
      case "s3proxy" -> List.of("put if version", "delete if version", "put large if version");
      // They refuse conditional deletion, or do not look at the condition.
      case "localstack", "minio", "ceph", "seaweedfs", "versitygw" -> List.of("delete if version");
      default -> List.of();
    };
  }

  /**
   * Something that the fault matrix finds and that is the server's own fault.
   *
   * @param finding how such findings begin
   * @param always whether it always shows; else it is a race
   * @param why what the server does
   */
  record Finding(String finding, boolean always, String why) {
    boolean explains(String found) {
      return found.startsWith(finding);
    }
  }

  /** What the fault matrix finds on a server and is not the driver's fault. */
  static List<Finding> findings(String server) {
    String damaged = "LocalStack empties the object that is there before it looks at the checksum.";
    String late = "LocalStack completes an upload twice at once, and leaves an empty object.";
    return server.equals("localstack")
        ? List.of(
            new Finding("CORRUPT put, put: a wrong bit in the request's body", true, damaged),
            new Finding(
                "CORRUPT put if version, put: a wrong bit in the request's body", true, damaged),
            new Finding("CORRUPT put large if absent, complete: reset, and", false, late),
            new Finding("CORRUPT put large if version, complete: reset, and", false, late),
            new Finding("CORRUPT upload large, complete: reset, and", false, late))
        : List.of();
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
