package io.runpaths;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Location;
import io.runpaths.spi.PathProvider;
import io.runpaths.spi.UnsupportedException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProvidersTest {
  /** Owns a scheme. */
  private record Own(String scheme) implements PathProvider {
    @Override
    public Set<String> schemes() {
      return Set.of(scheme);
    }

    @Override
    public Location resolve(String uri) {
      return Location.parse(uri);
    }
  }

  /** Resolves a scheme to somewhere else. */
  private record Alias(String scheme, Location target) implements PathProvider {
    @Override
    public Set<String> schemes() {
      return Set.of(scheme);
    }

    @Override
    public Location resolve(String uri) {
      return target;
    }
  }

  @Test
  void twoProvidersOfOneSchemeAreAnErrorThatNamesBoth() {
    Alias alias = new Alias("s3", Location.parse("x://y"));
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> Providers.of(List.of(new Own("s3"), alias)));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(Own.class.getName()), message);
    assertTrue(message.contains(Alias.class.getName()), message);
  }

  @Test
  void anUnknownSchemeListsTheKnownOnesAndTheArtifactToAdd() {
    Providers providers = Providers.of(List.of(new Own("aa"), new Own("bb")));
    UnsupportedException e =
        assertThrows(UnsupportedException.class, () -> providers.resolve("gs://bucket/x"));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("aa, bb"), message);
    assertTrue(message.contains("runpaths-backend-gcs"), message);
  }

  @Test
  void anUnknownSchemeNeverShowsAPassword() {
    Providers providers = Providers.of(List.of());
    UnsupportedException e =
        assertThrows(UnsupportedException.class, () -> providers.resolve("zz://me:pw123@host/x"));
    assertTrue(!String.valueOf(e.getMessage()).contains("pw123"), e.getMessage());
    assertTrue(!e.location().contains("pw123"), e.location());
  }

  @Test
  void anAliasIsOpenedByTheProviderOfTheSchemeItResolvesTo() throws Exception {
    Own own = new Own("aa");
    Providers providers =
        Providers.of(List.of(own, new Alias("team", Location.parse("aa://disk/outputs"))));
    Providers.Resolved resolved = providers.resolve("team:vision");
    assertEquals("aa://disk/outputs", resolved.location().uri());
    assertEquals(own, resolved.provider());
  }

  @Test
  void aliasesThatLeadToEachOtherAreAnError() {
    Providers providers =
        Providers.of(
            List.of(
                new Alias("aa", Location.parse("bb://x")),
                new Alias("bb", Location.parse("aa://x"))));
    assertThrows(IllegalArgumentException.class, () -> providers.resolve("aa://x"));
  }

  @Test
  void aTextWithoutASchemeIsAPathOnDisk() {
    assertEquals("file", Providers.schemeOf("outputs"));
    assertEquals("file", Providers.schemeOf("./a:b"));
    assertEquals("file", Providers.schemeOf("C:\\x"));
    assertEquals("s3", Providers.schemeOf("S3://bucket"));
    assertEquals("team", Providers.schemeOf("team:vision"));
  }
}
