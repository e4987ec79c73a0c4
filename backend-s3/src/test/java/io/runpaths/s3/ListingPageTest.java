package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.spi.remote.Op;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Listings are read as the SDK's client reads them. */
final class ListingPageTest {
  private static final Op OP = new Op("list", "s3://bucket/");

  private static Named<String> listing(String name, String inside) {
    return Named.of(
        name,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + inside
            + "</ListBucketResult>");
  }

  private static String object(String key, String more) {
    return "<Contents><Key>"
        + key
        + "</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified>"
        + "<ETag>&quot;0123-4&quot;</ETag><Size>5</Size>"
        + more
        + "</Contents>";
  }

  static Stream<Named<String>> listings() {
    String end = "<IsTruncated>false</IsTruncated>";
    return Stream.of(
        listing("nothing", end + "<Name>bucket</Name><KeyCount>0</KeyCount><Prefix></Prefix>"),
        listing("objects", end + object("a/b", "") + object("c", "")),
        listing(
            "with all that Amazon tells",
            end
                + object(
                    "a",
                    "<ChecksumAlgorithm>CRC32C</ChecksumAlgorithm><ChecksumType>FULL_OBJECT"
                        + "</ChecksumType><Owner><ID>x</ID><DisplayName>Key</DisplayName></Owner>"
                        + "<RestoreStatus><IsRestoreInProgress>true</IsRestoreInProgress>"
                        + "</RestoreStatus><StorageClass>STANDARD</StorageClass>")),
        listing(
            "more to come",
            "<IsTruncated>true</IsTruncated><NextContinuationToken>1/+= &amp;</NextContinuationToken>"
                + object("a", "")),
        listing(
            "prefixes",
            end
                + "<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>"
                + "<CommonPrefixes><Prefix>b&amp;/</Prefix></CommonPrefixes><Delimiter>/</Delimiter>"),
        listing(
            "encoded names",
            "<EncodingType>url</EncodingType>"
                + object("a%20b%2B%25/%E6%A8%A1+x", "")
                + "<CommonPrefixes><Prefix>%C3%BC/</Prefix></CommonPrefixes>"
                + end),
        listing(
            "an encoding that is told last",
            object("a%20b", "") + end + "<EncodingType>url</EncodingType>"),
        listing("names that are not encoded", object("a%20b+c", "") + end),
        listing("references", object("a&amp;b&lt;c&#x41;&#233;", "") + end),
        listing(
            "what is missing",
            "<Contents><Key>a</Key></Contents><Contents><Key>b</Key><Size>7</Size></Contents>"),
        listing(
            "lines between",
            """

              <IsTruncated>false</IsTruncated>
              <Contents>
                <Key>a</Key>
                <Size>5</Size>
              </Contents>
              <!-- a comment -->
            """),
        Named.of(
            "no namespace", "<ListBucketResult>" + object("a", "") + end + "</ListBucketResult>"));
  }

  private static ListingPage page(RecordingServer server, String transport) throws IOException {
    S3Settings settings =
        S3Settings.from(
            S3Options.builder()
                .endpoint(server.uri())
                .region("eu-central-1")
                .build()
                .with(S3Options.TRANSPORT, transport));
    try (S3Connection connection =
        S3Connection.open(
            "bucket",
            settings,
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))) {
      return connection
          .site(OP)
          .bulk()
          .list(Map.of("prefix", "", "encoding-type", "url"), Map.of());
    }
  }

  @ParameterizedTest
  @MethodSource("listings")
  void listingsAreReadAsTheClientDoes(String document) throws IOException {
    try (RecordingServer server = new RecordingServer()) {
      server.answers(RecordingServer.ok(document));
      assertEquals(page(server, "client"), page(server, "direct"));
    }
  }

  @Test
  void allOfAPageIsRead() throws IOException {
    ListingPage page =
        ListingPage.of(
            ("<ListBucketResult>"
                    + object("a", "")
                    + "<CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes>"
                    + "<IsTruncated>true</IsTruncated><NextContinuationToken>t"
                    + "</NextContinuationToken></ListBucketResult>")
                .getBytes(StandardCharsets.UTF_8));
    assertEquals(
        new ListingPage(
            List.of(
                new ListingPage.Item(
                    "a", 5L, Instant.parse("2026-01-02T03:04:05.678Z"), "\"0123-4\"")),
            List.of("b/"),
            true,
            "t"),
        page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no XML",
        "<ListBucketResult><Contents><Key>a</Key>",
        "<ListBucketResult><Contents><Size>5</Size></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key><Size>many</Size></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key><LastModified>today</LastModified></Contents>"
            + "</ListBucketResult>",
        "<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>%zz</Key></Contents>"
            + "</ListBucketResult>",
        "<ListBucketResult><Contents><Key>a<b/></Key></Contents></ListBucketResult>"
      })
  void whatCannotBeReadIsNoListing(String document) {
    NotS3Exception e =
        assertThrows(
            NotS3Exception.class, () -> ListingPage.of(document.getBytes(StandardCharsets.UTF_8)));
    assertFalse(String.valueOf(e.getMessage()).isEmpty());
  }
}
