package io.runpaths.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Objects without a checksum that were written by one request: their ETag is the MD5 of their
 * bytes, at Amazon unless a key of KMS or of the customer's encrypts them. Elsewhere the first one
 * that is read whole shows whether that is so; where it seems not to be, it is read twice, lest a
 * bit that was flipped on the way speak for all others. Such an MD5 bears out the bytes and their
 * number, which spares a look. Safe for use by several threads.
 */
final class Md5Tags {
  /** What is longer costs more to digest than the look that is spared, in bytes. */
  static final long MOST = 64 << 20;

  private static final int BUFFER = 64 << 10;
  private static final Pattern PLAIN = Pattern.compile("(?:W/)?\"?([0-9a-f]{32})\"?");
  private static final String ENCRYPTION = "x-amz-server-side-encryption";

  /** Whether the ETags of this store are MD5s; null as long as nobody knows. */
  private volatile @Nullable Boolean known;

  Md5Tags(boolean amazon) {
    if (amazon) {
      known = true;
    }
  }

  /** The MD5 of the whole object in hex, if the ETag of this answer is one, or may be one. */
  Optional<String> md5(SdkHttpResponse http) {
    Matcher plain = PLAIN.matcher(ObjectHeaders.etag(http));
    boolean may =
        !Boolean.FALSE.equals(known)
            && http.statusCode() == 200
            && http.firstMatchingHeader(ENCRYPTION).orElse("AES256").equals("AES256")
            && http.firstMatchingHeader(ENCRYPTION + "-customer-algorithm").isEmpty()
            && Extent.length(http) <= MOST;
    return may && plain.matches() ? Optional.ofNullable(plain.group(1)) : Optional.empty();
  }

  /** Whether it is known that the ETags are MD5s. */
  boolean areKnown() {
    return Boolean.TRUE.equals(known);
  }

  /** An ETag was found to be no MD5. */
  void areNone() {
    known = false;
  }

  private void areSo() {
    if (known == null) {
      known = true;
    }
  }

  /** What is done about bytes of another MD5 than the ETag. */
  interface Otherwise {
    /**
     * Finds out what that means.
     *
     * @throws IOException if the bytes are not those of the object, or nobody can tell
     */
    void found(String md5) throws IOException;
  }

  /**
   * The same bytes; the last of them are handed out when all were compared with the MD5.
   *
   * @param length how many there are
   */
  InputStream verified(InputStream bytes, long length, String md5, Otherwise otherwise) {
    return new Verified(bytes, length, md5, otherwise);
  }

  /** The MD5 of all bytes of a stream, in hex. */
  static String of(InputStream bytes) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER];
    for (int n; (n = bytes.read(buffer)) >= 0; ) {
      digest.update(buffer, 0, n);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private final class Verified extends FilterInputStream {
    private final MessageDigest digest = digest();
    private final String wanted;
    private final Otherwise otherwise;
    private long left;
    private boolean done;
    private @Nullable IOException failure;

    Verified(InputStream bytes, long length, String wanted, Otherwise otherwise) {
      super(bytes);
      this.left = length;
      this.wanted = wanted;
      this.otherwise = otherwise;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (failure != null) {
        throw failure;
      }
      int n = super.read(bytes, offset, count);
      if (n > 0) {
        digest.update(bytes, offset, n);
        left -= n;
      }
      if (count > 0 && left == 0 && !done) {
        done = true;
        compare();
      }
      return n;
    }

    private void compare() throws IOException {
      String md5 = HexFormat.of().formatHex(digest.digest());
      if (md5.equals(wanted)) {
        areSo();
        return;
      }
      try {
        otherwise.found(md5);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public long skip(long n) throws IOException {
      byte[] skipped = new byte[(int) Math.min(Math.max(0, n), 8192)];
      return n <= 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no MD5.", e);
    }
  }
}
