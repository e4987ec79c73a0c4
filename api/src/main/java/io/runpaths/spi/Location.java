package io.runpaths.spi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A place on some store: a scheme, an authority (bucket or host, empty on disk) and a path.
 *
 * <p>A location is valid by construction, like an {@link ObjectKey}: its path has no empty segment,
 * no {@code .} or {@code ..}, no control character, and neither a leading nor a trailing slash. The
 * empty path is the top of the authority.
 *
 * <p>As text a location is {@code scheme://authority/path}. The text is literal, as the commands of
 * the clouds have it: {@code s3://bucket/a%20b} names the key {@code a%20b}. Only {@code file:}
 * follows <a href="https://www.rfc-editor.org/rfc/rfc8089">RFC 8089</a> and is percent-encoded, so
 * that Python's {@code Path.as_uri()} and a browser agree with it.
 *
 * @param scheme lower-case letters, digits, {@code +}, {@code -} and {@code .}, starting with a
 *     letter
 * @param authority bucket or host, perhaps with user and port; never with a password; empty on disk
 * @param path the path without a leading or trailing slash; empty for the top
 */
public record Location(String scheme, String authority, String path) {
  private static final String FILE = "file";
  private static final String UNENCODED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";

  /**
   * Validates the location.
   *
   * @throws IllegalArgumentException if a part could not be expressed; the message says which
   */
  public Location {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(authority, "authority");
    Objects.requireNonNull(path, "path");
    if (!isScheme(scheme)) {
      throw new IllegalArgumentException(
          "The scheme " + Names.shown(scheme) + " is not lower-case letters and digits.");
    }
    for (int i = 0; i < authority.length(); i++) {
      char c = authority.charAt(i);
      if (c <= ' ' || c == '/' || c == '\\' || c == '?' || c == '#' || (c >= 0x7f && c < 0xa0)) {
        throw new IllegalArgumentException(
            "The bucket or host " + Names.shown(authority) + " has a character it cannot have.");
      }
    }
    int at = authority.lastIndexOf('@');
    if (at >= 0 && authority.indexOf(':') >= 0 && authority.indexOf(':') < at) {
      throw new IllegalArgumentException(
          "A "
              + scheme
              + ": location holds a password, which would end up in logs; leave it out and give"
              + " credentials by profile, environment or file.");
    }
    if (!path.isEmpty()) {
      Names.checkPath("path of the " + scheme + ": location", path);
    }
  }

  /**
   * The location that a text of the form {@code scheme://authority/path} names, literally (percent
   * sequences are decoded for {@code file:} only). Slashes at the end are dropped.
   *
   * @param uri the text
   * @return the location
   * @throws IllegalArgumentException if the text has another form
   */
  public static Location parse(String uri) {
    int colon = uri.indexOf(':');
    if (colon < 1 || !uri.startsWith("://", colon)) {
      throw new IllegalArgumentException(
          "The location " + Names.shown(uri) + " is not of the form scheme://place/path.");
    }
    String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = uri.substring(colon + 3);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "" : rest.substring(slash + 1);
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    path = path.substring(0, end);
    if (scheme.equals(FILE)) {
      if (authority.equals("localhost")) {
        authority = "";
      }
      if (!authority.isEmpty()) {
        throw new IllegalArgumentException(
            "The location "
                + Names.shown(uri)
                + " names a host; a file location has three slashes, as in file:///data/outputs.");
      }
      path = decoded(uri, path);
    }
    return new Location(scheme, authority, path);
  }

  /**
   * The location of a local path, made absolute and freed of {@code .} and {@code ..}; nothing is
   * read.
   *
   * @param path a path of the default file system
   * @return its {@code file:} location
   */
  public static Location ofPath(Path path) {
    String text = path.toAbsolutePath().normalize().toString();
    return new Location(FILE, "", text.startsWith("/") ? text.substring(1) : text);
  }

  /**
   * The location below this one.
   *
   * @param below one or more segments, such as {@code figures/loss.png}
   * @return the longer location
   * @throws IllegalArgumentException if the result is not valid
   */
  public Location resolve(String below) {
    Objects.requireNonNull(below, "below");
    if (below.isEmpty()) {
      throw new IllegalArgumentException("Nothing is named below " + this + ".");
    }
    return new Location(scheme, authority, path.isEmpty() ? below : path + "/" + below);
  }

  /**
   * The location of a key below this root.
   *
   * @param key the key
   * @return its location
   */
  public Location resolve(ObjectKey key) {
    return resolve(key.value());
  }

  /**
   * The last segment of the path.
   *
   * @return the name; the authority where the path is empty
   */
  public String name() {
    return path.isEmpty() ? authority : path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * The path of this location below another.
   *
   * @param root a location that may hold this one
   * @return the relative path, empty text where both are the same; absent if this is not below
   */
  public Optional<String> below(Location root) {
    if (!scheme.equals(root.scheme) || !authority.equals(root.authority)) {
      return Optional.empty();
    }
    if (root.path.isEmpty() || path.equals(root.path)) {
      return Optional.of(path.substring(root.path.length()));
    }
    return path.startsWith(root.path) && path.charAt(root.path.length()) == '/'
        ? Optional.of(path.substring(root.path.length() + 1))
        : Optional.empty();
  }

  /**
   * The location as a local path.
   *
   * @return an absolute path of the default file system
   * @throws UnsupportedOperationException if the store is not on disk; the message says to use a
   *     workspace or to read and write through the run
   */
  public Path toPath() {
    if (!scheme.equals(FILE)) {
      throw new UnsupportedOperationException(
          "There is no local path for "
              + this
              + ": the store is not on disk. Read and write through the run (Run.put, Run.read), or"
              + " use a workspace.");
    }
    return Path.of("/" + path);
  }

  /**
   * The location as people on a shell know it: a plain path on disk, else the URI.
   *
   * @return text for a screen
   */
  public String display() {
    return scheme.equals(FILE) ? "/" + path : uri();
  }

  /**
   * The location as a URI, which {@link #parse} reads back.
   *
   * @return {@code scheme://authority/path}
   */
  public String uri() {
    String text = scheme.equals(FILE) ? encoded(path) : path;
    return scheme + "://" + authority + (text.isEmpty() && !authority.isEmpty() ? "" : "/" + text);
  }

  /** The same as {@link #uri()}. */
  @Override
  public String toString() {
    return uri();
  }

  /**
   * Whether a text is a well-formed scheme: a lower-case letter, then letters, digits, {@code +},
   * {@code -}, {@code .}.
   *
   * @param text any text
   * @return true if it can be the scheme of a location
   */
  public static boolean isScheme(String text) {
    if (text.isEmpty() || text.charAt(0) < 'a' || text.charAt(0) > 'z') {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '+' && c != '-' && c != '.') {
        return false;
      }
    }
    return true;
  }

  private static String encoded(String path) {
    StringBuilder out = new StringBuilder(path.length() + 16);
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0 && UNENCODED.indexOf(b) >= 0) {
        out.append((char) b);
      } else {
        out.append('%')
            .append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xf, 16)))
            .append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
      }
    }
    return out.toString();
  }

  private static String decoded(String uri, String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
    for (int i = 0; i < path.length(); ) {
      if (path.charAt(i) == '%') {
        int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
        int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException(
              "The location "
                  + Names.shown(uri)
                  + " has a '%' without two hex digits; write '%25' for a percent sign.");
        }
        bytes.write(high * 16 + low);
        i += 3;
      } else {
        int point = path.codePointAt(i);
        bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(point);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "The location " + Names.shown(uri) + " has percent sequences that are not UTF-8.", e);
    }
  }
}
