package io.runpaths.s3;

import io.runpaths.testkit.contract.Quirk;
import java.util.List;

/** What the tests' servers are known to do wrong, beyond what the driver's own table says. */
final class ServerQuirks {
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
      default -> List.of();
    };
  }
}
