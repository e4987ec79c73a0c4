package io.runpaths.gcs.server;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The conditions of one request ("Request preconditions"). A condition that asks for a match and
 * does not find it answers 412, one that asks for no match 304. Generation 0 stands for "there is
 * no live version".
 */
record Conditions(
    OptionalLong generationMatch,
    OptionalLong generationNotMatch,
    OptionalLong metagenerationMatch,
    OptionalLong metagenerationNotMatch,
    Optional<String> etagMatch,
    Optional<String> etagNotMatch) {

  static final Conditions NONE =
      new Conditions(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty());

  /** Those on the object that the request is about. */
  static Conditions of(Request request) {
    return new Conditions(
        request.query().number("ifGenerationMatch"),
        request.query().number("ifGenerationNotMatch"),
        request.query().number("ifMetagenerationMatch"),
        request.query().number("ifMetagenerationNotMatch"),
        request.header("If-Match"),
        request.header("If-None-Match"));
  }

  /** Those on the source of a copy. */
  static Conditions ofSource(Request request) {
    return new Conditions(
        request.query().number("ifSourceGenerationMatch"),
        request.query().number("ifSourceGenerationNotMatch"),
        request.query().number("ifSourceMetagenerationMatch"),
        request.query().number("ifSourceMetagenerationNotMatch"),
        Optional.empty(),
        Optional.empty());
  }

  static Conditions generation(OptionalLong generation) {
    return new Conditions(
        generation,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Holds them against the live version, where the request names no other. */
  void check(Optional<StoredObject> live) {
    check(live, live);
  }

  /**
   * Holds them against an object.
   *
   * @param live its live version: conditions on generations are about this one
   * @param addressed the version that the request is about: the other conditions are about it
   */
  void check(Optional<StoredObject> live, Optional<StoredObject> addressed) {
    long generation = live.map(StoredObject::generation).orElse(0L);
    long metageneration = addressed.map(StoredObject::metageneration).orElse(0L);
    String etag = addressed.map(StoredObject::etag).orElse("");
    match(generationMatch.isEmpty() || generationMatch.getAsLong() == generation);
    match(metagenerationMatch.isEmpty() || metagenerationMatch.getAsLong() == metageneration);
    match(
        etagMatch.isEmpty()
            || (addressed.isPresent()
                && (etagMatch.get().equals("*") || matches(etagMatch, etag))));
    notMatch(generationNotMatch.isEmpty() || generationNotMatch.getAsLong() != generation);
    notMatch(
        metagenerationNotMatch.isEmpty() || metagenerationNotMatch.getAsLong() != metageneration);
    notMatch(
        etagNotMatch.isEmpty()
            || addressed.isEmpty()
            || !(etagNotMatch.get().equals("*") || matches(etagNotMatch, etag)));
  }

  private static boolean matches(Optional<String> given, String etag) {
    return given.filter(value -> value.replace("\"", "").equals(etag)).isPresent();
  }

  private static void match(boolean holds) {
    if (!holds) {
      throw ApiError.conditionNotMet();
    }
  }

  private static void notMatch(boolean holds) {
    if (!holds) {
      throw ApiError.notModified();
    }
  }
}
