package io.runpaths.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.DateUtils;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * One answer to ListObjectsV2.
 *
 * @param objects the objects, in the order of the answer
 * @param prefixes the common prefixes, likewise
 * @param truncated whether there are more; null if the answer does not say
 * @param next the token of the next page; null if there is none
 */
record ListingPage(
    List<Item> objects, List<String> prefixes, @Nullable Boolean truncated, @Nullable String next) {

  /**
   * One object; what the answer does not tell is null.
   *
   * @param key its key in the bucket
   * @param size its length in bytes
   * @param modified when it was written
   * @param etag its ETag
   */
  record Item(String key, @Nullable Long size, @Nullable Instant modified, @Nullable String etag) {}

  /**
   * Reads the document, as <a
   * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html">Amazon describes
   * it</a>. Elements that are not known are passed over, wherever they stand.
   *
   * @throws NotS3Exception if it is none
   */
  static ListingPage of(byte[] document) throws NotS3Exception {
    try {
      return new Reader(ShortDocument.reader(document)).page();
    } catch (XMLStreamException | IllegalArgumentException | DateTimeException e) {
      throw new NotS3Exception("the listing cannot be read: " + e.getMessage());
    }
  }

  /** Goes through a document once. */
  private static final class Reader {
    private final XMLStreamReader xml;
    private final List<Item> objects = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private @Nullable Boolean truncated;
    private @Nullable String next;
    private boolean encoded;

    Reader(XMLStreamReader xml) {
      this.xml = xml;
    }

    ListingPage page() throws XMLStreamException {
      try {
        xml.nextTag();
        while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
          switch (xml.getLocalName()) {
            case "Contents" -> objects.add(object());
            case "CommonPrefixes" -> prefixes();
            case "IsTruncated" -> truncated = Boolean.valueOf(text());
            case "NextContinuationToken" -> next = text();
            case "EncodingType" -> encoded = text().equals("url");
            default -> skip();
          }
        }
      } finally {
        xml.close();
      }
      return new ListingPage(
          objects.stream()
              .map(item -> new Item(decoded(item.key()), item.size(), item.modified(), item.etag()))
              .toList(),
          prefixes.stream().map(this::decoded).toList(),
          truncated,
          next);
    }

    /** The encoding may be told behind what is encoded. */
    private String decoded(String name) {
      return encoded ? SdkHttpUtils.urlDecode(name) : name;
    }

    private Item object() throws XMLStreamException {
      String key = null;
      Long size = null;
      Instant modified = null;
      String etag = null;
      while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
        switch (xml.getLocalName()) {
          case "Key" -> key = text();
          case "Size" -> size = Long.valueOf(text());
          case "LastModified" -> modified = DateUtils.parseIso8601Date(text());
          case "ETag" -> etag = text();
          default -> skip();
        }
      }
      if (key == null) {
        throw new IllegalArgumentException("an object has no key");
      }
      return new Item(key, size, modified, etag);
    }

    private void prefixes() throws XMLStreamException {
      while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
        if (xml.getLocalName().equals("Prefix")) {
          prefixes.add(text());
        } else {
          skip();
        }
      }
    }

    private String text() throws XMLStreamException {
      return xml.getElementText();
    }

    private void skip() throws XMLStreamException {
      for (int depth = 1; depth > 0; ) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> depth++;
          case XMLStreamConstants.END_ELEMENT -> depth--;
          default -> {
            // Texts, comments and the like.
          }
        }
      }
    }
  }
}
